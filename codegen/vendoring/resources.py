"""Select resources of a generated client and server, and remove the others from the modules that list them."""

from __future__ import annotations

import ast
import fnmatch
from dataclasses import dataclass
from typing import TYPE_CHECKING

from codegen.vendoring.modules import Package

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet

CLIENT, APP = "client.py", "server/_app.py"
_RESOURCES, _SERVER, _OPERATIONS = "resources/", "server/", "_operations/"


def resources(package: Package) -> dict[str, str]:
    """Return the resources of a package, as callers write them (``checkout.sessions``), with their module names.

    Without a client, the module names in the server are used (``checkout_sessions``).
    """
    if CLIENT in package.files:
        return dict(_children(package, CLIENT, ""))
    own = (path for path in package.files if path.startswith(_SERVER) and path.endswith(".py"))
    names = (path.removeprefix(_SERVER).removesuffix(".py") for path in own)
    return {name: name for name in names if not name.startswith("_")}


def _children(package: Package, path: str, prefix: str) -> Iterator[tuple[str, str]]:
    for name, place in sorted(_properties(package, path)):
        yield prefix + name, place.removeprefix(_RESOURCES).removesuffix(".py")
        yield from _children(package, place, f"{prefix}{name}.")


def _properties(package: Package, path: str) -> set[tuple[str, str]]:
    """Return the resources that a module exposes as properties, and their files."""
    functions = [node for node in ast.walk(package.tree(path)) if isinstance(node, ast.FunctionDef)]
    return {
        (function.name, place)
        for function in functions
        if any(isinstance(item, ast.Name) and item.id == "cached_property" for item in function.decorator_list)
        for node in function.body
        if isinstance(node, ast.ImportFrom) and node.level
        for alias in node.names
        if (place := package.target(path, node, alias)).startswith(_RESOURCES)
    }


def choose(known: dict[str, str], pattern: str) -> set[str]:
    """Return the module names of the resources that a shell pattern matches, with their parents and children."""
    hits = [name for name, module in known.items() if fnmatch.fnmatchcase(name, pattern) or module == pattern]
    wanted = {name for name in known for hit in hits if f"{name}.".startswith(f"{hit}.") or hit.startswith(f"{name}.")}
    return {known[name] for name in wanted}


def keep_resources(package: Package, known: dict[str, str], chosen: AbstractSet[str]) -> tuple[Package, set[str]]:
    """Return a package without the modules of other resources, and the files that were rewritten."""
    others = set(known.values()) - chosen
    removed = {f"{folder}{name}.py" for name in others for folder in (_RESOURCES, _SERVER, _OPERATIONS)}
    files = {path: content for path, content in package.files.items() if path not in removed}
    listing = [path for path in files if path in {CLIENT, APP} or path.startswith(_RESOURCES)]
    texts: dict[str, bytes] = {}
    for path in listing:
        pruner = _Pruner(package=package, path=path, removed=removed)
        if pruner.dropped:
            header = files[path].decode().partition("\n")[0]
            code = ast.unparse(ast.fix_missing_locations(pruner.visit(ast.parse(files[path]))))
            texts[path] = f"{header}\n{code}\n".encode() if header.startswith("#") else f"{code}\n".encode()
    return Package(files | texts), set(texts)


@dataclass
class _Pruner(ast.NodeTransformer):
    """Removes references to removed modules from a module."""

    package: Package
    path: str
    removed: AbstractSet[str]

    def __post_init__(self) -> None:
        """Find the names imported from removed modules, and the arguments annotated with them."""
        tree = self.package.tree(self.path)
        imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.level]
        self.dropped = {
            alias.asname or alias.name for node in imports for alias in node.names if self._is_removed(node, alias)
        }
        arguments = [node for node in ast.walk(tree) if isinstance(node, ast.arg)]
        self.arguments = {
            node.arg for node in arguments if node.annotation is not None and self._names(node.annotation)
        }

    def _is_removed(self, node: ast.ImportFrom, alias: ast.alias) -> bool:
        return self.package.target(self.path, node, alias) in self.removed

    def _names(self, node: ast.AST) -> bool:
        return any(isinstance(item, ast.Name) and item.id in self.dropped for item in ast.walk(node))

    def visit_ImportFrom(self, node: ast.ImportFrom) -> ast.ImportFrom | None:
        node.names = [alias for alias in node.names if not (node.level and self._is_removed(node, alias))]
        return node if node.names else None

    def visit_If(self, node: ast.If) -> ast.AST | None:
        self.generic_visit(node)
        return node if node.body else None

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST | None:
        if isinstance(node.returns, ast.Name) and node.returns.id in self.dropped:
            return None
        pairs = [
            pair
            for pair in zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True)
            if not self._is_typed(pair[0])
        ]
        node.args.kwonlyargs = [argument for argument, _ in pairs]
        node.args.kw_defaults = [default for _, default in pairs]
        return self.generic_visit(node)

    def _is_typed(self, argument: ast.arg) -> bool:
        return argument.annotation is not None and self._names(argument.annotation)

    def visit_Tuple(self, node: ast.Tuple) -> ast.AST:
        node.elts = [item for item in node.elts if not (isinstance(item, ast.Starred) and self._names(item))]
        return self.generic_visit(node)

    def visit_Dict(self, node: ast.Dict) -> ast.AST:
        pairs = [
            (key, value)
            for key, value in zip(node.keys, node.values, strict=True)
            if not (isinstance(value, ast.Name) and value.id in self.arguments)
        ]
        node.keys, node.values = [key for key, _ in pairs], [value for _, value in pairs]
        return self.generic_visit(node)
