"""JSON types, as defined by JSON Schema."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from codegen.core.json import JsonType, has_type, is_number, json_type

if TYPE_CHECKING:
    from codegen.core.json import Json

VALIDATORS = {name: jsonschema.Draft202012Validator({"type": str(name)}) for name in JsonType}
VALUE = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just([1]) | st.just({"a": 1})


@given(VALUE, st.sampled_from(JsonType))
def test_types_are_those_of_json_schema(value: Json, expected: JsonType) -> None:
    assert has_type(value, expected) == VALIDATORS[expected].is_valid(value)
    assert has_type(value, json_type(value))
    assert is_number(value) == VALIDATORS[JsonType.NUMBER].is_valid(value)


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("null", "null"),
        ("true", "a boolean"),
        ("1", "an integer"),
        ("1.0", "a number"),
        ('""', "a string"),
        ("[]", "an array"),
        ("{}", "an object"),
    ],
)
def test_phrases(text: str, phrase: str) -> None:
    assert json_type(json.loads(text)).phrase == phrase


def test_a_value_does_not_have_an_unknown_type() -> None:
    assert not has_type("a", "file")
    assert not has_type(1.5, "int")
