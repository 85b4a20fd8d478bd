"""Evaluation of schema assertions that Python types cannot express."""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime
from typing import Annotated, Any

import pytest
from pydantic import TypeAdapter, ValidationError

from runtime.client.lenient import parse_json
from runtime.shared.assertions import SchemaAssertion, key_of, model_assertion, plain, violation_of
from runtime.shared.model import Model

VALID: list[tuple[Any, Any]] = [
    (True, 1),
    ({}, None),
    ({"type": ["string", "null"]}, None),
    ({"type": "integer"}, 2.0),
    ({"type": "number"}, 1),
    ({"enum": [{"a": [1]}, 2]}, {"a": [1.0]}),
    ({"const": None}, None),
    ({"not": {"enum": ["a"]}}, "b"),
    ({"minimum": 2, "exclusiveMaximum": 3, "multipleOf": 0.1}, 2.3),
    ({"minLength": 2, "maxLength": 2, "pattern": "^a"}, "ab"),
    ({"minLength": 2}, 5),
    ({"minItems": 1, "maxItems": 2, "uniqueItems": True}, [1, True]),
    ({"uniqueItems": False}, [1, 1]),
    ({"contains": {"type": "string"}, "minContains": 2, "maxContains": 2}, ["a", 1, "b"]),
    ({"contains": {}, "minContains": 0}, []),
    ({"prefixItems": [{"type": "string"}], "items": {"type": "integer"}}, ["a", 1, 2]),
    ({"prefixItems": [{"type": "string"}, {"type": "string"}], "items": False}, ["a"]),
    ({"minProperties": 1, "maxProperties": 1, "required": ["a"]}, {"a": 1}),
    ({"required": ["a"]}, "no object"),
    (
        {"properties": {"a": True}, "patternProperties": {"^x": {"type": "integer"}}, "additionalProperties": False},
        {"a": "", "x1": 2},
    ),
    ({"propertyNames": {"maxLength": 1}}, {"a": 1}),
    ({"dependentRequired": {"a": ["b"]}}, {"b": 1}),
    ({"dependentSchemas": {"a": {"required": ["b"]}}}, {"a": 1, "b": 2}),
    ({"allOf": [{"minimum": 1}, {"maximum": 3}]}, 2),
    ({"anyOf": [{"type": "string"}, {"minimum": 3}]}, 3),
    ({"oneOf": [{"type": "string"}, {"minimum": 3}]}, 3),
    ({"oneOf": []}, 3),
    ({"if": {"type": "string"}, "then": {"minLength": 1}, "else": {"minimum": 1}}, 1),
    ({"if": {"type": "string"}, "then": {"minLength": 1}}, 0),
]
INVALID: list[tuple[Any, Any, str]] = [
    (False, 1, "is not allowed here"),
    ({"type": "integer"}, True, "should be of type integer"),
    ({"type": ["string", "null"]}, 1, "should be of type string or null"),
    ({"enum": [1]}, True, "should be one of [1]"),
    ({"const": {"a": 1}}, {"a": 1, "b": 2}, 'should be {"a": 1}'),
    ({"not": {"type": "string"}}, "a", 'should not be valid as {"type": "string"}'),
    ({"exclusiveMinimum": 2}, 2, "should be greater than 2"),
    ({"multipleOf": 3}, 4, "should be a multiple of 3"),
    ({"maxLength": 1}, "ab", "should have at most 1 characters"),
    ({"pattern": "^a"}, "b", "should match the pattern ^a"),
    ({"uniqueItems": True}, [{"a": 1}, {"a": 1.0}], "should have unique items"),
    ({"contains": {"type": "string"}}, [1], 'should contain at least 1 of {"type": "string"}, not 0'),
    ({"contains": {}, "maxContains": 1}, [1, 2], "should contain at most 1 of {}, not 2"),
    ({"prefixItems": [True], "items": False}, [1, 2], "at 1 is not allowed here"),
    ({"items": {"type": "string"}}, ["a", 1], "at 1 should be of type string"),
    ({"required": ["a", "b"]}, {"a": 1}, "should have 'b'"),
    ({"minProperties": 1}, {}, "should have at least 1 properties"),
    ({"patternProperties": {"^x": {"type": "integer"}}}, {"x": ""}, "at 'x' should be of type integer"),
    ({"additionalProperties": False}, {"x": ""}, "at 'x' is not allowed here"),
    ({"propertyNames": {"pattern": "^a"}}, {"b": 1}, "has the property 'b', which should match the pattern ^a"),
    ({"dependentRequired": {"a": ["b"]}}, {"a": 1}, "should have 'b', as it has 'a'"),
    ({"dependentSchemas": {"a": {"required": ["b"]}}}, {"a": 1}, "should have 'b', as it has 'a'"),
    ({"anyOf": [{"type": "string"}, {"minimum": 3}]}, 2, "should be of type string"),
    ({"oneOf": [{"minimum": 1}, {"minimum": 3}]}, 3, "should match exactly one schema of oneOf, but matches 2"),
    ({"if": {"type": "string"}, "then": {"minLength": 1}}, "", "should have at least 1 characters"),
]


@pytest.mark.parametrize(("schema", "value"), VALID)
def test_valid(schema: Any, value: Any) -> None:
    assert violation_of(schema, value) == ""


@pytest.mark.parametrize(("schema", "value", "violation"), INVALID)
def test_invalid(schema: Any, value: Any, violation: str) -> None:
    assert violation_of(schema, value) == violation


def test_a_schema_beyond_the_maximum_depth_is_not_evaluated() -> None:
    schema: Any = False
    for _ in range(100):
        schema = {"allOf": [schema]}
    assert violation_of(schema, 1) == ""


class Thing(Model):
    at: datetime
    note: str | None = None
    __assertion__ = model_assertion({"dependentRequired": {"note": ["more"]}})


def test_values_are_evaluated_in_json_form() -> None:
    thing = Thing.model_validate({"at": datetime(2020, 1, 1, tzinfo=UTC)})
    assert plain([thing, (1, "a"), {"b": thing.at}]) == [
        {"at": "2020-01-01T00:00:00Z"},
        [1, "a"],
        {"b": "2020-01-01T00:00:00Z"},
    ]


def test_assertions_of_a_class() -> None:
    Thing.model_validate({"at": "2020-01-01T00:00:00Z", "note": "a", "more": 1})
    with pytest.raises(ValidationError, match="Input should have 'more', as it has 'note'"):
        Thing.model_validate({"at": "2020-01-01T00:00:00Z", "note": "a"})


def test_responses_are_parsed_without_assertions() -> None:
    asserted = Annotated[list[int], SchemaAssertion({"uniqueItems": True})]
    assert parse_json(asserted, b"[1, 1]") == ([1, 1], [])
    value, drifts = parse_json(Thing, b'{"at": "2020-01-01T00:00:00Z", "note": "a"}')
    assert (value.note, drifts) == ("a", [])
    with pytest.raises(ValidationError, match="unique items"):
        TypeAdapter(asserted).validate_python([1, 1])


def test_equal_assertions_have_equal_hashes() -> None:
    one, two = SchemaAssertion({"a": 1, "b": 2}), SchemaAssertion({"b": 2, "a": 1})
    assert one == two
    assert hash(one) == hash(two)
    assert one != SchemaAssertion({})
    assert "SchemaAssertion(" in repr(one)


def test_the_json_schema_of_a_type_contains_its_assertion() -> None:
    asserted = Annotated[int, SchemaAssertion({"not": {"const": 3}})]
    assert TypeAdapter(asserted).json_schema() == {"allOf": [{"type": "integer"}, {"not": {"const": 3}}]}


def test_keys_distinguish_json_values() -> None:
    values = [1, True, "1", None, [1], [True], {"a": 1}, {"a": None}, [], {}]
    assert len({key_of(value) for value in values}) == len(values)
    assert key_of({"a": 1, "b": 2}) == key_of({"b": 2.0, "a": 1.0})


def test_numbers_beyond_floats() -> None:
    huge = 7 * 10**400
    assert violation_of({"type": "integer", "multipleOf": 7, "minimum": 3}, huge) == ""
    assert violation_of({"multipleOf": 0.5}, huge) == ""
    assert violation_of({"multipleOf": 7}, huge + 1) == "should be a multiple of 7"
    assert violation_of({"multipleOf": 7}, float("inf")) == "should be a multiple of 7"
    assert violation_of({"multipleOf": 7}, float("nan")) == "should be a multiple of 7"
    assert violation_of({"multipleOf": 0}, 1) == "should be a multiple of 0"
    assert key_of(10**400) != key_of(10**400 + 1)
    assert key_of(float("inf")) != key_of(float("-inf"))


def test_colliding_numbers_do_not_slow_down_sets() -> None:
    modulus = sys.hash_info.modulus
    values = [modulus * number for number in range(1, 20_001)]
    started = time.process_time()
    assert violation_of({"uniqueItems": True}, values) == ""
    assert time.process_time() - started < 2, "each was compared with each"


def test_dependent_keywords_are_checked_once() -> None:
    schema: Any = {"type": "integer"}
    value: Any = 1
    for _ in range(40):
        schema = {"properties": {"a": schema}, "patternProperties": {"^x": True}, "additionalProperties": False}
        value = {"a": value}
    started = time.process_time()
    assert SchemaAssertion(schema).check(value) is value
    assert time.process_time() - started < 1


def test_long_names_and_schemas_are_truncated() -> None:
    assert len(violation_of({"propertyNames": False}, {"n" * 100_000: 1})) < 300
    assert len(violation_of({"additionalProperties": False}, {"n" * 100_000: 1})) < 300
    assert len(violation_of({"enum": ["n" * 100_000]}, 1)) < 300


def test_many_values_against_a_long_list() -> None:
    assertion = SchemaAssertion(
        {"contains": {"not": {"enum": [f"v{number}" for number in range(10_000)]}}, "minContains": 0}
    )
    value = ["v9999"] * 20_000
    started = time.process_time()
    assert assertion.check(value) is value
    assert time.process_time() - started < 2
