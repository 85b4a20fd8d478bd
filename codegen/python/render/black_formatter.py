"""Formats with black, in process, with its default line length."""

from __future__ import annotations

from typing import TYPE_CHECKING

import black
from black.mode import TargetVersion
from black.parsing import InvalidInput, parse_ast, stringify_ast

from codegen.core.errors import InternalError

if TYPE_CHECKING:
    from collections.abc import Mapping

_MODE = black.Mode(target_versions={TargetVersion.PY311})


def _format(path: str, text: str) -> str:
    try:
        return black.format_str(text, mode=_MODE)
    except (InvalidInput, ValueError) as error:
        msg = f"{path}: the generated file does not parse: {error}"
        raise InternalError(msg) from error


def format_files(files: Mapping[str, str]) -> dict[str, str]:
    """Return the files formatted by black."""
    return {path: _format(path, text) for path, text in files.items()}


def is_equivalent(text: str, formatted: str) -> bool:
    """Return whether two modules have the same syntax tree; the white space of docstrings may differ."""
    try:
        trees = [list(stringify_ast(parse_ast(code))) for code in (text, formatted)]
    except (SyntaxError, ValueError):
        return False
    return trees[0] == trees[1]
