"""Copies the required runtime modules into a package, unchanged."""

from __future__ import annotations

import ast
from functools import cache
from typing import TYPE_CHECKING

from codegen.python.render import runtime_root

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


def build_runtime(roots: Iterable[str]) -> dict[str, bytes]:
    """Return the files of ``_runtime/`` that emitted code imports, transitively."""
    waiting = sorted(set(roots))
    needed: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name not in needed:
            needed.add(name)
            waiting.extend([*_imports(name), *("/".join([*folder, "__init__"]) for folder in _folders(name))])
    return {f"_runtime/{name}.py": _source(name) for name in sorted(needed)}


def _folders(name: str) -> Iterator[list[str]]:
    """Yield the folders of a module as path parts; the first is the root of the runtime."""
    parts = name.split("/")
    yield from (parts[:end] for end in range(len(parts)))


@cache
def _source(name: str) -> bytes:
    return (runtime_root() / f"{name}.py").read_bytes().replace(b"\r\n", b"\n")


@cache
def _imports(name: str) -> tuple[str, ...]:
    """Return the runtime modules that one imports, including imports for type checkers only."""
    return tuple(dict.fromkeys(_relative_imports(name)))


def _relative_imports(name: str) -> Iterator[str]:
    folder = name.split("/")[:-1]
    for statement in ast.walk(ast.parse(_source(name))):
        if isinstance(statement, ast.ImportFrom) and statement.level:
            base = folder[: len(folder) - statement.level + 1]
            if statement.module:
                yield "/".join([*base, *statement.module.split(".")])
            else:
                yield from ("/".join([*base, alias.name]) for alias in statement.names)
