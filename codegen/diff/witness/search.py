"""Search a small value that is valid for one type and not for another one.

Candidates follow the structure of both types: the limits, enums, required and unlisted properties, items and variants
where they differ. Each is checked against both types, so that a value that is found proves the difference; where none
is found, there may still be one.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from codegen.diff.match.variants import match_variants
from codegen.diff.witness.smallest import NOTHING, Nothing, scalars, smallest, smallest_items, smallest_object
from codegen.diff.witness.valid import is_valid
from codegen.ir.types import AnyValue, Choice, Expandable, ListOf, MapOf, Object, Scalar, TupleOf, Union

if TYPE_CHECKING:
    from codegen.core.json import Json
    from codegen.diff.witness.view import View
    from codegen.ir.types import Facets, Field, Type

_MAX_DEPTH = 12
_MOST_ITEMS = 100
_MOST = 400
"""Limit of candidates of one pair of types."""
_OTHERS: tuple[Json, ...] = (0, "", True, 0.5, {}, [], "a", "other")
_NAMES = ("other", "0", "a" * 65)
"""Names of properties that are not listed: also those that ``propertyNames`` may refuse."""


@dataclass(slots=True)
class Search:
    """Searches values that ``giver`` allows and ``taker`` does not; ``left`` limits the pairs of types visited."""

    giver: View
    taker: View
    left: int = 2_000
    _open: set[tuple[int, int]] = field(default_factory=set)

    def find(self, one: Type, two: Type, depth: int = 0) -> Json | Nothing:
        """Return the smallest of the values found; ``NOTHING`` without any."""
        self.left -= 1
        source, target = self.giver.resolve(one), self.taker.resolve(two)
        key = id(source), id(target)
        if self.left < 0 or depth > _MAX_DEPTH or key in self._open:
            return NOTHING
        self._open.add(key)
        try:
            found = [
                value
                for value in islice(self._candidates(source, target, depth), _MOST)
                if self._proves(one, two, value)
            ]
        finally:
            self._open.discard(key)
        if not found and self._proves(one, two, None):
            return None
        return min(found, key=_size, default=NOTHING)

    def _proves(self, one: Type, two: Type, value: Json) -> bool:
        return is_valid(self.giver, one, value) and not is_valid(self.taker, two, value)

    def _candidates(self, one: Type, two: Type, depth: int) -> Iterator[Json]:
        match one:
            case Scalar():
                near = (
                    [two.facets]
                    if isinstance(two, Scalar)
                    else [variant.facets for variant in self._variants(self.taker, two) if isinstance(variant, Scalar)]
                )
                yield from scalars(one, near)
            case Choice(values=values):
                yield from values
                yield from ("other",) if one.open else ()
            case ListOf() | TupleOf():
                yield from self._arrays(one, two, depth)
            case MapOf() | Object():
                yield from self._objects(one, two, depth)
            case Union() | Expandable():
                yield from self._unions(one, two, depth)
            case AnyValue():
                yield from _OTHERS
            case _:
                return

    def _variants(self, view: View, node: Type) -> list[Type]:
        if isinstance(node, Union):
            return [view.resolve(variant) for variant in node.variants]
        return [view.resolve(variant) for variant in view.expanded(node)] if isinstance(node, Expandable) else [node]

    def _unions(self, one: Type, two: Type, depth: int) -> Iterator[Json]:
        """Yield values of each variant, different ones from the variant that it is matched with, or from any."""
        mine = (
            one.variants if isinstance(one, Union) else self.giver.expanded(one) if isinstance(one, Expandable) else ()
        )
        others = two.variants if isinstance(two, Union) else (two,)
        pairs, left, _ = match_variants(self.giver.side, self.taker.side, mine, others)
        for variant in left:
            yield from self._value(smallest(self.giver, variant))
        for variant, other in pairs:
            yield from self._value(self.find(variant, other, depth + 1))
            yield from self._value(smallest(self.giver, variant))

    @staticmethod
    def _value(value: Json | Nothing) -> Iterator[Json]:
        if not isinstance(value, Nothing):
            yield value

    def _arrays(self, one: ListOf | TupleOf, two: Type, depth: int) -> Iterator[Json]:
        yield from self._value(smallest(self.giver, one))
        item, other = _item(one), _item(two)
        plain = NOTHING if item is None else smallest(self.giver, item)
        start = smallest_items(self.giver, one) if isinstance(one, TupleOf) else []
        if item is not None and other is not None:
            yield from ([*start, value] for value in self._value(self.find(item, other, depth + 1)))
        if isinstance(one, TupleOf) and isinstance(two, TupleOf):
            yield from self._heads(one, two, start, depth)
        if not isinstance(plain, Nothing):
            limits = [node.facets for node in (one, two) if isinstance(node, (ListOf, TupleOf))]
            yield from ([*start, *([plain] * size)] for size in _lengths(limits, len(start)))

    def _heads(self, one: TupleOf, two: TupleOf, start: list[Json], depth: int) -> Iterator[Json]:
        """Yield tuples with one of the items of ``start`` replaced."""
        for index, (mine, theirs) in enumerate(zip(one.items, two.items, strict=False)):
            for value in self._value(self.find(mine, theirs, depth + 1)):
                yield [*start[:index], value, *start[index + 1 :]]

    def _objects(self, one: Type, two: Type, depth: int) -> Iterator[Json]:
        base = smallest_object(self.giver, one, depth)
        if isinstance(base, Nothing):
            return
        yield base
        mine, theirs = self.giver.fields(one), self.taker.fields(two)
        other_rest = self.taker.additional(two)
        for name, item in mine.items():
            for found in self._property(item.type, theirs.get(name), other_rest, depth):
                yield {**base, name: found}
            if item.required is not True and name in theirs and theirs[name].required:
                yield {key: found for key, found in base.items() if key != name}
        yield from ({**base, name: found} for name, found in self._unlisted(one, two, depth))
        yield from self._sized(one, two, base)

    def _unlisted(self, one: Type, two: Type, depth: int) -> Iterator[tuple[str, Json]]:
        """Yield properties that the sender does not list: one, and if it states their type, those of the receiver."""
        mine, theirs = self.giver.fields(one), self.taker.fields(two)
        rest, other_rest = self.giver.additional(one), self.taker.additional(two)
        if rest is None:
            return
        stated = not isinstance(self.giver.resolve(rest), AnyValue)
        for name in (*(key for key in theirs if stated and key not in mine), *_NAMES):
            for found in self._property(rest, theirs.get(name), other_rest, depth):
                yield name, found

    def _property(self, node: Type, listed: Field | None, rest: Type | None, depth: int) -> Iterator[Json]:
        """Yield values of a property of the sender, which the receiver may list or take as another one (``rest``)."""
        taker = listed.type if listed is not None else rest
        yield from self._value(smallest(self.giver, node) if taker is None else self.find(node, taker, depth + 1))

    def _sized(self, one: Type, two: Type, base: dict[str, Json]) -> Iterator[Json]:
        """Yield objects of as many properties as limits state, and one less and more."""
        spare = self._spare(one, base)
        rest = self.giver.additional(one)
        filler = NOTHING if rest is None else smallest(self.giver, rest)
        for size in _counts(one, two):
            extra = size - len(base)
            made = dict(islice(spare.items(), max(extra, 0)))
            if not isinstance(filler, Nothing):
                made |= {f"p{number}": filler for number in range(min(extra - len(made), 100))}
            yield {**base, **made}

    def _spare(self, node: Type, base: dict[str, Json]) -> dict[str, Json]:
        """Return the listed properties that an object does not have."""
        spare: dict[str, Json] = {}
        for name, item in self.giver.fields(node).items():
            value = NOTHING if name in base else smallest(self.giver, item.type)
            if not isinstance(value, Nothing):
                spare[name] = value
        return spare


def _item(node: Type) -> Type | None:
    """Return the type of the items of an array after those of a tuple."""
    if isinstance(node, TupleOf):
        return node.rest
    return node.item if isinstance(node, ListOf) else None


def _counts(one: Type, two: Type) -> list[int]:
    """Return the numbers of properties that limits of two objects state, and one more."""
    limits = [node.facets for node in (one, two) if isinstance(node, (MapOf, Object))]
    stated = {size for item in limits for size in (item.min_properties, item.max_properties) if size is not None}
    return sorted({size + more for size in stated for more in (0, 1)})


def _lengths(limits: list[Facets], taken: int) -> list[int]:
    """Return numbers of further items at and beside the limits of arrays that have some items."""
    stated = {size for item in limits for size in (item.min_items, item.max_items) if size is not None}
    sizes = {1, 2, *(size + more for size in stated for more in (-1, 0, 1))}
    return [size - taken for size in sorted(sizes) if 0 <= size - taken <= _MOST_ITEMS]


def _size(value: Json) -> int:
    """Return the length of a value as JSON; of equal ones, the first candidate is taken."""
    return len(json.dumps(value))
