"""Verifies rendered files: each parses and defines exactly the expected names."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from codegen.core.errors import InternalError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet


def _bodies(statement: ast.stmt) -> Iterator[list[ast.stmt]]:
    """Yield the blocks of a compound statement that run in module scope."""
    match statement:
        case ast.If() | ast.For() | ast.While():
            yield from (statement.body, statement.orelse)
        case ast.With():
            yield statement.body
        case ast.Try():
            yield from (statement.body, statement.orelse, statement.finalbody)
            yield from (handler.body for handler in statement.handlers)
        case _:
            return


def _defined(statements: list[ast.stmt]) -> Iterator[str]:
    for statement in statements:
        match statement:
            case ast.ClassDef(name=name) | ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield name
            case ast.Assign(targets=targets):
                yield from (node.id for target in targets for node in ast.walk(target) if isinstance(node, ast.Name))
            case ast.AnnAssign(target=ast.Name(id=name)):
                yield name
            case _:
                for body in _bodies(statement):
                    yield from _defined(body)


def top_level_names(code: str) -> frozenset[str]:
    """Return the classes, functions and variables that a module defines, without imports and ``__dunder__`` names.

    Raises ``SyntaxError`` or ``ValueError`` when the text does not parse.
    """
    names = _defined(ast.parse(code).body)
    return frozenset(name for name in names if not (name.startswith("__") and name.endswith("__")))


def verify_source(path: str, code: str, expected_names: AbstractSet[str] | None = None) -> None:
    """Parse a generated file and compare its top-level names with the expected ones (``None`` skips the comparison).

    Raises ``InternalError`` when it does not parse, or names are missing or unexpected.
    """
    try:
        names = top_level_names(code)
        compile(code, path, "exec", dont_inherit=True)  # finds what parsing does not, such as duplicate arguments
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        msg = f"{path}: the generated file does not parse: {error}"
        raise InternalError(msg) from error
    if expected_names is not None and names != expected_names:
        missing, extra = sorted(expected_names - names), sorted(names - expected_names)
        msg = f"{path}: the generated file does not define the expected names (missing: {missing}, extra: {extra})"
        raise InternalError(msg)
