"""Propose a map of moves for rewriting callers; users edit it and pass it back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from codegen.diff.audience.callers.breaks import Effect, Symbol, SymbolKind
from codegen.diff.audience.callers.surface import (
    argument_list,
    attributes,
    container,
    field_of,
    python_name,
    same_type,
)
from codegen.diff.model.changes import Direction
from codegen.ir.lookup import definition_of
from codegen.ir.types import ABSENT, Absent, Choice, Expandable, Object

if TYPE_CHECKING:
    from collections.abc import Iterable

    from codegen.core.json import Json
    from codegen.diff.audience.callers.breaks import Break
    from codegen.diff.match.compared_api import ComparedApi
    from codegen.ir.types import DefId, Field, Type


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One row. ``within`` is the method of an argument, or the class of a field (attribute) or key (of a dict).

    ``new`` may be a path: ``promotion.coupon`` is the key ``coupon`` of an object passed as ``promotion``, or an
    attribute of an attribute. ``given`` holds the other required values of that object, by path. ``before``: an
    attribute is rewritten only where one of these attributes follows, because its type changed; empty means always.
    ``not_none`` lists the paths that may be None. ``expand`` is the path that calls must expand so that responses hold
    an object instead of its id.
    """

    kind: SymbolKind
    within: str
    old: str
    new: str
    confidence: float
    given: Mapping[str, Json] = field(default_factory=dict)
    before: tuple[str, ...] = ()
    not_none: tuple[str, ...] = ()
    expand: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moves:
    """A map of moves. ``package`` is the name of the package in the old version and in the new one."""

    moves: tuple[Move, ...]
    package: tuple[str, str] = ("", "")


def propose(breaks: Iterable[Break], old: ComparedApi, new: ComparedApi) -> Moves:
    """Return the moves of all breaks: renamed symbols, and removed ones with a likely replacement."""
    found: dict[tuple[SymbolKind, str, str], Move] = {}
    for item in breaks:
        for move in _Proposal(item, old, new).moves():
            found.setdefault((move.kind, move.within, move.old), move)
    return Moves(moves=tuple(found.values()), package=(str(old.names.package), str(new.names.package)))


@dataclass(frozen=True, slots=True)
class _PathStep:
    """An argument, key or attribute on a path; ``owner`` is its class."""

    name: str
    type: Type
    required: bool
    owner: DefId | None


@dataclass(frozen=True, slots=True)
class _Proposal:
    row: Break
    old: ComparedApi
    new: ComparedApi

    def moves(self) -> Iterator[Move]:
        """Yield the moves of one break; a field of a request is a key of dicts, too."""
        move = self._move()
        if move is not None and move.old != move.new:
            yield move
        renamed = self.row.finding.change.renamed
        sent = self.row.old.kind is SymbolKind.FIELD and self.row.direction is Direction.REQUEST
        if sent and self.row.effect is Effect.REMOVED and renamed is not None:
            key = self._moved(*renamed, keys=True)
            if key is not None:
                yield key

    def _move(self) -> Move | None:
        if self.row.effect is Effect.RENAMED or self.row.old.kind is SymbolKind.METHOD:
            return self._renamed()
        renamed = self.row.finding.change.renamed
        if self.row.effect is Effect.VALUES:
            return self._value(renamed)
        if self.row.effect is Effect.REMOVED and renamed is not None:
            return self._moved(*renamed)
        return None

    def _value(self, renamed: tuple[str, float] | None) -> Move | None:
        """Return the move of a single removed enum value to a similarly spelled added one."""
        if renamed is None or len(self.row.values) != 1 or not isinstance(self.row.values[0], str):
            return None
        within = ".".join(filter(None, (container(self.old, self.row.old), python_name(self.old, self.row.old))))
        return Move(kind=SymbolKind.VALUE, within=within, old=self.row.values[0], new=renamed[0], confidence=renamed[1])

    def _renamed(self) -> Move | None:
        old, new = self.row.old, self.row.new
        if new is None or (old.kind is SymbolKind.METHOD and not self._fits(old, new)):
            return None
        names = python_name(self.old, old), python_name(self.new, new)
        if names[0] == names[1]:
            return None
        confidence = 1.0 if self.row.effect is Effect.RENAMED else (self.row.finding.change.renamed or ("", 0.9))[1]
        within = "" if old.kind is SymbolKind.METHOD else container(self.old, old)
        return Move(kind=old.kind, within=within, old=names[0], new=names[1], confidence=confidence)

    def _fits(self, old: Symbol, new: Symbol) -> bool:
        """Return whether calls of one method are valid for the other: the same arguments, no new required ones."""
        if old.operation is None or new.operation is None or self.row.effect not in {Effect.REMOVED, Effect.RENAMED}:
            return False
        before = {name: required for _, _, name, _, required in argument_list(self.old, old.operation)}
        after = {name: required for _, _, name, _, required in argument_list(self.new, new.operation)}
        needed = {name for name, required in after.items() if required}
        return needed <= {name for name, required in before.items() if required} and set(before) <= set(after)

    def _moved(self, path: str, confidence: float, *, keys: bool = False) -> Move | None:
        """Return the move to a path of wire names beside the old symbol; ``keys`` uses wire names."""
        steps = self._steps(path.split("."), keys=keys)
        name = self.row.old.name if keys else python_name(self.old, self.row.old)
        if not steps or not name or not all(step.name for step in steps):
            return None
        given = self._given(steps, keys=keys)
        before, not_none = self._reading(steps)
        if before is None or (given is None and self.row.direction is Direction.REQUEST):
            return None
        move = Move(
            kind=SymbolKind.KEY,
            within=container(self.old, self.row.old),
            old=name,
            new=".".join(step.name for step in steps),
            confidence=confidence,
            given=given or {},
        )
        if keys:
            return move
        expand = self._expanded(path, steps[-1].type)
        return replace(move, kind=self.row.old.kind, before=before, not_none=not_none, expand=expand)

    def _expanded(self, path: str, node: Type) -> str:
        """Return the path to expand where a response holds the id of an object that it held before."""
        was = field_of(self.old, self.row.old.owner, self.row.old.name)
        before = definition_of(self.old.emitted, was.type) if was is not None else None
        if self.row.direction is not Direction.RESPONSE or before is None or not isinstance(node, Expandable):
            return ""
        now = {str(self.new.names.models[target].name) for target in node.targets}
        return path if now == {str(self.old.names.models[before].name)} else ""

    def _steps(self, wires: list[str], *, keys: bool) -> list[_PathStep]:
        """Return the steps of a path in the new version; empty where it cannot be resolved."""
        twin = self.row.twin
        if twin is None:
            return []
        steps: list[_PathStep] = []
        if twin.operation is not None:
            rows = [row for row in argument_list(self.new, twin.operation) if row[1] == wires[0]]
            rows.sort(key=lambda row: row[0] != self.row.old.place)
            if not rows or rows[0][3] is None:
                return []
            steps.append(_PathStep(rows[0][2], rows[0][3], rows[0][4], None))
        else:
            steps = self._attribute(twin.owner, wires[0], wire=keys)
        for wire in wires[1:]:
            owner = definition_of(self.new.emitted, steps[-1].type) if steps else None
            more = self._attribute(owner, wire, wire=keys or twin.operation is not None)
            if not more:
                return []
            steps += more
        return steps

    def _attribute(self, owner: DefId | None, name: str, *, wire: bool) -> list[_PathStep]:
        """Return one step to a field. Inside an argument it is a key, which has the wire name."""
        item = field_of(self.new, owner, name)
        if item is None or owner is None:
            return []
        text = name if wire else str(self.new.names.fields.get((owner, name), ""))
        return [_PathStep(text, item.type, item.required is True, owner)]

    def _given(self, steps: list[_PathStep], *, keys: bool) -> dict[str, Json] | None:
        """Return the other required values of the objects on the path; None where one has several possible values."""
        found: dict[str, Json] = {}
        for index, step in enumerate(steps[1:], 1):
            definition = self.new.emitted.definitions[step.owner] if step.owner is not None else None
            node = definition.type if definition is not None else None
            for item in node.fields if isinstance(node, Object) else ():
                name = self._attribute(step.owner, item.name, wire=keys or steps[0].owner is None)[0].name
                if name == step.name or not item.required or item.read_only:
                    continue
                value = _only_value(item)
                if isinstance(value, Absent):
                    return None
                found[".".join([*(part.name for part in steps[:index]), name])] = value
        return found

    def _reading(self, steps: list[_PathStep]) -> tuple[tuple[str, ...] | None, tuple[str, ...]]:
        """Return before which attributes a read may be rewritten, and which paths may be None.

        None instead of attributes: the old and the new value have no attribute in common.
        """
        if self.row.old.kind is not SymbolKind.FIELD:
            return (), ()
        was = field_of(self.old, self.row.old.owner, self.row.old.name)
        if was is None:
            return None, ()
        # where the old field could be None, callers check already
        checked = steps[:-1] if not was.required or was.type.nullable else steps
        optional = _optional_paths(checked)
        if same_type((self.old, self.new), was.type, steps[-1].type):
            return (), optional
        common = attributes(self.old, was.type) & attributes(self.new, steps[-1].type)
        return (tuple(sorted(common)) or None), optional


def _optional_paths(steps: list[_PathStep]) -> tuple[str, ...]:
    """Return the dotted paths, from the first step on, at which None may stand."""
    paths: list[str] = []
    for index, step in enumerate(steps, 1):
        if not step.required or step.type.nullable:
            paths.append(".".join(item.name for item in steps[:index]))
    return tuple(paths)


def _only_value(item: Field) -> Json | Absent:
    """Return the only possible value of a required field."""
    if isinstance(item.type, Choice) and len(item.type.values) == 1:
        return item.type.values[0]
    return ABSENT
