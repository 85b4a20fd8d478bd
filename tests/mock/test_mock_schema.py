"""The schema evaluator against independent implementations: equal results for each value."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest
from openapi_schema_validator import OAS30ReadValidator, OAS31Validator

from codegen.core.location import Location
from codegen.mock.schema import _MOST_STEPS, Schemas

if TYPE_CHECKING:
    from codegen.core.json import Json

VALUES: list[Any] = [
    None, True, False, 0, 1, 1.0, 1.5, -3, 10**20, "", "a", "abc", "12", [], [1], [1, 1], [1, True], [1, "a", None],
    {}, {"a": 1}, {"a": "x", "b": 2}, {"b": None}, {"x-a": 1, "c": []}, [{"a": 1}, {"a": 1.0}], {"a": {"a": {"a": 5}}},
]  # fmt: skip

SCHEMAS: list[Any] = [
    True, False, {},
    *({"type": kind} for kind in ("null", "boolean", "integer", "number", "string", "array", "object")),
    {"type": ["string", "null"]},
    {"enum": [1, "a", None, {"a": 1}, [1]]}, {"const": 1}, {"const": False},
    {"minLength": 2}, {"maxLength": 1}, {"pattern": "^[a-b]+$"},
    {"minimum": 1, "maximum": 10}, {"exclusiveMinimum": 1}, {"exclusiveMaximum": 1.5}, {"multipleOf": 0.5},
    {"minItems": 2, "maxItems": 2}, {"uniqueItems": True}, {"items": {"type": "integer"}},
    {"prefixItems": [{"type": "integer"}], "items": {"type": "string"}}, {"contains": {"const": 1}},
    {"contains": {"type": "integer"}, "minContains": 2, "maxContains": 2},
    {"required": ["a"]}, {"properties": {"a": {"type": "integer"}}, "additionalProperties": False},
    {"patternProperties": {"^x-": {"type": "string"}}, "additionalProperties": {"type": "integer"}},
    {"minProperties": 1, "maxProperties": 1}, {"propertyNames": {"maxLength": 1}},
    {"dependentRequired": {"a": ["b"]}}, {"dependentSchemas": {"a": {"required": ["b"]}}},
    {"allOf": [{"type": "object"}, {"required": ["a"]}]}, {"anyOf": [{"type": "string"}, {"minimum": 1}]},
    {"oneOf": [{"type": "integer"}, {"type": "number"}]}, {"not": {"type": ["array", "object"]}},
    {"if": {"type": "string"}, "then": {"minLength": 2}, "else": {"type": "integer"}},
    {"$ref": "#/components/schemas/Node"}, {"$ref": "#/components/schemas/Node", "maxProperties": 0},
]  # fmt: skip

NODE = {"Node": {"type": ["object", "integer"], "properties": {"a": {"$ref": "#/components/schemas/Node"}}}}

SCHEMAS_30: list[Any] = [
    {"type": "string", "nullable": True}, {"type": "integer", "minimum": 1, "exclusiveMinimum": True},
    {"type": "number", "maximum": 1.5, "exclusiveMaximum": True}, {"type": "object", "minProperties": 1},
]  # fmt: skip


def allows(schema: Json, value: Json) -> bool:
    documents: dict[str, Json] = {"a.yaml": {"schema": schema, "components": {"schemas": NODE}}}  # type: ignore[dict-item]
    return Schemas(documents).allows(value, Location("a.yaml", "/schema"))


@pytest.mark.parametrize("schema", SCHEMAS, ids=str)
def test_results_equal_those_of_jsonschema(schema: Any) -> None:
    whole = schema if isinstance(schema, bool) else {**schema, "components": {"schemas": NODE}}
    validator = OAS31Validator(whole)
    for value in VALUES:
        assert allows(schema, value) == validator.is_valid(value), value


@pytest.mark.parametrize("schema", SCHEMAS_30, ids=str)
def test_results_equal_those_of_openapi_3_0(schema: Any) -> None:
    for value in VALUES:
        assert allows(schema, value) == OAS30ReadValidator(schema).is_valid(value), value


def test_references_to_other_files_and_cycles() -> None:
    documents: dict[str, Json] = {
        "api/main.yaml": {"x": {"$ref": "../common/types.yaml#/Text~1s"}, "loop": {"$ref": "#/loop"}},
        "common/types.yaml": {"Text/s": {"type": "string"}},
    }
    schemas = Schemas(documents)
    assert schemas.allows("a", Location("api/main.yaml", "/x"))
    assert not schemas.allows(1, Location("api/main.yaml", "/x"))
    assert schemas.allows(1, Location("api/main.yaml", "/loop"))


def test_missing_and_malformed_schemas_allow_everything() -> None:
    for schema in ({"$ref": "#/nowhere"}, {"$ref": "other.yaml"}, {"$ref": "#anchor"}, {"pattern": "("}, {"type": 5}):
        assert allows(schema, "a")  # type: ignore[arg-type]


def test_write_only_properties_are_not_required_in_responses() -> None:
    schema: Json = {"required": ["key"], "properties": {"key": {"type": "string", "writeOnly": True}}}
    assert allows(schema, {})


def test_dates_and_times_have_the_form_that_models_read() -> None:
    for kind, good, bad in (
        ("date-time", "2026-01-02T03:04:05Z", "20260102T030405Z"),
        ("date", "2026-01-02", "02.01.2026"),
        ("other", "a", None),
    ):
        assert allows({"format": kind}, good)
        assert bad is None or not allows({"format": kind}, bad)


@pytest.mark.parametrize(
    "schema",
    [
        {"type": [{}]}, {"type": {}}, {"required": [[]]}, {"required": True}, {"properties": [1]}, {"items": 5},
        {"properties": {"a": 5}}, {"allOf": {}}, {"oneOf": []}, {"enum": {}}, {"dependentRequired": {"a": [{}]}},
        {"dependentSchemas": {"a": 5}}, {"patternProperties": {"(": False}, "additionalProperties": False},
        {"minContains": "x", "contains": {}}, {"multipleOf": 0}, {"multipleOf": -1}, {"minLength": {}}, {"if": 5},
        {"$ref": 5}, {"$ref": "#a%ZZ"}, {"format": {}}, {"pattern": 5}, {"exclusiveMinimum": True}, {"uniqueItems": 1},
    ],
    ids=str,
)  # fmt: skip
def test_a_malformed_keyword_allows_everything(schema: Any) -> None:
    for value in (1, "a", [1], {"a": 1}, None, 1e308, 10**3000):
        assert allows(schema, value)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("schema", "components"),
    [
        ({"$ref": "#/c/A0"}, {f"A{i}": {"anyOf": [{"$ref": f"#/c/A{i + 1}"}] * 2} for i in range(60)}),
        ({"anyOf": [{"enum": [[{"a": 1}]]}] * 20_000}, {}),
        ({"anyOf": [{"allOf": [{"uniqueItems": True}, False]}] * 20_000}, {}),
        ({"anyOf": [{"$ref": "#/c/R"}] * 3_000}, {"R": {"required": [*map(str, range(50_000)), "x"]}}),
        ({"items": {"patternProperties": {f"^x{i}": False for i in range(2_000)}}}, {}),
    ],
    ids=["doubling", "enum", "unique", "required", "patterns"],
)
def test_the_work_for_one_value_is_bounded(schema: Any, components: Any) -> None:
    components |= {"A60": {"const": 5}}
    value: Any = [{f"a{i}": i for i in range(50)} for _ in range(1_000)]
    start = time.process_time()
    Schemas({"a": {"s": schema, "c": components}}).allows(value, Location("a", "/s"))
    assert time.process_time() - start < 10


@pytest.mark.parametrize(
    ("value", "allowed"), [({"to": "me"}, True), ({"number": 1}, True), ({"to": 1}, False), (5, False)]
)
def test_variants_that_extend_their_union_are_evaluated_once(value: Any, *, allowed: bool) -> None:
    notice = {"$ref": "#/Notice"}
    texts, numbers = (
        {"properties": {name: {"type": kind}}} for name, kind in (("to", "string"), ("number", "integer"))
    )
    mail = {"allOf": [notice, {"type": "object", "required": ["to"], **texts}]}
    call = {"allOf": [notice], "type": "object", "required": ["number"], **numbers}
    documents = {"a": {"Notice": {"anyOf": [{"$ref": "#/Mail"}, {"$ref": "#/Call"}]}, "Mail": mail, "Call": call}}
    schemas = Schemas(documents)
    assert schemas.allows(value, Location("a", "/Notice")) is allowed
    assert schemas._steps_left > _MOST_STEPS - 30
