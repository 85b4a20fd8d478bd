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
        "the exclusive maximum became smaller": {
            "request-body-exclusive-max-decreased": ERR,
            "request-parameter-exclusive-max-decreased": ERR,
            "request-property-exclusive-max-decreased": ERR,
            "request-read-only-property-exclusive-max-decreased": INFO,
        },
        "the exclusive maximum became greater": {
            "request-body-exclusive-max-increased": INFO,
            "request-parameter-exclusive-max-increased": INFO,
            "request-property-exclusive-max-increased": INFO,
            "response-body-exclusive-max-increased": ERR,
            "response-property-exclusive-max-increased": ERR,
        },
        "an exclusive maximum where there was none": {
            "request-body-exclusive-max-set": WARN,
            "request-parameter-exclusive-max-set": WARN,
            "request-property-exclusive-max-set": WARN,
        },
        "the exclusive minimum became smaller": {
            "request-body-exclusive-min-decreased": INFO,
            "request-parameter-exclusive-min-decreased": INFO,
            "request-property-exclusive-min-decreased": INFO,
            "response-body-exclusive-min-decreased": ERR,
            "response-property-exclusive-min-decreased": ERR,
        },
        "the exclusive minimum became greater": {
            "request-body-exclusive-min-increased": ERR,
            "request-parameter-exclusive-min-increased": ERR,
            "request-property-exclusive-min-increased": ERR,
            "request-read-only-property-exclusive-min-increased": INFO,
        },
        "an exclusive minimum where there was none": {
            "request-body-exclusive-min-set": WARN,
            "request-parameter-exclusive-min-set": WARN,
            "request-property-exclusive-min-set": WARN,
        },
        "the maximum became smaller": {
            "request-body-max-decreased": ERR,
            "request-parameter-max-decreased": ERR,
            "request-property-max-decreased": ERR,
            "request-read-only-property-max-decreased": INFO,
        },
        "the maximum became greater": {
            "request-body-max-increased": INFO,
            "request-parameter-max-increased": INFO,
            "request-property-max-increased": INFO,
            "response-body-max-increased": ERR,
            "response-property-max-increased": ERR,
        },
        "a maximum where there was none": {
            "request-body-max-set": WARN,
            "request-parameter-max-set": WARN,
            "request-property-max-set": WARN,
        },
        "the minimum became smaller": {
            "request-body-min-decreased": INFO,
            "request-parameter-min-decreased": INFO,
            "request-property-min-decreased": INFO,
            "response-body-min-decreased": ERR,
            "response-property-min-decreased": ERR,
        },
        "the minimum became greater": {
            "request-body-min-increased": ERR,
            "request-parameter-min-increased": ERR,
            "request-property-min-increased": ERR,
            "request-read-only-property-min-increased": INFO,
        },
        "a minimum where there was none": {
            "request-body-min-set": WARN,
            "request-parameter-min-set": WARN,
            "request-property-min-set": WARN,
        },
        "the greatest length became smaller": {
            "request-body-max-length-decreased": ERR,
            "request-parameter-max-length-decreased": ERR,
            "request-property-max-length-decreased": ERR,
            "request-read-only-property-max-length-decreased": INFO,
        },
        "the greatest length became greater": {
            "request-body-max-length-increased": INFO,
            "request-parameter-max-length-increased": INFO,
            "request-property-max-length-increased": INFO,
            "response-body-max-length-increased": ERR,
            "response-property-max-length-increased": ERR,
        },
        "a greatest length where there was none": {
            "request-body-max-length-set": WARN,
            "request-parameter-max-length-set": WARN,
            "request-property-max-length-set": WARN,
        },
        "no greatest length any more": {
            "response-body-max-length-unset": ERR,
            "response-property-max-length-unset": ERR,
        },
        "the least length became smaller": {
            "request-body-min-length-decreased": INFO,
            "request-parameter-min-length-decreased": INFO,
            "request-property-min-length-decreased": INFO,
            "response-body-min-length-decreased": ERR,
            "response-property-min-length-decreased": ERR,
        },
        "the least length became greater": {
            "request-body-min-length-increased": ERR,
            "request-parameter-min-length-increased": ERR,
            "request-property-min-length-increased": ERR,
        },
        "fewer items are allowed": {"request-parameter-max-items-decreased": ERR},
        "more items are allowed": {"request-parameter-max-items-increased": INFO},
        "fewer items are needed": {
            "request-parameter-min-items-decreased": INFO,
            "response-body-min-items-decreased": ERR,
            "response-property-min-items-decreased": ERR,
        },
        "more items are needed": {
            "request-body-min-items-increased": ERR,
            "request-parameter-min-items-increased": ERR,
            "request-property-min-items-increased": ERR,
        },
        "a least number of items where there was none": {
            "request-body-min-items-set": WARN,
            "request-parameter-min-items-set": WARN,
            "request-property-min-items-set": WARN,
        },
        "no least number of items any more": {
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
    ("exclusive_maximum", "exclusive-max", "exclusive maximum"),
    ("exclusive_minimum", "exclusive-min", "exclusive minimum"),
    ("max_length", "max-length", "greatest length"),
    ("min_length", "min-length", "least length"),
    ("max_items", "max-items", "greatest number of items"),
    ("min_items", "min-items", "least number of items"),
    ("max_properties", "max-properties", "maxProperties"),
    ("min_properties", "min-properties", "minProperties"),
)
_SAYS_NOTHING = {"min_length", "min_items", "min_properties"}
"""Facets whose value 0 is the same as their absence."""


def check(pair: SchemaPair) -> Iterator[Event]:
    """Compare every bound."""
    old, new = facets_of(pair.old.type), facets_of(pair.new.type)
    if old == new or not comparable(pair):
        return
    for attribute, suffix, words in _FACETS:
        before, after = getattr(old, attribute), getattr(new, attribute)
        if attribute in _SAYS_NOTHING:
            before, after = before or None, after or None
        if before != after:
            yield _event(suffix, words, before, after)


def _event(suffix: str, words: str, before: float | None, after: float | None) -> Event:
    """Return the event of a bound that changed; ``None`` stands for no bound."""
    if before is None:
        return Event(f"{suffix}-set", f"has the {words} {after}, and had none", before, after)
    if after is None:
        return Event(f"{suffix}-unset", f"has no {words} any more; it was {before}", before, after)
    action = "increased" if after > before else "decreased"
    return Event(f"{suffix}-{action}", f"{words} {action} from {before} to {after}", before, after)


def comparable(pair: SchemaPair) -> bool:
    """Whether the same constraints are about both types; otherwise the change of type says it all."""
    kinds = {kind_and_format(side.type)[0].replace("integer", "number") for side in (pair.old, pair.new)}
    return len(kinds) == 1 and not any(isinstance(side.type, Choice) for side in (pair.old, pair.new))


def facets_of(node: Type) -> Facets:
    """Return the constraints of a type."""
    if isinstance(node, Expandable):
        return node.id.facets
    return node.facets if isinstance(node, Scalar | ListOf | TupleOf | MapOf | Object) else NO_FACETS
