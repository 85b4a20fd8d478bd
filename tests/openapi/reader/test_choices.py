"""Enums of any JSON type."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from codegen.core.diagnostic import Diagnostics
from codegen.ir.types import AnyValue, Choice, Kind, ListOf, MapOf, Scalar, Type, Union
from tests.support.documents import Json, read_schema

NUMBER = Scalar(kind=Kind.NUMBER)


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"enum": ["a", 1, True, None]}, Choice(values=("a", 1, True), nullable=True)),
        ({"enum": [1, True, 1]}, Choice(values=(1, True))),
        ({"const": None}, Scalar(kind=Kind.NULL)),
        ({"type": ["string", "null"], "enum": ["a"]}, Choice(values=("a",), nullable=True)),
    ],
)
def test_values(schema: Json, expected: Type) -> None:
    found = Diagnostics()
    assert read_schema(schema, found) == expected
    assert not list(found)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([0.5, 1], NUMBER),
        ([0.5, None], Scalar(kind=Kind.NUMBER, nullable=True)),
        ([0.5, "a"], Union(variants=(NUMBER, Choice(values=("a",))))),
        (["a", [1]], AnyValue()),
        ([{"a": 1}, {"b": None}], MapOf(value=AnyValue())),
        ([[1], [], None], ListOf(item=AnyValue(), nullable=True)),
    ],
)
def test_values_that_literal_does_not_support_are_a_rule(values: Json, expected: Type) -> None:
    found = Diagnostics()
    assert read_schema({"enum": values}, found) == replace(expected, rules=(json.dumps({"enum": values}),))
    assert not list(found)
