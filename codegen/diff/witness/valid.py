"""Decide whether a value is valid for a type, with all its assertions."""

from __future__ import annotations

import json
from collections.abc import Iterable
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING

from codegen.core.json import has_type, is_number
from codegen.diff.witness.texts import fits_format
from codegen.ir.types import (
    AnyValue,
    Choice,
    Expandable,
    Kind,
    ListOf,
    MapOf,
    Never,
    Object,
    Scalar,
    TupleOf,
    Union,
)
from codegen.python.emit.patterns import usable_pattern
from codegen.python.render.places import runtime_module

if TYPE_CHECKING:
    from codegen.core.json import Json
    from codegen.diff.witness.view import View
    from codegen.ir.types import Facets, Type
    from runtime.shared import assertions
else:
    assertions = runtime_module("shared.assertions")

_MAX_DEPTH = 40
_INTEGERS = {"int32": 2**31, "int64": 2**63}


def is_valid(view: View, node: Type, value: Json, depth: int = 0) -> bool:
    """Return whether a value is valid. Below ``_MAX_DEPTH`` everything is."""
    if depth > _MAX_DEPTH:
        return True
    target = view.resolve(node)
    if value is None:
        return view.nullable(node) or isinstance(target, AnyValue) or _is_null(target)
    if not _has_type(view, target, value, depth):
        return False
    rules = dict.fromkeys((*node.rules, *target.rules))
    return not any(assertions.violation_of(_rule(rule), value) for rule in rules)


@lru_cache(maxsize=4096)
def _rule(text: str) -> object:
    return assertions.prepared(json.loads(text))


def _is_null(node: Type) -> bool:
    return isinstance(node, Scalar) and node.kind is Kind.NULL


def _has_type(view: View, node: Type, value: Json, depth: int) -> bool:
    match node:
        case Scalar():
            return has_type(value, node.kind) and _scalar(node, value)
        case Choice():
            return _choice(node, value)
        case ListOf() | TupleOf():
            return isinstance(value, list) and _array(view, node, value, depth)
        case MapOf() | Object():
            return isinstance(value, dict) and _object(view, node, value, depth)
        case Union():
            return _union(view, node, value, depth)
        case Expandable():
            return any(is_valid(view, variant, value, depth + 1) for variant in view.expanded(node))
        case Never():
            return False
        case _:
            return True


def _choice(node: Choice, value: Json) -> bool:
    listed = any(value == item and isinstance(value, bool) is isinstance(item, bool) for item in node.values)
    return listed or (node.open and isinstance(value, str))


def _union(view: View, node: Union, value: Json, depth: int) -> bool:
    fitting = sum(1 for variant in node.variants if is_valid(view, variant, value, depth + 1))
    return fitting == 1 if node.exclusive else fitting > 0


def _scalar(node: Scalar, value: Json) -> bool:
    facets = node.facets
    if isinstance(value, str):
        within = _within(len(value), facets.min_length, facets.max_length)
        return within and fits_format(value, node.format) and _matches(facets.pattern, value)
    return not is_number(value) or _number(node, value)


def _number(node: Scalar, value: float) -> bool:
    facets = node.facets
    limit = _INTEGERS.get(node.format or "")
    if limit is not None and not -limit <= value < limit:
        return False
    above = facets.exclusive_minimum is None or value > facets.exclusive_minimum
    below = facets.exclusive_maximum is None or value < facets.exclusive_maximum
    step = facets.multiple_of
    whole = step is None or (Fraction(str(value)) / Fraction(str(step))).denominator == 1
    return above and below and whole and _within(value, facets.minimum, facets.maximum)


def _within(value: float, low: float | None, high: float | None) -> bool:
    return (low is None or value >= low) and (high is None or value <= high)


def _matches(pattern: str | None, text: str) -> bool:
    usable = _usable(pattern) if pattern is not None else None
    return usable is None or assertions.matches(usable, text)


_usable = lru_cache(maxsize=4096)(usable_pattern)


def _array(view: View, node: ListOf | TupleOf, value: list[Json], depth: int) -> bool:
    facets = node.facets
    if not _within(len(value), facets.min_items, facets.max_items):
        return False
    if facets.unique_items and len({json.dumps(item, sort_keys=True) for item in value}) < len(value):
        return False
    if isinstance(node, ListOf):
        return all(is_valid(view, node.item, item, depth + 1) for item in value)
    heads = all(is_valid(view, part, item, depth + 1) for part, item in zip(node.items, value, strict=False))
    rest = value[len(node.items) :]
    return heads and (not rest or (node.rest is not None and _all(view, node.rest, rest, depth)))


def _all(view: View, node: Type, values: Iterable[Json], depth: int) -> bool:
    return all(is_valid(view, node, value, depth + 1) for value in values)


def _object(view: View, node: MapOf | Object, value: dict[str, Json], depth: int) -> bool:
    if not _within(len(value), _facets(node).min_properties, _facets(node).max_properties):
        return False
    known, additional = view.fields(node), view.additional(node)
    for name, item in known.items():
        if name in value:
            if not is_valid(view, item.type, value[name], depth + 1):
                return False
        elif item.required:
            return False
    others = [item for name, item in value.items() if name not in known]
    return not others or (additional is not None and _all(view, additional, others, depth))


def _facets(node: MapOf | Object) -> Facets:
    return node.facets
