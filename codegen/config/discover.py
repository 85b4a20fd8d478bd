"""Finds the configuration file of a folder."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

CONFIG = "codegen.toml"
PYPROJECT = "pyproject.toml"
TOOLS = ("spec-codegen", "codegen")
"""Names of the table below ``[tool]`` in pyproject.toml, the preferred one first; ``codegen`` is also another tool."""


def _has_table(path: Path) -> bool:
    """Return whether a pyproject.toml has one of the tables; an unreadable or invalid file has none."""
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8")).get("tool", {})
        return any(name in tables for name in TOOLS)
    except (OSError, ValueError, AttributeError, TypeError):
        return False


def find_config(start: Path) -> Path | None:
    """Return the nearest ``codegen.toml``, or ``pyproject.toml`` with a table of ours, in a folder or above it."""
    for folder in (start, *start.parents):
        if (folder / CONFIG).is_file():
            return folder / CONFIG
        if (folder / PYPROJECT).is_file() and _has_table(folder / PYPROJECT):
            return folder / PYPROJECT
    return None
