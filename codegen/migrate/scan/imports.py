"""Resolve imports of scanned code: parts of the package, other scanned modules, or foreign modules."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import libcst as cst

from codegen.migrate.scan.known import Foreign, Namespace, Other, OwnModule, PackageModule, Typed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from codegen.migrate.scan.known import Known
    from codegen.migrate.scan.surface import Surface

_ELSEWHERE = 0.4


def dotted(node: cst.BaseExpression | None) -> str:
    """Return a dotted name as text; empty for anything else."""
    if isinstance(node, cst.Name):
        return node.value
    if isinstance(node, cst.Attribute):
        base = dotted(node.value)
        return f"{base}.{node.attr.value}" if base else ""
    return ""


class ImportReader:
    """Reads the imports of one module, ``name`` (dotted, relative to the scanned folder)."""

    def __init__(self, surface: Surface, name: str, exports: Mapping[str, Mapping[str, Typed]], package: str) -> None:
        self.surface = surface
        self.module = name.removesuffix(".__init__")
        self.home = name.rpartition(".")[0]
        self.exports = exports
        self.package = package
        self._known: dict[str, str] = {}

    def below(self, module: str) -> tuple[str, ...] | None:
        """Return the path below the package for a dotted name; None if it is not part of it."""
        parts, wanted = module.split("."), self.package.split(".")
        for start in range(len(parts) - len(wanted) + 1):
            if parts[start : start + len(wanted)] == wanted:
                return tuple(parts[start + len(wanted) :])
        return None

    def plain(self, node: cst.Import) -> Iterator[tuple[str, Typed, cst.ImportAlias]]:
        """Yield (name, target, alias) of ``import a.b as c``."""
        for alias in node.names:
            module = dotted(alias.name)
            bound = alias.asname.name if alias.asname is not None else None
            if isinstance(bound, cst.Name):
                yield bound.value, self._module(module), alias
            else:
                yield module.split(".")[0], self._module(module, whole=False), alias

    def _module(self, module: str, *, whole: bool = True) -> Typed:
        below = self.below(module)
        root = module.split(".", maxsplit=1)[0]
        if below is not None and whole:
            known = self.surface.imported(below)
            return Typed(known if known is not None else Other())
        if below is not None:
            return Typed(PackageModule() if root == self.package else Namespace(root))
        own = self._own(module if whole else root)
        return Typed(OwnModule(own)) if own else _foreign(module)

    def source(self, node: cst.ImportFrom) -> str:
        """Return the module of ``from … import``, relative ones made absolute."""
        text = dotted(node.module)
        level = len(node.relative)
        if not level:
            return text
        base = self.home.split(".") if self.home else []
        base = base[: len(base) - (level - 1)] if level > 1 else base
        return ".".join([*base, *([text] if text else [])])

    def names(self, node: cst.ImportFrom) -> Iterator[tuple[str, Typed, cst.ImportAlias]]:
        """Yield (name, target, alias) of ``from a import b as c``."""
        if isinstance(node.names, cst.ImportStar):
            return
        module = self.source(node)
        for alias in node.names:
            name = dotted(alias.name)
            bound = alias.asname.name if alias.asname is not None else alias.name
            if isinstance(bound, cst.Name):
                yield bound.value, self._member(module, name, relative=bool(node.relative)), alias

    def starred(self, node: cst.ImportFrom) -> Mapping[str, Typed]:
        """Return the names of ``from a import *``."""
        below = self.below(self.source(node))
        if below is None:
            return self.exports.get(self._own(self.source(node)), {})
        found = {name: self.surface.imported((*below, name)) for name in self.surface.exported(below)}
        return {name: Typed(known) for name, known in found.items() if known is not None}

    def _member(self, module: str, name: str, *, relative: bool) -> Typed:
        below = self.below(f"{module}.{name}" if module else name)
        if below is not None:
            known: Known | None = self.surface.imported(below)
            return Typed(known if known is not None else Other())
        own = self._own(module)
        if own and name in self.exports[own]:
            return self.exports[own][name]
        inner = self._own(f"{module}.{name}" if module else name)
        if inner:
            return Typed(OwnModule(inner))
        return Typed(Foreign(), _ELSEWHERE) if relative or own else _foreign(module)

    def _own(self, module: str) -> str:
        """Return the scanned module for a dotted name: the scanned folder may be anywhere on the path."""
        if module not in self._known:
            self._known[module] = self._find(module)
        return self._known[module]

    def _find(self, module: str) -> str:
        for candidate in self.exports:
            plain = candidate.removesuffix(".__init__")
            if module and (plain == module or plain.endswith(f".{module}") or module.endswith(f".{plain}")):
                return candidate
        return ""


def _foreign(module: str) -> Typed:
    root = module.split(".", maxsplit=1)[0]
    return Typed(Other()) if root in sys.stdlib_module_names else Typed(Foreign(), _ELSEWHERE)
