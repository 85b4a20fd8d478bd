"""Schemas to types."""

from __future__ import annotations

import json
from typing import Any

import pytest

from codegen.core.diagnostic import Diagnostics
from codegen.ir.types import (
    ABSENT,
    AllOf,
    AnyValue,
    Choice,
    DefId,
    Discriminator,
    Expandable,
    Facets,
    Kind,
    ListOf,
    MapOf,
    Never,
    Object,
    RefTo,
    Scalar,
    TupleOf,
    Type,
    Union,
)
from tests.support.documents import ID, TEXT, Json, codes, component, document, read, read_schema, ref

STRING = Scalar(kind=Kind.STRING)
INTEGER = Scalar(kind=Kind.INTEGER)
NUMBER = Scalar(kind=Kind.NUMBER)
BOOLEAN = Scalar(kind=Kind.BOOLEAN)
NULL = Scalar(kind=Kind.NULL)
ANY = AnyValue()
OTHER = RefTo(target=DefId("#/components/schemas/Other"))


def number(**facets: Any) -> Scalar:
    return Scalar(kind=Kind.NUMBER, facets=Facets(**facets))


def text(**facets: Any) -> Scalar:
    return Scalar(kind=Kind.STRING, facets=Facets(**facets))


def ruled(**schema: Json) -> tuple[str, ...]:
    return (json.dumps(schema),)


TYPES: list[tuple[Json, Type]] = [
    ({}, ANY),
    (True, ANY),
    (False, Never()),
    ({"type": "string"}, STRING),
    ({"type": "integer", "format": "int64"}, Scalar(kind=Kind.INTEGER, format="int64")),
    ({"type": "file"}, Scalar(kind=Kind.STRING, format="binary")),
    ({"type": ["string"]}, STRING),
    ({"type": ["string", "integer"]}, Union(variants=(STRING, INTEGER))),
    ({"type": "string", "contentEncoding": "base64"}, Scalar(kind=Kind.STRING, format="byte")),
    # types that follow from constraints only
    ({"minLength": 1}, text(min_length=1)),
    ({"pattern": "a"}, text(pattern="a")),
    ({"minimum": 1}, number(minimum=1)),
    ({"multipleOf": 2}, number(multiple_of=2)),
    ({"items": TEXT}, ListOf(item=STRING)),
    ({"properties": {}}, MapOf(value=ANY)),
    # bounds in both notations
    ({"type": "number", "minimum": 1, "exclusiveMinimum": True}, number(exclusive_minimum=1)),
    ({"type": "number", "minimum": 1, "exclusiveMinimum": False}, number(minimum=1)),
    ({"type": "number", "exclusiveMinimum": 1}, number(exclusive_minimum=1)),
    ({"type": "number", "minimum": 0, "exclusiveMinimum": 1}, number(minimum=0, exclusive_minimum=1)),
    ({"type": "number", "maximum": 9, "exclusiveMaximum": True}, number(exclusive_maximum=9)),
    ({"type": "number", "maximum": 9.5}, number(maximum=9.5)),
    ({"type": "number", "exclusiveMaximum": 9}, number(exclusive_maximum=9)),
    ({"type": "string", "maxLength": 3.0}, text(max_length=3)),
    # constants
    ({"enum": ["a", "b", "a"]}, Choice(values=("a", "b"))),
    ({"type": "string", "enum": ["a"]}, Choice(values=("a",))),
    ({"enum": [1, True]}, Choice(values=(1, True))),
    ({"const": "a"}, Choice(values=("a",))),
    ({"const": False}, Choice(values=(False,))),
    ({"anyOf": [{"enum": ["a"]}, TEXT]}, Choice(values=("a",), open=True)),
    ({"anyOf": [{"enum": ["a"]}, {"type": "integer"}]}, Union(variants=(Choice(values=("a",)), INTEGER))),
    # arrays
    ({"type": "array"}, ListOf(item=ANY)),
    ({"type": "array", "items": TEXT, "minItems": 1}, ListOf(item=STRING, facets=Facets(min_items=1))),
    ({"type": "array", "items": TEXT, "uniqueItems": False}, ListOf(item=STRING)),
    ({"prefixItems": [TEXT, {"type": "integer"}], "items": False}, TupleOf(items=(STRING, INTEGER))),
    ({"prefixItems": [TEXT]}, TupleOf(items=(STRING,), rest=ANY, rules=ruled(prefixItems=[TEXT]))),
    (
        {"prefixItems": [TEXT], "items": {"type": "integer"}},
        TupleOf(items=(STRING,), rest=INTEGER, rules=ruled(prefixItems=[TEXT], items={"type": "integer"})),
    ),
    # objects as maps
    ({"type": "object"}, MapOf(value=ANY)),
    ({"type": "object", "additionalProperties": True}, MapOf(value=ANY)),
    ({"type": "object", "additionalProperties": {}}, MapOf(value=ANY)),
    ({"type": "object", "additionalProperties": TEXT}, MapOf(value=STRING)),
    ({"type": "object", "additionalProperties": False}, Object(fields=())),
    ({"patternProperties": {"^x": TEXT}}, MapOf(value=ANY, rules=ruled(patternProperties={"^x": TEXT}))),
    (
        {"patternProperties": {"^x": TEXT}, "additionalProperties": {"type": "integer"}},
        MapOf(
            value=Union(variants=(STRING, INTEGER)),
            rules=ruled(patternProperties={"^x": TEXT}, additionalProperties={"type": "integer"}),
        ),
    ),
    (
        {"patternProperties": {"^x": TEXT}, "additionalProperties": False},
        MapOf(value=STRING, rules=ruled(patternProperties={"^x": TEXT}, additionalProperties=False)),
    ),
    ({"type": "object", "maxProperties": 2}, MapOf(value=ANY, facets=Facets(max_properties=2))),
    # compositions
    ({"anyOf": [TEXT, {"type": "integer"}]}, Union(variants=(STRING, INTEGER))),
    ({"oneOf": [TEXT, {"type": "integer"}]}, Union(variants=(STRING, INTEGER), exclusive=True)),
    ({"anyOf": [TEXT]}, STRING),
    ({"anyOf": [TEXT, TEXT]}, STRING),
    ({"anyOf": [TEXT, {"anyOf": [BOOLEAN_SCHEMA := {"type": "boolean"}, TEXT]}]}, Union(variants=(STRING, BOOLEAN))),
    ({"allOf": [TEXT]}, STRING),
    ({"allOf": [ref("Other"), TEXT]}, AllOf(parts=(OTHER, STRING))),
    ({"type": "string", "allOf": [{"minLength": 1}]}, AllOf(parts=(STRING, text(min_length=1)))),
    ({"$ref": "#/components/schemas/Other"}, OTHER),
    ({"$ref": "#/components/schemas/Other", "description": "x", "x-a": 1}, OTHER),
    ({"$ref": "#/components/schemas/Other", "minLength": 1}, AllOf(parts=(OTHER,), hints=(text(min_length=1),))),
]


@pytest.mark.parametrize(("schema", "expected"), TYPES)
def test_types(schema: Json, expected: Type) -> None:
    found = Diagnostics()
    assert read_schema(schema, found, Other=ID) == expected
    assert not list(found)


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "string", "nullable": True},
        {"type": ["string", "null"]},
        {"type": ["null", "string"]},
        {"type": ["string", None]},
        {"anyOf": [TEXT, {"type": "null"}]},
        {"oneOf": [{"type": "null"}, TEXT]},
        {"anyOf": [TEXT, {"enum": [None]}]},
        {"anyOf": [TEXT, {"const": None}]},
        {"anyOf": [{"type": ["string", "null"]}, TEXT]},
        {"allOf": [TEXT], "nullable": True},
        {"allOf": [{"type": ["string", "null"]}]},
    ],
)
@pytest.mark.parametrize("version", ["3.0.3", "3.1.0", "3.2.0"])
def test_every_notation_of_null(schema: Json, version: str) -> None:
    assert read_schema(schema, version=version) == Scalar(kind=Kind.STRING, nullable=True)


@pytest.mark.parametrize(
    "schema",
    [
        {"enum": ["a", None]},
        {"enum": ["a"], "nullable": True},
        {"type": ["string", "null"], "enum": ["a", None]},
        {"type": "string", "nullable": True, "enum": ["a", None]},
        {"anyOf": [{"const": "a"}, {"type": "null"}]},
    ],
)
def test_null_beside_an_enum(schema: Json) -> None:
    assert read_schema(schema) == Choice(values=("a",), nullable=True)


@pytest.mark.parametrize("schema", [{"type": "null"}, {"enum": [None]}, {"const": None}, {"anyOf": [{"type": "null"}]}])
def test_nothing_but_null(schema: Json) -> None:
    assert read_schema(schema) == NULL


def test_null_beside_a_reference() -> None:
    schema = {"$ref": "#/components/schemas/Other", "nullable": True}
    nullable = RefTo(target=OTHER.target, nullable=True)
    assert read_schema(schema, Other=ID) == nullable
    # OpenAPI 3.0 ignores siblings of $ref, but the intention is clear
    assert read_schema(schema, version="3.0.3", Other=ID) == nullable
    assert read_schema({**schema, "nullable": False, "minLength": 1}, version="3.0.3", Other=ID) == OTHER
    assert read_schema({"anyOf": [ref("Other"), {"type": "null"}]}, Other=ID) == nullable
    assert read_schema({"allOf": [ref("Other")], "nullable": True}, version="3.0.3", Other=ID) == nullable


def test_a_part_without_a_type_accepts_null() -> None:
    schema = {"type": ["string", "null"], "allOf": [{"description": "only words"}]}
    assert read_schema(schema).nullable


def test_nullable_if_every_part_of_all_of_is() -> None:
    nullable, plain = {"type": ["string", "null"]}, {"type": "string", "minLength": 1}
    assert not read_schema({"allOf": [nullable, plain]}).nullable
    assert read_schema({"allOf": [nullable, {**nullable, "minLength": 1}]}).nullable


def test_objects() -> None:
    node = read_schema(
        {
            "required": ["a", "unknown", "a"],
            "properties": {
                "a": {"type": "string", "default": None, "title": "T", "description": "D", "deprecated": True},
                "b": {"type": "integer", "default": 0, "readOnly": True},
                "c": {"$ref": "#/components/schemas/Other", "writeOnly": True},
            },
            "additionalProperties": False,
        },
        Other=ID,
    )
    assert isinstance(node, Object)
    assert node.additional is None
    a, b, c, unknown = node.fields
    assert (a.name, a.required, a.default, a.title, a.description, a.deprecated) == ("a", True, None, "T", "D", True)
    assert (b.required, b.default, b.read_only, b.write_only) == (False, 0, True, False)
    assert (c.type, c.default, c.write_only) == (OTHER, ABSENT, True)
    assert (unknown.name, unknown.type, unknown.required) == ("unknown", ANY, True)
    assert a.location.pointer == "/components/schemas/It/properties/a"


@pytest.mark.parametrize(
    ("additional", "expected"),
    [
        (False, None),
        (True, ANY),
        ({}, ANY),
        (TEXT, STRING),
        ({"type": ["string", "null"]}, Scalar(kind=Kind.STRING, nullable=True)),
    ],
)
def test_additional_properties_beside_named_ones(additional: Json, expected: Type | None) -> None:
    node = read_schema({"properties": {"a": TEXT}, "additionalProperties": additional})
    assert isinstance(node, Object)
    assert node.additional == expected


def test_expandable_ids() -> None:
    mark = {"oneOf": [ref("Other")]}
    branches = [{"type": "string", "maxLength": 5}, ref("Other"), ref("Gone")]
    schema = {"anyOf": branches, "nullable": True, "x-expansionResources": mark}
    node = read_schema(schema, version="3.0.3", Other=ID, Gone=ID)
    gone = DefId("#/components/schemas/Gone")
    assert node == Expandable(targets=(OTHER.target, gone), id=text(max_length=5), nullable=True)


@pytest.mark.parametrize(
    "branches",
    [[TEXT, TEXT, ref("Other")], [TEXT], [ref("Other")], [TEXT, ref("Other"), {"type": "integer"}]],
)
def test_marks_without_one_id_and_an_object_are_plain_unions(branches: list[Json]) -> None:
    node = read_schema({"anyOf": branches, "x-expansionResources": {}}, Other=ID)
    assert not isinstance(node, Expandable)


def test_discriminators() -> None:
    schema = {
        "oneOf": [ref("Cat"), ref("Dog")],
        "discriminator": {
            "propertyName": "kind",
            "mapping": {"cat": "Cat", "dog": "#/components/schemas/Dog", "odd": 5, "none": "Nobody"},
        },
    }
    found = Diagnostics()
    node = read_schema(schema, found, Cat=ID, Dog={"type": "object", "properties": {"b": TEXT}})
    assert isinstance(node, Union)
    cat, dog = DefId("#/components/schemas/Cat"), DefId("#/components/schemas/Dog")
    assert node.discriminator == Discriminator(property="kind", mapping=(("cat", cat), ("dog", dog)))
    assert [code for code, _ in codes(found)] == ["unresolved-ref", "invalid-type"]


def test_names_with_dots_are_components() -> None:
    mark = {"propertyName": "kind", "mapping": {"a": "Acme.Cat"}}
    node = read_schema({"oneOf": [ref("Acme.Cat"), TEXT], "discriminator": mark}, **{"Acme.Cat": ID})
    assert isinstance(node, Union)
    mapping = (("a", DefId("#/components/schemas/Acme.Cat")),)
    assert node.discriminator == Discriminator(property="kind", mapping=mapping)


def test_a_discriminator_without_property() -> None:
    found = Diagnostics()
    node = read_schema({"oneOf": [ref("A"), TEXT], "discriminator": {}}, found, A=ID)
    assert isinstance(node, Union)
    assert node.discriminator is None
    assert codes(found) == [("missing-property", "/components/schemas/It/discriminator")]


def test_definitions_have_descriptions_and_the_resource() -> None:
    schema = {"type": "object", "title": "T", "description": "D", "deprecated": True, "x-resourceId": "coupon"}
    it = component(read(document({"It": schema})), "It")
    assert (it.title, it.description, it.deprecated, it.resource, it.origin.component) == (
        "T",
        "D",
        True,
        "coupon",
        "It",
    )


def test_a_component_that_is_a_reference_names_its_target() -> None:
    api = read(document({"It": {"$ref": "#/x-parts/thing"}}, **{"x-parts": {"thing": ID}}))
    assert [item.origin.component for item in api.definitions.values()] == ["It"]


def test_definitions_keep_the_order_of_the_document() -> None:
    api = read(document({"C": {"properties": {"a": ref("A"), "b": ref("B")}}, "B": ID, "A": TEXT}))
    assert [item.origin.component for item in api.definitions.values()] == ["C", "B", "A"]


WRONG: list[tuple[Json, str, str]] = [
    ("text", "invalid-type", ""),
    ([], "invalid-type", ""),
    (None, "invalid-type", ""),
    ({"type": "text"}, "invalid-value", "/type"),
    ({"type": 5}, "invalid-value", "/type"),
    ({"type": "string", "minLength": "5"}, "invalid-type", "/minLength"),
    ({"type": "string", "minLength": -1}, "invalid-type", "/minLength"),
    ({"type": "string", "minLength": 1.5}, "invalid-type", "/minLength"),
    ({"type": "string", "minLength": True}, "invalid-type", "/minLength"),
    ({"type": "number", "minimum": "5"}, "invalid-type", "/minimum"),
    ({"type": "number", "exclusiveMinimum": "5"}, "invalid-type", "/exclusiveMinimum"),
    ({"type": "string", "pattern": 5}, "invalid-type", "/pattern"),
    ({"type": "string", "nullable": "yes"}, "invalid-type", "/nullable"),
    ({"type": "array", "items": "x"}, "invalid-type", "/items"),
    ({"type": "array", "items": [5]}, "invalid-type", "/items/0"),
    ({"properties": []}, "invalid-type", "/properties"),
    ({"properties": {"a": 5}}, "invalid-type", "/properties/a"),
    ({"properties": {"a": TEXT}, "required": [5]}, "invalid-type", "/required/0"),
    ({"type": "object", "additionalProperties": "x"}, "invalid-type", "/additionalProperties"),
    ({"enum": "a"}, "invalid-type", "/enum"),
    ({"anyOf": {}}, "invalid-type", "/anyOf"),
    ({"allOf": "x"}, "invalid-type", "/allOf"),
    ({"$ref": 5}, "invalid-type", "/$ref"),
    ({"$ref": ""}, "unresolved-ref", "/$ref"),
    ({"type": "string", "description": []}, "invalid-type", "/description"),
    ({"type": "string", "multipleOf": 0}, "invalid-value", "/multipleOf"),
]


@pytest.mark.parametrize(("schema", "code", "place"), WRONG)
def test_diagnostics_are_located(schema: Json, code: str, place: str) -> None:
    found = Diagnostics()
    read_schema(schema, found)
    pointers = [(at, pointer.removeprefix("/components/schemas/It")) for at, pointer in codes(found)]
    assert (code, place) in pointers
    assert found.failed or code == "unresolved-ref" or place == "/description"


@pytest.mark.parametrize("required", ["a", True, {}])
def test_required_that_is_not_a_list_is_reported(required: Json) -> None:
    found = Diagnostics()
    read_schema({"properties": {"a": TEXT}, "required": required}, found)
    assert [place for _, place in codes(found)] == ["/components/schemas/It/required"]


def test_schemas_nested_too_deep() -> None:
    schema: Json = TEXT
    for _ in range(160):
        schema = {"type": "array", "items": schema}
    found = Diagnostics()
    read_schema(schema, found)
    assert {code for code, _ in codes(found)} == {"nesting-too-deep"}


def test_a_long_chain_of_components() -> None:
    chain = {f"C{n}": {"type": "object", "properties": {"next": ref(f"C{n + 1}")}} for n in range(600)}
    assert len(read(document({**chain, "C600": ID})).definitions) == 601


@pytest.mark.parametrize("keyword", ["anyOf", "oneOf"])
@pytest.mark.parametrize("impossible", [False, {"not": {}}, {"not": True}])
def test_variants_without_values_are_left_out(keyword: str, impossible: Json) -> None:
    assert isinstance(read_schema({keyword: [TEXT, impossible]}, Diagnostics()), Scalar)
