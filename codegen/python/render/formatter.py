"""The layout of the output: black in process, ruff as a program for large output, or none."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:
    from collections.abc import Mapping


class _Formatter(Protocol):
    def format_files(self, files: Mapping[str, str]) -> dict[str, str]: ...


# Loaded by name when chosen: black alone takes longer to import than a small package to generate.
_MODULES = {
    "black": "codegen.python.render.black_formatter",
    "none": "codegen.python.render.no_formatter",
    "ruff": "codegen.python.render.ruff_formatter",
}

FORMATTERS: tuple[str, ...] = tuple(_MODULES)
"""The names of the formatters."""


def format_files(files: Mapping[str, str], formatter: str) -> dict[str, str]:
    """Lay out Python files, given and returned as path → text, all with the same rules and independent of each other.

    Raises ``InternalError`` when a file does not parse, ``KeyError`` for a formatter that is not in ``FORMATTERS``,
    and ``ruff_formatter.FormatterMissingError`` when the formatter is a program that is not installed.
    """
    chosen = cast("_Formatter", importlib.import_module(_MODULES[formatter]))
    return chosen.format_files(files)


def format_source(code: str, formatter: str) -> str:
    """Lay out one Python file; see ``format_files``."""
    return format_files({"source.py": code}, formatter)["source.py"]
