"""Validates JSON values, such as examples and defaults, against types of the API."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from codegen.core.json import JsonType, has_type, is_listed, json_type
from codegen.core.location import pointer
from codegen.ir.lookup import inner_fields, resolved
from codegen.ir.types import (
    Absent,
    AnyValue,
    Choice,
    Expandable,
    Kind,
    ListOf,
    MapOf,
    Never,
    Object,
    RefTo,
    Scalar,
    Type,
    Union,
)

if TYPE_CHECKING:
    from codegen.core.json import Json
    from codegen.ir.api import Api

_MAX_DEPTH = 60


@dataclass(frozen=True, slots=True)
class Violation:
    """A violation: a JSON pointer into the value, and a message with the value as its subject."""

    pointer: str
    message: str


def violations(api: Api, value: Json, node: Type) -> list[Violation]:
    """Return the violations of a type by a value. Formats, limits and tuples are not checked."""
    return list(_check(api, value, node, "", 0))


def _check(api: Api, value: Json, node: Type, at: str, depth: int) -> Iterator[Violation]:
    target = resolved(api, node)
    if value is None:
        yield from _null(node, target, at)
        return
    if depth > _MAX_DEPTH:
        return
    match target:
        case Object():
            yield from _object(api, value, node, target, at, depth)
        case MapOf(value=inner) if isinstance(value, dict):
            yield from _members(api, value.items(), inner, at, depth)
        case ListOf(item=inner) if isinstance(value, list):
            yield from _members(api, enumerate(value), inner, at, depth)
        case Union(variants=variants):
            yield from _any_of(api, value, variants, at, depth)
        case Expandable(targets=targets, id=inner):
            yield from _any_of(api, value, (inner, *(RefTo(target=key) for key in targets)), at, depth)
        case Scalar() | Choice():
            yield from _scalar(value, target, at)
        case MapOf() | ListOf() | Never():
            yield Violation(at, f"is {json_type(value).phrase}, which is not allowed here")
        case _:
            return


def _null(node: Type, target: Type, at: str) -> Iterator[Violation]:
    if not (node.nullable or target.nullable or isinstance(target, AnyValue)) and not _is_null(target):
        yield Violation(at, "is null, which is not allowed here")


def _members(
    api: Api, items: Iterable[tuple[str | int, Json]], inner: Type, at: str, depth: int
) -> Iterator[Violation]:
    for key, item in items:
        yield from _check(api, item, inner, at + pointer(key), depth + 1)


def _object(api: Api, value: Json, node: Type, target: Object, at: str, depth: int) -> Iterator[Violation]:
    if not isinstance(value, dict):
        yield Violation(at, f"is {json_type(value).phrase}, not an object")
        return
    known = inner_fields(api, node) or {}
    for name, field in known.items():
        if name in value:
            yield from _check(api, value[name], field.type, at + pointer(name), depth + 1)
        elif field.required:
            yield Violation(at, f"lacks {name!r}, which is required")
    for name in value:
        if name not in known and target.additional is None:
            yield Violation(at + pointer(name), "is an unknown field")


def _any_of(api: Api, value: Json, variants: tuple[Type, ...], at: str, depth: int) -> Iterator[Violation]:
    """Yield the violations of the variant that has the fewest."""
    tries = [list(_check(api, value, variant, at, depth + 1)) for variant in variants]
    yield from min(tries, key=len, default=[])


def _is_null(node: Type) -> bool:
    return isinstance(node, Scalar) and node.kind is Kind.NULL


def takes_value(node: Choice, value: Json) -> bool:
    """Return whether a value is one of an enum, or a string that an open enum accepts."""
    return is_listed(value, node.values) or (node.open and isinstance(value, str))


def is_constant(api: Api, node: Type, default: Json | Absent) -> bool:
    """Return whether a type has one value, which is its default."""
    target = resolved(api, node)
    if isinstance(default, Absent) or not isinstance(target, Choice) or len(target.values) != 1:
        return False
    return is_listed(default, target.values)


def _scalar(value: Json, node: Scalar | Choice, at: str) -> Iterator[Violation]:
    if isinstance(node, Choice):
        if not takes_value(node, value):
            yield Violation(at, f"is {value!r}, which is none of {', '.join(map(str, node.values))}")
        return
    if not has_type(value, node.kind):
        yield Violation(at, f"is {json_type(value).phrase}, not {JsonType(node.kind).phrase}")
