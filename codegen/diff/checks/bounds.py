"""Lengths, sizes and ranges (JSON Schema Validation, 6.2 to 6.4)."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from codegen.diff.canonical.types import integer_bounds, without_defaults
from codegen.diff.match.pairs import Event, SchemaPair
from codegen.diff.match.type_kinds import kind_and_format
from codegen.diff.model.rules import ERR, INFO, WARN, schema_rules
from codegen.ir.types import NO_FACETS, Choice, Expandable, Facets, Kind, ListOf, MapOf, Object, Scalar, TupleOf

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codegen.ir.types import Type

RULES = schema_rules(
    "constraints",
    {
        "'exclusiveMaximum' decreased": {
            "request-body-exclusive-max-decreased": ERR,
            "request-parameter-exclusive-max-decreased": ERR,
            "request-property-exclusive-max-decreased": ERR,
            "request-read-only-property-exclusive-max-decreased": INFO,
        },
        "'exclusiveMaximum' increased": {
            "request-body-exclusive-max-increased": INFO,
            "request-parameter-exclusive-max-increased": INFO,
            "request-property-exclusive-max-increased": INFO,
            "response-body-exclusive-max-increased": ERR,
            "response-property-exclusive-max-increased": ERR,
        },
        "'exclusiveMaximum' set": {
            "request-body-exclusive-max-set": WARN,
            "request-parameter-exclusive-max-set": WARN,
            "request-property-exclusive-max-set": WARN,
        },
        "'exclusiveMinimum' decreased": {
            "request-body-exclusive-min-decreased": INFO,
            "request-parameter-exclusive-min-decreased": INFO,
            "request-property-exclusive-min-decreased": INFO,
            "response-body-exclusive-min-decreased": ERR,
            "response-property-exclusive-min-decreased": ERR,
        },
        "'exclusiveMinimum' increased": {
            "request-body-exclusive-min-increased": ERR,
            "request-parameter-exclusive-min-increased": ERR,
            "request-property-exclusive-min-increased": ERR,
            "request-read-only-property-exclusive-min-increased": INFO,
        },
        "'exclusiveMinimum' set": {
            "request-body-exclusive-min-set": WARN,
            "request-parameter-exclusive-min-set": WARN,
            "request-property-exclusive-min-set": WARN,
        },
        "'maximum' decreased": {
            "request-body-max-decreased": ERR,
            "request-parameter-max-decreased": ERR,
            "request-property-max-decreased": ERR,
            "request-read-only-property-max-decreased": INFO,
        },
        "'maximum' increased": {
            "request-body-max-increased": INFO,
            "request-parameter-max-increased": INFO,
            "request-property-max-increased": INFO,
            "response-body-max-increased": ERR,
            "response-property-max-increased": ERR,
        },
        "'maximum' set": {
            "request-body-max-set": WARN,
            "request-parameter-max-set": WARN,
            "request-property-max-set": WARN,
        },
        "'minimum' decreased": {
            "request-body-min-decreased": INFO,
            "request-parameter-min-decreased": INFO,
            "request-property-min-decreased": INFO,
            "response-body-min-decreased": ERR,
            "response-property-min-decreased": ERR,
        },
        "'minimum' increased": {
            "request-body-min-increased": ERR,
            "request-parameter-min-increased": ERR,
            "request-property-min-increased": ERR,
            "request-read-only-property-min-increased": INFO,
        },
        "'minimum' set": {
            "request-body-min-set": WARN,
            "request-parameter-min-set": WARN,
            "request-property-min-set": WARN,
        },
        "'maxLength' decreased": {
            "request-body-max-length-decreased": ERR,
            "request-parameter-max-length-decreased": ERR,
            "request-property-max-length-decreased": ERR,
            "request-read-only-property-max-length-decreased": INFO,
        },
        "'maxLength' increased": {
            "request-body-max-length-increased": INFO,
            "request-parameter-max-length-increased": INFO,
            "request-property-max-length-increased": INFO,
            "response-body-max-length-increased": ERR,
            "response-property-max-length-increased": ERR,
        },
        "'maxLength' set": {
            "request-body-max-length-set": WARN,
            "request-parameter-max-length-set": WARN,
            "request-property-max-length-set": WARN,
        },
        "'maxLength' unset": {
            "response-body-max-length-unset": ERR,
            "response-property-max-length-unset": ERR,
        },
        "'minLength' decreased": {
            "request-body-min-length-decreased": INFO,
            "request-parameter-min-length-decreased": INFO,
            "request-property-min-length-decreased": INFO,
            "response-body-min-length-decreased": ERR,
            "response-property-min-length-decreased": ERR,
        },
        "'minLength' increased": {
            "request-body-min-length-increased": ERR,
            "request-parameter-min-length-increased": ERR,
            "request-property-min-length-increased": ERR,
        },
        "'maxItems' decreased": {
            "request-parameter-max-items-decreased": ERR,
            "request-body-max-items-decreased": ERR,
            "request-property-max-items-decreased": ERR,
        },
        "'maxItems' increased": {
            "request-parameter-max-items-increased": INFO,
            "request-body-max-items-increased": INFO,
            "request-property-max-items-increased": INFO,
            "response-body-max-items-increased": ERR,
            "response-property-max-items-increased": ERR,
        },
        "'minItems' decreased": {
            "request-parameter-min-items-decreased": INFO,
            "response-body-min-items-decreased": ERR,
            "response-property-min-items-decreased": ERR,
        },
        "'minItems' increased": {
            "request-body-min-items-increased": ERR,
            "request-parameter-min-items-increased": ERR,
            "request-property-min-items-increased": ERR,
        },
        "'minItems' set": {
            "request-body-min-items-set": WARN,
            "request-parameter-min-items-set": WARN,
            "request-property-min-items-set": WARN,
        },
        "'minItems' unset": {
            "response-body-min-items-unset": ERR,
            "response-property-min-items-unset": ERR,
        },
        "'maxProperties' decreased": {
            "request-body-max-properties-decreased": ERR,
            "request-parameter-max-properties-decreased": ERR,
            "request-property-max-properties-decreased": ERR,
            "request-read-only-property-max-properties-decreased": INFO,
        },
        "'maxProperties' increased": {
            "request-body-max-properties-increased": INFO,
            "request-parameter-max-properties-increased": INFO,
            "request-property-max-properties-increased": INFO,
            "response-body-max-properties-increased": ERR,
            "response-property-max-properties-increased": ERR,
        },
        "'maxProperties' set": {
            "request-body-max-properties-set": WARN,
            "request-parameter-max-properties-set": WARN,
            "request-property-max-properties-set": WARN,
        },
        "'maxProperties' unset": {
            "response-body-max-properties-unset": ERR,
            "response-property-max-properties-unset": ERR,
        },
        "'minProperties' decreased": {
            "request-body-min-properties-decreased": INFO,
            "request-parameter-min-properties-decreased": INFO,
            "request-property-min-properties-decreased": INFO,
            "response-body-min-properties-decreased": ERR,
            "response-property-min-properties-decreased": ERR,
        },
        "'minProperties' increased": {
            "request-body-min-properties-increased": ERR,
            "request-parameter-min-properties-increased": ERR,
            "request-property-min-properties-increased": ERR,
            "request-read-only-property-min-properties-increased": INFO,
        },
        "'minProperties' set": {
            "request-body-min-properties-set": WARN,
            "request-parameter-min-properties-set": WARN,
            "request-property-min-properties-set": WARN,
        },
        "'minProperties' unset": {
            "response-body-min-properties-unset": ERR,
            "response-property-min-properties-unset": ERR,
        },
        "'exclusiveMaximum' unset": {
            "response-body-exclusive-max-unset": ERR,
            "response-property-exclusive-max-unset": ERR,
        },
        "'exclusiveMinimum' unset": {
            "response-body-exclusive-min-unset": ERR,
            "response-property-exclusive-min-unset": ERR,
        },
        "'maximum' unset": {
            "response-body-max-unset": ERR,
            "response-property-max-unset": ERR,
        },
        "'minimum' unset": {
            "response-body-min-unset": ERR,
            "response-property-min-unset": ERR,
        },
        "'maxItems' set": {
            "request-body-max-items-set": WARN,
            "request-property-max-items-set": WARN,
            "request-parameter-max-items-set": WARN,
        },
        "'maxItems' unset": {
            "response-body-max-items-unset": ERR,
            "response-property-max-items-unset": ERR,
        },
        "'multipleOf' set": {
            "request-body-multiple-of-set": WARN,
            "request-property-multiple-of-set": WARN,
            "request-parameter-multiple-of-set": WARN,
        },
        "'multipleOf' unset": {
            "response-body-multiple-of-unset": ERR,
            "response-property-multiple-of-unset": ERR,
        },
        "'multipleOf' changed": {
            "request-body-multiple-of-changed": ERR,
            "request-property-multiple-of-changed": ERR,
            "request-parameter-multiple-of-changed": ERR,
            "response-body-multiple-of-changed": ERR,
            "response-property-multiple-of-changed": ERR,
        },
        "'multipleOf' changed to a divisor": {
            "request-body-multiple-of-generalized": INFO,
            "request-property-multiple-of-generalized": INFO,
            "request-parameter-multiple-of-generalized": INFO,
            "response-body-multiple-of-generalized": ERR,
            "response-property-multiple-of-generalized": ERR,
        },
        "'multipleOf' changed to a multiple": {
            "request-body-multiple-of-specialized": ERR,
            "request-property-multiple-of-specialized": ERR,
            "request-parameter-multiple-of-specialized": ERR,
            "response-body-multiple-of-specialized": INFO,
            "response-property-multiple-of-specialized": INFO,
        },
        "'uniqueItems' set": {
            "request-body-unique-items-set": WARN,
            "request-property-unique-items-set": WARN,
            "request-parameter-unique-items-set": WARN,
        },
        "'uniqueItems' unset": {
            "response-body-unique-items-unset": ERR,
            "response-property-unique-items-unset": ERR,
        },
    },
)

_FACETS = (
    ("maximum", "max", "maximum"),
    ("minimum", "min", "minimum"),
    ("exclusive_maximum", "exclusive-max", "exclusiveMaximum"),
    ("exclusive_minimum", "exclusive-min", "exclusiveMinimum"),
    ("max_length", "max-length", "maxLength"),
    ("min_length", "min-length", "minLength"),
    ("max_items", "max-items", "maxItems"),
    ("min_items", "min-items", "minItems"),
    ("max_properties", "max-properties", "maxProperties"),
    ("min_properties", "min-properties", "minProperties"),
    ("unique_items", "unique-items", "uniqueItems"),
)


def check(pair: SchemaPair) -> Iterator[Event]:
    """Compare every bound."""
    old, new = facets_of(pair.old.type), facets_of(pair.new.type)
    if old == new or not comparable(pair):
        return
    old, new = without_defaults(old), without_defaults(new)
    if is_integer(pair.old.type) and is_integer(pair.new.type):
        old, new = _respelled(old, new)
    for attribute, suffix, keyword in _FACETS:
        before, after = getattr(old, attribute), getattr(new, attribute)
        if attribute == "min_length":  # the vocabulary has no ids for setting it: the default is 0
            before, after = before or 0, after or 0
        if before != after:
            yield _event(suffix, keyword, before, after)
    yield from _divisors(old.multiple_of, new.multiple_of, whole=is_integer(pair.old.type))


def _respelled(old: Facets, new: Facets) -> tuple[Facets, Facets]:
    """Return bounds of integers, inclusive where one version states them inclusive and the other one exclusive."""
    if _kinds(old.minimum, old.exclusive_minimum, new.minimum, new.exclusive_minimum):
        old, new = (replace(side, minimum=integer_bounds(side)[0], exclusive_minimum=None) for side in (old, new))
    if _kinds(old.maximum, old.exclusive_maximum, new.maximum, new.exclusive_maximum):
        old, new = (replace(side, maximum=integer_bounds(side)[1], exclusive_maximum=None) for side in (old, new))
    return old, new


def _kinds(*bounds: float | None) -> bool:
    """Return whether both versions state a bound, with different keywords: inclusive and exclusive, old and new."""
    old, new = ([bound is not None for bound in pair] for pair in (bounds[:2], bounds[2:]))
    return any(old) and any(new) and old != new


def is_integer(node: Type) -> bool:
    """Return whether all values of a type are integers."""
    return isinstance(node, Scalar) and node.kind is Kind.INTEGER


def _divisors(old: float | None, new: float | None, *, whole: bool) -> Iterator[Event]:
    """Compare ``multipleOf``; every integer is a multiple of 1."""
    before, after = (None if whole and value == 1 else value for value in (old, new))
    if before == after:
        return
    if before is None or after is None:
        yield _event("multiple-of", "multipleOf", before, after)
        return
    action = "changed"
    if _divides(after, before):
        action = "generalized"
    elif _divides(before, after):
        action = "specialized"
    yield Event(f"multiple-of-{action}", f"multipleOf changed from {before} to {after}", before, after)


def _divides(one: float, two: float) -> bool:
    return (Fraction(str(two)) / Fraction(str(one))).denominator == 1


def _event(suffix: str, keyword: str, before: float | None, after: float | None) -> Event:
    """Return the event of a changed bound; ``None`` means absent."""
    if before is None:
        return Event(f"{suffix}-set", f"{keyword} set to {json.dumps(after)}", before, after)
    if after is None:
        return Event(f"{suffix}-unset", f"{keyword} unset (was {json.dumps(before)})", before, after)
    action = "increased" if after > before else "decreased"
    return Event(f"{suffix}-{action}", f"{keyword} {action} from {before} to {after}", before, after)


def comparable(pair: SchemaPair) -> bool:
    """Return whether the same constraints apply to both types; otherwise the change of type covers them."""
    kinds = {kind_and_format(side.type)[0].replace("integer", "number") for side in (pair.old, pair.new)}
    return len(kinds) == 1 and not any(isinstance(side.type, Choice) for side in (pair.old, pair.new))


def facets_of(node: Type) -> Facets:
    """Return the constraints of a type."""
    if isinstance(node, Expandable):
        return node.id.facets
    return node.facets if isinstance(node, Scalar | ListOf | TupleOf | MapOf | Object) else NO_FACETS
