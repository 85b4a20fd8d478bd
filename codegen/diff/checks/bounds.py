"""Lengths, sizes and ranges (JSON Schema Validation, 6.2 to 6.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen.diff.match.pairs import Event, SchemaPair
from codegen.diff.match.type_kinds import kind_and_format
from codegen.diff.model.rules import ERR, INFO, WARN, schema_rules
from codegen.ir.types import NO_FACETS, Choice, Expandable, Facets, ListOf, MapOf, Object, Scalar, TupleOf

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
        "'maxItems' decreased": {"request-parameter-max-items-decreased": ERR},
        "'maxItems' increased": {"request-parameter-max-items-increased": INFO},
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
)
_ZERO_IS_ABSENT = {"min_length", "min_items", "min_properties"}
"""Facets where 0 means the same as absence."""


def check(pair: SchemaPair) -> Iterator[Event]:
    """Compare every bound."""
    old, new = facets_of(pair.old.type), facets_of(pair.new.type)
    if old == new or not comparable(pair):
        return
    for attribute, suffix, keyword in _FACETS:
        before, after = getattr(old, attribute), getattr(new, attribute)
        if attribute in _ZERO_IS_ABSENT:
            before, after = before or None, after or None
        if before != after:
            yield _event(suffix, keyword, before, after)


def _event(suffix: str, keyword: str, before: float | None, after: float | None) -> Event:
    """Return the event of a changed bound; ``None`` means absent."""
    if before is None:
        return Event(f"{suffix}-set", f"{keyword} set to {after}", before, after)
    if after is None:
        return Event(f"{suffix}-unset", f"{keyword} unset (was {before})", before, after)
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
