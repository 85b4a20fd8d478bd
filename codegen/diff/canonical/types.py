"""Bring types with the same values into one form."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from codegen.ir.types import NO_FACETS, AnyValue, Choice, Facets, Kind, ListOf, MapOf, Object, Scalar, TupleOf, Union
from codegen.python.render.places import runtime_module

if TYPE_CHECKING:
    from codegen.core.json import Json
    from codegen.ir.types import Type
    from runtime.shared import assertions

    Resolve = Callable[[Type], Type]
else:
    assertions = runtime_module("shared.assertions")

_DEPTH = 4
_VALUE_KEYWORDS = (
    *("minLength", "maxLength", "pattern", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
    "not",
)
"""Keywords that refuse values of an enum."""
_LIMITED = (Scalar, ListOf, TupleOf, MapOf, Object)
_BINDING = frozenset(
    {
        "binary",
        "byte",
        "date",
        "date-time",
        "decimal",
        "double",
        "duration",
        "email",
        "float",
        "hostname",
        "idn-email",
        "idn-hostname",
        "int32",
        "int64",
        "ipv4",
        "ipv6",
        "iri",
        "iri-reference",
        "json-pointer",
        "regex",
        "relative-json-pointer",
        "time",
        "unix-time",
        "uri",
        "uri-reference",
        "uri-template",
        "uuid",
    }
)
"""Formats that restrict values (JSON Schema Validation, 7.3; OpenAPI Format Registry). Others are annotations."""


def canonical(node: Type, resolve: Resolve, depth: int = 0) -> Type:
    """Return a resolved type in canonical form; ``resolve`` follows references of its variants.

    A union of enums is one enum, an enum of both booleans is a boolean, and limits that every value satisfies are left
    out. Unions nested deeper than ``_DEPTH``, such
    as recursive ones, are not changed.
    """
    if isinstance(node, Union) and depth < _DEPTH:
        node = _union(node, resolve, depth)
    if isinstance(node, Choice) and _all_booleans(node):
        return Scalar(kind=Kind.BOOLEAN, nullable=node.nullable, rules=node.rules, location=node.location)
    if isinstance(node, _LIMITED) and node.facets:
        facets = without_defaults(node.facets)
        return node if facets == node.facets else replace(node, facets=facets or NO_FACETS)
    return node


def _union(node: Union, resolve: Resolve, depth: int) -> Type:
    variants = [canonical(resolve(variant), resolve, depth + 1) for variant in node.variants]
    choice = _one_enum(node, variants)
    if choice is not None:
        return choice
    if not node.exclusive and any(isinstance(variant, AnyValue) and not variant.rules for variant in variants):
        return AnyValue(nullable=True, rules=node.rules, location=node.location)
    return node


def valid_choice(node: Choice, parts: Iterable[Mapping[str, Json]]) -> Choice:
    """Return an enum without the values that other keywords of its schemas refuse, unless they refuse all."""
    kept = node.values
    for part in parts:
        stated = {keyword: part[keyword] for keyword in _VALUE_KEYWORDS if keyword in part}
        if stated:
            schema = assertions.prepared(stated)
            kept = tuple(value for value in kept if not assertions.violation_of(schema, value))
    return replace(node, values=kept) if kept and kept != node.values else node


def _one_enum(node: Union, variants: list[Type]) -> Choice | None:
    """Return the enum with the same values as a union; None if its variants are not enums alone or with any string."""
    choices = [variant for variant in variants if isinstance(variant, Choice)]
    others = [variant for variant in variants if not isinstance(variant, Choice)]
    if not choices or any(choice.rules for choice in choices):
        return None
    if others and not _is_open_enum(choices, others):
        return None
    return Choice(
        values=_distinct_values(choices),
        open=bool(others) or any(choice.open for choice in choices),
        nullable=_is_nullable(node, variants),
        rules=node.rules,
        location=node.location,
    )


def _distinct_values(choices: list[Choice]) -> tuple[str | int | float | bool, ...]:
    """Return the values of enums, each once; values of different JSON types are distinct."""
    values = {(type(value), value): value for choice in choices for value in choice.values}
    return tuple(values.values())


def _is_nullable(node: Union, variants: list[Type]) -> bool:
    return node.nullable or any(variant.nullable for variant in variants)


def _is_open_enum(choices: Iterable[Choice], others: Iterable[Type]) -> bool:
    """Return whether types beside enums of strings accept any string."""
    return all(map(_is_any_string, others)) and all(map(_lists_strings, choices))


def _is_any_string(node: Type) -> bool:
    """Return whether every string is valid: an enum beside it is an open one."""
    return isinstance(node, Scalar) and node.kind is Kind.STRING and not (node.format or node.facets or node.rules)


def _lists_strings(node: Choice) -> bool:
    return all(isinstance(value, str) for value in node.values)


def _all_booleans(node: Choice) -> bool:
    return len(node.values) == 2 and all(isinstance(value, bool) for value in node.values)  # noqa: PLR2004 - both


def binding_format(text: str | None) -> str:
    """Return a format that restricts values; empty for one that is only an annotation."""
    return text if text in _BINDING else ""


def integer_bounds(facets: Facets) -> tuple[int | None, int | None]:
    """Return the least and the greatest integer within bounds: more than 0 is at least 1."""
    lows = [_ceil(facets.minimum), _next(facets.exclusive_minimum)]
    highs = [_floor(facets.maximum), _previous(facets.exclusive_maximum)]
    low = max((value for value in lows if value is not None), default=None)
    return low, min((value for value in highs if value is not None), default=None)


def _ceil(value: float | None) -> int | None:
    return None if value is None else math.ceil(value)


def _floor(value: float | None) -> int | None:
    return None if value is None else math.floor(value)


def _next(value: float | None) -> int | None:
    """Return the least integer above a value."""
    return None if value is None else math.floor(value) + 1


def _previous(value: float | None) -> int | None:
    """Return the greatest integer below a value."""
    return None if value is None else math.ceil(value) - 1


def without_defaults(facets: Facets) -> Facets:
    """Return facets without those that every value satisfies, such as ``minLength: 0``."""
    if facets == NO_FACETS:
        return facets
    zero = {name: getattr(facets, name) or None for name in ("min_length", "min_items", "min_properties")}
    return replace(facets, unique_items=facets.unique_items or None, **zero)
