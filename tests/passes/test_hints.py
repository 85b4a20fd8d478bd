"""Assertions without a stated type do not apply to values of other types (JSON Schema Core, 7.6.1)."""

from __future__ import annotations

import pytest

from codegen.core.diagnostic import Diagnostics
from codegen.ir.types import AnyValue, Choice, DefId, Facets, Kind, ListOf, Object, Scalar, Type, Union
from codegen.passes.allof import merge_all_of
from tests.support.documents import ID, TEXT, Json, codes, document, read, ref

LONG = Facets(min_length=2)
TEXTS = ListOf(item=Scalar(kind=Kind.STRING))
EITHER = Union(variants=(TEXTS, Scalar(kind=Kind.STRING)), exclusive=True)


def merged(schema: Json, found: Diagnostics, **others: Json) -> Type:
    api = merge_all_of(read(document({"It": schema, **others}), found), found)
    return api.definitions[DefId("#/components/schemas/It")].type


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"allOf": [TEXT], "minLength": 2}, Scalar(kind=Kind.STRING, facets=LONG)),
        ({"allOf": [{"type": "integer"}], "minLength": 2}, Scalar(kind=Kind.INTEGER)),
        ({"oneOf": [{"type": "array", "items": TEXT}, TEXT], "items": {}}, EITHER),
        ({"enum": ["", "a"], "oneOf": [{"type": "array", "items": TEXT}, TEXT]}, Choice(values=("", "a"))),
        ({"enum": ["a", 1], "type": "string", "allOf": [TEXT]}, Choice(values=("a",))),
        ({"allOf": [{}], "minLength": 2}, Scalar(kind=Kind.STRING, facets=LONG)),
        ({"anyOf": [{}, {}]}, AnyValue()),
    ],
)
def test_hints(schema: Json, expected: Type) -> None:
    found = Diagnostics()
    assert merged(schema, found) == expected
    assert {code for code, _ in codes(found)} <= {"enum-mismatch"}


def test_constraints_beside_a_reference() -> None:
    found = Diagnostics()
    assert isinstance(merged({**ref("A"), "maxLength": 3}, found, A=ID), Object)
    assert merged({**ref("A"), "minLength": 2}, found, A=TEXT) == Scalar(kind=Kind.STRING, facets=LONG)
    assert not codes(found)


def test_unions_that_multiply_are_bounded() -> None:
    found = Diagnostics()
    union = {"anyOf": [{"type": "object", "properties": {f"{side}{n}": TEXT}} for n in range(9) for side in "ab"]}
    node = merged({"allOf": [union, union, {"anyOf": [*union["anyOf"][:9]]}]}, found)
    assert isinstance(node, Union)
    assert {code for code, _ in codes(found)} == {"conflicting-allof"}
