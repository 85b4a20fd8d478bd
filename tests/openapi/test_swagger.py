"""Upgrade of Swagger 2.0 to OpenAPI 3.0: each object, and locations of diagnostics."""

from __future__ import annotations

import pytest

from codegen.core.diagnostic import Diagnostics
from codegen.ir.api import In
from codegen.openapi.formats import read_api
from codegen.openapi.swagger2 import is_swagger, upgrade
from tests.support.documents import Json, codes, parsed

OK: Json = {"responses": {"200": {"description": ""}}}
IDS: Json = {"name": "ids", "in": "query", "type": "array", "items": {"type": "integer"}}


def swagger(operation: Json | None = None, **members: Json) -> Json:
    paths = {"/a": {"post": operation or OK}}
    return {"swagger": "2.0", "info": {"title": "T", "version": "1"}, "paths": paths, **members}


def upgraded(spec: Json, found: Diagnostics | None = None) -> Json:
    return upgrade(parsed(spec), Diagnostics() if found is None else found).value


def operation_of(operation: Json, **members: Json) -> Json:
    return upgraded(swagger({**OK, **operation}, **members))["paths"]["/a"]["post"]


def test_only_version_2_is_upgraded() -> None:
    assert is_swagger(parsed({"swagger": "2.0"}))
    others: list[Json] = [{"swagger": "1.2"}, {"openapi": "3.0.0"}, []]
    assert not any(is_swagger(parsed(value)) for value in others)


@pytest.mark.parametrize(
    ("members", "urls"),
    [
        ({}, []),
        ({"host": "h", "basePath": "/v1/"}, ["https://h/v1"]),
        ({"host": "h:8", "schemes": ["http", "https"]}, ["https://h:8", "http://h:8"]),
        ({"basePath": "/v1"}, ["/v1"]),
    ],
)
def test_servers(members: Json, urls: list[str]) -> None:
    assert [server["url"] for server in upgraded(swagger(**members))["servers"]] == urls


@pytest.mark.parametrize(
    ("stated", "style", "explode"),
    [
        ({}, "form", False),
        ({"collectionFormat": "csv"}, "form", False),
        ({"collectionFormat": "multi"}, "form", True),
        ({"collectionFormat": "ssv"}, "spaceDelimited", False),
        ({"collectionFormat": "pipes"}, "pipeDelimited", False),
    ],
)
def test_arrays_in_queries(stated: Json, style: str, explode: bool) -> None:  # noqa: FBT001 - a parameter of the test
    (param,) = operation_of({"parameters": [{**IDS, **stated}]})["parameters"]
    assert (param["style"], param["explode"]) == (style, explode)
    assert param["schema"] == {"type": "array", "items": {"type": "integer"}}


def test_an_unsupported_separator_is_reported() -> None:
    found = Diagnostics()
    upgraded(swagger({**OK, "parameters": [{**IDS, "collectionFormat": "tsv"}]}), found)
    assert codes(found) == [("unsupported-keyword", "/paths/~1a/post/parameters/0/collectionFormat")]


def test_bodies() -> None:
    body = {"name": "b", "in": "body", "required": True, "schema": {"$ref": "#/definitions/A"}}
    schema = {"$ref": "#/components/schemas/A"}
    expected = {"required": True, "content": {"application/json": {"schema": schema}}}
    assert operation_of({"parameters": [body]})["requestBody"] == expected
    several = operation_of({"parameters": [body], "consumes": ["text/xml", "text/json"]})["requestBody"]
    assert list(several["content"]) == ["text/xml", "text/json"]
    shared = operation_of({"parameters": [{"$ref": "#/parameters/a%20B"}]}, parameters={"a B": body})
    assert shared == {**OK, "parameters": [], "requestBody": expected}


@pytest.mark.parametrize(
    ("kind", "consumes", "media"),
    [
        ("string", [], "application/x-www-form-urlencoded"),
        ("string", ["multipart/form-data"], "multipart/form-data"),
        ("string", ["application/json"], "application/x-www-form-urlencoded"),
        ("file", [], "multipart/form-data"),
        ("file", ["application/x-www-form-urlencoded"], "multipart/form-data"),
    ],
)
def test_forms(kind: str, consumes: list[str], media: str) -> None:
    field = {"name": "f", "in": "formData", "type": kind, "required": True, "description": "D"}
    body = operation_of({"parameters": [field], "consumes": consumes})["requestBody"]
    ((name, content),) = body["content"].items()
    assert (name, body["required"], content["schema"]["required"]) == (media, True, ["f"])
    types = {"string": {"type": "string"}, "file": {"type": "string", "format": "binary"}}
    assert content["schema"]["properties"] == {"f": {**types[kind], "description": "D"}}


def test_the_body_of_an_operation_overrides_that_of_its_path() -> None:
    def field(name: str, kind: str) -> Json:
        return {"name": name, "in": "formData", "type": kind}

    item = {
        "parameters": [field("a", "string"), field("b", "string")],
        "post": {**OK, "parameters": [field("a", "integer")]},
    }
    content = upgraded(swagger() | {"paths": {"/a": item}})["paths"]["/a"]["post"]["requestBody"]["content"]
    assert content["application/x-www-form-urlencoded"]["schema"]["properties"] == {
        "a": {"type": "integer"},
        "b": {"type": "string"},
    }


def test_responses() -> None:
    response = {
        "description": "D",
        "schema": {"type": "string"},
        "headers": {"X": {"type": "integer", "description": "H"}},
    }
    made = operation_of({"responses": {"200": response}, "produces": ["text/plain"]})["responses"]["200"]
    assert made == {
        "description": "D",
        "content": {"text/plain": {"schema": {"type": "string"}}},
        "headers": {"X": {"description": "H", "schema": {"type": "integer"}}},
    }
    raw = operation_of({"responses": {"200": {"description": "", "schema": {"type": "file"}}}})
    assert list(raw["responses"]["200"]["content"]) == ["application/octet-stream"]


def test_a_shared_response_is_inlined_for_other_media_types() -> None:
    responses = {"R": {"description": "", "schema": {"type": "string"}}}
    listed = {"200": {"$ref": "#/responses/R"}}
    assert operation_of({"responses": listed}, responses=responses)["responses"]["200"] == {
        "$ref": "#/components/responses/R"
    }
    own = operation_of({"responses": listed, "produces": ["text/csv"]}, responses=responses)
    assert list(own["responses"]["200"]["content"]) == ["text/csv"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ({"type": "basic"}, {"type": "http", "scheme": "basic"}),
        ({"type": "apiKey", "name": "k", "in": "header"}, {"type": "apiKey", "name": "k", "in": "header"}),
        (
            {"type": "oauth2", "flow": "application", "tokenUrl": "t", "scopes": {}},
            {"type": "oauth2", "flows": {"clientCredentials": {"tokenUrl": "t", "scopes": {}}}},
        ),
    ],
)
def test_security_schemes(old: Json, new: Json) -> None:
    assert upgraded(swagger(securityDefinitions={"s": old}))["components"]["securitySchemes"]["s"] == new


def test_schemas() -> None:
    part = {"$ref": "#/definitions/B"}
    old = {
        "discriminator": "kind",
        "properties": {"a": part, "b": {"type": "string", "x-nullable": True}},
        "allOf": [part],
        "additionalProperties": part,
    }
    new = {"$ref": "#/components/schemas/B"}
    assert upgraded(swagger(definitions={"A": old}))["components"]["schemas"]["A"] == {
        "discriminator": {"propertyName": "kind"},
        "properties": {"a": new, "b": {"type": "string", "x-nullable": True, "nullable": True}},
        "allOf": [new],
        "additionalProperties": new,
    }


def test_diagnostics_are_located_in_the_original() -> None:
    found = Diagnostics()
    bad = {"type": "object", "properties": {"x": 5}}
    listed = [{**IDS, "minItems": -1}, {"name": "b", "in": "body", "schema": {"$ref": "#/definitions/None"}}]
    read_api(parsed(swagger({**OK, "parameters": listed}, definitions={"A": bad})), found)
    assert codes(found) == [
        ("invalid-type", "/definitions/A/properties/x"),
        ("invalid-type", "/paths/~1a/post/parameters/0/minItems"),
        ("unresolved-ref", "/paths/~1a/post/parameters/1/schema/$ref"),
    ]


@pytest.mark.parametrize(
    "members",
    [
        {"paths": []},
        {"paths": {"/a": 5}},
        {"paths": {"/a": {"get": 5}}},
        {"paths": {"/a": {"get": {"parameters": {}, "responses": []}}}},
        {"paths": {"/a": {"get": {"parameters": [5], "responses": {"200": 5}}}}},
        {"definitions": 5},
        {"definitions": {"A": 5}},
        {"parameters": 5},
        {"parameters": {"A": 5}},
        {"responses": 5},
        {"securityDefinitions": {"s": 5}},
    ],
)
def test_members_of_a_wrong_type_are_left_to_the_reader(members: Json) -> None:
    assert read_api(parsed(swagger() | members), Diagnostics()) is not None


def test_parameters_keep_their_location() -> None:
    reading = read_api(parsed(swagger({**OK, "parameters": [IDS]})), Diagnostics())
    assert reading is not None
    (param,) = reading.api.operations[0].params
    assert (param.where, param.location.pointer) == (In.QUERY, "/paths/~1a/post/parameters/0")


def test_parameters_beside_a_whole_body_are_reported() -> None:
    whole: Json = {"in": "body", "name": "a", "schema": {"type": "object"}}
    beside: Json = {"in": "formData", "name": "c", "type": "string"}
    found = Diagnostics()
    upgraded(swagger({**OK, "parameters": [whole, {**whole, "name": "b"}, beside]}), found)
    place = "/paths/~1a/post/parameters"
    assert codes(found) == [("invalid-value", f"{place}/1"), ("invalid-value", f"{place}/2")]
