"""Formats the output with black (in process), ruff (subprocess, for large output), or not at all."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:
    from collections.abc import Mapping


class _Formatter(Protocol):
    def format_files(self, files: Mapping[str, str]) -> dict[str, str]: ...


# Imported on use: black alone takes longer to import than a small package to generate.
_MODULES = {
    "black": "codegen.python.render.black_formatter",
    "none": "codegen.python.render.no_formatter",
    "ruff": "codegen.python.render.ruff_formatter",
}

FORMATTERS: tuple[str, ...] = tuple(_MODULES)
"""The names of the formatters."""


def format_files(files: Mapping[str, str], formatter: str) -> dict[str, str]:
    """Format Python files, given and returned as path → text, independent of each other.

    Raises ``InternalError`` when a file does not parse, ``KeyError`` for a formatter that is not in ``FORMATTERS``,
    and ``ruff_formatter.FormatterMissingError`` when the formatter is not installed.
    """
    chosen = cast("_Formatter", importlib.import_module(_MODULES[formatter]))
    return chosen.format_files(files)


def format_source(code: str, formatter: str) -> str:
    """Format one Python file; see ``format_files``."""
    return format_files({"source.py": code}, formatter)["source.py"]


def is_equivalent(text: str, formatted: str) -> bool:
    """Return whether two modules are the same but for their layout, as black compares them."""
    compare = importlib.import_module(_MODULES["black"]).is_equivalent
    return bool(compare(text, formatted))
