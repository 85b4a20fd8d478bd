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


def own_tables(content: bytes, name: str) -> object:
    """Return the settings of this tool in a file of this name, unchecked; None if there are none, or it is no TOML."""
    try:
        value = tomllib.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None
    if name != PYPROJECT:
        return value
    tool = value.get("tool")
    return next((tool[key] for key in TOOLS if key in tool), None) if isinstance(tool, dict) else None


def _has_table(path: Path) -> bool:
    """Return whether a pyproject.toml has one of the tables; an unreadable or invalid file has none."""
    try:
        return own_tables(path.read_bytes(), PYPROJECT) is not None
    except OSError:
        return False


def find_config(start: Path) -> Path | None:
    """Return the nearest ``codegen.toml``, or ``pyproject.toml`` with a table of ours, in a folder or above it."""
    for folder in (start, *start.parents):
        if (folder / CONFIG).is_file():
            return folder / CONFIG
        if (folder / PYPROJECT).is_file() and _has_table(folder / PYPROJECT):
            return folder / PYPROJECT
    return None
