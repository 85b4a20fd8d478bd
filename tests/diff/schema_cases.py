"""Cases of schema checks by suffix of the id: a schema before and after."""

from __future__ import annotations

from typing import Any, TypeAlias

Json: TypeAlias = Any


def _number(keyword: str, small: Json, large: Json, name: str) -> dict[str, tuple[Json, Json]]:
    low, high = {"type": "integer", keyword: small}, {"type": "integer", keyword: large}
    return {
        f"{name}-increased": (low, high),
        f"{name}-decreased": (high, low),
        f"{name}-set": ({"type": "integer"}, low),
        f"{name}-unset": (low, {"type": "integer"}),
    }


def _sized(kind: Json, keyword: str, name: str) -> dict[str, tuple[Json, Json]]:
    low, high = {**kind, keyword: 3}, {**kind, keyword: 7}
    return {
        f"{name}-increased": (low, high),
        f"{name}-decreased": (high, low),
        f"{name}-set": (kind, low),
        f"{name}-unset": (low, kind),
    }


TEXT = {"type": "string"}
NUMBER = {"type": "number"}
TEXTS = {"type": "array", "items": {"type": "string"}}
MAP = {"type": "object", "additionalProperties": {"type": "string"}}
THING = {"type": "object", "properties": {"a": TEXT}}
OTHER = {"type": "object", "properties": {"b": {"type": "integer"}}}
THIRD = {"type": "object", "properties": {"c": {"type": "boolean"}}}


_MAPS = {"dependentSchemas", "patternProperties"}


def _keyword(name: str, keyword: str, value: Json, base: Json) -> dict[str, tuple[Json, Json]]:
    other = {"maxProperties": 9, "maxItems": 9, "maxLength": 9}
    changed = {key: {**schema, **other} for key, schema in value.items()} if keyword in _MAPS else other
    return {
        f"{name}-added": (base, {**base, keyword: value}),
        f"{name}-removed": ({**base, keyword: value}, base),
        f"{name}-changed": ({**base, keyword: value}, {**base, keyword: changed}),
    }


def _mapped(mapping: Json) -> Json:
    value = {"propertyName": "kind", **({"mapping": mapping} if mapping else {})}
    return {"oneOf": [THING, OTHER], "discriminator": value}


_X, _Y = "#/components/schemas/X", "#/components/schemas/Y"

CASES: dict[str, tuple[Json, Json]] = {
    **_number("maximum", 5, 10, "max"),
    **_number("minimum", 5, 10, "min"),
    **_number("exclusiveMaximum", 5, 10, "exclusive-max"),
    **_number("exclusiveMinimum", 5, 10, "exclusive-min"),
    **_sized(TEXT, "maxLength", "max-length"),
    **_sized(TEXT, "minLength", "min-length"),
    **_sized(TEXTS, "maxItems", "max-items"),
    **_sized(TEXTS, "minItems", "min-items"),
    **_sized(MAP, "maxProperties", "max-properties"),
    **_sized(MAP, "minProperties", "min-properties"),
    "multiple-of-set": (NUMBER, {**NUMBER, "multipleOf": 4}),
    "multiple-of-unset": ({**NUMBER, "multipleOf": 4}, NUMBER),
    "multiple-of-changed": ({**NUMBER, "multipleOf": 4}, {**NUMBER, "multipleOf": 6}),
    "multiple-of-generalized": ({**NUMBER, "multipleOf": 4}, {**NUMBER, "multipleOf": 2}),
    "multiple-of-specialized": ({**NUMBER, "multipleOf": 2}, {**NUMBER, "multipleOf": 4}),
    "unique-items-set": (TEXTS, {**TEXTS, "uniqueItems": True}),
    "unique-items-unset": ({**TEXTS, "uniqueItems": True}, TEXTS),
    "pattern-added": (TEXT, {**TEXT, "pattern": "^a"}),
    "pattern-removed": ({**TEXT, "pattern": "^a"}, TEXT),
    "pattern-changed": ({**TEXT, "pattern": "^a"}, {**TEXT, "pattern": "^b"}),
    "pattern-generalized": ({**TEXT, "pattern": "^a"}, {**TEXT, "pattern": ".*"}),
    "additional-properties-added": ({**THING, "additionalProperties": False}, THING),
    "additional-properties-removed": (THING, {**THING, "additionalProperties": False}),
    "became-nullable": (TEXT, {"type": ["string", "null"]}),
    "became-not-nullable": ({"anyOf": [TEXT, {"type": "null"}]}, TEXT),
    "became-enum": (TEXT, {"type": "string", "enum": ["a", "b"]}),
    "enum-removed": ({"type": "string", "enum": ["a", "b"]}, TEXT),
    "enum-value-added": ({"enum": ["a", "b"]}, {"enum": ["a", "b", "c"]}),
    "enum-value-removed": ({"enum": ["a", "b", "c"]}, {"enum": ["a", "b"]}),
    "x-extensible-enum-value-removed": (
        {**TEXT, "x-extensible-enum": ["a", "b"]},
        {**TEXT, "x-extensible-enum": ["a"]},
    ),
    "const-added": (TEXT, {"const": "a"}),
    "const-removed": ({"const": "a"}, TEXT),
    "const-changed": ({"const": "a"}, {"const": "b"}),
    "default-value-added": (TEXT, {**TEXT, "default": "a"}),
    "default-value-removed": ({**TEXT, "default": "a"}, TEXT),
    "default-value-changed": ({**TEXT, "default": "a"}, {**TEXT, "default": "b"}),
    "type-changed": ({"type": "integer"}, {"type": "boolean"}),
    "type-compatible": ({"type": "integer"}, TEXT),
    "all-of-added": ({"allOf": [THING]}, {"allOf": [THING, {"not": {"required": ["z"]}}]}),
    "all-of-removed": ({"allOf": [THING, {"not": {"required": ["z"]}}]}, {"allOf": [THING]}),
    "all-of-added-annotation-only": ({"allOf": [THING]}, {"allOf": [THING, {"description": "words"}]}),
    "all-of-removed-annotation-only": ({"allOf": [THING, {"description": "words"}]}, {"allOf": [THING]}),
    "type-generalized": ({"type": "integer"}, {"type": "number"}),
    "type-specialized": ({"type": "number"}, {"type": "integer"}),
    "list-of-types-widened": ({"type": ["string", "integer"]}, {"type": ["string", "integer", "boolean"]}),
    "list-of-types-narrowed": ({"type": ["string", "integer", "boolean"]}, {"type": ["string", "integer"]}),
    "any-of-added": ({"anyOf": [THING, OTHER]}, {"anyOf": [THING, OTHER, THIRD]}),
    "any-of-removed": ({"anyOf": [THING, OTHER, THIRD]}, {"anyOf": [THING, OTHER]}),
    "one-of-added": ({"oneOf": [THING, OTHER]}, {"oneOf": [THING, OTHER, THIRD]}),
    "one-of-removed": ({"oneOf": [THING, OTHER, THIRD]}, {"oneOf": [THING, OTHER]}),
    "wrapped-in-one-of": (THING, {"oneOf": [THING, OTHER]}),
    "discriminator-added": ({"oneOf": [THING, OTHER]}, _mapped(None)),
    "discriminator-removed": (_mapped(None), {"oneOf": [THING, OTHER]}),
    "discriminator-property-name-changed": (
        _mapped(None),
        {"oneOf": [THING, OTHER], "discriminator": {"propertyName": "type"}},
    ),
    "discriminator-mapping-added": (_mapped({"x": _X}), _mapped({"x": _X, "y": _Y})),
    "discriminator-mapping-deleted": (_mapped({"x": _X, "y": _Y}), _mapped({"x": _X})),
    "discriminator-mapping-changed": (_mapped({"x": _X}), _mapped({"x": _Y})),
    **_keyword("not", "not", {"required": ["a"]}, THING),
    **_keyword("if", "if", {"required": ["a"]}, THING),
    **_keyword("then", "then", {"required": ["a"]}, THING),
    **_keyword("else", "else", {"required": ["a"]}, THING),
    **_keyword("contains", "contains", TEXT, TEXTS),
    **_keyword("property-names", "propertyNames", {"pattern": "^a"}, THING),
    **_keyword("unevaluated-items", "unevaluatedItems", False, TEXTS),
    **_keyword("unevaluated-properties", "unevaluatedProperties", False, THING),
    **_keyword("content-schema", "contentSchema", {"type": "object"}, TEXT),
    **_keyword("dependent-schema", "dependentSchemas", {"a": {"required": ["b"]}}, THING),
    **_keyword("dependent-required", "dependentRequired", {"a": ["b"]}, THING),
    "dependent-required-changed": (
        {**THING, "dependentRequired": {"a": ["b"]}},
        {**THING, "dependentRequired": {"a": ["c"]}},
    ),
    **_keyword("pattern-property", "patternProperties", {"^x-": {}}, THING),
    "prefix-items-added": (
        {"type": "array", "prefixItems": [TEXT]},
        {"type": "array", "prefixItems": [TEXT, {"type": "integer"}]},
    ),
    "prefix-items-removed": (
        {"type": "array", "prefixItems": [TEXT, {"type": "integer"}]},
        {"type": "array", "prefixItems": [TEXT]},
    ),
    "min-contains-increased": (
        {**TEXTS, "contains": TEXT, "minContains": 1},
        {**TEXTS, "contains": TEXT, "minContains": 2},
    ),
    "min-contains-decreased": (
        {**TEXTS, "contains": TEXT, "minContains": 2},
        {**TEXTS, "contains": TEXT, "minContains": 1},
    ),
    "max-contains-increased": (
        {**TEXTS, "contains": TEXT, "maxContains": 1},
        {**TEXTS, "contains": TEXT, "maxContains": 2},
    ),
    "max-contains-decreased": (
        {**TEXTS, "contains": TEXT, "maxContains": 2},
        {**TEXTS, "contains": TEXT, "maxContains": 1},
    ),
    "content-encoding-changed": (
        {**TEXT, "format": "x", "contentEncoding": "base64"},
        {**TEXT, "format": "x", "contentEncoding": "base32"},
    ),
    "content-media-type-changed": (
        {**TEXT, "contentMediaType": "image/png"},
        {**TEXT, "contentMediaType": "image/gif"},
    ),
    "deprecated": (TEXT, {**TEXT, "deprecated": True}),
    "reactivated": ({**TEXT, "deprecated": True}, TEXT),
    "deprecated-with-sunset": (TEXT, {**TEXT, "deprecated": True, "x-sunset": "2027-01-31"}),
    "deprecated-sunset-invalid": (TEXT, {**TEXT, "deprecated": True, "x-sunset": "soon"}),
    "deprecated-sunset-missing": (TEXT, {**TEXT, "deprecated": True}),
    "sunset-date-too-small": (TEXT, {**TEXT, "deprecated": True, "x-sunset": "2026-06-30"}),
    "sunset-date-changed-too-small": (
        {**TEXT, "deprecated": True, "x-sunset": "2026-12-31"},
        {**TEXT, "deprecated": True, "x-sunset": "2026-06-30"},
    ),
    "sunset-parse": (TEXT, {**TEXT, "deprecated": True, "x-sunset": "soon"}),
    "sunset-deleted": ({**TEXT, "deprecated": True, "x-sunset": "2027-01-31"}, {**TEXT, "deprecated": True}),
    "stability-decreased": ({**TEXT, "x-stability-level": "stable"}, {**TEXT, "x-stability-level": "beta"}),
    "stability-increased": ({**TEXT, "x-stability-level": "beta"}, {**TEXT, "x-stability-level": "stable"}),
}

COMPONENTS = {"schemas": {"X": THING, "Y": OTHER}}
"""Schemas that mappings of discriminators refer to."""

FACTS: dict[str, tuple[Json, Json, Json, Json]] = {
    # suffix of the id: property before, its owner's other keywords before, and both after
    "became-required": (TEXT, {}, TEXT, {"required": ["p"]}),
    "became-optional": (TEXT, {"required": ["p"]}, TEXT, {}),
    "became-required-with-default": ({**TEXT, "default": "a"}, {}, {**TEXT, "default": "a"}, {"required": ["p"]}),
}
