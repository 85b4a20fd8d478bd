"""What the modules of a generated package call, import and name, read from their syntax trees."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator, Mapping

_BUILTINS = frozenset(dir(builtins)) | {"__file__", "__name__", "__path__"}


def sources(tree: Mapping[str, bytes]) -> Iterator[tuple[str, ast.Module]]:
    for path, content in tree.items():
        if path.endswith(".py") and not path.startswith("_runtime/"):
            yield path, ast.parse(content)


def called(module: ast.Module) -> set[str]:
    """Return what a module calls or decorates with, as text; classes of the models are called by their names alone."""
    functions = [node.func for node in ast.walk(module) if isinstance(node, ast.Call)]
    decorated = [
        node for node in ast.walk(module) if isinstance(node, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef))
    ]
    decorators = [decorator for node in decorated for decorator in node.decorator_list]
    return {ast.unparse(node) for node in (*functions, *decorators)}


def imported(module: ast.Module) -> set[str]:
    """Return the absolute imports of a module."""
    names = {alias.name for node in ast.walk(module) if isinstance(node, ast.Import) for alias in node.names}
    return names | {
        str(node.module) for node in ast.walk(module) if isinstance(node, ast.ImportFrom) and not node.level
    }


def unbound(module: ast.Module) -> set[str]:
    """Return the names that a module uses, and that nothing in it defines: each would be one of the document's."""
    bound, used = set(_BUILTINS), set()
    for node in ast.walk(module):
        match node:
            case ast.Name(id=name, ctx=ast.Load()):
                used.add(name)
            case ast.Name(id=name) | ast.arg(arg=name):
                bound.add(name)
            case ast.ClassDef(name=name) | ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                bound.add(name)
            case ast.alias(name=name, asname=other):
                bound.add(other or name.partition(".")[0])
            case ast.ExceptHandler(name=str(name)):
                bound.add(name)
            case _:
                pass
    return used - bound
