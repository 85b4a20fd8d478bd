"""Modules of a generated package: their imports, and subsets closed under imports."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

INIT = "__init__.py"


@dataclass(slots=True)
class Package:
    """The modules of a generated package, parsed on demand."""

    files: Mapping[str, bytes]
    exports: dict[str, dict[str, str]] = field(default_factory=dict)
    trees: dict[str, ast.Module] = field(default_factory=dict)

    def tree(self, path: str) -> ast.Module:
        """Return the syntax tree of a file."""
        if path not in self.trees:
            self.trees[path] = ast.parse(self.files[path])
        return self.trees[path]

    def module(self, parts: Sequence[str]) -> str:
        """Return the file of a module, or an empty string."""
        name = "/".join(parts)
        found = (path for path in (f"{name}.py", f"{name}/{INIT}".lstrip("/")) if path in self.files)
        return next(found, "")

    def lazy(self, path: str) -> dict[str, str]:
        """Return name -> file for an ``__init__`` with lazy exports; else nothing."""
        if path not in self.exports:
            table = lazy_table(self.tree(path)) if path.endswith(INIT) and path in self.files else {}
            folder = path.split("/")[:-1]
            places = {name: self.module(_absolute(folder, target.rstrip(":"))) for name, target in table.items()}
            self.exports[path] = places
        return self.exports[path]

    def imports(self, path: str) -> Iterator[str]:
        """Yield the files that a file imports; of a lazy package only those of used names."""
        tree = self.tree(path)
        if self.lazy(path):
            yield "_runtime/shared/lazy.py"
            return
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.level:
                for alias in node.names:
                    yield from self._imported(self.base(path, node), alias, tree)

    def base(self, path: str, node: ast.ImportFrom) -> list[str]:
        """Return the parts of the module that a relative import in a file refers to."""
        return _absolute(path.split("/")[:-1], "." * node.level + (node.module or ""))

    def target(self, path: str, node: ast.ImportFrom, alias: ast.alias) -> str:
        """Return the file from which a relative import takes a name, or an empty string."""
        base = self.base(path, node)
        return self.module([*base, alias.name]) or self.module(base)

    def _imported(self, base: list[str], alias: ast.alias, tree: ast.Module) -> Iterator[str]:
        package = self.module(base)
        exported = self.lazy(package).get(alias.name, "") if package else ""
        inner = exported or self.module([*base, alias.name])
        yield package if exported else inner or package
        yield inner
        if inner and self.lazy(inner):
            used = _attributes(tree, alias.asname or alias.name)
            yield from (place for name, place in self.lazy(inner).items() if name in used)

    def closure(self, roots: Sequence[str]) -> set[str]:
        """Return the roots, all their imports, and the ``__init__`` of every parent folder."""
        keep: set[str] = set()
        waiting = list(roots)
        while waiting:
            path = waiting.pop()
            if path not in self.files or path in keep:
                continue
            keep.add(path)
            folders = path.split("/")[:-1]
            waiting.extend("/".join([*folders[:depth], INIT]) for depth in range(len(folders) + 1))
            waiting.extend(self.imports(path))
        return keep


def lazy_table(tree: ast.Module) -> dict[str, str]:
    """Return the table passed to ``lazy_exports`` in an ``__init__``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "lazy_exports":
            value = ast.literal_eval(node.args[1])
            return {str(name): str(target) for name, target in value.items()}
    return {}


def _absolute(folder: Sequence[str], relative: str) -> list[str]:
    """Resolve ``..models.pet`` from a folder into the parts of a path below the package."""
    name = relative.lstrip(".")
    up = len(relative) - len(name) - 1
    return [*folder[: len(folder) - up], *(name.split(".") if name else [])]


def _attributes(tree: ast.Module, name: str) -> set[str]:
    """Return the attributes read from a name; comments and strings are not evaluated."""
    return {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == name
    }
