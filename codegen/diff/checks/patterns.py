"""Regular expressions that strings must match."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen.diff.checks.bounds import comparable, facets_of
from codegen.diff.match.pairs import Event, SchemaPair
from codegen.diff.model.rules import family

if TYPE_CHECKING:
    from collections.abc import Iterator

RULES = family(
    "constraints",
    {
        "pattern-added": ("qp:E rq:E sp:I", "a pattern where there was none"),
        "pattern-changed": ("qp:W rq:W sp:I", "another pattern"),
        "pattern-generalized": ("qp:I rq:I", "a pattern that everything matches in place of a narrower one"),
        "pattern-removed": ("qp:I rq:I sp:I", "no pattern any more"),
    },
)
_EVERYTHING = {".*", "^.*$", "^.*", ".*$"}


def check(pair: SchemaPair) -> Iterator[Event]:
    """Compare the patterns as texts: whether one expression matches more than another is not decided here."""
    old, new = facets_of(pair.old.type).pattern, facets_of(pair.new.type).pattern
    if old == new or not comparable(pair):
        return
    if old is None:
        yield Event("pattern-added", f"must match {new}", old, new)
    elif new is None:
        yield Event("pattern-removed", f"need not match {old} any more", old, new)
    elif new in _EVERYTHING and pair.request:
        yield Event("pattern-generalized", f"may be anything now, where {old} had to match", old, new)
    else:
        yield Event("pattern-changed", f"must match {new}, not {old} any more", old, new)
