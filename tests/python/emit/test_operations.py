"""Tests for descriptions of operations."""

from __future__ import annotations

import ast

import pytest

from codegen.python.emit.operations import build_operations
from tests.support.documents import (
    ID,
    TEXT,
    Json,
    document,
    emit_input,
    path_parameters,
    prepared,
    ref,
    replying,
    taking,
)

FORM = "application/x-www-form-urlencoded"


def built(paths: Json, **members: Json) -> dict[str, str]:
    ready = prepared(document({"Thing": ID}, paths, **members))
    return {path: str(code) for path, code in build_operations(emit_input(ready)).code.items()}


def described(operation: Json, path: str = "/a", method: str = "get", **members: Json) -> dict[str, str]:
    """Return the keywords of the only description, as source."""
    paths = {path: {"parameters": path_parameters(path), method: operation}}
    (code,) = (code for file, code in built(paths, **members).items() if not file.endswith("__init__.py"))
    (node,) = (node for node in ast.parse(code).body if isinstance(node, ast.AnnAssign))
    assert isinstance(node.value, ast.Call)
    found = {item.arg: ast.unparse(item.value) for item in node.value.keywords if item.arg}
    return {**found, "": ast.unparse(node.annotation)}


def test_one_module_per_resource_with_operations() -> None:
    assert sorted(built({"/a/{x}/b/{y}": {"get": replying(ID)}, "/c": {"get": replying(ID)}})) == [
        "_operations/__init__.py",
        "_operations/a_b.py",
        "_operations/c.py",
    ]
    assert built({}) == {}


def test_ids_names_methods_and_paths() -> None:
    found = described(replying(ref("Thing")), "/a/{id}/b/{key}")
    assert found["id"] == "'GET /a/{id}/b/{key}'"
    assert found["name"] == "'a.b.retrieve'"
    assert found["method"] == "'GET'"
    assert found["path"] == "('/a/', 'id', '/b/', 'key')"
    assert found[""] == "Operation[m.Thing]"
    assert "body" not in found
    assert "security" not in found


def test_parameters() -> None:
    params = [
        {"name": "q", "in": "query", "style": "deepObject", "explode": True, "schema": ID},
        {"name": "X-A", "in": "header", "required": True, "schema": TEXT},
        {"name": "j", "in": "cookie", "allowReserved": True, "content": {"application/json": {"schema": ID}}},
    ]
    found = described({**replying(ID), "parameters": params}, "/a/{id}")
    assert found["params"] == (
        "(Param('q', 'q', 'query', 'deepObject', True), "
        "Param('X-A', 'x_a', 'header', 'simple', False, required=True), "
        "Param('j', 'j', 'cookie', 'form', True, allow_reserved=True, content_type='application/json'), "
        "Param('id', 'id', 'path', 'simple', False, required=True, type=lambda: str))"
    )
    assert found["query"] == "lambda: m.ARetrieveParams"


def test_bodies() -> None:
    encoding = {"a": {"style": "deepObject", "explode": False, "allowReserved": True}, "b": {"contentType": "text/x"}}
    content = {FORM: {"schema": ID, "encoding": encoding}, "application/octet-stream": {}}
    found = described({**taking(ID), "requestBody": {"required": True, "content": content}}, method="post")
    assert found["body"] == (
        "Body((Media('application/x-www-form-urlencoded', lambda: m.ACreateParams, encodings={"
        "'a': Encoding(style='deepObject', explode=False, allow_reserved=True), "
        "'b': Encoding(content_type='text/x')}), Media('application/octet-stream')), required=True)"
    )


@pytest.mark.parametrize(
    ("responses", "annotation"),
    [
        ({"200": "json"}, "m.Thing"),
        ({"200": None}, "None"),
        ({"200": "json", "204": None}, "m.Thing | None"),
        ({"204": None, "200": "json"}, "m.Thing | None"),
        ({"200": "json", "201": "json", "400": "text"}, "m.Thing"),
        ({"200": "text"}, "str"),
        ({"200": "bytes"}, "bytes"),
        ({"default": "json"}, "m.Thing"),
        ({"default": "json", "400": "json"}, "None"),
        ({"400": "json"}, "None"),
        ({"2XX": "json"}, "m.Thing"),
        ({}, "None"),
    ],
)
def test_response_annotations(responses: dict[str, str | None], annotation: str) -> None:
    media: dict[str | None, Json] = {
        "json": {"application/json": {"schema": ref("Thing")}},
        "text": {"text/plain": {"schema": TEXT}},
        "bytes": {"image/png": {}},
        None: {},
    }
    operation = {
        "responses": {status: {"description": "", "content": media[kind]} for status, kind in responses.items()}
    }
    assert described(operation)[""] == f"Operation[{annotation}]"


def test_head_returns_none() -> None:
    assert described(replying(ID), method="head")[""] == "Operation[None]"


def test_security_and_servers() -> None:
    schemes = {"securitySchemes": {"a": {"type": "http", "scheme": "basic"}, "b": {"type": "http", "scheme": "bearer"}}}
    operation = {**replying(ID), "security": [{"a": [], "b": []}, {}], "servers": [{"url": "https://files"}]}
    found = described(operation, components=schemes, servers=[{"url": "https://api"}])
    assert found["security"] == "(('a', 'b'), ())"
    assert found["base_url"] == "'https://files'"
    plain = described(replying(ID), servers=[{"url": "https://api"}])
    assert "base_url" not in plain


def test_pages() -> None:
    reply = {
        "type": "object",
        "properties": {"data": {"type": "array", "items": ref("Thing")}, "has_more": {"type": "boolean"}},
    }
    names = ("starting_after", "ending_before")
    params = [{"name": name, "in": "query", "schema": TEXT} for name in names]
    found = described({**replying(reply), "parameters": params})
    for part in ("items='data'", "after='starting_after'", "before='ending_before'", "more='has_more'"):
        assert part in found["page"]


def test_hostile_text_is_data() -> None:
    evil = 'x"); import os #\n'
    operation = {**taking(ID, f"text/{evil}"), "operationId": evil}
    params = [{"name": evil, "in": "query", "schema": TEXT}]
    files = built({f"/a/{evil}": {"post": {**operation, "parameters": params}}})
    for path, code in files.items():
        names = {node.id for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Name)}
        assert "os" not in names, path
