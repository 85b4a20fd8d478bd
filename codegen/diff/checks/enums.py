"""Enum values and constants."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen.diff.match.pairs import Event, SchemaPair
from codegen.diff.match.renames import pair_values
from codegen.diff.model.descriptions import listed
from codegen.diff.model.rules import ERR, INFO, WARN, schema_rules
from codegen.ir.types import Choice, Scalar

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codegen.core.json import Json

RULES = schema_rules(
    "values",
    {
        "restricted to an enum": {
            "request-body-became-enum": ERR,
            "request-parameter-became-enum": ERR,
            "request-property-became-enum": ERR,
            "request-header-property-became-enum": ERR,
        },
        "no longer restricted to an enum": {
            "request-body-enum-removed": INFO,
            "request-parameter-enum-removed": INFO,
            "request-property-enum-removed": INFO,
            "response-body-enum-removed": WARN,
            "response-property-enum-removed": WARN,
            "response-header-enum-removed": WARN,
        },
        "enum value added": {
            "request-parameter-enum-value-added": INFO,
            "request-parameter-property-enum-value-added": INFO,
            "request-property-enum-value-added": INFO,
            "response-body-enum-value-added": WARN,
            "response-property-enum-value-added": WARN,
            "response-write-only-property-enum-value-added": INFO,
        },
        "enum value removed": {
            "request-body-enum-value-removed": ERR,
            "request-parameter-enum-value-removed": ERR,
            "request-parameter-property-enum-value-removed": ERR,
            "request-property-enum-value-removed": ERR,
            "request-read-only-property-enum-value-removed": INFO,
            "response-mediatype-enum-value-removed": INFO,
            "response-property-enum-value-removed": INFO,
        },
        "value of 'x-extensible-enum' removed": {
            "request-parameter-x-extensible-enum-value-removed": ERR,
            "request-property-x-extensible-enum-value-removed": ERR,
        },
        "'const' added": {
            "request-body-const-added": ERR,
            "request-property-const-added": ERR,
            "response-body-const-added": INFO,
            "response-property-const-added": INFO,
        },
        "'const' changed": {
            "request-body-const-changed": ERR,
            "request-property-const-changed": ERR,
            "response-body-const-changed": ERR,
            "response-property-const-changed": ERR,
        },
        "'const' removed": {
            "request-body-const-removed": INFO,
            "request-property-const-removed": INFO,
            "response-body-const-removed": ERR,
            "response-property-const-removed": ERR,
        },
    },
)


def check(pair: SchemaPair) -> Iterator[Event]:
    """Compare enums. A constant is an enum of one value; an open enum accepts any value."""
    yield from _extensible(pair)
    old, new = pair.old.type, pair.new.type
    has_constant = "const" in pair.old.raw or "const" in pair.new.raw
    if has_constant and old != new:
        yield from _constants(pair)
    elif isinstance(old, Choice) and isinstance(new, Choice):
        yield from _values(old, new)
    elif isinstance(old, Scalar) and isinstance(new, Choice) and not new.open:
        yield Event("became-enum", f"restricted to enum values {listed(new.values)}", None, list(new.values))
    elif isinstance(old, Choice) and isinstance(new, Scalar) and not old.open:
        yield Event("enum-removed", f"no longer restricted to enum values {listed(old.values)}", list(old.values), None)


def _values(old: Choice, new: Choice) -> Iterator[Event]:
    removed, added = _missing(old, new), _missing(new, old)
    renamed = pair_values(removed, added)
    renames = ", ".join(f"{listed([was])} to {listed([now])} (confidence {sure:.2f})" for was, now, sure in renamed)
    end = f"; possible renames: {renames}" if renames else ""
    best = max(renamed, key=lambda row: row[2], default=None)
    if removed and not (new.open and not old.open):
        guess = None if best is None else (str(best[1]), best[2])
        yield Event("enum-value-removed", f"removed enum values {listed(removed)}{end}", removed, None, guess)
    if added and not old.open:
        guess = None if best is None else (str(best[0]), best[2])
        yield Event("enum-value-added", f"added enum values {listed(added)}{end}", None, added, guess)


def _missing(one: Choice, two: Choice) -> list[Json]:
    """Return the values of one enum that another does not have."""
    return [value for value in one.values if value not in two.values]


def _constants(pair: SchemaPair) -> Iterator[Event]:
    has = ["const" in side.raw for side in (pair.old, pair.new)]
    old, new = pair.old.raw.get("const"), pair.new.raw.get("const")
    if all(has):
        if old != new:
            yield Event("const-changed", f"const changed from {listed([old])} to {listed([new])}", old, new)
    elif has[1] and not _equals_const(pair.old.type, new):
        yield Event("const-added", f"const set to {listed([new])}", None, new)
    elif has[0] and not _equals_const(pair.new.type, old):
        yield Event("const-removed", f"const removed (was {listed([old])})", old, None)


def _equals_const(node: object, value: Json) -> bool:
    """Return whether an enum of one value is equivalent to a constant."""
    return isinstance(node, Choice) and list(node.values) == [value]


def _extensible(pair: SchemaPair) -> Iterator[Event]:
    old, new = pair.old.raw.get("x-extensible-enum"), pair.new.raw.get("x-extensible-enum")
    if isinstance(old, list) and isinstance(new, list):
        removed = [value for value in old if value not in new]
        if removed:
            yield Event(
                "x-extensible-enum-value-removed", f"removed x-extensible-enum values {listed(removed)}", removed, None
            )
