"""Generates documents with attacks in every name, value and free text."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import quote

from hypothesis import strategies as st

Text = Callable[[], str]
Json = Any

CALL = "pwned_call()"
"""The payload of attacks; generated code must never call it."""

_BREAKOUTS = (
    '"""\n{}\n"""',
    "'''\n{}\n'''",
    '"\n{}\n"',
    "'\n{}\n'",
    '\\"""\n{}\n#',
    '\\\\"""\n{}\n#',
    '"); {}; ("',
    "'); {}; ('",
    '"] = {}; x["',
    "\n{}\n",
    "\r{}\r",
    "\x0b{}\x0c{}",
    "\x1c{}\x85{}",
    "\u2028{}\u2029",
    "#\n{}",
    "{{{{ {} }}}}",
    "{{% set x = {} %}}",
    "{{{}}}",
    "${{{}}}",
    "%({})s",
    "\\N{{LATIN SMALL LETTER A}}{}",
    "\\x22\\x22\\x22\n{}",
    "\u202e{}\u2066",
    "::error::{}",
    "a\n  ::error::{}",
    "##[error]{}",
    "##vso[task.setvariable variable=PATH]{}",
    "\x1b]0;{}\x07",
    "${{{{ {} }}}}",
    "`{}`",
    "/../../{}",
    "..\\..\\{}",
    "C:\\{}",
    "con.{}",
    "{}\x7f\u200b\ufeff",
    "].__class__.__bases__[0].{}[",
    "a: {}\nb",
    "import {}",
    "lambda: {}",
    "__init__",
    "__class__",
    "__import__('os').{}",
    "model_config",
    "model_dump",
    "class",
    "None",
    "self",
    "\ufb01eld {}",
    "\U00018d80{}",
    "\U0001d4ee{}",
    "",
    " ",
    ".",
    "..",
    "/",
    "~1{}~0",
    "%2e%2e%2f{}",
)
ATTACKS = tuple(
    breakout.format(CALL, CALL) if breakout.count("{}") > 1 else breakout.format(CALL) for breakout in _BREAKOUTS
)

PARTS = st.one_of(
    st.sampled_from(ATTACKS),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
    st.sampled_from(['"', "'", "\\", "\n", "#", '"""', "{", "}", "{{", "}}", "%}", CALL, "\x00", "\u2028"]),
)
TEXTS = st.lists(PARTS, min_size=1, max_size=4).map("".join)
EXTENSIONS = (
    "x-python-type",
    "x-python-import",
    "x-enum-varnames",
    "x-enumNames",
    "x-enum-descriptions",
    "x-expansionResources",
    "x-expandableFields",
    "x-stripeParam",
    "x-resourceId",
    "x-tokenUrl",
    "customTypePath",
    "customBasePath",
    "default_factory",
    "$comment",
    "$id",
    "$schema",
    "xml",
)
"""Properties that generators have used as code: types, imports, bases and factories (from published advisories)."""


class Drawn:
    """Supplies strings one after the other; names are made unique by a number."""

    def __init__(self, draw: Text) -> None:
        self.draw = draw
        self.count = 0

    def name(self) -> str:
        self.count += 1
        return f"{self.draw()}{self.count}"


def hostile_document(draw: Text) -> tuple[Json, list[frozenset[str]]]:
    """Return a document, and the sets of property names of its objects."""
    drawn = Drawn(draw)
    name = drawn.name
    first, second = name(), name()
    things, parts = [name() for _ in range(6)], [name() for _ in range(3)]
    schemes, tag, path = [name(), name()], name(), plain(name())
    texts = {"title": draw(), "description": draw()}

    def extended(value: Json) -> Json:
        extra = {key: draw() for key in EXTENSIONS[1 + drawn.count % 3 :: 3] if key != "$id"}
        return {**extra, "x-" + draw(): {draw(): [draw()]}, **value}

    def ref(key: str) -> Json:
        return {"$ref": "#/components/schemas/" + pointer_token(key), "description": draw()}

    thing = {
        **extended(texts),
        "type": "object",
        "required": things[:2],
        "properties": {
            things[0]: extended({"type": "string", "default": draw(), "description": draw(), "example": draw()}),
            things[1]: extended({"enum": list(dict.fromkeys([draw(), draw(), name()])), "description": draw()}),
            things[2]: ref(second),
            things[5]: {"type": "string", "const": draw(), "examples": [draw()], "contentMediaType": draw()},
            things[3]: {"type": "array", "items": {"anyOf": [ref(second), {"type": "string", "pattern": draw()}]}},
            things[4]: {"type": "object", "default": {name(): [draw()]}, "additionalProperties": ref(second)},
        },
    }
    part = {
        "type": "object",
        "title": draw(),
        "properties": {key: {"type": "string", "format": draw(), "x-" + draw(): draw()} for key in parts},
        "discriminator": {"propertyName": parts[0], "mapping": {draw(): ref(second)["$ref"]}},
    }
    either = {
        "oneOf": [ref(second), {"type": "object", "required": ["k"], "properties": {"k": {"const": draw()}}}],
        "discriminator": {
            "propertyName": name(),
            "mapping": {draw(): ref(second)["$ref"], name(): ref(second)["$ref"]},
        },
    }
    operation = {
        **extended({}),
        "operationId": name(),
        "summary": draw(),
        "tags": [tag, draw()],
        "security": [{scheme: [draw()]} for scheme in schemes],
        **texts,
        "externalDocs": {"url": draw(), "description": draw()},
        "parameters": [
            {"name": path, "in": "path", "required": True, "schema": {"type": "string"}, "description": draw()},
            {"name": name(), "in": "query", "schema": {"type": "string", "default": draw(), "enum": [draw()]}},
            {"name": name(), "in": "header", "schema": {"type": "string"}, "example": draw()},
            {"name": name(), "in": "cookie", "schema": {"type": "string"}},
        ],
        "requestBody": {
            "description": draw(),
            "content": {
                "application/json": {"schema": ref(first), "examples": {draw(): {"summary": draw(), "value": draw()}}},
                "multipart/form-data": {
                    "schema": {"type": "object", "properties": {parts[0]: {"type": "string"}}},
                    "encoding": {
                        parts[0]: {"contentType": draw(), "headers": {name(): {"schema": {"type": "string"}}}}
                    },
                },
            },
        },
        "callbacks": {
            draw(): {draw(): {"post": {"operationId": name(), "responses": {"200": {"description": draw()}}}}}
        },
        "responses": {
            "200": {
                "description": draw(),
                "headers": {name(): {"schema": {"type": "string"}, "description": draw()}},
                "links": {draw(): {"operationId": draw(), "parameters": {draw(): draw()}, "description": draw()}},
                "content": {"application/json": {"schema": ref(first)}, draw(): {"schema": ref(second)}},
            },
            "2XX": {"description": draw(), "content": {"application/json": {"schema": either}}},
            "default": {"description": draw()},
        },
    }
    document = {
        **extended({}),
        "openapi": "3.1.0",
        "info": {**texts, "version": draw(), "license": {"name": draw()}, "contact": {"name": draw()}},
        "servers": [
            {
                "url": "https://" + draw(),
                "description": draw(),
                "variables": {name(): {"default": draw(), "enum": [draw()], "description": draw()}},
            },
            {"url": "/" + draw()},
        ],
        "externalDocs": {"url": draw(), "description": draw()},
        "webhooks": {name(): {"post": {"summary": draw(), "responses": {"200": {"description": draw()}}}}},
        "tags": [{"name": tag, "description": draw()}],
        "paths": {"/a/{" + path + "}/" + plain(draw()): {"post": operation, "description": draw()}},
        "components": {
            "schemas": {first: thing, second: part},
            "securitySchemes": {
                schemes[0]: {"type": "apiKey", "in": "header", "name": draw() or "x", "description": draw()},
                schemes[1]: {"type": "http", "scheme": draw() or "x", "bearerFormat": draw()},
                name(): {
                    "type": "oauth2",
                    "flows": {"clientCredentials": {"tokenUrl": draw(), "scopes": {draw(): draw()}}},
                },
                name(): {"type": "openIdConnect", "openIdConnectUrl": draw()},
            },
        },
    }
    return document, [frozenset(things), frozenset(parts)]


def named_document(names: Iterable[str]) -> Json:
    """Return a document that uses these names for everything that gets a Python name."""
    text = {"type": "string"}
    ident = {"name": "id", "in": "path", "required": True, "schema": text}
    schemas: dict[str, Json] = {name: {"type": "object", "properties": {name: text}} for name in names}
    paths: dict[str, Json] = {}
    for name in names:
        reply = {
            "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}},
            "description": "",
        }
        query = {"name": name, "in": "query", "schema": text}
        body = {"content": {"application/json": {"schema": {"type": "object", "properties": {name: text}}}}}
        paths[f"/{name}"] = {"get": {"operationId": name, "parameters": [query], "responses": {"200": reply}}}
        below = {"parameters": [ident, {**ident, "name": name + "2"}], "get": {"responses": {"200": reply}}}
        paths[f"/a/{{id}}/{name}"] = {"parameters": [ident], "post": {"requestBody": body, "responses": {"200": reply}}}
        paths[f"/b/{{id}}/{name}/{{{name}2}}"] = below
    return {
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {name: {"type": "http", "scheme": "bearer"} for name in names},
        },
    }


def plain(text: str) -> str:
    """Remove braces, because a path with unbalanced braces is rejected."""
    return text.replace("{", "").replace("}", "")


def pointer_token(key: str) -> str:
    return quote(key.replace("~", "~0").replace("/", "~1"), safe="")
