"""Additional properties of objects: accepted or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen.diff.match.pairs import Event, SchemaPair
from codegen.diff.model.rules import INFO, WARN, schema_rules
from codegen.ir.types import MapOf, Object

if TYPE_CHECKING:
    from collections.abc import Iterator

RULES = schema_rules(
    "structure",
    {
        "additional properties no longer accepted": {
            "request-body-additional-properties-removed": WARN,
            "request-parameter-additional-properties-removed": WARN,
            "request-property-additional-properties-removed": WARN,
            "response-body-additional-properties-removed": INFO,
            "response-property-additional-properties-removed": INFO,
        },
        "additional properties accepted": {
            "request-body-additional-properties-added": INFO,
            "request-parameter-additional-properties-added": INFO,
            "request-property-additional-properties-added": INFO,
            "response-body-additional-properties-added": INFO,
            "response-property-additional-properties-added": INFO,
        },
    },
)


def check(pair: SchemaPair) -> Iterator[Event]:
    """Compare whether objects accept additional properties; their schemas are compared by the walker."""
    old, new = pair.old.type, pair.new.type
    if not isinstance(old, Object | MapOf) or not isinstance(new, Object | MapOf):
        return
    if any("unevaluatedProperties" in side.raw for side in (pair.old, pair.new)):
        return  # compared as written
    was, now = (not isinstance(node, Object) or node.additional is not None for node in (old, new))
    if was != now:
        end = "added" if now else "removed"
        words = f"additional properties {'accepted' if now else 'no longer accepted'}"
        yield Event(f"additional-properties-{end}", words, was, now)
