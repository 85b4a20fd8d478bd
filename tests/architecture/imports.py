"""Reads the import graph of a source tree and finds violations of the layers."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

_MODULE = re.compile(r"[a-z_]\w*(\.[a-z_]\w*)+")


@dataclass(frozen=True, slots=True)
class Layers:
    """The packages below ``root`` and what each may import.

    ``allowed`` maps a package (or a top-level module) to the packages that it may import besides itself. ``relative``
    allows relative imports and imports inside functions. With ``type_checking_cycles``, imports under
    ``TYPE_CHECKING`` count as edges when cycles are searched; for the layers they always count.
    """

    root: str
    allowed: Mapping[str, frozenset[str]]
    relative: bool = False
    type_checking_cycles: bool = False


def module_name(path: str) -> str:
    """Return the dotted name of a file: ``codegen/a/__init__.py`` is ``codegen.a``."""
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def package_of(module: str) -> str:
    """Return the package of a module, directly below the root; empty for the root itself."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else ""


def folder_of(module: str) -> str:
    """Return the folder inside of a package; a module directly in the package is a folder of its own."""
    return ".".join(module.split(".")[:3])


def violations(sources: Mapping[str, str], layers: Layers) -> list[str]:
    """Return the violations in a set of files, given as POSIX path -> text."""
    trees = {module_name(path): ast.parse(text) for path, text in sources.items()}
    quoted = re.compile(rf"['\"]{layers.root}\.[\w.]+['\"]")
    named = {module_name(path) for path, text in sources.items() if quoted.search(text)}
    packages = {module_name(path) for path in sources if path.endswith("/__init__.py")}
    modules = set(trees)
    broken: list[str] = []
    graph: dict[str, set[str]] = {module: set() for module in modules}
    folders: dict[str, set[str]] = {folder_of(module): set() for module in modules}
    for module, tree in sorted(trees.items()):
        if package_of(module) and package_of(module) not in layers.allowed:
            broken.append(f"{module}: the package {package_of(module)!r} has no layer")
            continue
        nodes = list(ast.walk(tree) if module in named else _statements(tree))
        broken += [f"{module}:{line}: {text}" for line, text in _misplaced(nodes, layers)]
        hidden = set() if layers.type_checking_cycles else type_checking_lines(nodes)
        for line, target in _imports(module, nodes, modules, packages, layers):
            if not _allowed(module, target, layers):
                broken.append(f"{module}:{line}: imports {target}, which its layer does not allow")
            if line not in hidden and target != module:
                graph[module].add(target)
                folders[folder_of(module)] |= {folder_of(target)} - {folder_of(module)}
    found = cycles(graph)
    found += [cycle for cycle in cycles(folders) if cycle not in found]
    return broken + [f"a cycle: {' -> '.join(cycle)}" for cycle in found]


def _statements(tree: ast.AST) -> Iterator[ast.AST]:
    """Yield the nodes of a module except expressions, which are most of them."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        for name in ("body", "orelse", "finalbody", "handlers", "cases"):
            waiting += getattr(node, name, ())


def _allowed(module: str, target: str, layers: Layers) -> bool:
    """Return whether a module may import another. Every module may import the root package, which has the version."""
    own, other = package_of(module), package_of(target)
    return not other or own == other or (bool(own) and other in layers.allowed[own])


def _misplaced(nodes: Iterable[ast.AST], layers: Layers) -> Iterator[tuple[int, str]]:
    for node in nodes:
        if isinstance(node, ast.ImportFrom) and node.level and not layers.relative:
            yield node.lineno, "a relative import"
    if not layers.relative:
        yield from ((line, "an import inside a function") for line in _nested(nodes))


def _nested(nodes: Iterable[ast.AST]) -> list[int]:
    functions: set[int] = set()
    imports: set[int] = set()
    for node in nodes:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            functions.update(range(node.lineno, (node.end_lineno or 0) + 1))
        elif isinstance(node, ast.Import | ast.ImportFrom):
            imports.add(node.lineno)
    return sorted(functions & imports)


def _imports(
    module: str, nodes: Iterable[ast.AST], modules: set[str], packages: set[str], layers: Layers
) -> Iterator[tuple[int, str]]:
    """Yield (line, imported module of the tree) for every import, and for module names in strings (importlib)."""
    for node in nodes:
        match node:
            case ast.Import(names=names):
                yield from ((node.lineno, alias.name) for alias in names if alias.name.split(".")[0] == layers.root)
            case ast.ImportFrom(names=names):
                base = _base(module, node, packages)
                if base.split(".")[0] == layers.root:
                    for alias in names:
                        name = f"{base}.{alias.name}"
                        yield node.lineno, name if name in modules else base
            case ast.Constant(value=str(text)) if _MODULE.fullmatch(text) and text in modules:
                yield node.lineno, text


def _base(module: str, node: ast.ImportFrom, packages: set[str]) -> str:
    """Return the absolute name of the module that a from-import names."""
    if not node.level:
        return node.module or ""
    parts = module.split(".")
    parts = parts[: len(parts) - node.level + (1 if module in packages else 0)]
    return ".".join([*parts, *([node.module] if node.module else [])])


def type_checking_lines(nodes: Iterable[ast.AST]) -> set[int]:
    """Return the lines in ``if TYPE_CHECKING`` blocks."""
    blocks = (
        node
        for node in nodes
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
    )
    return {line for block in blocks for part in block.body for line in range(part.lineno, (part.end_lineno or 0) + 1)}


def cycles(graph: Mapping[str, set[str]]) -> list[list[str]]:
    """Return the strongly connected components with more than one member, or with an edge to itself, sorted."""
    reach: dict[str, set[str]] = {}
    for start in _peeled(graph):
        seen: set[str] = set()
        queue = [start]
        while queue:
            for target in graph.get(queue.pop(), set()) - seen:
                seen.add(target)
                queue.append(target)
        reach[start] = seen
    sets = {tuple(sorted(b for b in reach[a] if a in reach.get(b, set()))) for a in reach if a in reach[a]}
    return [list(cycle) for cycle in sorted(sets)]


def _peeled(graph: Mapping[str, set[str]]) -> list[str]:
    """Return the nodes that remain when nodes without outgoing edges are removed repeatedly."""
    left = {node: set(targets) & set(graph) for node, targets in graph.items()}
    while leaves := {node for node, targets in left.items() if not targets}:
        left = {node: targets - leaves for node, targets in left.items() if node not in leaves}
    return sorted(left)
