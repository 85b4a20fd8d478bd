"""Invalid defaults are reported, once."""

from __future__ import annotations

import pytest

from codegen.core.diagnostic import Diagnostics
from codegen.passes.defaults import report_defaults
from tests.support.documents import TEXT, Json, document, read, ref


def reported(schema: Json) -> list[str]:
    properties = {"list": {"type": "array", "items": ref("Inner")}, "it": schema}
    schemas = {
        "Outer": {"type": "object", "properties": properties},
        "Inner": {"type": "object", "properties": {"a": TEXT}},
    }
    found = Diagnostics()
    report_defaults(read(document(schemas)), found)
    return [f"{item.location.pointer} {item.message}" for item in found]


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "integer", "default": 3},
        {"type": "string", "format": "date", "default": "2020-01-01"},
        {"type": "string", "default": None},
        {"type": "string", "enum": ["a", "b"], "default": "b"},
        {"type": "array", "items": {"type": "integer"}, "default": []},
        {"default": {"any": 1}},
        TEXT,
    ],
)
def test_valid_defaults(schema: Json) -> None:
    assert reported(schema) == []


@pytest.mark.parametrize(
    ("schema", "message"),
    [
        ({"type": "integer", "default": "three"}, "the default of 'it' is a string, not an integer"),
        ({"type": "string", "enum": ["a", "b"], "default": "c"}, "the default of 'it' is 'c', which is none of a, b"),
        (
            {"type": "array", "items": {"type": "integer"}, "default": [1, "x"]},
            "the default of 'it' at /1 is a string, not an integer",
        ),
    ],
)
def test_invalid_defaults(schema: Json, message: str) -> None:
    assert reported(schema) == [f"/components/schemas/Outer/properties/it/default {message}"]


def test_a_shared_parameter_is_reported_once() -> None:
    limit = {"name": "limit", "in": "query", "schema": {"type": "integer", "default": "ten"}}
    response = {"200": {"description": ""}}
    operation = {"parameters": [{"$ref": "#/components/parameters/limit"}], "responses": response}
    spec = document({}, {"/a": {"get": operation}, "/b": {"get": operation}})
    spec["components"]["parameters"] = {"limit": limit}
    found = Diagnostics()
    report_defaults(read(spec), found)
    assert [item.message for item in found] == ["the default of 'limit' is a string, not an integer"]
