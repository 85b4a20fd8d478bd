"""The runtime modules that travel with a package, copied as they are."""

from __future__ import annotations

import ast
from functools import cache
from typing import TYPE_CHECKING

from codegen.python.render import runtime_root

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

_ROOTS: Mapping[str, frozenset[str]] = {
    "models": frozenset(
        {
            *(f"shared/{name}" for name in ("files", "formats", "lazy", "model", "operation", "ref")),
            *(f"shared/{name}" for name in ("assertions", "typeinfo", "variants")),
        }
    ),
    "client": frozenset(
        {
            *(f"client/{name}" for name in ("client", "errors", "oauth", "options", "resource", "testing", "webhooks")),
            "client/views",
            "shared/omit",
        }
    ),
    "server": frozenset({"server/app", "server/endpoint"}),
}
"""The modules that emitted code imports, by part of the output; what these import themselves comes along."""


def build_runtime(emit: Collection[str]) -> dict[str, bytes]:
    """Return the files of ``_runtime/`` that the emitted parts need."""
    waiting = sorted(_ROOTS["models"].union(*(_ROOTS[part] for part in emit)))
    needed: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name not in needed:
            needed.add(name)
            waiting.extend(_imports(name))
    needed |= {"/".join([*folder, "__init__"]) for name in needed for folder in _folders(name)}
    return {f"_runtime/{name}.py": _source(name) for name in sorted(needed)}


def _folders(name: str) -> Iterator[list[str]]:
    """Return the folders that a module stands in, as their parts; the first is the root of the runtime."""
    parts = name.split("/")
    yield from (parts[:end] for end in range(len(parts)))


@cache
def _source(name: str) -> bytes:
    return (runtime_root() / f"{name}.py").read_bytes().replace(b"\r\n", b"\n")


@cache
def _imports(name: str) -> tuple[str, ...]:
    """Return the runtime modules that one imports, for type checkers alone included."""
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
