"""Variants of ``anyOf`` and ``oneOf``, and values that were put into a ``oneOf``."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

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
        "a part of 'allOf' more that forbids what merging cannot say": {
            "request-body-all-of-added": ERR,
            "request-property-all-of-added": ERR,
            "response-body-all-of-added": INFO,
            "response-property-all-of-added": INFO,
        },
        "a part of 'allOf' more that says nothing of values": {
            "request-body-all-of-added-annotation-only": INFO,
            "request-property-all-of-added-annotation-only": INFO,
            "response-body-all-of-added-annotation-only": INFO,
            "response-property-all-of-added-annotation-only": INFO,
        },
        "a part of 'allOf' less that forbade what merging cannot say": {
            "request-body-all-of-removed": WARN,
            "request-property-all-of-removed": WARN,
            "response-body-all-of-removed": INFO,
            "response-property-all-of-removed": INFO,
        },
        "a part of 'allOf' less that said nothing of values": {
            "request-body-all-of-removed-annotation-only": INFO,
            "request-property-all-of-removed-annotation-only": INFO,
            "response-body-all-of-removed-annotation-only": INFO,
            "response-property-all-of-removed-annotation-only": INFO,
        },
        "a variant of 'anyOf' more": {
            "request-body-any-of-added": INFO,
            "request-property-any-of-added": INFO,
            "response-body-any-of-added": INFO,
            "response-property-any-of-added": INFO,
        },
        "a variant of 'anyOf' less": {
            "request-body-any-of-removed": ERR,
            "request-property-any-of-removed": ERR,
            "response-body-any-of-removed": INFO,
            "response-property-any-of-removed": INFO,
        },
        "a variant of 'oneOf' more": {
            "request-body-one-of-added": INFO,
            "request-property-one-of-added": INFO,
            "response-body-one-of-added": ERR,
            "response-property-one-of-added": ERR,
        },
        "a variant of 'oneOf' less": {
            "request-body-one-of-removed": ERR,
            "request-property-one-of-removed": ERR,
            "response-body-one-of-removed": INFO,
            "response-property-one-of-removed": INFO,
        },
        "what was valid is one of several variants now": {
            "request-body-wrapped-in-one-of": ERR,
            "response-body-wrapped-in-one-of": ERR,
        },
    },
)


def check(pair: SchemaPair, removed: Sequence[Type], added: Sequence[Type]) -> Iterator[Event]:
    """Say which variants of a union came and went. A single type that became one of several was wrapped."""
    if not removed and not added:
        return
    if any(isinstance(side.raw.get("type"), list) for side in (pair.old, pair.new)):
        return  # told as a list of types
    old, new = pair.old.type, pair.new.type
    if _wrapped(pair):
        words = f"is one of several variants now, which were {type_words(old)} alone"
        yield Event("wrapped-in-one-of", words, type_words(old), type_words(new))
        return
    exclusive = new.exclusive if isinstance(new, Union) else isinstance(old, Union) and old.exclusive
    keyword = "one-of" if exclusive else "any-of"
    for variant in removed:
        yield Event(f"{keyword}-removed", f"cannot be {type_words(variant)} any more", type_words(variant), None)
    for variant in added:
        yield Event(f"{keyword}-added", f"may be {type_words(variant)} now", None, type_words(variant))


def _wrapped(pair: SchemaPair) -> bool:
    """Whether a body of one type became one of several variants."""
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
"""Keywords whose effect is told where it is felt: the parts of ``allOf`` are merged before they are compared."""


def check_all_of(pair: SchemaPair) -> Iterator[Event]:
    """Say which parts of ``allOf`` came and went, as far as merging them does not show it."""
    old, new = (_parts(side.all_of) for side in (pair.old, pair.new))
    if pair.old.raw is pair.new.raw or old is None or new is None:
        return
    for text, part in old.items():
        if text not in new and (told := _told_of(part)):
            yield Event(f"all-of-removed{told[0]}", f"has a part of 'allOf' less, with {told[1]}", dict(part), None)
    for text, part in new.items():
        if text not in old and (told := _told_of(part)):
            yield Event(f"all-of-added{told[0]}", f"has a part of 'allOf' more, with {told[1]}", None, dict(part))


def _told_of(part: Mapping[str, Json]) -> tuple[str, str] | None:
    """Return the end of the id for a part, and its keywords that count; None where merging shows what it says."""
    said = {key for key in part if key not in _ANNOTATIONS and not key.startswith("x-")}
    if not said:
        return "-annotation-only", listed(sorted(part))
    return ("", listed(sorted(said - _MERGED))) if said - _MERGED else None


def _parts(value: Json) -> dict[str, Mapping[str, Json]] | None:
    """Return the parts of ``allOf`` by their text; None where there is no such keyword."""
    if not isinstance(value, list):
        return None
    return {json.dumps(part, sort_keys=True): part for part in value if isinstance(part, dict)}
