"""Regular expressions that strings must match."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen.diff.checks.bounds import comparable, facets_of
from codegen.diff.match.pairs import Event, SchemaPair
from codegen.diff.model.rules import ERR, INFO, WARN, schema_rules

if TYPE_CHECKING:
    from collections.abc import Iterator

RULES = schema_rules(
    "constraints",
    {
        "a pattern where there was none": {
            "request-parameter-pattern-added": ERR,
            "request-property-pattern-added": ERR,
            "response-property-pattern-added": INFO,
        },
        "another pattern": {
            "request-parameter-pattern-changed": WARN,
            "request-property-pattern-changed": WARN,
            "response-property-pattern-changed": INFO,
        },
        "a pattern that everything matches in place of a narrower one": {
            "request-parameter-pattern-generalized": INFO,
            "request-property-pattern-generalized": INFO,
        },
        "no pattern any more": {
            "request-parameter-pattern-removed": INFO,
            "request-property-pattern-removed": INFO,
            "response-property-pattern-removed": INFO,
        },
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
