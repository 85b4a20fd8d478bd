"""Merging of ``allOf``."""

from __future__ import annotations

import time
from typing import Any

import pytest

from codegen.core.diagnostic import Diagnostics
from codegen.ir.types import (
    AllOf,
    AnyValue,
    Choice,
    Facets,
    Kind,
    ListOf,
    MapOf,
    Never,
    Object,
    RefTo,
    Scalar,
    Type,
    Union,
)
from codegen.ir.walk import descend
from codegen.passes.allof import merge_all_of
from tests.support.documents import ID, TEXT, Json, codes, component, document, read, ref

STRING = Scalar(kind=Kind.STRING)
INTEGER = Scalar(kind=Kind.INTEGER)
NUMBER = Scalar(kind=Kind.NUMBER)
ANY = AnyValue()


def merge(schema: Json, found: Diagnostics | None = None, **others: Json) -> Type:
    """Merge a component ``It``; without ``found``, fail on any diagnostic."""
    heard = Diagnostics() if found is None else found
    api = merge_all_of(read(document({"It": schema, **others}), heard), heard)
    assert not any(isinstance(node, AllOf) for item in api.definitions.values() for node in descend(item.type))
    assert found is not None or not list(heard)
    return component(api, "It").type


def a_string(**facets: Any) -> Scalar:
    return Scalar(kind=Kind.STRING, facets=Facets(**facets))


def required(*names: str) -> Json:
    return {"type": "object", "required": list(names), "properties": dict.fromkeys(names, TEXT)}


PAIRS: list[tuple[Json, Json, Type]] = [
    (TEXT, {}, STRING),
    (TEXT, TEXT, STRING),
    (TEXT, {"minLength": 1}, a_string(min_length=1)),
    ({"minLength": 1, "maxLength": 9}, {"minLength": 2, "maxLength": 5}, a_string(min_length=2, max_length=5)),
    (TEXT, {"type": "string", "format": "uuid"}, Scalar(kind=Kind.STRING, format="uuid")),
    ({"type": "integer"}, {"type": "number"}, INTEGER),
    (
        {"type": "number", "minimum": 1, "exclusiveMaximum": 5},
        {"type": "number", "minimum": 3, "exclusiveMaximum": 9},
        Scalar(kind=Kind.NUMBER, facets=Facets(minimum=3, exclusive_maximum=5)),
    ),
    ({"enum": ["a", "b", "c"]}, {"enum": ["c", "b"]}, Choice(values=("b", "c"))),
    ({"enum": ["a"]}, TEXT, Choice(values=("a",))),
    (TEXT, False, Never()),
    (
        {"type": "array", "items": TEXT, "minItems": 1},
        {"type": "array", "items": {"minLength": 1}, "maxItems": 2},
        ListOf(item=a_string(min_length=1), facets=Facets(min_items=1, max_items=2)),
    ),
    ({"type": "array", "items": TEXT}, {"minItems": 1}, ListOf(item=STRING, facets=Facets(min_items=1))),
    ({"type": "object"}, {"additionalProperties": TEXT}, MapOf(value=STRING)),
    ({"additionalProperties": TEXT}, {"additionalProperties": {"minLength": 1}}, MapOf(value=a_string(min_length=1))),
    ({"anyOf": [TEXT, {"type": "integer"}]}, {}, Union(variants=(STRING, INTEGER))),
]


@pytest.mark.parametrize(("left", "right", "expected"), PAIRS)
@pytest.mark.parametrize("swapped", [False, True])
def test_pairs_in_either_order(left: Json, right: Json, expected: Type, *, swapped: bool) -> None:
    merged = merge({"allOf": [right, left] if swapped else [left, right]})
    if isinstance(expected, Choice) and isinstance(merged, Choice):
        assert set(merged.values) == set(expected.values)
    else:
        assert merged == expected


def fields(node: Type) -> dict[str, Any]:
    assert isinstance(node, Object)
    return {item.name: item for item in node.fields}


def test_properties_are_merged() -> None:
    node = merge({"allOf": [required("a"), required("b")], "properties": {"c": TEXT}, "required": ["c"]})
    assert sorted(fields(node)) == ["a", "b", "c"]
    assert all(item.required for item in fields(node).values())
    assert isinstance(node, Object)
    assert node.additional == ANY


def test_a_property_in_two_parts() -> None:
    left = {"properties": {"a": {"type": ["string", "null"], "description": "L", "default": "x", "deprecated": True}}}
    right = {"required": ["a"], "properties": {"a": {"type": "string", "minLength": 1, "readOnly": True}}}
    item = fields(merge({"allOf": [left, right]}))["a"]
    assert item.type == a_string(min_length=1)
    assert (item.required, item.default, item.description, item.deprecated, item.read_only) == (
        True,
        "x",
        "L",
        True,
        True,
    )


def test_a_part_with_required_only() -> None:
    item = fields(merge({"allOf": [{"type": "object", "properties": {"a": TEXT}}, {"required": ["a"]}]}))["a"]
    assert (item.type, item.required) == (STRING, True)


def test_a_referenced_part_is_copied() -> None:
    node = merge({"allOf": [ref("Base"), required("b")]}, Base=required("a"))
    assert sorted(fields(node)) == ["a", "b"]


def test_nested_references() -> None:
    middle = {"allOf": [ref("Base"), required("b")]}
    assert sorted(fields(merge({"allOf": [required("c"), ref("Middle")]}, Middle=middle, Base=required("a")))) == [
        "a",
        "b",
        "c",
    ]


@pytest.mark.parametrize("beside", [{}, {"type": "object"}, {"description": "words"}])
def test_a_reference_is_kept_if_nothing_is_added(beside: Json) -> None:
    node = merge({"allOf": [ref("Base"), beside]}, Base=ID)
    assert isinstance(node, RefTo)
    assert node.target.endswith("/Base")


@pytest.mark.parametrize("swapped", [False, True])
@pytest.mark.parametrize("extra", [True, TEXT])
def test_a_closed_part_closes_the_whole(*, swapped: bool, extra: Json) -> None:
    parts = [{**required("a"), "additionalProperties": False}, {**required("a"), "additionalProperties": extra}]
    node = merge({"allOf": parts[::-1] if swapped else parts})
    assert isinstance(node, Object)
    assert node.additional is None


def test_the_other_parts_are_merged_into_each_variant_of_a_union() -> None:
    node = merge({"oneOf": [required("a"), required("b")], **required("c")})
    assert isinstance(node, Union)
    assert [sorted(fields(variant)) for variant in node.variants] == [["a", "c"], ["b", "c"]]


def test_two_unions_result_in_every_pair() -> None:
    node = merge({"anyOf": [required("a"), required("b")], "oneOf": [required("c"), required("d")]})
    leaves = [item for item in descend(node) if isinstance(item, Object)]
    assert sorted(sorted(fields(leaf)) for leaf in leaves) == [["a", "c"], ["a", "d"], ["b", "c"], ["b", "d"]]


def test_many_unions_are_bounded() -> None:
    def union(n: int) -> Json:
        return {"anyOf": [required(f"p{n}{i}") for i in range(4)]}

    found = Diagnostics()
    start = time.process_time()
    node = merge({"allOf": [union(n) for n in range(9)]}, found)
    assert time.process_time() - start < 2
    assert sum(1 for _ in descend(node)) < 10_000
    assert [code for code, _ in codes(found)] == ["conflicting-allof"] * len(found)
    assert len(found)


CLASHES: list[tuple[Json, Json]] = [
    (TEXT, {"type": "integer"}),
    (TEXT, {"type": "array"}),
    ({"type": "object", "properties": {"a": TEXT}}, TEXT),
    ({"enum": ["a"]}, {"enum": ["b"]}),
    ({"enum": ["a"]}, {"type": "integer"}),
    ({"type": "array"}, {"enum": ["a"]}),
]


@pytest.mark.parametrize(("left", "right"), CLASHES)
def test_parts_that_cannot_be_merged(left: Json, right: Json) -> None:
    found = Diagnostics()
    node = merge({"allOf": [left, right]}, found)
    assert node == merge(left)
    assert codes(found) == [("conflicting-allof", "/components/schemas/It/allOf/1")]
    assert not found.failed


def test_a_cycle_of_references() -> None:
    found = Diagnostics()
    a = {"allOf": [ref("B"), required("a")]}
    b = {"allOf": [ref("It"), required("b")]}
    assert sorted(fields(merge(a, found, B=b))) == ["a", "b"]
    assert {code for code, _ in codes(found)} == {"conflicting-allof"}


def test_deep_inside_other_types() -> None:
    inner = {"allOf": [TEXT, {"minLength": 1}]}
    node = merge({"properties": {"a": {"type": "array", "items": {"additionalProperties": inner}}}})
    assert fields(node)["a"].type == ListOf(item=MapOf(value=a_string(min_length=1)))


def test_bodies_responses_and_parameters() -> None:
    both = {"allOf": [TEXT, {"minLength": 1}]}
    operation = {
        "parameters": [{"name": "q", "in": "query", "schema": both}],
        "requestBody": {"content": {"application/json": {"schema": both}}},
        "responses": {
            "200": {
                "description": "",
                "headers": {"h": {"schema": both}},
                "content": {"application/json": {"schema": both}},
            }
        },
    }
    (merged,) = merge_all_of(read(document({}, {"/a": {"post": operation}})), Diagnostics()).operations
    assert merged.body is not None
    response = merged.responses[0]
    types = [merged.params[0].type, merged.body.media[0].type, response.media[0].type, response.headers[0].type]
    assert types == [a_string(min_length=1)] * 4


@pytest.mark.parametrize(
    ("schema", "nullable"),
    [
        ({"allOf": [{"type": ["string", "null"]}, {"type": ["string", "null"], "minLength": 1}]}, True),
        ({"allOf": [{"type": ["string", "null"]}, {"type": "string", "minLength": 1}]}, False),
        ({"allOf": [ref("Base"), {"type": ["object", "null"], "required": ["id"]}]}, False),
        ({"allOf": [ref("Base")], "nullable": True}, True),
    ],
)
def test_null(schema: Json, *, nullable: bool) -> None:
    assert merge(schema, Base=ID).nullable is nullable


def test_subschemas_times_fields_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("codegen.passes.allof._MAX_FIELDS", 10)
    base = required("a", "b", "c", "d")
    children = {f"Child{number}": {"allOf": [ref("Base"), required("own")]} for number in range(4)}
    found = Diagnostics()
    api = merge_all_of(read(document({"Base": base, **children}), found), found)
    assert [type(component(api, name).type) for name in children] == [Object, Object, RefTo, RefTo]
    assert [(item.code, item.severity.name) for item in found] == [("allof-too-large", "INCOMPLETE")] * 2


@pytest.mark.slow
def test_the_number_of_parts_is_bounded() -> None:
    found = Diagnostics()
    parts = [required(f"p{number}") for number in range(3_000)]
    started = time.process_time()
    kept = merge({"allOf": parts}, found)
    assert time.process_time() - started < 10
    assert isinstance(kept, Object)
    assert codes(found)[0][0] == "allof-too-large"


def test_an_enum_beside_a_union_of_constants_keeps_the_shared_values() -> None:
    row = {"type": "integer", "enum": [1], "allOf": [ref("T")]}
    constants = {"type": "integer", "oneOf": [{"const": value, "title": f"T{value}"} for value in (1, 2, 3)]}
    merged = merge(row, T=constants)
    assert isinstance(merged, Choice)
    assert merged.values == (1,)
