"""Assertions that types do not express."""

from __future__ import annotations

import json

import pytest

from codegen.core.diagnostic import Diagnostics
from tests.support.documents import TEXT, Json, codes, read_schema, ref

RULES: list[tuple[Json, Json]] = [
    ({"not": {"type": "string", "description": "x"}}, {"not": {"type": "string"}}),
    ({"not": ref("Other")}, {"not": {"maximum": 3, "type": "integer"}}),
    ({"not": {**ref("Other"), "minimum": 1}}, {"not": {"allOf": [{"maximum": 3, "type": "integer"}, {"minimum": 1}]}}),
    ({"not": {"minimum": 1, "exclusiveMinimum": True}}, {"not": {"exclusiveMinimum": 1}}),
    ({"not": {"type": "string", "nullable": True}}, {"not": {"type": ["string", "null"]}}),
    ({"if": {"minimum": 1}, "then": False}, {"if": {"minimum": 1}, "then": False}),
    ({"dependencies": {"a": ["b"], "c": TEXT}}, {"dependentRequired": {"a": ["b"]}, "dependentSchemas": {"c": TEXT}}),
    ({"contains": TEXT, "maxContains": 2}, {"contains": TEXT, "maxContains": 2}),
    ({"propertyNames": {"pattern": "^a"}}, {"propertyNames": {"pattern": "^a"}}),
    (
        {"properties": {"a": TEXT}, "patternProperties": {"^b": TEXT}, "additionalProperties": False},
        {"properties": {"a": True}, "patternProperties": {"^b": TEXT}, "additionalProperties": False},
    ),
]


@pytest.mark.parametrize(("schema", "expected"), RULES)
def test_rules(schema: Json, expected: Json) -> None:
    found = Diagnostics()
    node = read_schema(schema, found, Other={"type": "integer", "maximum": 3})
    assert [json.loads(rule) for rule in node.rules] == [expected]
    assert not list(found)


@pytest.mark.parametrize("schema", [{"if": {"minimum": 1}}, {"prefixItems": [TEXT], "items": False}, TEXT])
def test_assertions_that_types_express(schema: Json) -> None:
    assert read_schema(schema).rules == ()


@pytest.mark.parametrize(
    ("inner", "reason"),
    [
        (ref("It"), "it is recursive"),
        ({"allOf": [TEXT] * 500}, "it is too large"),
        ({"unevaluatedItems": False}, "it contains 'unevaluatedItems'"),
        ({"required": True}, "'required' in it has the wrong type"),
        ({"required": [1]}, "'required' in it has the wrong type"),
        ({"dependentRequired": {"a": "b"}}, "'dependentRequired' in it has the wrong type"),
        ({"minimum": "1"}, "'minimum' in it has the wrong type"),
    ],
)
def test_unchecked_keywords_are_reported(inner: Json, reason: str) -> None:
    found = Diagnostics()
    assert read_schema({"type": "object", "not": inner}, found).rules == ()
    assert codes(found)[0] == ("unsupported-keyword", "/components/schemas/It/not")
    assert next(iter(found)).message == f"values are not checked against 'not': {reason}"
    assert found.failed == reason.endswith("wrong type") or "required" in inner
