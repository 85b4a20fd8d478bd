"""Parses the modules of an SDK and resolves names across them, as imports would, without importing anything."""

from __future__ import annotations

import ast
import warnings
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef
_MOST_STEPS = 10
_MOST_BASES = 40


@dataclass(slots=True, eq=False)
class Module:
    """A module: its dotted name, its top-level definitions, and the names that it imports (dotted targets)."""

    name: str
    path: str
    is_package: bool
    tree: ast.Module
    classes: dict[str, Class] = field(default_factory=dict)
    functions: dict[str, Function] = field(default_factory=dict)
    imports: dict[str, str] = field(default_factory=dict)
    stars: list[str] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Class:
    """A class in a module, with its own methods."""

    name: str
    module: Module
    node: ast.ClassDef
    methods: dict[str, Function] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """Return the dotted name of the class."""
        return f"{self.module.name}.{self.name}"


class Index:
    """All modules of an SDK by dotted name; modules that cannot be parsed are in ``unread``."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        """Parse the modules."""
        self.modules: dict[str, Module] = {}
        self.unread: list[str] = []
        for path, content in files.items():
            if path.endswith(".py"):
                tree = _parse(content)
                if tree is None:
                    self.unread.append(path)
                else:
                    module = _module(path, tree)
                    self.modules[module.name] = module
        self.prefixes = _prefixes(self.modules)

    def classes(self) -> Iterator[Class]:
        """Yield all classes, in the order of the modules."""
        for module in self.modules.values():
            yield from module.classes.values()

    def module(self, name: str) -> Module | None:
        """Return a module by the dotted name that an import uses, which may start with the folder that was read."""
        names = (name, name.partition(".")[2])
        leads = ((lead, text) for text in names if text for lead in self.prefixes)
        return next((self.modules[lead + text] for lead, text in leads if lead + text in self.modules), None)

    def find(self, module: Module, name: str) -> Class | None:
        """Return the class that a dotted name means in a module."""
        found = self._resolve(module, name.split("."), _MOST_STEPS)
        return found if isinstance(found, Class) else None

    def _resolve(self, module: Module, parts: list[str], steps: int) -> Class | Module | None:
        if not parts:
            return module
        first, rest = parts[0], parts[1:]
        if first in module.classes:
            return module.classes[first] if not rest else None
        if steps == 0:
            return None
        target = module.imports.get(first)
        found = self._absolute(target, steps - 1) if target is not None else self._below(module, first, steps)
        return self._resolve(found, rest, steps - 1) if isinstance(found, Module) and rest else found

    def _below(self, module: Module, name: str, steps: int) -> Class | Module | None:
        """Return what a name means that the module does not import itself: a submodule, or from a star import."""
        below = self.modules.get(f"{module.name}.{name}")
        if below is not None:
            return below
        for star in module.stars:
            other = self.module(star)
            found = self._resolve(other, [name], steps - 1) if other is not None and other is not module else None
            if found is not None:
                return found
        return None

    def _absolute(self, target: str, steps: int) -> Class | Module | None:
        module = self.module(target)
        if module is not None:
            return module
        owner, _, name = target.rpartition(".")
        found = self.module(owner) if owner else None
        return self._resolve(found, [name], steps) if found is not None else None

    def lineage(self, item: Class) -> list[Class]:
        """Return a class and its base classes, nearest first."""
        found: list[Class] = []
        waiting = [item]
        while waiting and len(found) < _MOST_BASES:
            one = waiting.pop(0)
            if one in found:
                continue
            found.append(one)
            bases = (self.find(one.module, name) for name in map(dotted, one.node.bases) if name)
            waiting.extend(base for base in bases if base is not None)
        return found


def _parse(content: bytes) -> ast.Module | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(content)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _module(path: str, tree: ast.Module) -> Module:
    name = path.removesuffix(".py").replace("/", ".")
    is_package = name == "__init__" or name.endswith(".__init__")
    module = Module(name.removesuffix("__init__").removesuffix("."), path, is_package, tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom | ast.Import):
            _add_import(module, node)
    for item in _statements(tree.body):
        if isinstance(item, ast.ClassDef):
            methods = {part.name: part for part in _statements(item.body) if isinstance(part, Function)}
            module.classes[item.name] = Class(item.name, module, item, methods)
        elif isinstance(item, Function):
            module.functions[item.name] = item
        elif isinstance(item, ast.Assign | ast.AnnAssign):
            _add_lazy_imports(module, item)
    return module


def _statements(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield statements, also those in the branches of ``if`` and ``try``."""
    for item in body:
        if isinstance(item, ast.If):
            yield from _statements([*item.body, *item.orelse])
        elif isinstance(item, ast.Try):
            yield from _statements([*item.body, *(part for handler in item.handlers for part in handler.body)])
        else:
            yield item


def _add_import(module: Module, node: ast.Import | ast.ImportFrom) -> None:
    if isinstance(node, ast.Import):
        for alias in node.names:
            top = alias.name.split(".")[0]
            module.imports.setdefault(alias.asname or top, alias.name if alias.asname else top)
        return
    base = _base(module, node.level, node.module or "")
    for alias in node.names:
        if alias.name == "*":
            module.stars.append(base)
        else:
            module.imports.setdefault(alias.asname or alias.name, f"{base}.{alias.name}".lstrip("."))


def _add_lazy_imports(module: Module, node: ast.Assign | ast.AnnAssign) -> None:
    """Add the names of a dictionary such as ``{"Chat": ".chat"}``, from which ``__getattr__`` imports."""
    if not module.is_package or not isinstance(node.value, ast.Dict):
        return
    for key, value in zip(node.value.keys, node.value.values, strict=True):
        name, target = text(key), text(value)
        if name.isidentifier() and target.startswith("."):
            level = len(target) - len(target.lstrip("."))
            module.imports.setdefault(name, f"{_base(module, level, target[level:])}.{name}")


def _base(module: Module, level: int, name: str) -> str:
    """Return the dotted name of the module that a from-import names."""
    if not level:
        return name
    parts = module.name.split(".")
    parts = parts[: len(parts) - level + (1 if module.is_package else 0)]
    return ".".join([*parts, *([name] if name else [])])


def _prefixes(modules: Mapping[str, Module]) -> list[str]:
    """Return the leading folders that absolute imports leave out: ``src``, the folder of a source distribution."""
    packages = {name for name, module in modules.items() if module.is_package}
    leads = {"": 0}
    for name in packages:
        owner, _, _ = name.rpartition(".")
        if owner and owner not in packages:
            leads[f"{owner}."] = owner.count(".") + 1
    return sorted(leads, key=lambda lead: (leads[lead], lead))


def text(node: ast.AST | None) -> str:
    """Return the value of a string literal; empty for anything else."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def dotted(node: ast.expr | None) -> str:
    """Return a name or a chain of attributes as text, of a subscript its value; empty for anything else."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute | ast.Subscript):
        if isinstance(node, ast.Attribute):
            parts.append(node.attr)
        node = node.value
    return ".".join([node.id, *reversed(parts)]) if isinstance(node, ast.Name) else ""


def annotation_names(node: ast.expr | None) -> list[str]:
    """Return the dotted names in an annotation, outermost first; quoted annotations are parsed."""
    if node is None:
        return []
    found, waiting = [], [node]
    while waiting:
        item = waiting.pop(0)
        if isinstance(item, ast.Constant) and isinstance(item.value, str):
            waiting.extend(_quoted(item.value))
        elif isinstance(item, ast.Name | ast.Attribute):
            found.append(dotted(item))
        else:
            waiting.extend(part for part in ast.iter_child_nodes(item) if isinstance(part, ast.expr))
    return [name for name in found if name]


def _quoted(source: str) -> list[ast.expr]:
    try:
        return [ast.parse(source, mode="eval").body] if len(source) < 1000 else []  # noqa: PLR2004 - an annotation
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
