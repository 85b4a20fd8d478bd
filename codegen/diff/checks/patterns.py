"""Patterns of strings."""

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
        "'pattern' added": {
            "request-body-pattern-added": ERR,
            "request-parameter-pattern-added": ERR,
            "request-property-pattern-added": ERR,
            "response-body-pattern-added": INFO,
            "response-property-pattern-added": INFO,
        },
        "'pattern' changed": {
            "request-body-pattern-changed": WARN,
            "request-parameter-pattern-changed": WARN,
            "request-property-pattern-changed": WARN,
            "response-body-pattern-changed": INFO,
            "response-property-pattern-changed": INFO,
        },
        "'pattern' changed to one that matches everything": {
            "request-body-pattern-generalized": INFO,
            "request-parameter-pattern-generalized": INFO,
            "request-property-pattern-generalized": INFO,
        },
        "'pattern' removed": {
            "request-body-pattern-removed": INFO,
            "request-parameter-pattern-removed": INFO,
            "request-property-pattern-removed": INFO,
            "response-body-pattern-removed": INFO,
            "response-property-pattern-removed": INFO,
        },
    },
)
_EVERYTHING = {".*", "^.*$", "^.*", ".*$"}


def check(pair: SchemaPair) -> Iterator[Event]:
    """Compare patterns as strings; which of two expressions matches more is not decided."""
    old, new = facets_of(pair.old.type).pattern, facets_of(pair.new.type).pattern
    if old == new or not comparable(pair):
        return
    if old is None:
        yield Event("pattern-added", f"pattern set to {new}", old, new)
    elif new is None:
        yield Event("pattern-removed", f"pattern removed (was {old})", old, new)
    elif new in _EVERYTHING and pair.request:
        yield Event("pattern-generalized", f"pattern generalized from {old} to {new}", old, new)
    else:
        yield Event("pattern-changed", f"pattern changed from {old} to {new}", old, new)
