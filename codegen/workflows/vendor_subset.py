"""A part of a generated package: what was asked for, and every module that it imports, directly or not."""

from __future__ import annotations

import ast
import difflib
import fnmatch
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from codegen.core.errors import UsageError
from codegen.emit.lazy import lazy_package
from codegen.render import format_files

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

PARTS: Mapping[str, frozenset[str]] = {
    "models": frozenset({"models", "Ref"}),
    "client": frozenset(
        {"models", "Ref", "Client", "AsyncClient", "errors", "params", "Omit", "omit", "RequestOptions"}
    ),
    "server": frozenset({"models", "Ref", "server"}),
}
"""What ``--only`` keeps of the names at the top of a package."""

_INIT = "__init__.py"


@dataclass(slots=True)
class _Package:
    """The modules of a generated package, as far as they were read."""

    files: Mapping[str, bytes]
    exports: dict[str, dict[str, str]] = field(default_factory=dict)
    trees: dict[str, ast.Module] = field(default_factory=dict)

    def tree(self, path: str) -> ast.Module:
        """Return the syntax tree of a file."""
        if path not in self.trees:
            self.trees[path] = ast.parse(self.files[path])
        return self.trees[path]

    def module(self, parts: Sequence[str]) -> str:
        """Return the file of a module, or an empty text."""
        name = "/".join(parts)
        found = (path for path in (f"{name}.py", f"{name}/{_INIT}".lstrip("/")) if path in self.files)
        return next(found, "")

    def lazy(self, path: str) -> dict[str, str]:
        """Return name -> file for an ``__init__`` that imports its exports when they are used; else nothing."""
        if path not in self.exports:
            table = _table(self.tree(path)) if path.endswith(_INIT) else {}
            folder = path.split("/")[:-1]
            places = {name: self.module(_absolute(folder, target.rstrip(":"))) for name, target in table.items()}
            self.exports[path] = places
        return self.exports[path]

    def imports(self, path: str) -> Iterator[str]:
        """Yield the files that one needs; of a lazy package only the names that are used."""
        tree = self.tree(path)
        if self.lazy(path):
            yield "_runtime/lazy.py"
            return
        folder = path.split("/")[:-1]
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.level:
                base = _absolute(folder, "." * node.level + (node.module or ""))
                for alias in node.names:
                    yield from self._imported(base, alias, tree)

    def _imported(self, base: list[str], alias: ast.alias, tree: ast.Module) -> Iterator[str]:
        package = self.module(base)
        if package and alias.name in self.lazy(package):
            yield package
            yield self.lazy(package)[alias.name]
            return
        inner = self.module([*base, alias.name])
        yield inner or package
        if inner and self.lazy(inner):
            used = _attributes(tree, alias.asname or alias.name)
            yield from (place for name, place in self.lazy(inner).items() if name in used)


def _table(tree: ast.Module) -> dict[str, str]:
    """Return the table that an ``__init__`` gives to ``lazy_exports``."""
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
    """Return the attributes that are read from a name; comments and texts do not count, as nothing evaluates them."""
    return {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == name
    }


def take_subset(files: Mapping[str, bytes], only: str, include: Sequence[str]) -> dict[str, bytes]:
    """Return the files of a part of a package.

    ``only`` is a key of ``PARTS`` or empty for all; ``include`` are shell patterns of model classes, which leave out
    all other models. Modules that nothing of the rest imports go, and packages export what is left. Raises
    ``UsageError`` for what is not there.
    """
    if not only and not include:
        return dict(files)
    package = _Package(files)
    top = package.lazy(_INIT) if _INIT in files else {}
    wanted = PARTS[only or "models"]
    if not top or (only and not any(name in top for name in wanted - {"models", "Ref"} or wanted)):
        msg = f"the source has no {only or 'models'}"
        raise UsageError(msg)
    keep = _closure(package, _roots(package, {name: top[name] for name in top if name in wanted}, include))
    result = {path: content for path, content in files.items() if path in keep or _is_data_of(path, keep)}
    shown = {name for name in top if name in wanted and top[name] in keep}
    return result | _packages(package, keep, shown)


def _roots(package: _Package, top: Mapping[str, str], include: Sequence[str]) -> list[str]:
    """Return the files to start from."""
    models = package.lazy("models/" + _INIT)
    if not include:
        whole = [place for path in set(top.values()) for place in package.lazy(path).values()]
        return [_INIT, *top.values(), *whole]
    for pattern in include:
        if not any(fnmatch.fnmatchcase(name, pattern) for name in models):
            near = difflib.get_close_matches(pattern, models, n=1)
            msg = f"no model is called {pattern!r}{f': did you mean {near[0]!r}?' if near else ''}"
            raise UsageError(msg)
    chosen = [place for name, place in models.items() if any(fnmatch.fnmatchcase(name, item) for item in include)]
    return [_INIT, "models/" + _INIT, "_runtime/ref.py", *chosen]


def _closure(package: _Package, roots: Sequence[str]) -> set[str]:
    """Return the roots, all they import, and the ``__init__`` of every folder on the way."""
    keep: set[str] = set()
    waiting = list(roots)
    while waiting:
        path = waiting.pop()
        if path not in package.files or path in keep:
            continue
        keep.add(path)
        folders = path.split("/")[:-1]
        waiting.extend("/".join([*folders[:depth], _INIT]) for depth in range(len(folders) + 1))
        waiting.extend(package.imports(path))
    return keep


def _is_data_of(path: str, keep: set[str]) -> bool:
    """Whether a file that is no module belongs to a folder whose modules stay."""
    if path.endswith(".py"):
        return False
    folder = path.rpartition("/")[0]
    modules = (other for other in keep if not other.endswith(_INIT))
    return not folder or any(other.rpartition("/")[0] == folder for other in modules)


def _packages(package: _Package, keep: set[str], shown: set[str]) -> dict[str, bytes]:
    """Return the ``__init__`` of lazy packages with the names that are left."""
    texts: dict[str, str] = {}
    for path in sorted(keep):
        places = package.lazy(path)
        left = {name for name in places if places[name] in keep and (path != _INIT or name in shown)}
        if not places or left == set(places):
            continue
        table = _table(package.tree(path))
        doc = ast.get_docstring(package.tree(path)) or ""
        code = lazy_package(doc, {name: table[name] for name in left}, up="." * (path.count("/") + 1))
        texts[path] = str(code)
    return {path: text.encode() for path, text in format_files(texts, "black").items()}
