"""Find where callers use each pair of schemas: operation, argument, and the path from there.

Walks both versions together, as the comparison does, so that a change (which only has document locations) can be
translated to symbols of the generated package.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeAlias

from codegen.diff.canonical.media_types import compared_media
from codegen.diff.canonical.statuses import match_responses
from codegen.diff.checks import parameters
from codegen.diff.match.align import align
from codegen.diff.match.variants import match_variants, members
from codegen.diff.model.changes import Direction
from codegen.ir.types import Expandable, ListOf, MapOf, Object, TupleOf, Union

if TYPE_CHECKING:
    from codegen.core.location import Location
    from codegen.diff.match.align import Alignment
    from codegen.diff.match.compared_api import ComparedApi
    from codegen.diff.match.pairs import OperationPair
    from codegen.ir.api import Media, Param
    from codegen.ir.types import Field, Type

At: TypeAlias = tuple[str, str]
"""File and pointer."""

_MOST = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure:
    """One location where callers use a value.

    ``argument`` is (place, wire name) of the argument that leads there, None in responses. ``owner`` holds the objects
    of both versions that have the value as their property ``field`` (of the old version; of the new one for an added
    property). ``inside`` marks a value below the property: an item, a map value or a variant.
    """

    pair: OperationPair
    direction: Direction
    argument: tuple[str, str] | None = None
    owner: tuple[Location, Location] | None = None
    field: str = ""
    inside: bool = False
    required: tuple[bool, bool] = (True, True)
    nullable: tuple[bool, bool] = (False, False)


@dataclass(slots=True)
class Exposures:
    """All exposures by document location; ``removed`` and ``added`` hold properties of one version.

    ``params`` holds the parameters of the old version, ``new_params`` those of the new one.
    """

    alignment: Alignment
    pairs: dict[tuple[Direction, At, At], list[Exposure]] = field(default_factory=dict)
    removed: dict[At, list[Exposure]] = field(default_factory=dict)
    added: dict[At, list[Exposure]] = field(default_factory=dict)
    params: dict[At, list[Exposure]] = field(default_factory=dict)
    new_params: dict[At, list[Exposure]] = field(default_factory=dict)


def at(location: Location) -> At:
    """Return the key of a document location."""
    return location.file, location.pointer


def find_places(old: ComparedApi, new: ComparedApi) -> Exposures:
    """Walk the operations that both versions have."""
    walk = _ExposureWalk(old, new, Exposures(align(old, new)))
    for pair in (*walk.reach.alignment.pairs, *walk.reach.alignment.guessed):
        walk.operation(pair)
    return walk.reach


@dataclass(slots=True)
class _ExposureWalk:
    old: ComparedApi
    new: ComparedApi
    reach: Exposures
    seen: set[tuple[Direction, At, At]] = field(default_factory=set)

    def operation(self, pair: OperationPair) -> None:
        """Walk the parameters, bodies and responses of an operation."""
        for one, two in parameters.match_params(pair):
            self._param(pair, one, two)
        if pair.old.body is not None and pair.new.body is not None:
            for before, after in compared_media(pair.old.body.media, pair.new.body.media):
                self._body(pair, before, after)
        for was, now in match_responses(pair.old.responses, pair.new.responses)[0]:
            for before, after in compared_media(was.media, now.media):
                self._both(before, after, Exposure(pair=pair, direction=Direction.RESPONSE))

    def _param(self, pair: OperationPair, one: Param | None, two: Param | None) -> None:
        known = one or two
        if known is None:
            return
        required = (one is not None and one.required, two is not None and two.required)
        place = Exposure(
            pair=pair, direction=Direction.REQUEST, argument=(str(known.where), known.name), required=required
        )
        if one is not None:
            self.reach.params.setdefault(at(one.location), []).append(place)
        if two is not None:
            here = replace(place, argument=(str(two.where), two.name))
            self.reach.new_params.setdefault(at(two.location), []).append(here)
        if one is not None and two is not None:
            self._visit(one.type, two.type, place)

    def _body(self, pair: OperationPair, one: Media, two: Media) -> None:
        """Walk a body. The properties of an object are arguments of every operation that takes the object."""
        if one.type is None or two.type is None:
            return
        place = Exposure(pair=pair, direction=Direction.REQUEST, argument=("body", ""))
        before, after = self.old.resolve(one.type), self.new.resolve(two.type)
        if isinstance(before, Object) and isinstance(after, Object):
            self._note(before, after, place)
            self._fields(before, after, place, spread=True)
        else:
            self._visit(one.type, two.type, place)

    def _both(self, one: Media, two: Media, place: Exposure) -> None:
        for before, after in ((one.type, two.type), (one.item, two.item)):
            if before is not None and after is not None:
                self._visit(before, after, place)

    def _note(self, before: Type, after: Type, place: Exposure) -> bool:
        """Record an exposure; return whether its pair of schemas is seen for the first time."""
        key = place.direction, at(before.location), at(after.location)
        known = self.reach.pairs.setdefault(key, [])
        if len(known) < _MOST:
            known.append(place)
        fresh = key not in self.seen
        self.seen.add(key)
        return fresh

    def _visit(self, old: Type, new: Type, place: Exposure) -> None:
        place = replace(place, nullable=(self.old.nullable(old), self.new.nullable(new)))
        before, after = self.old.resolve(old), self.new.resolve(new)
        if self._note(before, after, place):
            self._inside(before, after, replace(place, inside=True))

    def _inside(self, old: Type, new: Type, place: Exposure) -> None:
        match old, new:
            case Object(), Object():
                self._fields(old, new, place)
            case ListOf(), ListOf():
                self._visit(old.item, new.item, place)
            case TupleOf(), TupleOf():
                for one, two in zip(old.items, new.items, strict=False):
                    self._visit(one, two, place)
            case MapOf(), MapOf():
                self._visit(old.value, new.value, place)
            case (Union() | Expandable(), _) | (_, Union() | Expandable()):
                for one, two in match_variants(self.old, self.new, members(old), members(new))[0]:
                    self._visit(replace(one, nullable=False), replace(two, nullable=False), place)
            case _:
                return

    def _fields(self, old: Object, new: Object, place: Exposure, *, spread: bool = False) -> None:
        one, two = ({item.name: item for item in node.fields} for node in (old, new))
        owner = old.location, new.location
        for name in dict.fromkeys([*one, *two]):
            before, after = one.get(name), two.get(name)
            required = _required(before), _required(after)
            argument = ("body", name) if spread else place.argument
            here = replace(place, argument=argument, owner=owner, field=name, inside=False, required=required)
            if before is not None and after is not None:
                self._visit(before.type, after.type, here)
            elif before is not None:
                self.reach.removed.setdefault(at(before.location), []).append(here)
            elif after is not None:
                self.reach.added.setdefault(at(after.location), []).append(here)


def _required(item: Field | None) -> bool:
    return item is not None and item.required is True
