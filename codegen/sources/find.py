"""Finds the applications of FastAPI below a folder, without importing them."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING

from codegen.openapi.find import files_below

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_SUFFIXES = frozenset({".py"})
_CLASS = "FastAPI"


def find_apps(folder: Path, skipped: Sequence[str] = ()) -> list[str]:
    """Return the addresses of applications that modules assign to a name: ``app:shop.main:app``, shortest first."""
    found = [f"app:{module}:{name}" for path, module in _modules(folder, skipped) for name in _apps(path)]
    return sorted(found, key=lambda address: (address.count("."), address))


def _modules(folder: Path, skipped: Sequence[str]) -> Iterator[tuple[Path, str]]:
    """Yield the modules that can be imported from the folder, with their names."""
    for path in files_below(folder, _SUFFIXES, skipped):
        parts = path.relative_to(folder).with_suffix("").parts
        names = parts[:-1] if parts[-1] == "__init__" else parts
        if names and all(name.isidentifier() for name in names):
            yield path, ".".join(names)


def _apps(path: Path) -> list[str]:
    try:
        content = path.read_bytes()
        tree = ast.parse(content) if _CLASS.encode() in content else ast.Module([], [])
    except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    return [name for node in tree.body for name in _assigned(node)]


def _assigned(node: ast.stmt) -> Iterator[str]:
    """Yield the names to which a statement assigns a new application."""
    if isinstance(node, ast.Assign):
        targets, value = node.targets, node.value
    elif isinstance(node, ast.AnnAssign) and node.value is not None:
        targets, value = [node.target], node.value
    else:
        return
    function = value.func if isinstance(value, ast.Call) else None
    name = (
        function.attr if isinstance(function, ast.Attribute) else function.id if isinstance(function, ast.Name) else ""
    )
    if name == _CLASS:
        yield from (target.id for target in targets if isinstance(target, ast.Name))
