"""Enums of any JSON type."""

from __future__ import annotations

import pytest

from codegen.core.diagnostic import Diagnostics
from codegen.ir.types import AnyValue, Choice, Kind, Scalar, Type, Union
from tests.support.documents import Json, codes, read_schema

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
    ],
)
def test_what_a_literal_cannot_hold_is_said(values: Json, expected: Type) -> None:
    found = Diagnostics()
    assert read_schema({"enum": values}, found) == expected
    assert [code for code, _ in codes(found)] == ["unsupported-keyword"]
