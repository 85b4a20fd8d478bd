"""Matching of operations, schemas, references, nulls, wrappings and cycles."""

from __future__ import annotations

from typing import Any, TypeAlias

import pytest

from tests.diff.apis import api, body, holder, ids, operation, report, response

Json: TypeAlias = Any
TEXT: Json = {"type": "string"}
REF: Json = {"$ref": "#/components/schemas/T"}


def path_param(name: str) -> Json:
    return {"parameters": [{"name": name, "in": "path", "required": True, "schema": TEXT}]}


def components(**schemas: Json) -> Json:
    return {"components": {"schemas": schemas}}


def test_names_of_path_parameters_are_not_compared_on_the_wire() -> None:
    old = api({"GET /things/{id}": operation(**path_param("id"))})
    new = api({"GET /things/{thing}": operation(**path_param("thing"))})
    assert ids(old, new) == []
    names = [finding.id for finding in report(old, new).findings]
    assert names == ["caller-argument-renamed"]


def test_a_prefix_that_moved_to_the_servers() -> None:
    old = api({"GET /v1/things": operation()}, servers=[{"url": "https://a.example"}])
    new = api({"GET /things": operation()}, servers=[{"url": "https://a.example/v1"}])
    assert ids(old, new) == []
    assert ids(new, old) == []


def test_invalid_server_urls() -> None:
    """Server URLs may be any string; `urlsplit` raises for some."""
    old = api({"GET /v1/things": operation()}, servers=[{"url": "https://]"}])
    new = api({"GET /v1/things": operation()}, servers=[{"url": "https://[x]"}])
    assert ids(old, new) == ids(old, old)


def test_a_moved_operation_is_reported_with_confidence() -> None:
    found = report(api({"GET /a": operation()}), api({"GET /b": operation()})).findings
    removed = next(item for item in found if item.id == "api-path-removed-without-deprecation")
    assert removed.change.renamed == ("GET /b", 0.9)
    assert removed.note == "a.retrieve() was removed; use b.retrieve()"


@pytest.mark.parametrize(
    "null",
    [
        {"type": ["string", "null"]},
        {"anyOf": [TEXT, {"type": "null"}]},
        {"oneOf": [{"type": "null"}, TEXT]},
    ],
)
def test_spellings_of_null_are_equivalent(null: Json) -> None:
    old = api({"POST /things": operation(**body(holder({"type": ["string", "null"]})))})
    new = api({"POST /things": operation(**body(holder(null)))})
    assert ids(old, new) == []


def test_nullable_of_3_0_equals_null_of_3_1() -> None:
    old = api({"POST /things": operation(**body(holder({"type": "string", "nullable": True})))}) | {"openapi": "3.0.3"}
    new = api({"POST /things": operation(**body(holder({"type": ["string", "null"]})))})
    assert ids(old, new) == []


def test_a_reference_equals_its_target() -> None:
    schema = holder(TEXT)
    inline = api({"POST /things": operation(**body(holder(schema)))}, **components(T=schema))
    named = api({"POST /things": operation(**body(holder(REF)))}, **components(T=schema))
    assert ids(inline, named) == []
    assert ids(named, inline) == []


def test_all_of_is_merged_before_the_comparison() -> None:
    whole = {"type": "object", "properties": {"a": TEXT, "b": TEXT}, "required": ["a"]}
    parts = {
        "allOf": [
            {"type": "object", "properties": {"a": TEXT}, "required": ["a"]},
            {"type": "object", "properties": {"b": TEXT}},
        ]
    }
    old, new = (api({"POST /things": operation(**body(schema))}) for schema in (whole, parts))
    assert ids(old, new) == []


def test_a_change_of_a_shared_schema_is_reported_once_with_all_operations() -> None:
    def shared(schema: Json) -> Json:
        operations = {f"GET /p{n}": operation(operationId=f"op{n}", **response(holder(REF))) for n in range(9)}
        return api(operations, **components(T=schema))

    found = report(shared(holder(TEXT)), shared(holder({"type": "integer"}))).findings
    assert [finding.id for finding in found] == ["response-property-type-changed"]
    assert found[0].operations == tuple(f"GET /p{n}" for n in range(9))
    assert found[0].change.subject == "T.p"


def test_a_schema_that_is_body_and_property_changes_once() -> None:
    def both(schema: Json) -> Json:
        operations = {
            "GET /a": operation(operationId="a", **response(REF)),
            "GET /b": operation(operationId="b", **response(holder(REF))),
        }
        return api(operations, **components(T=schema))

    found = report(both({"type": "string"}), both({"type": "integer"})).findings
    assert [finding.id for finding in found] == ["response-body-type-changed"]
    assert found[0].operations == ("GET /a", "GET /b")


def test_recursive_schemas_terminate() -> None:
    def tree(kind: str) -> Json:
        node = {
            "type": "object",
            "properties": {"next": REF, "all": {"type": "array", "items": REF}, "v": {"type": kind}},
        }
        return api({"POST /things": operation(**body(REF), responses=response(REF)["responses"])}, **components(T=node))

    assert ids(tree("string"), tree("string")) == []
    assert ids(tree("string"), tree("boolean")) == ["request-property-type-changed", "response-property-type-changed"]


def test_cycles_of_different_lengths_terminate() -> None:
    two = {"A": {"$ref": "#/components/schemas/B"}, "B": holder({"$ref": "#/components/schemas/A"})}
    one = {"A": holder({"$ref": "#/components/schemas/A"}), "B": holder(TEXT)}
    start = {"$ref": "#/components/schemas/A"}
    old, new = (
        api({"GET /a": operation(**response(start))}, components={"schemas": schemas}) for schemas in (two, one)
    )
    assert ids(old, new) == []


def test_wrapping_is_not_a_removal() -> None:
    old = api({"POST /things": operation(**body(holder(holder(TEXT))))})
    new = api({"POST /things": operation(**body(holder({"oneOf": [holder(TEXT), {"type": "integer"}]})))})
    assert ids(old, new) == ["request-property-one-of-added"]


def test_the_only_object_of_a_union_is_always_matched() -> None:
    def union(**properties: Json) -> Json:
        schema = {"anyOf": [{"type": "object", "properties": properties}, {"type": "string", "enum": [""]}]}
        return api({"POST /things": operation(**body(holder(schema)))})

    assert ids(union(a=TEXT), union(a=TEXT, b=TEXT, c=TEXT)) == ["new-optional-request-property"] * 2


def test_header_names_are_case_insensitive() -> None:
    def named(name: str) -> Json:
        return api({"GET /a": operation(parameters=[{"name": name, "in": "header", "schema": TEXT}])})

    assert ids(named("X-Thing"), named("x-thing")) == []


def test_a_likely_rename_is_noted_on_both_changes() -> None:
    def named(name: str) -> Json:
        return api({"POST /a": operation(**body({"type": "object", "properties": {name: TEXT}}))})

    found = {item.id: item for item in report(named("colour"), named("color")).findings}
    assert set(found) == {"request-property-removed", "new-optional-request-property"}
    assert found["request-property-removed"].change.renamed == ("color", 0.95)
    assert found["new-optional-request-property"].change.renamed == ("colour", 0.95)


def test_dissimilar_properties_are_not_a_rename() -> None:
    old = api({"POST /a": operation(**body({"type": "object", "properties": {"color": TEXT}}))})
    new = api({"POST /a": operation(**body({"type": "object", "properties": {"weight": {"type": "number"}}}))})
    assert all(item.change.renamed is None for item in report(old, new).findings)


def test_the_order_of_a_document_is_irrelevant() -> None:
    schemas = {name: holder(TEXT) for name in ("A", "B", "C")}
    operations = {f"GET /{name}": operation(operationId=name, **response(holder(TEXT))) for name in "abc"}
    old = api(operations, components={"schemas": schemas})
    new = api(dict(reversed(operations.items())), components={"schemas": dict(reversed(schemas.items()))})
    assert ids(old, new) == []


def test_a_schema_renamed_where_it_is_used() -> None:
    def named(name: str, **more: Json) -> Json:
        held = {"$ref": f"#/components/schemas/{name}"}
        return api({"GET /a": operation(**response(held))}, components={"schemas": {name: holder(TEXT), **more}})

    found = {item.id: item for item in report(named("Thing"), named("Widget")).findings}
    removed = found["api-schema-removed"]
    assert removed.change.renamed == ("Widget", 1.0)
    assert removed.verdicts.caller == "INFO", "the renamed class is a change of its own"
    unlike = report(named("Thing", Lost=holder({"type": "integer"})), named("Thing", Found=THINGS)).findings
    assert [item.change.renamed for item in unlike if item.id == "api-schema-removed"] == [None]


THINGS = {"type": "array", "items": TEXT}


def test_respelled_enum_values() -> None:
    def valued(*values: str) -> Json:
        return api({"POST /a": operation(**body(holder({"type": "string", "enum": list(values)})))})

    found = {item.id: item for item in report(valued("in_progress", "x"), valued("inProgress", "x")).findings}
    assert found["request-property-enum-value-removed"].change.renamed == ("inProgress", 0.95)
    assert found["request-property-enum-value-added"].change.renamed == ("in_progress", 0.95)
    assert (
        '"in_progress" to "inProgress" (confidence 0.95)' in found["request-property-enum-value-removed"].change.message
    )
    assert all(item.change.renamed is None for item in report(valued("left"), valued("up")).findings)


def test_a_moved_operation_is_matched_by_structure() -> None:
    thing = {"type": "object", "properties": {"a": TEXT, "b": TEXT}}
    old = api({"POST /v1/things": operation(operationId="one", **body(thing))})
    new = api({"POST /v2/things": operation(operationId="two", **body(thing))})
    found = {item.id: item.change.renamed for item in report(old, new).findings}
    assert found == {
        "api-path-removed-without-deprecation": ("POST /v2/things", 0.89),
        "endpoint-added": ("POST /v1/things", 0.89),
    }
    other = api({"POST /v2/boxes": operation(operationId="two", **body(thing))})
    assert all(item.change.renamed is None for item in report(old, other).findings)


def test_parts_of_an_operation_moved_by_its_id_are_compared() -> None:
    old = api({"POST /v1/things": operation(**body(holder(TEXT)))})
    new = api({"POST /v2/things": operation(**body(holder({"type": "integer"})))})
    assert ids(old, new) == ["api-path-removed-without-deprecation", "endpoint-added", "request-property-type-changed"]


@pytest.mark.parametrize(
    "servers", [["https://a.example/v1"], ["https://test.example", "https://a.example/v1"], ["/v1"]]
)
def test_a_prefix_moves_between_servers_and_paths(servers: list[str]) -> None:
    old = {**api({"GET /things": operation()}), "servers": [{"url": url} for url in servers]}
    new = {**api({"GET /v1/things": operation()}), "servers": [{"url": "https://a.example"}]}
    there, back = ids(old, new), ids(new, old)
    dropped = len(servers) > 1
    assert (there, back) == ((["api-server-removed"], ["api-server-added"]) if dropped else ([], []))
    assert ids(old, api({"GET /v2/things": operation(operationId="two")})) == [
        "api-path-removed-without-deprecation",
        "endpoint-added",
    ]


def test_wrapped_subschemas_are_compared() -> None:
    old = api({"POST /a": operation(**body(holder(holder(TEXT))))})
    wrapped = {"oneOf": [{**holder(TEXT), "required": ["p"]}, {"type": "integer"}]}
    new = api({"POST /a": operation(**body(holder(wrapped)))})
    assert ids(old, new) == ["request-property-became-required", "request-property-one-of-added"]


def test_additional_properties_in_the_place_of_listed_ones() -> None:
    texts, listed = {"type": "object", "additionalProperties": TEXT}, holder({"type": "integer"})
    one, two = (api({"POST /a": operation(**body(schema))}) for schema in (texts, listed))
    assert "request-property-type-changed" in ids(one, two)
    assert "request-property-type-changed" in ids(two, one)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ({"oneOf": [REF]}, REF),
        ({"allOf": [REF], "description": "words"}, REF),
        ({"const": "a"}, {"type": "string", "enum": ["a"]}),
        ({"type": "string", "enum": ["a", "b"]}, {"type": "string", "enum": ["b", "a"]}),
        ({"type": ["string", "integer"]}, {"anyOf": [TEXT, {"type": "integer"}]}),
        ({"type": "object", "additionalProperties": True}, {"type": "object"}),
        ({"type": "string", "minLength": 0}, TEXT),
        ({"type": "string", "title": "T", "description": "words", "example": "x"}, TEXT),
    ],
)
def test_equivalent_schemas(one: Json, two: Json) -> None:
    documents = [
        api(
            {"POST /a": operation(**body(holder(schema)), responses=response(holder(schema))["responses"])},
            **components(T=TEXT),
        )
        for schema in (one, two)
    ]
    assert ids(*documents) == ids(*reversed(documents)) == []


def test_equal_changes_of_inlined_schemas_are_reported_once() -> None:
    named = {f"GET /{n}": operation(operationId=n, **response(REF)) for n in "abc"}
    inline = {f"GET /{n}": operation(operationId=n, **response(holder({"type": "boolean"}))) for n in "abc"}
    found = [
        item for item in report(api(named, **components(T=holder(TEXT))), api(inline)).findings if item.level == "ERR"
    ]
    assert [(item.id, item.change.subject) for item in found] == [("response-property-type-changed", "T.p")]
    assert found[0].operations == ("GET /a", "GET /b", "GET /c")


def test_only_named_schemas_are_reported_as_removed() -> None:
    parameter = {"P": {"name": "p", "in": "query", "schema": {"type": "object", "properties": {"a": TEXT}}}}
    held = {"$ref": "#/components/parameters/P/schema"}
    old = api({"GET /a": operation(**response(held))}, components={"parameters": parameter})
    new = api({"GET /a": operation(**response(parameter["P"]["schema"]))})
    assert ids(old, new) == []
