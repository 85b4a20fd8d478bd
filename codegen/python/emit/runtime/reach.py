"""Finds the definitions of the runtime that the code of a package uses, directly or through others."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from codegen.python.emit.runtime.modules import Import, Module, Piece, read_module

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Set as AbstractSet


@dataclass(slots=True)
class Reach:
    """The modules, definitions and attributes that are in use, and the features that modules are read with."""

    features: AbstractSet[str]
    modules: dict[str, Module] = field(default_factory=dict[str, Module])
    names: dict[str, set[str]] = field(default_factory=dict[str, set[str]])
    attributes: set[str] = field(default_factory=set[str])
    _waiting: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    _parts: dict[str, list[tuple[str, Piece]]] = field(default_factory=dict[str, list[tuple[str, Piece]]])

    def follow(self, roots: Iterable[tuple[str, str]], attributes: Iterable[str]) -> None:
        """Add definitions (module and name) and attributes, and all that they use."""
        self._waiting += sorted(roots)
        for name in attributes:
            self._use_attribute(name)
        while self._waiting:
            self._use_name(*self._waiting.pop())

    def uses(self, module: str, piece: Piece) -> bool:
        """Return whether a statement of a module is in use."""
        return not piece.defines or not self.names[module].isdisjoint(piece.defines)

    def _use_name(self, module: str, name: str) -> None:
        if module not in self.modules:
            self._add_module(module)
        if name in self.names[module]:
            return
        self.names[module].add(name)
        for found in self.modules[module].defined.get(name, ()):
            if isinstance(found, Import):
                self._waiting.append((found.module, found.name))
            else:
                self._use_piece(module, found)

    def _add_module(self, name: str) -> None:
        self.modules[name] = read_module(name, self.features)
        self.names[name] = set()
        for statement in self.modules[name].flat():
            if isinstance(statement, Piece) and not statement.defines:
                self._use_piece(name, statement)

    def _use_piece(self, module: str, piece: Piece) -> None:
        self._waiting += [(module, name) for name in sorted(piece.uses.names)]
        for name in piece.uses.attributes:
            self._use_attribute(name)
        for part in piece.parts:
            (name,) = part.defines
            if name in self.attributes:
                self._use_piece(module, part)
            else:
                self._parts.setdefault(name, []).append((module, part))

    def _use_attribute(self, name: str) -> None:
        if name not in self.attributes:
            self.attributes.add(name)
            for module, part in self._parts.pop(name, ()):
                self._use_piece(module, part)
