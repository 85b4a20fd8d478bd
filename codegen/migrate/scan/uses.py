"""Record breaking uses in scanned code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

import libcst as cst

from codegen.diff.audience.callers.breaks import Effect, Symbol, SymbolKind
from codegen.diff.audience.callers.surface import alternatives, container, python_name, symbol_type
from codegen.diff.model.changes import Direction
from codegen.ir.lookup import definition_of
from codegen.ir.types import ListOf, MapOf
from codegen.migrate.scan.known import DictLiteral, OwnClass, Typed
from codegen.migrate.scan.literals import UNKNOWN, fits, literal

if TYPE_CHECKING:
    from codegen.diff.audience.callers.breaks import Break
    from codegen.diff.match.compared_api import ComparedApi
    from codegen.ir.api import OpId
    from codegen.ir.types import DefId, Type
    from codegen.migrate.scan.known import Known
    from codegen.migrate.scan.surface import Surface

_MAYBE = 0.5


class Form(StrEnum):
    """How code uses a symbol."""

    CALL = "call"
    ARGUMENT = "argument"
    ATTRIBUTE = "attribute"
    KEY = "key"
    CONSTRUCTOR = "constructor"
    CLASS = "class"
    METHOD = "method"
    SERVICE = "service"
    VALUE = "value"


@dataclass(frozen=True, slots=True, eq=False)
class Use:
    """One use in scanned code. ``node`` is the node to rewrite; ``words`` say what breaks.

    ``depth`` counts the trailing attributes of a method's name that lead from a client or a resource to it.
    """

    row: Break
    form: Form
    node: cst.CSTNode
    confidence: float
    words: str
    symbol: str
    depth: int = 0


@dataclass(frozen=True, slots=True)
class CallArguments:
    """The arguments of a call as far as known. ``open``: more may be passed with ``*`` or ``**``."""

    given: Mapping[str, cst.CSTNode]
    values: Mapping[str, cst.BaseExpression]
    open: bool = False


@dataclass(slots=True)
class Uses:
    """Matches uses with breaks. In ``quiet`` mode nothing is recorded, the scan only infers types."""

    surface: Surface
    new: ComparedApi
    breaks: tuple[Break, ...]
    quiet: bool = False
    found: dict[tuple[int, str, Symbol], Use] = field(default_factory=dict)
    calls: dict[cst.Call, tuple[OpId, Known | None]] = field(default_factory=dict)
    """Calls of methods, and their results."""
    steps: set[cst.CSTNode] = field(default_factory=set)
    """Attributes that lead from a client or a resource to a resource or a method."""
    text: cst.CSTNode | None = None
    """The string that is being read as an annotation."""
    _by: dict[Symbol, list[Break]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for row in self.breaks:
            self._by.setdefault(row.old, []).append(row)

    def note(self, row: Break, form: Form, node: cst.CSTNode, sure: float, words: str) -> None:
        """Record one use."""
        if not self.quiet:
            node = self.text or node
            side = self.surface.side
            within = container(side, row.old)
            name = row.old.name if form is Form.KEY and row.old.kind is SymbolKind.FIELD else python_name(side, row.old)
            symbol = (
                name
                if row.old.kind in {SymbolKind.METHOD, SymbolKind.RESULT}
                else ".".join(filter(None, (within, name)))
            )
            key = id(node), row.finding.change.fingerprint, row.old
            self.found.setdefault(key, Use(row, form, node, round(sure, 2), words, symbol, self._depth(node)))

    def _depth(self, node: cst.CSTNode) -> int:
        depth = 0
        while isinstance(node, cst.Attribute) and node in self.steps:
            depth, node = depth + 1, node.value
        return depth

    def call(self, operation: OpId, name: cst.CSTNode, node: cst.Call, call: CallArguments, sure: float) -> None:
        """Record breaks in a call of a method."""
        if not self.quiet and sure >= _MAYBE:
            self.calls[node] = operation, self.surface.result(operation)
        for row in self._by.get(Symbol(kind=SymbolKind.METHOD, operation=operation), ()):
            if row.effect is Effect.NEEDED:
                self._needed(row, node, call, sure, Form.CALL)
            else:
                self.note(row, Form.METHOD, name, sure, _became(row, self._new_name(row)))
        for row in self._by.get(Symbol(kind=SymbolKind.RESULT, operation=operation), ()):
            self.note(row, Form.CALL, node, sure * _MAYBE, "return type changed")
        for argument in self.surface.arguments(operation):
            value = call.values.get(argument.name)
            if value is None:
                continue
            symbol = Symbol(kind=SymbolKind.ARGUMENT, operation=operation, place=argument.place, name=argument.wire)
            self._given(symbol, call.given.get(argument.name, value), value, sure, Form.ARGUMENT)
            self.nested(argument.type, value, sure)

    def mention(self, operation: OpId, name: cst.CSTNode, sure: float) -> None:
        """Record a method that is referenced without a call."""
        for row in self._by.get(Symbol(kind=SymbolKind.METHOD, operation=operation), ()):
            if row.effect is not Effect.NEEDED:
                self.note(row, Form.METHOD, name, sure, _became(row, self._new_name(row)))

    def constructor(self, owner: DefId, node: cst.Call, call: CallArguments, sure: float) -> None:
        """Record breaks in the construction of a model."""
        wires = self.surface.fields.get(owner, {})
        for row in self._by.get(Symbol(kind=SymbolKind.CLASS, owner=owner), ()):
            if row.effect is Effect.NEEDED:
                self._needed(row, node, call, sure, Form.CONSTRUCTOR)
        for name, value in call.values.items():
            wire = wires.get(name, name)
            symbol = Symbol(kind=SymbolKind.FIELD, owner=owner, name=wire)
            self._given(symbol, call.given.get(name, value), value, sure, Form.CONSTRUCTOR)
            self.nested(symbol_type(self.surface.side, symbol), value, sure)

    def nested(self, node: Type | None, value: cst.BaseExpression, sure: float, known: Typed | None = None) -> None:
        """Record breaks in the keys of dicts that are passed for objects."""
        shown = known.known.node if known is not None and isinstance(known.known, DictLiteral) else value
        if node is None or not isinstance(shown, cst.Dict | cst.List | cst.Tuple):
            return
        for part in alternatives(self.surface.side, node):
            if isinstance(shown, cst.Dict):
                self._nested_dict(part, shown, sure)
            elif isinstance(part, ListOf):
                for element in shown.elements:
                    self.nested(part.item, element.value, sure)

    def _nested_dict(self, part: Type, shown: cst.Dict, sure: float) -> None:
        owner = definition_of(self.surface.side.emitted, part)
        if isinstance(part, MapOf):
            for item in shown.elements:
                self.nested(part.value, item.value, sure)
        elif owner is not None:
            self._keys(owner, shown, sure)

    def _keys(self, owner: DefId, node: cst.Dict, sure: float) -> None:
        keys = {literal(item.key): item for item in node.elements if isinstance(item, cst.DictElement)}
        more = any(isinstance(item, cst.StarredDictElement) for item in node.elements) or UNKNOWN in keys
        for row in self._by.get(Symbol(kind=SymbolKind.CLASS, owner=owner), ()):
            if row.effect is Effect.NEEDED and row.new is not None and row.new.name not in keys and not more:
                self.note(row, Form.KEY, node, sure, f"key {row.new.name!r} became required")
        for key, item in keys.items():
            if isinstance(key, str):
                symbol = Symbol(kind=SymbolKind.FIELD, owner=owner, name=key)
                self._given(symbol, item, item.value, sure, Form.KEY)
                self.nested(symbol_type(self.surface.side, symbol), item.value, sure)

    def _given(self, symbol: Symbol, node: cst.CSTNode, value: cst.BaseExpression, sure: float, form: Form) -> None:
        """Record breaks of a passed value."""
        for row in self._by.get(symbol, ()):
            if row.effect is Effect.VALUES:
                self._given_values(row, node, value, sure, form)
            elif row.effect is Effect.TYPE:
                self._given_type(row, node, literal(value), sure, form)
            elif row.effect is Effect.RENAMED and _keeps(form, node):
                continue
            elif row.effect is not Effect.NEEDED:
                self.note(row, form, node, sure, _became(row, self._new_name(row)))

    def _given_values(self, row: Break, node: cst.CSTNode, value: cst.BaseExpression, sure: float, form: Form) -> None:
        """Record a value that is, or may be, no longer valid."""
        shown = literal(value)
        if shown in row.values:
            self.note(row, form, node, sure, f"{shown!r} is no longer a valid value")
        elif shown is UNKNOWN and not isinstance(value, cst.Dict | cst.List):
            self.note(row, form, node, sure * _MAYBE, f"{_listed(row.values)} no longer valid")

    def _given_type(self, row: Break, node: cst.CSTNode, shown: object, sure: float, form: Form) -> None:
        """Record a value that is not, or may not be, valid for the new type."""
        if row.direction is Direction.RESPONSE:
            return
        new = symbol_type(self.new, row.new) if row.new is not None else None
        if shown is UNKNOWN:
            self.note(row, form, node, sure * _MAYBE, "type changed")
        elif not fits(self.new, new, shown):
            self.note(row, form, node, sure, "type changed")

    def _needed(self, row: Break, node: cst.Call, call: CallArguments, sure: float, form: Form) -> None:
        name = self._new_name(row)
        if row.new is not None and name not in call.given and name not in call.values:
            self.note(row, form, node, sure * (_MAYBE if call.open else 1), f"{name}= became required")

    def read(self, owner: DefId, wire: str, node: cst.CSTNode, sure: float, form: Form = Form.ATTRIBUTE) -> None:
        """Record breaks of a read field."""
        for row in self._by.get(Symbol(kind=SymbolKind.FIELD, owner=owner, name=wire), ()):
            if row.effect in {Effect.REMOVED, Effect.RENAMED}:
                if form is Form.KEY and row.effect is Effect.RENAMED:
                    continue
                self.note(row, form, node, sure, _became(row, self._new_name(row)))
            elif row.effect is Effect.TYPE and row.direction is not Direction.REQUEST:
                self.note(row, form, node, sure * _MAYBE, "type changed")

    def compared(self, owner: DefId, wire: str, node: cst.BaseExpression, sure: float) -> None:
        """Record a comparison with a value that a field no longer has."""
        for row in self._by.get(Symbol(kind=SymbolKind.FIELD, owner=owner, name=wire), ()):
            if row.effect is Effect.VALUES and literal(node) in row.values:
                self.note(row, Form.VALUE, node, sure, f"{literal(node)!r} is no longer returned")

    def model(self, owner: DefId, node: cst.CSTNode, sure: float) -> None:
        """Record a reference to a class that breaks."""
        for row in self._by.get(Symbol(kind=SymbolKind.CLASS, owner=owner), ()):
            if row.effect is not Effect.NEEDED:
                self.note(row, Form.CLASS, node, sure, _became(row, self._new_name(row)))

    def implemented(self, operation: OpId, node: cst.FunctionDef) -> None:
        """Record a method of a service whose operation was removed or renamed."""
        for row in self._by.get(Symbol(kind=SymbolKind.METHOD, operation=operation), ()):
            if row.effect is not Effect.NEEDED:
                self.note(row, Form.SERVICE, node, 1.0, _became(row, self._new_name(row)))

    def service(self, owner: OwnClass, key: tuple[str, ...], node: cst.ClassDef) -> None:
        """Record methods that a service must implement."""
        for row in self._by.get(Symbol(kind=SymbolKind.SERVICE, name=".".join(key)), ()):
            name = self._new_name(row).rpartition(".")[2]
            if name and owner.member(name) is None:
                self.note(row, Form.SERVICE, node, 1.0, f"method {name} must be implemented")

    def _new_name(self, row: Break) -> str:
        return python_name(self.new, row.new) if row.new is not None else ""


def _keeps(form: Form, node: cst.CSTNode) -> bool:
    """Return whether a name is not written: keys are wire names, which stay; arguments may be positional."""
    return form is Form.KEY or (isinstance(node, cst.Arg) and node.keyword is None)


def _became(row: Break, name: str) -> str:
    guess = row.finding.change.renamed
    if row.effect is Effect.RENAMED and name:
        return f"renamed to {name}"
    if name:
        return f"removed, possibly replaced by {name}"
    return f"removed, possibly replaced by {guess[0]}" if guess is not None else "removed"


def _listed(values: tuple[object, ...]) -> str:
    return ", ".join(repr(value) for value in values)
