"""Schemas with contradictory or ineffective assertions: read as intended, with a warning."""

from __future__ import annotations

import pytest

from codegen.core.diagnostic import Diagnostics
from codegen.ir.types import Choice, ListOf, Object, TupleOf
from tests.support.documents import TEXT, Json, codes, read_schema

ENUM, VALUE, DEFAULT = "enum-mismatch", "invalid-value", "default-mismatch"


@pytest.mark.parametrize(
    ("schema", "code", "place"),
    [
        ({"oneOf": []}, VALUE, "/oneOf"),
        ({"anyOf": []}, VALUE, "/anyOf"),
        ({"allOf": []}, VALUE, "/allOf"),
        ({"type": "string", "enum": []}, VALUE, "/enum"),
        ({"type": []}, VALUE, "/type"),
        ({"type": "string", "enum": ["a", 1, 2]}, ENUM, "/enum/1"),
        ({"type": "integer", "enum": ["1"]}, ENUM, "/enum/0"),
        ({"type": "integer", "enum": [1, True]}, ENUM, "/enum/1"),
        ({"type": "integer", "maximum": 1, "enum": [1, 9]}, ENUM, "/enum/1"),
        ({"type": "string", "maxLength": 1, "enum": ["a", "bb"]}, ENUM, "/enum/1"),
        ({"type": "string", "const": 5}, ENUM, "/const"),
        ({"const": "a", "enum": ["b"]}, ENUM, "/const"),
        ({"type": "integer", "maximum": 1, "default": 9}, DEFAULT, "/default"),
        ({"type": "number", "exclusiveMinimum": 0, "default": 0}, DEFAULT, "/default"),
        ({"type": "number", "exclusiveMaximum": 0, "default": 0.5}, DEFAULT, "/default"),
        ({"type": "array", "items": TEXT, "minItems": 1, "default": []}, DEFAULT, "/default"),
        ({"type": "integer", "minimum": 5, "maximum": 1}, VALUE, "/minimum"),
        ({"type": "string", "minLength": 5, "maxLength": 1}, VALUE, "/minLength"),
        ({"type": "number", "exclusiveMaximum": True}, VALUE, "/exclusiveMaximum"),
        ({"type": "string", "properties": {"a": TEXT}}, VALUE, "/properties"),
        ({"type": ["object", "null"], "items": TEXT}, VALUE, "/items"),
        ({"type": "string", "readOnly": True, "writeOnly": True}, VALUE, "/writeOnly"),
        ({"type": "array", "items": TEXT, "enum": ["a"]}, ENUM, "/enum"),
        ({"type": "array", "items": [TEXT]}, "invalid-type", "/items"),
    ],
)
def test_each_is_reported_once_at_its_location(schema: Json, code: str, place: str) -> None:
    found = Diagnostics()
    read_schema(schema, found)
    assert codes(found) == [(code, "/components/schemas/It" + place)]
    assert not found.failed


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "string", "nullable": True, "enum": ["a", None]},
        {"type": "number", "enum": [1, 1.5]},
        {"type": "integer", "enum": [1.0]},
        {"type": "integer", "minimum": 1, "maximum": 1, "default": 1},
        {"enum": ["a", 1, None]},
        {"const": "a", "enum": ["a", "b"]},
        {"type": ["array", "null"], "items": TEXT},
        {"type": "integer", "maxLength": 1},
        {"allOf": [{"type": "object"}], "properties": {"a": TEXT}},
    ],
)
def test_consistent_schemas_are_not_reported(schema: Json) -> None:
    found = Diagnostics()
    read_schema(schema, found)
    assert not codes(found)


def test_an_empty_enum_is_ignored() -> None:
    assert read_schema({"type": "string", "enum": []}) == read_schema(TEXT)


def test_an_enum_of_scalars_of_an_array_applies_to_its_items() -> None:
    array = read_schema({"type": "array", "items": TEXT, "enum": ["a", "b"]})
    assert isinstance(array, ListOf)
    assert array.item == Choice(values=("a", "b"))


def test_a_list_of_items_is_positional() -> None:
    array = read_schema({"type": "array", "items": [TEXT, {"type": "integer"}]})
    assert isinstance(array, TupleOf)
    assert array == read_schema({"type": "array", "prefixItems": [TEXT, {"type": "integer"}]})


def test_a_field_that_is_read_only_and_write_only_is_in_both_directions() -> None:
    it = read_schema({"type": "object", "properties": {"a": {**TEXT, "readOnly": True, "writeOnly": True}}})
    assert isinstance(it, Object)
    assert not it.fields[0].read_only
    assert not it.fields[0].write_only
