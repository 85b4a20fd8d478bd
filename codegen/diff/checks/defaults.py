"""Default values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen.diff.match.pairs import Event, SchemaPair
from codegen.diff.model.descriptions import listed
from codegen.diff.model.rules import ERR, INFO, schema_rules
from codegen.ir.types import Absent

if TYPE_CHECKING:
    from collections.abc import Iterator

RULES = schema_rules(
    "values",
    {
        "default value added": {
            "request-body-default-value-added": INFO,
            "request-parameter-default-value-added": ERR,
            "request-property-default-value-added": INFO,
            "response-body-default-value-added": INFO,
            "response-property-default-value-added": INFO,
        },
        "default value changed": {
            "request-body-default-value-changed": INFO,
            "request-parameter-default-value-changed": ERR,
            "request-property-default-value-changed": INFO,
            "response-body-default-value-changed": INFO,
            "response-property-default-value-changed": INFO,
        },
        "default value removed": {
            "request-body-default-value-removed": INFO,
            "request-parameter-default-value-removed": ERR,
            "request-property-default-value-removed": INFO,
            "response-body-default-value-removed": INFO,
            "response-property-default-value-removed": INFO,
        },
    },
)


def check(pair: SchemaPair) -> Iterator[Event]:
    """Compare defaults; JSON distinguishes true from 1, Python does not."""
    old, new = pair.old.default, pair.new.default
    if isinstance(old, Absent) and isinstance(new, Absent):
        return
    if isinstance(old, Absent):
        if not isinstance(new, Absent):
            yield Event("default-value-added", f"default set to {listed([new])}", None, new)
    elif isinstance(new, Absent):
        yield Event("default-value-removed", f"default removed (was {listed([old])})", old, None)
    elif (type(old), old) != (type(new), new):
        yield Event("default-value-changed", f"default changed from {listed([old])} to {listed([new])}", old, new)
