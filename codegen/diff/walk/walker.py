"""Walk two schemas in parallel. Every pair of schemas is compared once, however many operations use it."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from codegen.diff.audience.callers.naming import field_changes
from codegen.diff.checks import (
    additional,
    applicators,
    bounds,
    composition,
    defaults,
    discriminators,
    enums,
    lifecycle,
    nullability,
    patterns,
    properties,
    types,
)
from codegen.diff.match.pairs import SchemaPair, Slot, schema_slot
from codegen.diff.match.renames import pair_renames
from codegen.diff.match.variants import match_variants, members, not_covered
from codegen.diff.model.changes import Change, Direction, Subject, Witness
from codegen.diff.model.descriptions import possibly
from codegen.diff.model.notice import NO_NOTICE, Notice
from codegen.diff.registry import RULES
from codegen.diff.witness.prove import prove
from codegen.ir.types import AnyValue, Expandable, ListOf, MapOf, Object, RefTo, TupleOf, Union

if TYPE_CHECKING:
    from codegen.diff.match.compared_api import ComparedApi
    from codegen.diff.match.pairs import Event
    from codegen.ir.types import Field, Type

Key: TypeAlias = tuple[Subject, str, str, bool]

_CHECKS = (
    types.check,
    enums.check,
    nullability.check,
    composition.check_all_of,
    properties.check,
    additional.check,
    defaults.check,
    bounds.check,
    patterns.check,
    discriminators.check,
    applicators.check,
    lifecycle.check,
)


_NEEDS = ("required", "required-with-default", "optional")


@dataclass(slots=True)
class Frame:
    """The changes of one pair of schemas, and the pairs that it refers to.

    ``loose`` marks values that are serialized as text: a form, XML, a header. ``labels`` are the names of the two
    schemas, if they are components of different names.
    """

    loose: bool = False
    labels: tuple[str, str] = ("", "")
    changes: list[Change] = field(default_factory=list)
    children: dict[Key, None] = field(default_factory=dict)

    def old_name(self, name: str) -> str:
        """Return a name that starts with the new schema's label with the old schema's label instead."""
        old, new = self.labels
        return f"{old}{name.removeprefix(new)}" if old and name.startswith(new) else name


@dataclass(slots=True)
class Walker:
    """Compares schemas; ``frames`` holds the results by pair of referenced schemas.

    ``met`` counts the positions where a component of the new version replaces one of the old version.
    """

    old: ComparedApi
    new: ComparedApi
    notice: Notice = NO_NOTICE
    frames: dict[Key, Frame] = field(default_factory=dict)
    met: Counter[tuple[str, str]] = field(default_factory=Counter)
    _waiting: deque[tuple[SchemaPair, str, Frame]] = field(default_factory=deque)

    def compare(
        self, old: tuple[Type, Slot], new: tuple[Type, Slot], subject: Subject, name: str, frame: Frame
    ) -> None:
        """Compare two schemas and their subschemas into ``frame``; referenced ones get their own frames."""
        self._compare(old, new, subject, name, frame)
        while self._waiting:  # a loop, because chains of references may be long
            self._inside(*self._waiting.popleft())

    def _compare(
        self,
        old: tuple[Type, Slot],
        new: tuple[Type, Slot],
        subject: Subject,
        name: str,
        frame: Frame,
        outer: tuple[SchemaPair, str | int | None] | None = None,
    ) -> None:
        (old_type, old_slot), (new_type, new_slot) = old, new
        self._meet(old_type, new_type)
        notice, loose = self.notice, frame.loose
        pair = SchemaPair(
            old=old_slot,
            new=new_slot,
            subject=subject,
            name=name,
            notice=notice,
            loose=loose,
            nodes=(old_type, new_type),
            outer=outer,
        )
        self._check(pair, frame)
        if properties.withheld(subject, new_slot):
            return
        if not isinstance(old_type, RefTo) and not isinstance(new_type, RefTo):
            self._inside(pair, name, frame)
            return
        # a reference on either side may close a cycle
        places = [f"{slot.location.file}#{slot.location.pointer}" for slot in (old_slot, new_slot)]
        key = (subject.inner, places[0], places[1], frame.loose)
        frame.children[key] = None
        if key not in self.frames:
            one, two = self.old.component(old_type), self.new.component(new_type)
            self.frames[key] = inner = Frame(frame.loose, (one, two) if one and two and one != two else ("", ""))
            self._waiting.append((pair, two or one or name, inner))

    def _meet(self, old: Type, new: Type) -> None:
        """Count components in the same position."""
        one, two = self.old.component(old), self.new.component(new)
        if one and two and one != two:
            self.met[one, two] += 1

    def _check(self, pair: SchemaPair, frame: Frame) -> None:
        for check in _CHECKS:
            for event in check(pair):
                self._add(pair, event, frame)
        if pair.subject.endswith("property"):
            for id_, event in properties.mutability(pair):
                frame.changes.append(_change(pair, id_, event))

    def _add(self, pair: SchemaPair, event: Event, frame: Frame) -> None:
        """Add the change of an event, if there is an id for it. Of withheld properties, only ids of their own apply."""
        id_ = next((id_ for id_ in _possible_ids(pair, event) if id_ in RULES), None)
        if id_ is not None:
            outer, key = pair.outer or (pair, None)
            about_owner = event.suffix.startswith("became-") and event.suffix.endswith(_NEEDS)
            proof = self._proof(outer, str(key)) if about_owner else self._proof(pair)
            frame.changes.append(replace(_change(pair, id_, event), proof=proof))

    def _inside(self, pair: SchemaPair, name: str, frame: Frame) -> None:
        old, new, subject = pair.old.type, pair.new.type, pair.subject
        match old, new:
            case ((Object() | MapOf()), (Object() | MapOf())):
                self._objects(pair, name, frame)
            case ListOf(), ListOf():
                self._pair(old.item, new.item, subject, f"{name}[]", frame, (pair, 0))
            case TupleOf(), TupleOf():
                for index, (one, two) in enumerate(zip(old.items, new.items, strict=False)):
                    self._pair(one, two, subject, f"{name}[{index}]", frame, (pair, index))
            case (Union() | Expandable(), _) | (_, Union() | Expandable()):
                self._variants(pair, name, frame)
            case _:
                return

    def _variants(self, pair: SchemaPair, name: str, frame: Frame) -> None:
        old, new = members(pair.old.type), members(pair.new.type)
        pairs, removed, added = match_variants(self.old, self.new, old, new)
        if not any(isinstance(side.type, Union) and side.type.exclusive for side in (pair.old, pair.new)):
            removed = not_covered(removed, self.old, new, self.new)
            added = not_covered(added, self.new, old, self.old)
        for event in composition.check(pair, removed, added):
            self._add(pair, event, frame)
        for one, two in pairs:
            # the nullability of the whole union was compared above
            sides = replace(one, nullable=False), replace(two, nullable=False)
            self._pair(*sides, pair.subject, name, frame, (pair, None))

    def _objects(self, pair: SchemaPair, name: str, frame: Frame) -> None:
        old, new, subject = pair.old.type, pair.new.type, pair.subject
        one, two = _fields(old), _fields(new)
        frame.changes.extend(field_changes(self.old, self.new, pair, name))
        self._listed(pair, name, frame, one, two)
        additional = _additional(old), _additional(new)
        if additional[0] is not None and additional[1] is not None:
            sides = (_unlisted(self.old, additional[0]), _unlisted(self.new, additional[1]))
            self._compare(*sides, subject.inner, f"{name}.*", frame, (pair, "other"))

    def _listed(
        self, pair: SchemaPair, name: str, frame: Frame, one: Mapping[str, Field], two: Mapping[str, Field]
    ) -> None:
        """Compare the listed properties of two objects."""
        removed, added = _missing(one, two), _missing(two, one)
        renamed = pair_renames(self.old, self.new, removed, added)
        back = {new_name.partition(".")[0]: (old_name, sure) for old_name, (new_name, sure) in renamed.items()}
        inner = pair.subject.inner
        for key, item in one.items():
            path = f"{name}.{key}"
            if key in two:
                self._compare(_field(self.old, item), _field(self.new, two[key]), inner, path, frame, (pair, key))
            elif not _is_unsent(pair, item):
                change = _removed(inner, item, frame.old_name(path), pair, renamed.get(key))
                frame.changes.append(replace(change, proof=self._proof(pair, key)))
                rest = _rest(self.new, pair.new.type, item)
                if rest is not None:
                    self._compare(_field(self.old, item), rest, inner, path, frame, (pair, key))
        for key, item in two.items():
            if key not in one and not _is_unsent(pair, item):
                change = _added(inner, item, f"{name}.{key}", pair, back.get(key))
                frame.changes.append(replace(change, proof=self._proof(pair, key)))
                rest = _rest(self.old, pair.old.type, item)
                if rest is not None:
                    self._compare(rest, _field(self.new, item), inner, f"{name}.{key}", frame, (pair, key))

    def _pair(
        self,
        old: Type,
        new: Type,
        subject: Subject,
        name: str,
        frame: Frame,
        outer: tuple[SchemaPair, str | int | None],
    ) -> None:
        sides = (old, schema_slot(self.old, old)), (new, schema_slot(self.new, new))
        self._compare(*sides, subject, name, frame, outer)

    def _proof(self, pair: SchemaPair, key: str = "") -> Callable[[], Witness | None]:
        return partial(prove, self.old, self.new, pair, key)


def reached(frames: dict[Key, Frame], frame: Frame) -> Iterator[Change]:
    """Yield the changes of a frame and of all frames reachable from it."""
    seen: set[Key] = set()
    stack = list(frame.children)
    yield from frame.changes
    while stack:
        key = stack.pop()
        if key not in seen:
            seen.add(key)
            yield from frames[key].changes
            stack.extend(frames[key].children)


def _missing(one: Mapping[str, Field], two: Mapping[str, Field]) -> list[Field]:
    """Return the properties of one object that another does not have."""
    return [item for key, item in one.items() if key not in two]


def _is_unsent(pair: SchemaPair, item: Field) -> bool:
    """Return whether a property is read-only, in a request."""
    return item.read_only and pair.subject.direction is Direction.REQUEST


def _possible_ids(pair: SchemaPair, event: Event) -> tuple[str, ...]:
    """Return the ids that an event could have, the most specific one first."""
    special = _withheld_id(pair, event)
    if properties.withheld(pair.subject, pair.new):
        return (special,)
    subjects = *pair.subject.stands_for, *_also(pair)
    return (special, *(f"{subject}-{event.suffix}" for subject in subjects))


def _withheld_id(pair: SchemaPair, event: Event) -> str:
    """Return the id for properties that both versions withhold; empty for others."""
    if pair.subject is Subject.REQUEST_PROPERTY and pair.new.read_only and pair.old.read_only:
        return f"request-read-only-property-{event.suffix}"
    if pair.subject is Subject.RESPONSE_PROPERTY and pair.new.write_only and pair.old.write_only:
        return f"response-write-only-property-{event.suffix}"
    return ""


def _also(pair: SchemaPair) -> tuple[str, ...]:
    """Return other subjects of the vocabulary: it says media type for the values of a body."""
    return ("response-mediatype",) if pair.subject is Subject.RESPONSE_BODY else ()


def _change(pair: SchemaPair, id_: str, event: Event) -> Change:
    return Change(
        id=id_,
        subject=pair.name,
        message=f"{pair.name}: {event.message}",
        old=event.old,
        new=event.new,
        old_at=pair.old.location,
        new_at=pair.new.location,
        suffix=event.suffix,
        renamed=event.renamed,
    )


def _removed(subject: Subject, item: Field, path: str, pair: SchemaPair, to: tuple[str, float] | None) -> Change:
    end = "" if to is None else possibly("moved to" if "." in to[0] else "renamed to", *to)
    return Change(
        id=properties.removed_id(subject, item),
        subject=path,
        message=f"removed property `{item.name}` from `{path.removesuffix(f'.{item.name}')}`{end}",
        old=item.name,
        old_at=item.location,
        new_at=pair.new.location,
        suffix="removed",
        renamed=to,
    )


def _added(subject: Subject, item: Field, path: str, pair: SchemaPair, was: tuple[str, float] | None) -> Change:
    need = "required" if item.required else "optional"
    end = "" if was is None else possibly("replaces", *was)
    return Change(
        id=properties.added_id(subject, item),
        subject=path,
        message=f"added {need} property `{item.name}` to `{path.removesuffix(f'.{item.name}')}`{end}",
        new=item.name,
        old_at=pair.old.location,
        new_at=item.location,
        suffix="added",
        renamed=was,
    )


def _field(side: ComparedApi, item: Field) -> tuple[Type, Slot]:
    slot = schema_slot(
        side,
        item.type,
        required=item.required,
        default=item.default,
        deprecated=item.deprecated,
        read_only=item.read_only,
        write_only=item.write_only,
    )
    return item.type, slot


def _rest(side: ComparedApi, node: Type, item: Field) -> tuple[Type, Slot] | None:
    """Return the schema of additional properties in the place of a listed one; None if it restricts nothing."""
    rest = _additional(node)
    if rest is None or isinstance(side.resolve(rest), AnyValue):
        return None
    return rest, _field(side, replace(item, type=rest))[1]


def _fields(node: Type) -> dict[str, Field]:
    return {item.name: item for item in node.fields} if isinstance(node, Object) else {}


def _unlisted(side: ComparedApi, node: Type) -> tuple[Type, Slot]:
    """Return the schema of additional properties; without a stated schema there are no keywords to compare."""
    slot = schema_slot(side, node)
    return node, replace(slot, raw={}, all_of=None) if isinstance(node, AnyValue) else slot


def _additional(node: Type) -> Type | None:
    if isinstance(node, MapOf):
        return node.value
    return node.additional if isinstance(node, Object) else None
