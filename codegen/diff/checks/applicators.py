"""Keywords of JSON Schema 2020-12 that no Python type says; they are compared as the documents write them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen.diff.match.pairs import Event, SchemaPair
from codegen.diff.model.rules import family
from codegen.diff.model.words import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codegen.core.json import Json

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
}
_MEMBERS = {"dependentSchemas": "dependent-schema", "patternProperties": "pattern-property"}
_CONTENT = {"contentEncoding": "content-encoding", "contentMediaType": "content-media-type"}
_COUNTS = {"minContains": "min-contains", "maxContains": "max-contains"}
_BODIES = {"rb": "RequestBody", "sb": "Responses"}

RULES = (
    *family(
        "structure",
        {
            f"{suffix}-{action}": (levels, f"'{keyword}' {action}")
            for keyword, suffix in _KEYWORDS.items()
            if suffix != "content-schema"
            for action, levels in (("added", _TIGHTER), ("removed", _LOOSER))
        },
    ),
    *family(
        "existence",
        {
            "content-schema-added": (_TIGHTER, "'contentSchema' added"),
            "content-schema-removed": (_LOOSER, "'contentSchema' removed"),
        },
    ),
    *family(
        "structure",
        {
            "dependent-schema-added": (_TIGHTER, "a schema that depends on a property more"),
            "dependent-schema-removed": (_LOOSER, "a schema that depends on a property less"),
            "dependent-required-added": (_TIGHTER, "a property needs others now"),
            "dependent-required-changed": ("rb:E rq:E sb:E sp:E", "a property needs other properties than before"),
            "dependent-required-removed": (_LOOSER, "a property needs no others any more"),
            "prefix-items-added": ("rb:I rq:I sb:E sp:E", "a position of the array is described"),
            "prefix-items-removed": ("rb:E rq:E sb:I sp:I", "a position of the array is not described any more"),
        },
    ),
    *family(
        "constraints",
        {
            "pattern-property-added": (_TIGHTER, "a pattern of property names more"),
            "pattern-property-removed": (_LOOSER, "a pattern of property names less"),
            "min-contains-decreased": ("rb:I rq:I sb:E sp:E", "'minContains' became smaller"),
            "min-contains-increased": ("rb:E rq:E sb:I sp:I", "'minContains' became greater"),
            "max-contains-decreased": ("rb:E rq:E sb:I sp:I", "'maxContains' became smaller"),
            "max-contains-increased": ("rb:I rq:I sb:E sp:E", "'maxContains' became greater"),
        },
    ),
    *family(
        "type",
        {
            "content-encoding-changed": ("rb:E rq:E sb:E sp:E", "another 'contentEncoding'"),
            "content-media-type-changed": ("rb:E rq:E sb:E sp:E", "another 'contentMediaType'"),
        },
        areas=_BODIES,
    ),
)


def check(pair: SchemaPair) -> Iterator[Event]:
    """Compare the keywords of the two schemas."""
    old, new = pair.old.raw, pair.new.raw
    if old is new:
        return
    for keyword, suffix in _KEYWORDS.items():
        if (keyword in old) != (keyword in new):
            action = "removed" if keyword in old else "added"
            yield Event(f"{suffix}-{action}", f"'{keyword}' {action}", old.get(keyword), new.get(keyword))
    for keyword, suffix in _MEMBERS.items():
        yield from _members(suffix, old.get(keyword), new.get(keyword))
    for keyword, suffix in _CONTENT.items():
        one, two = old.get(keyword), new.get(keyword)
        if one != two:
            words = f"'{keyword}' changed from {listed([one])} to {listed([two])}"
            yield Event(f"{suffix}-changed", words, one, two)
    for keyword, suffix in _COUNTS.items():
        one, two = old.get(keyword), new.get(keyword)
        if isinstance(one, int) and isinstance(two, int) and one != two:
            action = "increased" if two > one else "decreased"
            yield Event(f"{suffix}-{action}", f"'{keyword}' {action} from {one} to {two}", one, two)
    yield from _dependent_required(old.get("dependentRequired"), new.get("dependentRequired"))
    yield from _prefix_items(old.get("prefixItems"), new.get("prefixItems"))


def _members(suffix: str, old: Json, new: Json) -> Iterator[Event]:
    one, two = (value if isinstance(value, dict) else {} for value in (old, new))
    for name in [name for name in one if name not in two]:
        yield Event(f"{suffix}-removed", f"{listed([name])} has no schema of its own any more", name, None)
    for name in [name for name in two if name not in one]:
        yield Event(f"{suffix}-added", f"{listed([name])} has a schema of its own now", None, name)


def _dependent_required(old: Json, new: Json) -> Iterator[Event]:
    one, two = (value if isinstance(value, dict) else {} for value in (old, new))
    for name in dict.fromkeys([*one, *two]):
        before, after = one.get(name), two.get(name)
        if before == after:
            continue
        if name not in one:
            yield Event("dependent-required-added", f"{listed([name])} needs others now", None, {name: after})
        elif name not in two:
            yield Event("dependent-required-removed", f"{listed([name])} needs no others now", {name: before}, None)
        else:
            words = f"{listed([name])} needs other properties than before"
            yield Event("dependent-required-changed", words, {name: before}, {name: after})


def _prefix_items(old: Json, new: Json) -> Iterator[Event]:
    one, two = (len(value) if isinstance(value, list) else 0 for value in (old, new))
    if one != two:
        action = "added" if two > one else "removed"
        yield Event(f"prefix-items-{action}", f"describes {two} positions now, and described {one}", one, two)
