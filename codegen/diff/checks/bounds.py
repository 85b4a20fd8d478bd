"""Lengths, sizes and ranges (JSON Schema Validation, 6.2 to 6.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen.diff.match.pairs import Event, SchemaPair
from codegen.diff.match.shapes import shape
from codegen.diff.model.rules import family
from codegen.ir.types import NO_FACETS, Choice, Expandable, Facets, ListOf, MapOf, Object, Scalar, TupleOf

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codegen.ir.types import Type

RULES = family(
    "constraints",
    {
        "exclusive-max-decreased": ("rb:E qp:E rq:E rro:I", "the exclusive maximum became smaller"),
        "exclusive-max-increased": ("rb:I qp:I rq:I sb:E sp:E", "the exclusive maximum became greater"),
        "exclusive-max-set": ("rb:W qp:W rq:W", "an exclusive maximum where there was none"),
        "exclusive-min-decreased": ("rb:I qp:I rq:I sb:E sp:E", "the exclusive minimum became smaller"),
        "exclusive-min-increased": ("rb:E qp:E rq:E rro:I", "the exclusive minimum became greater"),
        "exclusive-min-set": ("rb:W qp:W rq:W", "an exclusive minimum where there was none"),
        "max-decreased": ("rb:E qp:E rq:E rro:I", "the maximum became smaller"),
        "max-increased": ("rb:I qp:I rq:I sb:E sp:E", "the maximum became greater"),
        "max-set": ("rb:W qp:W rq:W", "a maximum where there was none"),
        "min-decreased": ("rb:I qp:I rq:I sb:E sp:E", "the minimum became smaller"),
        "min-increased": ("rb:E qp:E rq:E rro:I", "the minimum became greater"),
        "min-set": ("rb:W qp:W rq:W", "a minimum where there was none"),
        "max-length-decreased": ("rb:E qp:E rq:E rro:I", "the greatest length became smaller"),
        "max-length-increased": ("rb:I qp:I rq:I sb:E sp:E", "the greatest length became greater"),
        "max-length-set": ("rb:W qp:W rq:W", "a greatest length where there was none"),
        "max-length-unset": ("sb:E sp:E", "no greatest length any more"),
        "min-length-decreased": ("rb:I qp:I rq:I sb:E sp:E", "the least length became smaller"),
        "min-length-increased": ("rb:E qp:E rq:E", "the least length became greater"),
        "max-items-decreased": ("qp:E", "fewer items are allowed"),
        "max-items-increased": ("qp:I", "more items are allowed"),
        "min-items-decreased": ("qp:I sb:E sp:E", "fewer items are needed"),
        "min-items-increased": ("rb:E qp:E rq:E", "more items are needed"),
        "min-items-set": ("rb:W qp:W rq:W", "a least number of items where there was none"),
        "min-items-unset": ("sb:E sp:E", "no least number of items any more"),
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
)
_SAYS_NOTHING = {"min_length", "min_items"}
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
        if before == after:
            continue
        if before is None:
            yield Event(f"{suffix}-set", f"has the {words} {after}, and had none", before, after)
        elif after is None:
            yield Event(f"{suffix}-unset", f"has no {words} any more; it was {before}", before, after)
        else:
            action = "increased" if after > before else "decreased"
            yield Event(f"{suffix}-{action}", f"{words} {action} from {before} to {after}", before, after)


def comparable(pair: SchemaPair) -> bool:
    """Whether the same constraints are about both types; otherwise the change of type says it all."""
    kinds = {shape(side.type)[0].replace("integer", "number") for side in (pair.old, pair.new)}
    return len(kinds) == 1 and not any(isinstance(side.type, Choice) for side in (pair.old, pair.new))


def facets_of(node: Type) -> Facets:
    """Return the constraints of a type."""
    if isinstance(node, Expandable):
        return node.id.facets
    return node.facets if isinstance(node, Scalar | ListOf | TupleOf | MapOf | Object) else NO_FACETS
