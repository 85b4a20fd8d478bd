"""Reads calls, imports and names of generated modules from their syntax trees."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

_BUILTINS = frozenset(dir(builtins)) | {"__file__", "__name__", "__path__"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """The names in a module.

    ``called`` are the callees and decorators, as text; ``imported`` the modules imported from outside of its package;
    ``unbound`` the names that it uses without defining them: each would come from the document.
    """

    called: frozenset[str]
    imported: frozenset[str]
    unbound: frozenset[str]


def sources(tree: Mapping[str, bytes]) -> Iterator[tuple[str, Code]]:
    """Read the modules of a package except the runtime, which does not depend on the document."""
    for path, content in tree.items():
        if path.endswith(".py") and not path.startswith("_runtime/"):
            yield path, code_of(content)


@lru_cache(maxsize=256)  # modules that do not depend on the document are equal in most packages
def code_of(content: bytes) -> Code:
    """Read a module."""
    called: set[str] = set()
    imported: set[str] = set()
    bound, used = set(_BUILTINS), set()
    for node in ast.walk(ast.parse(content)):
        match node:
            case ast.Name(id=name, ctx=ast.Load()):
                used.add(name)
            case ast.Name(id=name) | ast.arg(arg=name):
                bound.add(name)
            case ast.Call(func=function):
                called.add(ast.unparse(function))
            case ast.ClassDef(name=name) | ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                bound.add(name)
                called.update(map(ast.unparse, node.decorator_list))
            case ast.Import(names=names):
                imported.update(alias.name for alias in names)
            case ast.ImportFrom(module=str(module), level=0):
                imported.add(module)
            case ast.alias(name=name, asname=other):
                bound.add(other or name.partition(".")[0])
            case ast.ExceptHandler(name=str(name)):
                bound.add(name)
            case _:
                pass
    return Code(called=frozenset(called), imported=frozenset(imported), unbound=frozenset(used - bound))
