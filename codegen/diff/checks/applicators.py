"""Keywords of JSON Schema 2020-12 without a Python type, compared as written."""

from __future__ import annotations

import json
from math import inf
from typing import TYPE_CHECKING

from codegen.diff.match.pairs import Event, SchemaPair
from codegen.diff.model.descriptions import listed
from codegen.diff.model.rules import ERR, INFO, WARN, schema_rules
from codegen.openapi.structure.openapi3 import SCHEMA_ANNOTATIONS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from codegen.core.json import Json
    from codegen.diff.match.pairs import Slot

_TIGHTER, _LOOSER = "rb:E rq:E sb:I sp:I", "rb:I rq:I sb:E sp:E"
_KEYWORDS = {
    "if": "if",
    "then": "then",
    "else": "else",
    "contains": "contains",
    "propertyNames": "property-names",
    "unevaluatedItems": "unevaluated-items",
    "unevaluatedProperties": "unevaluated-properties",
    "contentSchema": "content-schema",
    "not": "not",
}
_MEMBERS = {"dependentSchemas": "dependent-schema", "patternProperties": "pattern-property"}
_CONTENT = {"contentEncoding": "content-encoding", "contentMediaType": "content-media-type"}
_COUNTS = {"minContains": ("min-contains", 1), "maxContains": ("max-contains", inf)}
"""Keywords with the start of their ids and their default."""
_BODIES = {"rb": "RequestBody", "sb": "Responses"}

RULES = (
    *schema_rules(
        "structure",
        {
            "'if' added": {
                "request-body-if-added": ERR,
                "request-property-if-added": ERR,
                "response-body-if-added": INFO,
                "response-property-if-added": INFO,
            },
            "'if' removed": {
                "request-body-if-removed": INFO,
                "request-property-if-removed": INFO,
                "response-body-if-removed": ERR,
                "response-property-if-removed": ERR,
            },
            "'then' added": {
                "request-body-then-added": ERR,
                "request-property-then-added": ERR,
                "response-body-then-added": INFO,
                "response-property-then-added": INFO,
            },
            "'then' removed": {
                "request-body-then-removed": INFO,
                "request-property-then-removed": INFO,
                "response-body-then-removed": ERR,
                "response-property-then-removed": ERR,
            },
            "'else' added": {
                "request-body-else-added": ERR,
                "request-property-else-added": ERR,
                "response-body-else-added": INFO,
                "response-property-else-added": INFO,
            },
            "'else' removed": {
                "request-body-else-removed": INFO,
                "request-property-else-removed": INFO,
                "response-body-else-removed": ERR,
                "response-property-else-removed": ERR,
            },
            "'contains' added": {
                "request-body-contains-added": ERR,
                "request-property-contains-added": ERR,
                "response-body-contains-added": INFO,
                "response-property-contains-added": INFO,
            },
            "'contains' removed": {
                "request-body-contains-removed": INFO,
                "request-property-contains-removed": INFO,
                "response-body-contains-removed": ERR,
                "response-property-contains-removed": ERR,
            },
            "'propertyNames' added": {
                "request-body-property-names-added": ERR,
                "request-property-property-names-added": ERR,
                "response-body-property-names-added": INFO,
                "response-property-property-names-added": INFO,
            },
            "'propertyNames' removed": {
                "request-body-property-names-removed": INFO,
                "request-property-property-names-removed": INFO,
                "response-body-property-names-removed": ERR,
                "response-property-property-names-removed": ERR,
            },
            "'unevaluatedItems' added": {
                "request-body-unevaluated-items-added": ERR,
                "request-property-unevaluated-items-added": ERR,
                "response-body-unevaluated-items-added": INFO,
                "response-property-unevaluated-items-added": INFO,
            },
            "'unevaluatedItems' removed": {
                "request-body-unevaluated-items-removed": INFO,
                "request-property-unevaluated-items-removed": INFO,
                "response-body-unevaluated-items-removed": ERR,
                "response-property-unevaluated-items-removed": ERR,
            },
            "'unevaluatedProperties' added": {
                "request-body-unevaluated-properties-added": ERR,
                "request-property-unevaluated-properties-added": ERR,
                "response-body-unevaluated-properties-added": INFO,
                "response-property-unevaluated-properties-added": INFO,
            },
            "'unevaluatedProperties' removed": {
                "request-body-unevaluated-properties-removed": INFO,
                "request-property-unevaluated-properties-removed": INFO,
                "response-body-unevaluated-properties-removed": ERR,
                "response-property-unevaluated-properties-removed": ERR,
            },
        },
    ),
    *schema_rules(
        "existence",
        {
            "'contentSchema' added": {
                "request-body-content-schema-added": ERR,
                "request-property-content-schema-added": ERR,
                "response-body-content-schema-added": INFO,
                "response-property-content-schema-added": INFO,
            },
            "'contentSchema' removed": {
                "request-body-content-schema-removed": INFO,
                "request-property-content-schema-removed": INFO,
                "response-body-content-schema-removed": ERR,
                "response-property-content-schema-removed": ERR,
            },
        },
    ),
    *schema_rules(
        "structure",
        {
            "subschema of 'dependentSchemas' added": {
                "request-body-dependent-schema-added": ERR,
                "request-property-dependent-schema-added": ERR,
                "response-body-dependent-schema-added": INFO,
                "response-property-dependent-schema-added": INFO,
            },
            "subschema of 'dependentSchemas' removed": {
                "request-body-dependent-schema-removed": INFO,
                "request-property-dependent-schema-removed": INFO,
                "response-body-dependent-schema-removed": ERR,
                "response-property-dependent-schema-removed": ERR,
            },
            "property of 'dependentRequired' added": {
                "request-body-dependent-required-added": ERR,
                "request-property-dependent-required-added": ERR,
                "response-body-dependent-required-added": INFO,
                "response-property-dependent-required-added": INFO,
            },
            "property of 'dependentRequired' changed": {
                "request-body-dependent-required-changed": ERR,
                "request-property-dependent-required-changed": ERR,
                "response-body-dependent-required-changed": ERR,
                "response-property-dependent-required-changed": ERR,
            },
            "property of 'dependentRequired' removed": {
                "request-body-dependent-required-removed": INFO,
                "request-property-dependent-required-removed": INFO,
                "response-body-dependent-required-removed": ERR,
                "response-property-dependent-required-removed": ERR,
            },
            "subschema of 'prefixItems' added": {
                "request-body-prefix-items-added": INFO,
                "request-property-prefix-items-added": INFO,
                "response-body-prefix-items-added": ERR,
                "response-property-prefix-items-added": ERR,
            },
            "subschema of 'prefixItems' removed": {
                "request-body-prefix-items-removed": ERR,
                "request-property-prefix-items-removed": ERR,
                "response-body-prefix-items-removed": INFO,
                "response-property-prefix-items-removed": INFO,
            },
        },
    ),
    *schema_rules(
        "constraints",
        {
            "pattern of 'patternProperties' added": {
                "request-body-pattern-property-added": ERR,
                "request-property-pattern-property-added": ERR,
                "response-body-pattern-property-added": INFO,
                "response-property-pattern-property-added": INFO,
            },
            "pattern of 'patternProperties' removed": {
                "request-body-pattern-property-removed": INFO,
                "request-property-pattern-property-removed": INFO,
                "response-body-pattern-property-removed": ERR,
                "response-property-pattern-property-removed": ERR,
            },
            "'not' added": {
                "request-body-not-added": ERR,
                "request-property-not-added": ERR,
                "response-body-not-added": INFO,
                "response-property-not-added": INFO,
            },
            "'not' removed": {
                "request-body-not-removed": INFO,
                "request-property-not-removed": INFO,
                "response-body-not-removed": ERR,
                "response-property-not-removed": ERR,
            },
            "'not' changed": {
                "request-body-not-changed": WARN,
                "request-property-not-changed": WARN,
                "response-body-not-changed": WARN,
                "response-property-not-changed": WARN,
            },
            "'if' changed": {
                "request-body-if-changed": WARN,
                "request-property-if-changed": WARN,
                "response-body-if-changed": WARN,
                "response-property-if-changed": WARN,
            },
            "'then' changed": {
                "request-body-then-changed": WARN,
                "request-property-then-changed": WARN,
                "response-body-then-changed": WARN,
                "response-property-then-changed": WARN,
            },
            "'else' changed": {
                "request-body-else-changed": WARN,
                "request-property-else-changed": WARN,
                "response-body-else-changed": WARN,
                "response-property-else-changed": WARN,
            },
            "'contains' changed": {
                "request-body-contains-changed": WARN,
                "request-property-contains-changed": WARN,
                "response-body-contains-changed": WARN,
                "response-property-contains-changed": WARN,
            },
            "'propertyNames' changed": {
                "request-body-property-names-changed": WARN,
                "request-property-property-names-changed": WARN,
                "response-body-property-names-changed": WARN,
                "response-property-property-names-changed": WARN,
            },
            "'unevaluatedItems' changed": {
                "request-body-unevaluated-items-changed": WARN,
                "request-property-unevaluated-items-changed": WARN,
                "response-body-unevaluated-items-changed": WARN,
                "response-property-unevaluated-items-changed": WARN,
            },
            "'unevaluatedProperties' changed": {
                "request-body-unevaluated-properties-changed": WARN,
                "request-property-unevaluated-properties-changed": WARN,
                "response-body-unevaluated-properties-changed": WARN,
                "response-property-unevaluated-properties-changed": WARN,
            },
            "'contentSchema' changed": {
                "request-body-content-schema-changed": WARN,
                "request-property-content-schema-changed": WARN,
                "response-body-content-schema-changed": WARN,
                "response-property-content-schema-changed": WARN,
            },
            "subschema of 'dependentSchemas' changed": {
                "request-body-dependent-schema-changed": WARN,
                "request-property-dependent-schema-changed": WARN,
                "response-body-dependent-schema-changed": WARN,
                "response-property-dependent-schema-changed": WARN,
            },
            "subschema of 'patternProperties' changed": {
                "request-body-pattern-property-changed": WARN,
                "request-property-pattern-property-changed": WARN,
                "response-body-pattern-property-changed": WARN,
                "response-property-pattern-property-changed": WARN,
            },
            "'minContains' decreased": {
                "request-body-min-contains-decreased": INFO,
                "request-property-min-contains-decreased": INFO,
                "response-body-min-contains-decreased": ERR,
                "response-property-min-contains-decreased": ERR,
            },
            "'minContains' increased": {
                "request-body-min-contains-increased": ERR,
                "request-property-min-contains-increased": ERR,
                "response-body-min-contains-increased": INFO,
                "response-property-min-contains-increased": INFO,
            },
            "'maxContains' decreased": {
                "request-body-max-contains-decreased": ERR,
                "request-property-max-contains-decreased": ERR,
                "response-body-max-contains-decreased": INFO,
                "response-property-max-contains-decreased": INFO,
            },
            "'maxContains' increased": {
                "request-body-max-contains-increased": INFO,
                "request-property-max-contains-increased": INFO,
                "response-body-max-contains-increased": ERR,
                "response-property-max-contains-increased": ERR,
            },
        },
    ),
    *schema_rules(
        "type",
        {
            "'contentEncoding' changed": {
                "request-body-content-encoding-changed": ERR,
                "request-property-content-encoding-changed": ERR,
                "response-body-content-encoding-changed": ERR,
                "response-property-content-encoding-changed": ERR,
            },
            "'contentMediaType' changed": {
                "request-body-content-media-type-changed": ERR,
                "request-property-content-media-type-changed": ERR,
                "response-body-content-media-type-changed": ERR,
                "response-property-content-media-type-changed": ERR,
            },
        },
        areas={"request-body": "RequestBody", "response-body": "Responses"},
    ),
)


def check(pair: SchemaPair) -> Iterator[Event]:
    """Yield the differences of these keywords."""
    old, new = _stated(pair.old, pair.new), _stated(pair.new, pair.old)
    if old is new:
        return
    for keyword, suffix in _KEYWORDS.items():
        if (keyword in old) != (keyword in new):
            action = "removed" if keyword in old else "added"
            yield Event(f"{suffix}-{action}", f"'{keyword}' {action}", old.get(keyword), new.get(keyword))
        elif _assertions(old.get(keyword)) != _assertions(new.get(keyword)):
            yield Event(f"{suffix}-changed", f"'{keyword}' changed", old.get(keyword), new.get(keyword))
    for keyword, suffix in _MEMBERS.items():
        yield from _members(keyword, suffix, old.get(keyword), new.get(keyword))
    yield from _content(old, new)
    yield from _contains(old, new)
    yield from _dependent_required(old.get("dependentRequired"), new.get("dependentRequired"))
    yield from _prefix_items(old.get("prefixItems"), new.get("prefixItems"))


def _stated(slot: Slot, other: Slot) -> Mapping[str, Json]:
    """Return the keywords of a schema, and those of its ``allOf`` where the other version has none to compare with."""
    if not isinstance(slot.all_of, list) or other.all_of is not None:
        return slot.raw
    parts = [part for part in slot.all_of if isinstance(part, dict)]
    return {keyword: value for part in (*parts, slot.raw) for keyword, value in part.items()}


def _content(old: Mapping[str, Json], new: Mapping[str, Json]) -> Iterator[Event]:
    for keyword, suffix in _CONTENT.items():
        one, two = old.get(keyword), new.get(keyword)
        if one != two:
            words = f"{keyword} changed from {listed([one])} to {listed([two])}"
            yield Event(f"{suffix}-changed", words, one, two)


def _contains(old: Mapping[str, Json], new: Mapping[str, Json]) -> Iterator[Event]:
    if "contains" not in old or "contains" not in new:
        return
    for keyword, (suffix, default) in _COUNTS.items():
        one, two = (side.get(keyword, default) for side in (old, new))
        if isinstance(one, int | float) and isinstance(two, int | float) and one != two:
            action = "increased" if two > one else "decreased"
            stated = old.get(keyword), new.get(keyword)
            yield Event(f"{suffix}-{action}", f"{keyword} {action} from {one} to {two}", *stated)


def _members(keyword: str, suffix: str, old: Json, new: Json) -> Iterator[Event]:
    one, two = (value if isinstance(value, dict) else {} for value in (old, new))
    for name in one:
        if name not in two:
            yield Event(f"{suffix}-removed", f"removed {listed([name])} from {keyword}", name, None)
    for name in two:
        if name not in one:
            yield Event(f"{suffix}-added", f"added {listed([name])} to {keyword}", None, name)
    for name, schema in two.items():
        if name in one and _assertions(one[name]) != _assertions(schema):
            words = f"{listed([name])} of {keyword} changed"
            yield Event(f"{suffix}-changed", words, {name: one[name]}, {name: schema})


def _assertions(schema: Json) -> str:
    """Return a schema as JSON text, without the annotations at its root."""
    if not isinstance(schema, dict):
        return json.dumps(schema)
    kept = {key: value for key, value in schema.items() if key not in SCHEMA_ANNOTATIONS}
    return json.dumps(kept, sort_keys=True)


def _dependent_required(old: Json, new: Json) -> Iterator[Event]:
    one, two = (value if isinstance(value, dict) else {} for value in (old, new))
    for name in dict.fromkeys([*one, *two]):
        before, after = one.get(name), two.get(name)
        if before == after:
            continue
        if name not in one:
            yield Event("dependent-required-added", f"added {listed([name])} to dependentRequired", None, {name: after})
        elif name not in two:
            yield Event(
                "dependent-required-removed", f"removed {listed([name])} from dependentRequired", {name: before}, None
            )
        else:
            words = f"dependentRequired of {listed([name])} changed from {listed([before])} to {listed([after])}"
            yield Event("dependent-required-changed", words, {name: before}, {name: after})


def _prefix_items(old: Json, new: Json) -> Iterator[Event]:
    one, two = (len(value) if isinstance(value, list) else 0 for value in (old, new))
    if one != two:
        action, word = ("added", "increased") if two > one else ("removed", "decreased")
        yield Event(f"prefix-items-{action}", f"number of prefixItems {word} from {one} to {two}", one, two)
