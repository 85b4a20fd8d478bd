"""Make the smallest values of a type."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from codegen.diff.witness.texts import format_sample, pattern_sample
from codegen.diff.witness.valid import is_valid
from codegen.ir.types import Choice, Expandable, Kind, ListOf, MapOf, Never, Object, Scalar, TupleOf, Union

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from codegen.core.json import Json
    from codegen.diff.witness.view import View
    from codegen.ir.types import Facets, Type

_MAX_DEPTH = 16
_LONGEST = 10_000


class Nothing:
    """The type of ``NOTHING``: no value was found, as opposed to null."""


NOTHING: Final = Nothing()


def smallest(view: View, node: Type, depth: int = 0) -> Json | Nothing:
    """Return a small valid value; ``NOTHING`` if none was found."""
    if depth > _MAX_DEPTH:
        return NOTHING
    target = view.resolve(node)
    for value in _made(view, target, depth):
        if not isinstance(value, Nothing) and is_valid(view, node, value):
            return value
    return None if is_valid(view, node, None) else NOTHING


def _made(view: View, node: Type, depth: int) -> Iterator[Json | Nothing]:
    match node:
        case Scalar():
            yield from scalars(node)
        case Choice(values=values):
            yield from values
        case ListOf():
            yield from _arrays([smallest(view, node.item, depth + 1)] if node.facets.min_items else [], node.facets)
        case TupleOf():
            yield smallest_items(view, node, depth + 1)
        case MapOf() | Object():
            yield smallest_object(view, node, depth)
        case Union(variants=variants):
            yield from (smallest(view, variant, depth + 1) for variant in variants)
        case Expandable():
            yield smallest(view, node.id, depth + 1)
        case Never():
            return
        case _:
            yield from (0, "", True, {}, [])


def smallest_items(view: View, node: TupleOf, depth: int = 0) -> list[Json]:
    """Return a value of each item of a tuple for which one was found."""
    found = [smallest(view, item, depth) for item in node.items]
    return [item for item in found if not isinstance(item, Nothing)]


def _arrays(items: list[Json | Nothing], facets: Facets) -> Iterator[list[Json] | Nothing]:
    least = facets.min_items or 0
    if any(isinstance(item, Nothing) for item in items) or least > _LONGEST:
        yield NOTHING
        return
    kept = [item for item in items if not isinstance(item, Nothing)]
    yield [*kept, *(list(_others(kept[0], least - 1)) if facets.unique_items else kept * (least - 1))] if kept else []


def _others(value: Json, count: int) -> Iterator[Json]:
    """Yield values that differ from each other, of the type of a value."""
    for number in range(1, count + 1):
        yield f"{value}{number}" if isinstance(value, str) else value + number if isinstance(value, int) else value


def smallest_object(view: View, node: Type, depth: int = 0) -> dict[str, Json] | Nothing:
    """Return an object with the required properties alone, and with as many others as it needs."""
    made = _required(view, node, depth)
    if isinstance(made, Nothing):
        return NOTHING
    known = view.fields(node)
    least = _least_properties(node)
    names = (*(name for name in known if name not in made), *(f"p{number}" for number in range(min(least, 100))))
    for name in names:
        if len(made) >= least:
            break
        inner = known[name].type if name in known else view.additional(node)
        value = smallest(view, inner, depth + 1) if inner is not None else NOTHING
        if not isinstance(value, Nothing):
            made[name] = value
    return made


def _required(view: View, node: Type, depth: int) -> dict[str, Json] | Nothing:
    """Return the required properties of an object."""
    made: dict[str, Json] = {}
    for name, item in view.fields(node).items():
        if item.required:
            value = smallest(view, item.type, depth + 1)
            if isinstance(value, Nothing):
                return NOTHING
            made[name] = value
    return made


def _least_properties(node: Type) -> int:
    return (node.facets.min_properties or 0) if isinstance(node, (MapOf, Object)) else 0


def scalars(node: Scalar, near: Iterable[Facets] = ()) -> Iterator[Json]:
    """Yield values of a scalar, the smallest first; those at and beside the limits of ``near``, too."""
    limits = (node.facets, *near)
    if node.kind is Kind.STRING:
        yield from _strings(node, limits)
    elif node.kind in {Kind.INTEGER, Kind.NUMBER}:
        yield from _numbers(node, limits)
    elif node.kind is Kind.BOOLEAN:
        yield from (True, False)
    else:
        yield None


def _strings(node: Scalar, limits: tuple[Facets, ...]) -> Iterator[str]:
    samples = [pattern_sample(item.pattern) for item in limits if item.pattern is not None]
    bases = [text for text in (format_sample(node.format), *samples) if text] or [""]
    yield from bases
    yield ""
    for size in _lengths(limits):
        yield from dict.fromkeys(((text or "a") * (size + 1))[:size] for text in (*bases, "a"))
    yield from ("a", "A", "0", " ", "~")


def _lengths(limits: tuple[Facets, ...]) -> list[int]:
    """Return the lengths at and beside the limits of strings."""
    stated = {size for item in limits for size in (item.min_length, item.max_length) if size is not None}
    sizes = {size + more for size in stated for more in (-1, 0, 1)}
    return sorted(size for size in sizes if 0 <= size <= _LONGEST)


def _numbers(node: Scalar, limits: tuple[Facets, ...]) -> Iterator[float]:
    fractions = [] if node.kind is Kind.INTEGER else [0.5]
    steps = [item.multiple_of for item in limits if item.multiple_of is not None] + [1, *fractions]
    found: set[float] = {0, 1, 2**31, 2**63}
    for bound in _bounds(limits):
        found |= {bound + sign * step for step in steps for sign in (-1, 0, 1)}
    found.update(fractions)
    for value in sorted(found, key=lambda item: (abs(item), item < 0)):
        yield int(value) if float(value).is_integer() else value


def _bounds(limits: tuple[Facets, ...]) -> list[float]:
    """Return the numbers that limits state."""
    return [
        bound
        for item in limits
        for bound in (item.minimum, item.maximum, item.exclusive_minimum, item.exclusive_maximum, item.multiple_of)
        if bound is not None
    ]
