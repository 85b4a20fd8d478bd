"""Variants of ``anyOf`` and ``oneOf``, subschemas of ``allOf``, and types wrapped in a ``oneOf``."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from codegen.diff.checks.types import are_lists
from codegen.diff.match.pairs import Event, SchemaPair
from codegen.diff.model.descriptions import listed, type_words
from codegen.diff.model.rules import ERR, INFO, WARN, schema_rules
from codegen.ir.types import Union

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from codegen.core.json import Json
    from codegen.ir.types import Type

RULES = schema_rules(
    "structure",
    {
        "subschema of 'allOf' added, with keywords that merging does not cover": {
            "request-body-all-of-added": ERR,
            "request-property-all-of-added": ERR,
            "response-body-all-of-added": INFO,
            "response-property-all-of-added": INFO,
        },
        "subschema of 'allOf' added, with annotations only": {
            "request-body-all-of-added-annotation-only": INFO,
            "request-property-all-of-added-annotation-only": INFO,
            "response-body-all-of-added-annotation-only": INFO,
            "response-property-all-of-added-annotation-only": INFO,
        },
        "subschema of 'allOf' removed, with keywords that merging does not cover": {
            "request-body-all-of-removed": WARN,
            "request-property-all-of-removed": WARN,
            "response-body-all-of-removed": INFO,
            "response-property-all-of-removed": INFO,
        },
        "subschema of 'allOf' removed, with annotations only": {
            "request-body-all-of-removed-annotation-only": INFO,
            "request-property-all-of-removed-annotation-only": INFO,
            "response-body-all-of-removed-annotation-only": INFO,
            "response-property-all-of-removed-annotation-only": INFO,
        },
        "variant of 'anyOf' added": {
            "request-body-any-of-added": INFO,
            "request-property-any-of-added": INFO,
            "response-body-any-of-added": INFO,
            "response-property-any-of-added": INFO,
        },
        "variant of 'anyOf' removed": {
            "request-body-any-of-removed": ERR,
            "request-property-any-of-removed": ERR,
            "response-body-any-of-removed": INFO,
            "response-property-any-of-removed": INFO,
        },
        "variant of 'oneOf' added": {
            "request-body-one-of-added": INFO,
            "request-property-one-of-added": INFO,
            "response-body-one-of-added": ERR,
            "response-property-one-of-added": ERR,
        },
        "variant of 'oneOf' removed": {
            "request-body-one-of-removed": ERR,
            "request-property-one-of-removed": ERR,
            "response-body-one-of-removed": INFO,
            "response-property-one-of-removed": INFO,
        },
        "type wrapped in 'oneOf'": {
            "request-body-wrapped-in-one-of": ERR,
            "response-body-wrapped-in-one-of": ERR,
        },
    },
)


def check(pair: SchemaPair, removed: Sequence[Type], added: Sequence[Type]) -> Iterator[Event]:
    """Yield the removed and added variants of a union, or the wrapping of a single type."""
    if not removed and not added:
        return
    if are_lists(pair):
        return  # reported as a list of types
    old, new = pair.old.type, pair.new.type
    if _wrapped(pair):
        words = f"type {type_words(old)} wrapped in oneOf"
        yield Event("wrapped-in-one-of", words, type_words(old), type_words(new))
        return
    exclusive = new.exclusive if isinstance(new, Union) else isinstance(old, Union) and old.exclusive
    id_, keyword = ("one-of", "oneOf") if exclusive else ("any-of", "anyOf")
    for variant in removed:
        yield Event(
            f"{id_}-removed", f"removed variant {type_words(variant)} from {keyword}", type_words(variant), None
        )
    for variant in added:
        words = type_words(variant)
        yield Event(f"{id_}-added", f"added variant {words} to {keyword}", None, words)


def _wrapped(pair: SchemaPair) -> bool:
    """Return whether a body of one type became a ``oneOf``."""
    old, new = pair.old.type, pair.new.type
    wraps = isinstance(new, Union) and new.exclusive and not isinstance(old, Union)
    return wraps and pair.subject.endswith("body")


_ANNOTATIONS = {
    "title",
    "description",
    "summary",
    "example",
    "examples",
    "externalDocs",
    "xml",
    "$comment",
    "$id",
    "$anchor",
}
_MERGED = {
    "$ref",
    "type",
    "format",
    "enum",
    "const",
    "nullable",
    "properties",
    "required",
    "additionalProperties",
    "items",
    "prefixItems",
    "allOf",
    "anyOf",
    "oneOf",
    "discriminator",
    "default",
    "deprecated",
    "readOnly",
    "writeOnly",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minLength",
    "maxLength",
    "pattern",
    "minItems",
    "maxItems",
    "uniqueItems",
    "minProperties",
    "maxProperties",
}
"""Keywords covered by other checks: the subschemas of ``allOf`` are merged before they are compared."""


def check_all_of(pair: SchemaPair) -> Iterator[Event]:
    """Yield the removed and added subschemas of ``allOf`` that merging does not cover."""
    old, new = (_parts(side.all_of) for side in (pair.old, pair.new))
    if pair.old.raw is pair.new.raw or old is None or new is None:
        return
    for text, part in old.items():
        if text not in new and (row := _row(part)):
            yield Event(f"all-of-removed{row[0]}", f"removed allOf subschema with {row[1]}", dict(part), None)
    for text, part in new.items():
        if text not in old and (row := _row(part)):
            yield Event(f"all-of-added{row[0]}", f"added allOf subschema with {row[1]}", None, dict(part))


def _row(part: Mapping[str, Json]) -> tuple[str, str] | None:
    """Return the end of the id for a subschema, and its reported keywords; None where merging covers all of them."""
    keywords = {key for key in part if key not in _ANNOTATIONS and not key.startswith("x-")}
    if not keywords:
        return "-annotation-only", listed(sorted(part))
    return ("", listed(sorted(keywords - _MERGED))) if keywords - _MERGED else None


def _parts(value: Json) -> dict[str, Mapping[str, Json]] | None:
    """Return the subschemas of ``allOf`` by their JSON text; None without the keyword."""
    if not isinstance(value, list):
        return None
    return {json.dumps(part, sort_keys=True): part for part in value if isinstance(part, dict)}
