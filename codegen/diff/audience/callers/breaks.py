"""Translate breaking changes to symbols of the generated package: methods, arguments, fields and classes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from codegen.diff.audience.callers.naming import arguments
from codegen.diff.audience.callers.reach import At, Exposures, at, find_places
from codegen.diff.model.changes import Direction, Level
from codegen.ir.bodies import body_fields
from codegen.ir.types import Object

if TYPE_CHECKING:
    from codegen.core.json import Json
    from codegen.diff.audience.callers.reach import Exposure
    from codegen.diff.match.compared_api import ComparedApi
    from codegen.diff.match.pairs import OperationPair
    from codegen.diff.model.changes import Finding, Report
    from codegen.ir.api import Operation, OpId
    from codegen.ir.types import DefId


class SymbolKind(StrEnum):
    """The kind of a symbol of the package."""

    METHOD = "method"
    ARGUMENT = "argument"
    RESULT = "result"
    CLASS = "class"
    FIELD = "field"
    KEY = "key"
    VALUE = "value"
    SERVICE = "service"


class Effect(StrEnum):
    """What happened to a symbol. ``NEEDED``: the new symbol is required by the old one, a method or a class."""

    REMOVED = "removed"
    RENAMED = "renamed"
    NEEDED = "needed"
    TYPE = "type"
    VALUES = "values"


@dataclass(frozen=True, slots=True, kw_only=True)
class Symbol:
    """A method, argument or result (``operation``), or a class or field (``owner``) of one version.

    Keys (of dicts) and values (of enums) occur only in maps of moves.

    The service of a resource has the resource's dotted name. ``place`` is ``path``, ``query``, … or ``body``, ``name``
    the wire name; a body that is a single argument has none.
    """

    kind: SymbolKind
    operation: OpId | None = None
    owner: DefId | None = None
    place: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """The effect of a change on one symbol. ``new`` is the symbol that replaces it, None where nothing does.

    ``twin`` is the new version of the method or class that held a removed symbol. ``values`` are the removed enum
    values. ``inside`` marks a change of a nested value (item, map value or variant), not of the value itself.
    """

    finding: Finding
    effect: Effect
    old: Symbol
    new: Symbol | None = None
    twin: Symbol | None = None
    values: tuple[Json, ...] = ()
    inside: bool = False
    direction: Direction = Direction.NONE


def find_breaks(report: Report, old: ComparedApi, new: ComparedApi) -> tuple[Break, ...]:
    """Return the symbols that each breaking or possibly breaking change affects; one change may affect several.

    Service implementations break, too, where a new method or a new response field is required.
    """
    breaking = [item for item in report.findings if _breaks(item)]
    if not breaking:
        return ()
    translator = _Translator(old, new)
    found = [row for finding in breaking for row in translator.rows(finding)]
    renamed = {row.old for row in found if row.effect is Effect.RENAMED and row.old.kind is SymbolKind.CLASS}
    unique: dict[object, Break] = {}
    for row in found:
        if row.effect is not Effect.REMOVED or row.old not in renamed:
            unique[row.finding.change.fingerprint, row.effect, row.old, row.new] = row
    return tuple(unique.values())


class _Translator:
    """Looks changes up by their locations in the documents."""

    def __init__(self, old: ComparedApi, new: ComparedApi) -> None:
        self.old = old
        self.new = new
        self.reach: Exposures = find_places(old, new)
        self.old_owners, self.new_owners = _owners(old), _owners(new)
        self.operations = {at(item.location): item for item in old.api.operations}
        self.twins = {item.old.id: item for item in self.reach.alignment.pairs}

    def rows(self, finding: Finding) -> Iterator[Break]:
        """Yield the breaks of one change."""
        special = _SPECIAL.get(finding.id)
        change = finding.change
        if special is not None:
            yield from special(self, finding)
        elif finding.id.startswith(("api-removed", "api-path-removed", "api-path-sunset")):
            yield from self._method_removed(finding)
        elif finding.rule.kind == "mutability":
            yield from self._withheld(finding)
        elif change.suffix == "removed":
            yield from self._removed(finding)
        elif finding.id.startswith(("new-required-request", "new-request-path-parameter")):
            yield from self._needed(finding)
        elif change.suffix.startswith("became-required") and finding.rule.direction is Direction.REQUEST:
            yield from self._needed_now(finding)
        else:
            yield from self._changed(finding)

    def _withheld(self, finding: Finding) -> Iterator[Break]:
        """Yield a property that is no longer part of requests or responses, or that requests must contain now."""
        for place in self._named(finding):
            if "-became-not-" in finding.id:
                yield from self._need(finding, place)
                continue
            for symbol in self._symbols(place, self.old_owners, new=False):
                twin = self._twin(symbol, place)
                yield Break(finding=finding, effect=Effect.REMOVED, old=symbol, twin=twin, direction=place.direction)

    def _method_removed(self, finding: Finding) -> Iterator[Break]:
        operation = self.operations.get(at(finding.change.old_at))
        if operation is not None:
            moved = self.reach.alignment.moved.get(operation.id)
            now = next((item.id for item in self.reach.alignment.added if item.id == moved), None)
            symbol = Symbol(kind=SymbolKind.METHOD, operation=operation.id)
            new = Symbol(kind=SymbolKind.METHOD, operation=now) if now is not None else None
            yield Break(finding=finding, effect=Effect.REMOVED, old=symbol, new=new)

    def _removed(self, finding: Finding) -> Iterator[Break]:
        place_at = at(finding.change.old_at)
        for place in (*self.reach.removed.get(place_at, ()), *self.reach.params.get(place_at, ())):
            for symbol in self._symbols(place, self.old_owners, new=False):
                yield Break(
                    finding=finding,
                    effect=Effect.REMOVED,
                    old=symbol,
                    twin=self._twin(symbol, place),
                    direction=place.direction,
                )

    def _twin(self, symbol: Symbol, place: Exposure) -> Symbol | None:
        """Return the method or class of the new version that would hold a symbol of the old one."""
        if symbol.kind is SymbolKind.ARGUMENT:
            return Symbol(kind=SymbolKind.METHOD, operation=place.pair.new.id)
        owners = self.new_owners.get(at(place.owner[1]), ()) if place.owner is not None else ()
        return Symbol(kind=SymbolKind.CLASS, owner=owners[0]) if owners else None

    def _needed(self, finding: Finding) -> Iterator[Break]:
        place_at = at(finding.change.new_at)
        for place in (*self.reach.added.get(place_at, ()), *self.reach.new_params.get(place_at, ())):
            yield from self._need(finding, place)

    def _needed_now(self, finding: Finding) -> Iterator[Break]:
        change = finding.change
        for place in (*self._named(finding), *self.reach.params.get(at(change.old_at), ())):
            if not place.required[0] and place.required[1]:
                yield from self._need(finding, place)

    def _need(self, finding: Finding, place: Exposure) -> Iterator[Break]:
        for new in self._symbols(place, self.new_owners, new=True):
            if new.kind is SymbolKind.ARGUMENT:
                old = Symbol(kind=SymbolKind.METHOD, operation=place.pair.old.id)
                yield Break(finding=finding, effect=Effect.NEEDED, old=old, new=new, direction=place.direction)
            elif place.owner is not None:
                for owner in self.old_owners.get(at(place.owner[0]), ()):
                    old = Symbol(kind=SymbolKind.CLASS, owner=owner)
                    yield Break(finding=finding, effect=Effect.NEEDED, old=old, new=new, direction=place.direction)

    def _changed(self, finding: Finding) -> Iterator[Break]:
        change = finding.change
        lost = change.old if change.suffix == "enum-value-removed" and isinstance(change.old, list) else ()
        for place in self._named(finding):
            news = list(self._symbols(place, self.new_owners, new=True))
            for index, symbol in enumerate(self._symbols(place, self.old_owners, new=False)):
                yield Break(
                    finding=finding,
                    effect=Effect.VALUES if lost else Effect.TYPE,
                    old=symbol,
                    new=news[min(index, len(news) - 1)] if news else None,
                    values=tuple(lost),
                    inside=place.inside,
                    direction=place.direction,
                )

    def _named(self, finding: Finding) -> list[Exposure]:
        """Return the exposures of a pair of schemas; where many share it, those of the changed property."""
        change = finding.change
        key = finding.rule.direction, at(change.old_at), at(change.new_at)
        places = self.reach.pairs.get(key, [])
        last = change.subject.rpartition(".")[2].rstrip("[]*").strip()
        named = [place for place in places if place.field and place.field == last]
        return named or places

    def _symbols(self, place: Exposure, owners: Mapping[At, tuple[DefId, ...]], *, new: bool) -> Iterator[Symbol]:
        """Yield the symbols of an exposure in one version: the argument, and the field of the class."""
        operation = place.pair.new if new else place.pair.old
        top = place.argument is not None and (not place.field or place.argument == ("body", place.field))
        if place.argument is not None and top:
            where, name = place.argument
            yield Symbol(kind=SymbolKind.ARGUMENT, operation=operation.id, place=where, name=name)
        if place.owner is not None and place.field:
            for owner in owners.get(at(place.owner[1 if new else 0]), ()):
                yield Symbol(kind=SymbolKind.FIELD, owner=owner, name=place.field)
        elif place.argument is None:
            yield Symbol(kind=SymbolKind.RESULT, operation=operation.id)

    def method_renamed(self, finding: Finding) -> Iterator[Break]:
        """Yield a method whose name or resource changed."""
        for operation, twin in self._pairs_at(finding):
            old, new = (Symbol(kind=SymbolKind.METHOD, operation=item) for item in (operation.id, twin.id))
            yield Break(finding=finding, effect=Effect.RENAMED, old=old, new=new)

    def argument_renamed(self, finding: Finding) -> Iterator[Break]:
        """Yield an argument whose name changed although its wire name did not."""
        for operation, twin in self._pairs_at(finding):
            before = _argument(self.old, operation.id, finding.change.old)
            after = _argument(self.new, twin.id, finding.change.new)
            if before is not None:
                yield Break(finding=finding, effect=Effect.RENAMED, old=before, new=after)

    def class_renamed(self, finding: Finding) -> Iterator[Break]:
        """Yield a class whose name or module changed."""
        after = self.new_owners.get(at(finding.change.new_at), ())
        for index, owner in enumerate(self.old_owners.get(at(finding.change.old_at), ())):
            new = Symbol(kind=SymbolKind.CLASS, owner=after[min(index, len(after) - 1)]) if after else None
            yield Break(finding=finding, effect=Effect.RENAMED, old=Symbol(kind=SymbolKind.CLASS, owner=owner), new=new)

    def field_renamed(self, finding: Finding) -> Iterator[Break]:
        """Yield an attribute whose name changed although its wire name did not."""
        after = self.new_owners.get(at(finding.change.new_at), ())
        wire = finding.change.subject.rpartition(".")[2]
        for index, owner in enumerate(self.old_owners.get(at(finding.change.old_at), ())):
            new = Symbol(kind=SymbolKind.FIELD, owner=after[min(index, len(after) - 1)], name=wire) if after else None
            symbol = Symbol(kind=SymbolKind.FIELD, owner=owner, name=wire)
            yield Break(finding=finding, effect=Effect.RENAMED, old=symbol, new=new)

    def body_removed(self, finding: Finding) -> Iterator[Break]:
        """Yield every argument of a removed body."""
        for pair in self._of(finding):
            for where, wire in arguments(self.old, pair.old.id):
                if where == "body":
                    symbol = Symbol(kind=SymbolKind.ARGUMENT, operation=pair.old.id, place=where, name=wire)
                    yield Break(finding=finding, effect=Effect.REMOVED, old=symbol, direction=Direction.REQUEST)

    def body_needed(self, finding: Finding) -> Iterator[Break]:
        """Yield every required argument of a body that became required, except those that were required before."""
        for pair in self._of(finding):
            old = Symbol(kind=SymbolKind.METHOD, operation=pair.old.id)
            fields = body_fields(self.new.emitted, _emitted(self.new, pair.new.id))
            old_fields = body_fields(self.old.emitted, _emitted(self.old, pair.old.id))
            before = {item.name for item in old_fields if item.required}
            for name in [item.name for item in fields if item.required and item.name not in before] if fields else [""]:
                new = Symbol(kind=SymbolKind.ARGUMENT, operation=pair.new.id, place="body", name=name)
                yield Break(finding=finding, effect=Effect.NEEDED, old=old, new=new, direction=Direction.REQUEST)

    def result(self, finding: Finding) -> Iterator[Break]:
        """Yield what a method returns."""
        for pair in self._of(finding):
            old, new = (Symbol(kind=SymbolKind.RESULT, operation=item.id) for item in (pair.old, pair.new))
            yield Break(finding=finding, effect=Effect.TYPE, old=old, new=new, direction=Direction.RESPONSE)

    def class_removed(self, finding: Finding) -> Iterator[Break]:
        """Yield the class of a removed component, unless the new version has a class of that name."""
        kept = {(item.module, item.name) for item in self.new.names.models.values()}
        for key, definition in self.old.emitted.definitions.items():
            name = self.old.names.models.get(key)
            here = definition.origin.component == finding.change.old
            if here and name is not None and (name.module, name.name) not in kept:
                yield Break(finding=finding, effect=Effect.REMOVED, old=Symbol(kind=SymbolKind.CLASS, owner=key))

    def service_needed(self, finding: Finding) -> Iterator[Break]:
        """Yield a method that an existing service must implement."""
        for operation in self.new.api.operations:
            name = self.new.names.operations.get(operation.id)
            here = at(operation.location) == at(finding.change.new_at)
            if here and name is not None and name.resource in self.old.names.resources:
                old = Symbol(kind=SymbolKind.SERVICE, name=".".join(name.resource))
                new = Symbol(kind=SymbolKind.METHOD, operation=operation.id)
                yield Break(finding=finding, effect=Effect.NEEDED, old=old, new=new, direction=Direction.RESPONSE)

    def response_needed(self, finding: Finding) -> Iterator[Break]:
        """Yield a response field that services must provide."""
        yield from self._needed(finding)

    def _pairs_at(self, finding: Finding) -> Iterator[tuple[Operation, Operation]]:
        operation = self.operations.get(at(finding.change.old_at))
        if operation is not None and operation.id in self.twins:
            yield operation, self.twins[operation.id].new

    def _of(self, finding: Finding) -> Iterator[OperationPair]:
        wanted = set(finding.operations)
        return (pair for pair in self.reach.alignment.pairs if pair.name in wanted)


_SPECIAL: Mapping[str, Callable[[_Translator, Finding], Iterator[Break]]] = {
    "caller-method-renamed": _Translator.method_renamed,
    "caller-argument-renamed": _Translator.argument_renamed,
    "caller-class-renamed": _Translator.class_renamed,
    "caller-field-renamed": _Translator.field_renamed,
    "endpoint-added": _Translator.service_needed,
    "response-required-property-added": _Translator.response_needed,
    "api-schema-removed": _Translator.class_removed,
    "request-body-removed": _Translator.body_removed,
    "request-body-added-required": _Translator.body_needed,
    "request-body-became-required": _Translator.body_needed,
    "response-success-status-removed": _Translator.result,
    "response-media-type-removed": _Translator.result,
}


_SERVICE = {"endpoint-added", "response-required-property-added"}


def _breaks(finding: Finding) -> bool:
    """Return whether a change breaks, or may break, code."""
    if finding.verdicts.caller in {Level.ERR, Level.WARN}:
        return True
    return finding.verdicts.service is Level.ERR and finding.id in _SERVICE


def _owners(side: ComparedApi) -> dict[At, tuple[DefId, ...]]:
    """Return the definitions of the object at each location; an object with two variants of its class has two."""
    found: dict[At, tuple[DefId, ...]] = {}
    for key, definition in side.emitted.definitions.items():
        if isinstance(definition.type, Object):
            place = at(definition.type.location)
            found[place] = (*found.get(place, ()), key)
    return found


def _argument(side: ComparedApi, operation: OpId, name: Json) -> Symbol | None:
    for (where, wire), argument in arguments(side, operation).items():
        if argument == name:
            return Symbol(kind=SymbolKind.ARGUMENT, operation=operation, place=where, name=wire)
    return None


def _emitted(side: ComparedApi, operation: OpId) -> Operation:
    """Return an emitted operation."""
    return next(item for item in side.emitted.operations if item.id == operation)
