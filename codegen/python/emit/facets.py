"""Converts constraints to keyword arguments of pydantic's ``Field`` and to JSON Schema assertions."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from codegen.ir.lookup import is_list
from codegen.ir.types import Kind, ListOf, MapOf, Object, Scalar, TupleOf
from codegen.python.code import Code, fmt, ident, literal
from codegen.python.emit.formats import takes_facets, unchecked_facets
from codegen.python.emit.patterns import usable_pattern

if TYPE_CHECKING:
    from collections.abc import Callable

    from codegen.core.json import Json
    from codegen.ir.types import Facets, Type

_STRING = {"min_length": "min_length", "max_length": "max_length", "pattern": "pattern"}
_NUMBER = {
    "minimum": "ge",
    "maximum": "le",
    "exclusive_minimum": "gt",
    "exclusive_maximum": "lt",
    "multiple_of": "multiple_of",
}
_BOUNDS = {facet: name for facet, name in _NUMBER.items() if facet != "multiple_of"}
_LIST = {"min_items": "min_length", "max_items": "max_length"}
_COUNTS = frozenset({"min_length", "max_length"})
_MAX_COUNT = 2**63 - 1
"""The largest count that pydantic accepts; no value is that long."""
_MAP = {"min_properties": "min_length", "max_properties": "max_length"}


def facet_arguments(node: Type) -> list[Code]:
    """Return the constraints of one type, without nested types, as ``name=value``."""
    match node:
        case Scalar(kind=Kind.STRING, facets=facets) if takes_facets(node):
            return _arguments(replace(facets, pattern=usable_pattern(facets.pattern or "")), _STRING)
        case Scalar(kind=Kind.INTEGER, facets=facets) if takes_facets(node):
            return _arguments(_whole(facets), _NUMBER)
        case Scalar(kind=Kind.NUMBER, facets=facets) if takes_facets(node):
            return _arguments(facets, _NUMBER)
        case Scalar(kind=Kind.NUMBER, facets=facets) if unchecked_facets(node) != facets:
            return _arguments(facets, _BOUNDS)
        case ListOf(facets=facets):
            return _arguments(facets, _LIST)
        case TupleOf(facets=facets) if is_list(node):
            return _arguments(facets, _LIST)
        case MapOf(facets=facets):
            return _arguments(facets, _MAP)
        case _:
            return []


def rule_of(node: Type) -> Json:
    """Return the assertions of one type that its Python type does not express as a JSON Schema, or None.

    Patterns are in the dialect of pydantic's engine; unsupported ones are dropped.
    """
    rules: list[Json] = [translated(json.loads(rule)) for rule in node.rules]
    if isinstance(node, (ListOf, TupleOf)) and node.facets.unique_items:
        rules.append({"uniqueItems": True})
    if isinstance(node, Object):
        counts = {"minProperties": node.facets.min_properties, "maxProperties": node.facets.max_properties}
        rules += [{name: count} for name, count in counts.items() if count is not None]
    rules = [rule for rule in rules if rule not in ({}, True)]
    if not rules:
        return None
    return rules[0] if len(rules) == 1 else {"allOf": rules}


def translated(rule: Json) -> Json:
    """Return an assertion with its patterns translated for pydantic's engine."""
    if isinstance(rule, list):
        return [translated(item) for item in rule]
    if not isinstance(rule, dict):
        return rule
    inner = {name: value if name in {"enum", "const"} else translated(value) for name, value in rule.items()}
    return with_usable_patterns(inner)


def with_usable_patterns(schema: dict[str, Json]) -> dict[str, Json]:
    """Return one schema, without subschemas, with its patterns translated for pydantic's engine."""
    result = dict(schema)
    pattern = schema.get("pattern")
    if isinstance(pattern, str):
        usable = usable_pattern(pattern)
        if usable is None:
            del result["pattern"]
        else:
            result["pattern"] = usable
    patterns = schema.get("patternProperties")
    if isinstance(patterns, dict):
        named = ((usable_pattern(key), item) for key, item in patterns.items())
        result["patternProperties"] = {pattern: item for pattern, item in named if pattern is not None}
        if not all(usable_pattern(key) for key in patterns):
            result.pop("additionalProperties", None)  # the matched properties are unknown
    return result


def _whole(facets: Facets) -> Facets:
    """Return equivalent integer constraints: pydantic rejects fractions as constraints of an ``int``."""
    step = facets.multiple_of
    return replace(
        facets,
        minimum=_rounded(facets.minimum, math.ceil),
        maximum=_rounded(facets.maximum, math.floor),
        exclusive_minimum=_rounded(facets.exclusive_minimum, math.floor),
        exclusive_maximum=_rounded(facets.exclusive_maximum, math.ceil),
        # an integer is a multiple of p/q (in lowest terms) if and only if it is one of p
        multiple_of=Fraction(repr(step)).numerator if isinstance(step, float) else step,
    )


def _rounded(bound: float | None, whole: Callable[[float], int]) -> float | None:
    return whole(bound) if isinstance(bound, float) else bound


def _arguments(facets: Facets, table: dict[str, str]) -> list[Code]:
    values = {name: getattr(facets, facet) for facet, name in table.items()}
    for name in values.keys() & _COUNTS:
        values[name] = None if values[name] is None else min(values[name], _MAX_COUNT)
    return [fmt("{}={}", ident(name), literal(value)) for name, value in values.items() if value is not None]
