"""Select resources of a generated client and server, and remove the others from the modules that list them."""

from __future__ import annotations

import ast
import fnmatch
from dataclasses import dataclass
from typing import TYPE_CHECKING

from codegen.python.parts import PARTS
from codegen.vendoring.modules import Package

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet

CLIENT = "client.py"
_RESOURCES = "resources/"


def resources(package: Package) -> dict[str, str]:
    """Return the resources of a package, as callers write them (``checkout.sessions``), with their module names.

    Without a client, the module names in another part are used (``checkout_sessions``).
    """
    if CLIENT in package.files:
        return dict(_children(package, CLIENT, ""))
    folders = {row.per_resource[0].partition("{}")[0] for row in PARTS if row.per_resource}
    own = [path.rpartition("/") for path in package.files if path.endswith(".py")]
    names = [name.removesuffix(".py") for folder, _, name in own if f"{folder}/" in folders]
    return {name: name for name in names if not name.startswith("_")}


def _children(package: Package, path: str, prefix: str) -> Iterator[tuple[str, str]]:
    for name, place in sorted(_properties(package, path)):
        yield prefix + name, place.removeprefix(_RESOURCES).removesuffix(".py")
        yield from _children(package, place, f"{prefix}{name}.")


def _properties(package: Package, path: str) -> set[tuple[str, str]]:
    """Return the resources that a module exposes as properties, and their files."""
    functions = [node for node in ast.walk(package.tree(path)) if isinstance(node, ast.FunctionDef)]
    found: set[tuple[str, str]] = set()
    for function in filter(_is_property, functions):
        imports = [node for node in function.body if isinstance(node, ast.ImportFrom) and node.level]
        places = [package.target(path, node, alias) for node in imports for alias in node.names]
        found.update((function.name, place) for place in places if place.startswith(_RESOURCES))
    return found


def _is_property(function: ast.FunctionDef) -> bool:
    return any(isinstance(item, ast.Name) and item.id == "cached_property" for item in function.decorator_list)


def choose(known: dict[str, str], pattern: str) -> set[str]:
    """Return the module names of the resources that a shell pattern matches, with their parents and children."""
    hits = [name for name, module in known.items() if fnmatch.fnmatchcase(name, pattern) or module == pattern]
    wanted = {name for name in known for hit in hits if f"{name}.".startswith(f"{hit}.") or hit.startswith(f"{name}.")}
    return {known[name] for name in wanted}


def keep_resources(package: Package, known: dict[str, str], chosen: AbstractSet[str]) -> tuple[Package, set[str]]:
    """Return a package without the modules of other resources, and the files that were rewritten."""
    others = set(known.values()) - chosen
    templates = [template for row in PARTS for template in row.per_resource]
    removed = {template.format(name) for name in others for template in templates}
    files = {path: content for path, content in package.files.items() if path not in removed}
    listing = [path for path in files if _is_listing(path)]
    texts: dict[str, bytes] = {}
    for path in listing:
        pruner = _Pruner(package=package, path=path, removed=removed)
        if pruner.dropped:
            header = files[path].decode().partition("\n")[0]
            code = ast.unparse(ast.fix_missing_locations(pruner.visit(ast.parse(files[path]))))
            texts[path] = f"{header}\n{code}\n".encode() if header.startswith("#") else f"{code}\n".encode()
    return Package(files | texts), set(texts)


def _is_listing(path: str) -> bool:
    """Whether a module names resources: it is listed, or stands in a folder that is."""
    listings = (listing for row in PARTS for listing in row.listings)
    return any(path == listing or (listing.endswith("/") and path.startswith(listing)) for listing in listings)


@dataclass
class _Pruner(ast.NodeTransformer):
    """Removes references to removed modules from a module."""

    package: Package
    path: str
    removed: AbstractSet[str]

    def __post_init__(self) -> None:
        """Find the names that are imported from removed modules, and the arguments annotated with them."""
        nodes = list(ast.walk(self.package.tree(self.path)))
        imports = [node for node in nodes if isinstance(node, ast.ImportFrom) and node.level]
        lost = [alias for node in imports for alias in node.names if self._is_removed(node, alias)]
        self.dropped = {alias.asname or alias.name for alias in lost}
        self.arguments = {node.arg for node in nodes if isinstance(node, ast.arg) and self._is_typed(node)}

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
