"""Round trip of an API through reference tables in Markdown."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codegen.config import TablesSettings
from codegen.core.diagnostic import Diagnostics
from codegen.core.json import Json
from codegen.ir.api import Api, Body
from codegen.ir.lookup import success_type
from codegen.ir.types import Object, RefTo, Type
from codegen.openapi.document import Document, parse
from codegen.openapi.formats import read_api
from codegen.tables import read_reference
from codegen.tables.source import completed, document_of
from codegen.tables.write.pages import build_tables
from tests.support.examples import examples

WORDS = st.from_regex(r"[a-z][a-z_]{0,6}[a-z]", fullmatch=True)
COMPONENTS = ("alpha", "beta_thing", "Gamma")
SCALARS: tuple[dict[str, Json], ...] = (
    {"type": "string"},
    {"type": "string", "format": "date-time"},
    {"type": "string", "format": "email"},
    {"type": "integer"},
    {"type": "integer", "format": "unix-time"},
    {"type": "number"},
    {"type": "boolean"},
)
DEFAULTS: dict[str, st.SearchStrategy[Json]] = {
    "string": st.text(st.sampled_from('ab |"\\é*_'), max_size=6),
    "integer": st.integers(-(10**9), 10**9),
    "number": st.floats(-100, 100).map(lambda value: round(value, 3)),
    "boolean": st.booleans(),
}
PROSE = st.lists(st.sampled_from(["One", "two.", "`three`", "a|b", "*four*", "é"]), max_size=5).map(" ".join)
# Type words are excluded: a table could not tell them from a type.
VALUES = WORDS.filter(lambda word: word not in {"null", "nullable", "required", "optional", "expandable", "or", "enum"})


@st.composite
def types(draw: st.DrawFn) -> dict[str, Json]:
    scalar = dict(draw(st.sampled_from(SCALARS)))
    ref: dict[str, Json] = {"$ref": f"#/components/schemas/{draw(st.sampled_from(COMPONENTS))}"}
    plain: dict[str, Json] = {"type": "object", "additionalProperties": True}
    choice = draw(st.integers(0, 9))
    if choice == 0:
        return {"type": "string", "enum": [*draw(st.lists(VALUES, min_size=1, max_size=3, unique=True))]}
    if choice == 1:
        return {"type": "integer", "enum": [*draw(st.lists(st.integers(0, 99), min_size=1, max_size=3, unique=True))]}
    if choice == 2:
        return {"type": "array", "items": draw(st.sampled_from([scalar, ref, plain]))}
    if choice == 3:
        return {"type": "object", "additionalProperties": draw(st.sampled_from([scalar, ref]))}
    return {4: ref, 5: plain, 6: {}}.get(choice, scalar)


@st.composite
def fields(draw: st.DrawFn, depth: int = 0) -> dict[str, Json]:
    """Return the schema of an object."""
    names = draw(st.lists(WORDS, min_size=1, max_size=4, unique=True))
    properties: dict[str, Json] = {}
    for name in names:
        inner = depth < 2 and draw(st.integers(0, 5)) == 0
        schema = draw(fields(depth + 1)) if inner else draw(types())
        kind = schema.get("type")
        if isinstance(kind, str) and kind in DEFAULTS and "enum" not in schema and draw(st.booleans()):
            schema["default"] = draw(DEFAULTS[kind])
        if schema and not inner and draw(st.booleans()):
            default = schema.pop("default", None) if "default" in schema else None
            schema = {"anyOf": [schema, {"type": "null"}]} | ({} if default is None else {"default": default})
        if draw(st.booleans()):
            schema["description"] = draw(PROSE)
        if draw(st.booleans()):
            schema["deprecated"] = True
        properties[name] = schema
    required: list[Json] = [name for name in names if draw(st.booleans())]
    return {"type": "object", "properties": properties} | ({"required": required} if required else {})


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Json]:
    schemas: dict[str, Json] = {}
    for name in COMPONENTS:
        schemas[name] = draw(fields()) | {"description": draw(PROSE)}
    return spec(schemas)


def spec(schemas: Mapping[str, Json], paths: Mapping[str, Json] | None = None) -> dict[str, Json]:
    parts: dict[str, Json] = {"schemas": dict(schemas)}
    info: dict[str, Json] = {"title": "t", "version": "0"}
    return {"openapi": "3.1.0", "info": info, "paths": dict(paths or {}), "components": parts}


def read(document: Document | None) -> Api:
    found = Diagnostics()
    assert document is not None
    reading = read_api(document, found)
    assert reading is not None
    assert list(found) == []
    return reading.api


def api_of(value: Json) -> Api:
    return read(parse(json.dumps(value).encode(), name="spec.json", found=Diagnostics()))


def there_and_back(api: Api) -> tuple[Api, dict[str, str], list[str]]:
    found = Diagnostics()
    pages = build_tables(api, found)
    lost = [item.message for item in found]
    reading = Diagnostics()
    reference = read_reference({name: text.encode() for name, text in pages.items()}, reading)
    assert list(reading) == []
    tables = completed(reference, TablesSettings(), reading)
    made = document_of(tables, title="t", settings=TablesSettings())
    return api_of(made.value), pages, lost  # read as text, so that equal nodes have equal locations


@pytest.mark.slow
@settings(deadline=None, max_examples=examples(40))
@given(documents())
def test_objects_round_trip(document: dict[str, Json]) -> None:
    api = api_of(document)
    back, pages, lost = there_and_back(api)
    assert lost == []
    assert back.definitions == api.definitions, "\n".join(pages.values())


def test_operations_round_trip_with_their_parameters() -> None:
    limit: Json = {"name": "limit", "in": "query", "required": False, "schema": {"type": "integer"}}
    one: Json = {"name": "thing", "in": "path", "required": True, "schema": {"type": "string"}}
    form: Json = {
        "type": "object",
        "properties": {"size": {"type": "integer"}, "color": {"type": "string", "description": "Its color."}},
        "required": ["size"],
    }
    body: Json = {"required": True, "content": {"application/x-www-form-urlencoded": {"schema": form}}}
    done: Json = {"200": {"description": "Successful response."}}
    paths: dict[str, Json] = {
        "/v1/things": {
            "get": {"operationId": "things.list", "parameters": [limit], "responses": done},
            "post": {"operationId": "things.create", "requestBody": body, "responses": done},
        },
        "/v1/things/{thing}": {"get": {"operationId": "things.retrieve", "parameters": [one], "responses": done}},
    }
    api = api_of(spec({"thing": {"type": "object", "properties": {"id": {"type": "string"}}}}, paths))
    back, _, lost = there_and_back(api)
    assert lost == []
    shape = [(item.id, item.params, item.body and item.body.media[0].type) for item in back.operations]
    assert shape == [(item.id, item.params, item.body and item.body.media[0].type) for item in api.operations]


def test_locations_bodies_and_responses_round_trip() -> None:
    integer: Json = {"type": "integer", "minimum": 1, "maximum": 10}
    ref: Json = {"$ref": "#/components/schemas/thing"}
    params: list[Json] = [
        {"name": "thing", "in": "path", "required": True, "schema": integer},
        {"name": "dry_run", "in": "query", "required": False, "schema": {"type": "boolean"}},
        {"name": "X-Trace", "in": "header", "required": True, "schema": {"type": "string", "maxLength": 36}},
        {"name": "session", "in": "cookie", "required": False, "schema": {"type": "string"}},
    ]
    form: Json = {"type": "object", "properties": {"size": {"type": "integer"}, "ids": {"type": "array", "items": ref}}}
    response: Json = {"type": "object", "properties": {"done": {"type": "boolean"}}, "required": ["done"]}

    def answer(schema: Json) -> Json:
        return {"200": {"description": "Done.", "content": {"application/json": {"schema": schema}}}}

    body: Json = {"required": False, "content": {"application/json": {"schema": form}}}
    paths: dict[str, Json] = {
        "/v1/things/{thing}": {
            "post": {
                "operationId": "things.update",
                "parameters": params,
                "requestBody": body,
                "responses": answer(ref),
            },
            "get": {"operationId": "things.retrieve", "parameters": params[:1], "responses": answer(response)},
        },
        "/v1/things": {"get": {"operationId": "things.list", "responses": answer({"type": "array", "items": ref})}},
    }
    api = api_of(spec({"thing": {"type": "object", "properties": {"id": {"type": "string"}}}}, paths))
    back, pages, lost = there_and_back(api)
    assert lost == []
    for before, after in zip(api.operations, back.operations, strict=True):
        assert (after.id, after.params) == (before.id, before.params)
        assert media(after.body) == media(before.body)
    responses = [success_type(item) for item in back.operations]
    assert isinstance(responses[0], RefTo)
    assert isinstance(responses[1], RefTo)  # a table of its own becomes a component
    done = back.definitions[responses[1].target].type
    assert isinstance(done, Object)
    assert [(item.name, item.required) for item in done.fields] == [("done", True)]
    assert responses[2] == success_type(api.operations[2]), pages


def media(body: Body | None) -> list[tuple[str, Type | None]]:
    return [(item.content_type, item.type) for item in body.media] if body else []


def test_types_that_a_table_cannot_express_are_any_with_a_footnote() -> None:
    union: Json = {
        "anyOf": [{"type": "array", "items": {"type": "string"}}, {"type": "object", "properties": {"b": {}}}]
    }
    api = api_of(
        spec({"thing": {"type": "object", "properties": {"a": union, "n": {"type": "integer", "multipleOf": 3}}}})
    )
    _, pages, lost = there_and_back(api)
    assert "| `a` | any | No | No |  |  | [^1] |" in pages["thing.md"]
    assert "[^1]: The type of `a` cannot be expressed in a table." in pages["thing.md"]
    assert lost == [
        "not written to the tables: a type that tables cannot express (a)",
        "not written to the tables: limits (integer)",
    ]
