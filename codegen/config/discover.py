"""Finds the configuration file of a folder."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

CONFIG = "codegen.toml"
PYPROJECT = "pyproject.toml"


def _has_table(path: Path) -> bool:
    """Return whether a pyproject.toml has a table ``[tool.codegen]``; an unreadable or invalid file has none."""
    try:
        return "codegen" in tomllib.loads(path.read_text(encoding="utf-8")).get("tool", {})
    except (OSError, ValueError, AttributeError, TypeError):
        return False


def find_config(start: Path) -> Path | None:
    """Return the nearest ``codegen.toml``, or ``pyproject.toml`` with ``[tool.codegen]``, in a folder or above it."""
    for folder in (start, *start.parents):
        if (folder / CONFIG).is_file():
            return folder / CONFIG
        if (folder / PYPROJECT).is_file() and _has_table(folder / PYPROJECT):
            return folder / PYPROJECT
    return None
