"""More hostile documents: Swagger 2.0, and rare features of OpenAPI 3."""

from __future__ import annotations

from tests.support.hostile import EXTENSIONS, Drawn, Json, Text, plain, pointer_token


def hostile_swagger(draw: Text) -> tuple[Json, list[frozenset[str]]]:
    """Return a Swagger 2.0 document, and the sets of property names of its objects."""
    drawn = Drawn(draw)
    name = drawn.name
    first, second = name(), name()
    things, parts = [name() for _ in range(4)], [name() for _ in range(2)]
    shared, missing, path, tag = name(), name(), plain(name()), name()
    schemes = [name() for _ in range(4)]

    def extended(value: Json) -> Json:
        extra = {key: draw() for key in EXTENSIONS[drawn.count % 3 :: 3] if key not in {"$id", "xml"}}
        return {**extra, "x-" + draw(): {draw(): [draw()]}, **value}

    def ref(key: str) -> Json:
        return {"$ref": "#/definitions/" + pointer_token(key)}

    thing = {
        **extended({"title": draw(), "description": draw()}),
        "type": "object",
        "required": things[:1],
        "discriminator": things[0],
        "properties": {
            things[0]: extended({"type": "string", "default": draw(), "example": draw(), "pattern": draw()}),
            things[1]: {"type": "string", "enum": list(dict.fromkeys([draw(), draw(), name()])), "x-nullable": True},
            things[2]: {"type": "array", "items": ref(second), "xml": {"name": draw(), "namespace": draw()}},
            things[3]: {"type": "string", "format": draw(), "readOnly": True, "description": draw()},
        },
    }
    part = {"type": "object", "properties": {key: {"type": "string", "description": draw()} for key in parts}}
    operation = {
        **extended({"summary": draw(), "description": draw()}),
        "operationId": name(),
        "tags": [tag, draw()],
        "consumes": ["application/json"],
        "produces": ["application/json", draw() or "text/x"],
        "schemes": ["https"],
        "security": [{scheme: [draw()]} for scheme in schemes],
        "externalDocs": {"url": draw(), "description": draw()},
        "parameters": [
            {"name": path, "in": "path", "required": True, "type": "string", "description": draw()},
            {"name": name(), "in": "query", "type": "array", "items": {"type": "string", "enum": [draw(), name()]}},
            {"name": name(), "in": "query", "type": "string", "default": draw(), "x-example": draw()},
            {"name": name(), "in": "header", "type": "string", "description": draw()},
            {"$ref": "#/parameters/" + pointer_token(shared)},
        ],
        "responses": {
            "200": {
                "description": draw(),
                "schema": ref(first),
                "headers": {name(): {"type": "string", "description": draw(), "default": draw()}},
                "examples": {"application/json": {draw(): draw()}, draw(): draw()},
            },
            "404": {"$ref": "#/responses/" + pointer_token(missing)},
            "default": {"description": draw()},
        },
    }
    document = {
        **extended({}),
        "swagger": "2.0",
        "info": {"title": draw(), "description": draw(), "version": draw(), "license": {"name": draw()}},
        "host": "example.com",
        "basePath": "/" + draw(),
        "tags": [{"name": tag, "description": draw()}],
        "paths": {"/a/{" + path + "}/" + plain(draw()): {"post": operation}},
        "definitions": {first: thing, second: part},
        "parameters": {shared: {"name": name(), "in": "body", "description": draw(), "schema": ref(first)}},
        "responses": {missing: {"description": draw(), "schema": ref(second)}},
        "securityDefinitions": {
            schemes[0]: {"type": "apiKey", "in": "query", "name": draw() or "x", "description": draw()},
            schemes[1]: {"type": "basic", "description": draw()},
            schemes[2]: {"type": "oauth2", "flow": "application", "tokenUrl": draw(), "scopes": {draw(): draw()}},
            schemes[3]: {"type": "oauth2", "flow": "implicit", "authorizationUrl": draw(), "scopes": {draw(): draw()}},
        },
    }
    return document, [frozenset(things), frozenset(parts)]


def hostile_rarities(draw: Text) -> tuple[Json, list[frozenset[str]]]:
    """Return an OpenAPI 3.2 document with the features that the others lack, and the property names of its objects.

    Streams, pages, errors, webhooks with a payload, expandable ids, variants and parents, assertions on names, forms
    and parameters of every style, servers of operations, and headers of several responses.
    """
    drawn = Drawn(draw)
    name = drawn.name
    kind, other, base, event, error, listed = (name() for _ in range(6))
    kinds, others, events = [name() for _ in range(4)], [name() for _ in range(2)], [name() for _ in range(2)]
    path, scheme, items = plain(name()), name(), name()

    def ref(key: str) -> Json:
        return {"$ref": "#/components/schemas/" + pointer_token(key)}

    def json(schema: Json) -> Json:
        return {"application/json": {"schema": schema, "examples": {draw(): {"value": draw(), "summary": draw()}}}}

    schemas = {
        kind: {
            "type": "object",
            "description": draw(),
            "required": kinds[:1],
            "properties": {
                kinds[0]: {"const": name(), "description": draw()},
                kinds[1]: {"anyOf": [{"type": "string"}, ref(other)], "x-expansionResources": {"oneOf": [ref(other)]}},
                kinds[2]: {"type": "string", "format": "binary", "deprecated": True, "description": draw()},
                kinds[3]: {"prefixItems": [{"type": "string", "enum": [draw(), name()]}, ref(other)], "type": "array"},
            },
            "patternProperties": {draw(): {"type": "string", "pattern": draw()}},
            "propertyNames": {"pattern": draw()},
            "dependentRequired": {draw(): [draw()]},
            "not": {"required": [name()], "properties": {draw(): {"const": draw()}}},
        },
        other: {"type": "object", "properties": {key: {"type": ["string", "null"], "title": draw()} for key in others}},
        event: {"type": "object", "properties": {key: {"type": "string", "default": draw()} for key in events}},
        base: {
            "allOf": [ref(other), {"type": "object", "properties": {name(): {"enum": [draw(), name()], "x": draw()}}}],
            "description": draw(),
        },
        error: {
            "type": "object",
            "properties": {"error": {"type": "object", "properties": {"message": {"type": "string"}, "code": {}}}},
            "description": draw(),
        },
        listed: {
            "type": "object",
            "properties": {
                "data": {"type": "array", "items": ref(kind)},
                "next_cursor": {"type": "string", "description": draw()},
                items: {"type": "integer", "enum": [1, 2], "x-enum-varnames": [draw(), draw()]},
            },
        },
    }
    parameters = [
        {"name": path, "in": "path", "required": True, "style": "matrix", "schema": {"type": "string"}},
        {
            "name": name(),
            "in": "query",
            "style": "deepObject",
            "schema": {"type": "object", "properties": {draw(): {}}},
        },
        {"name": name(), "in": "query", "content": {"application/json": {"schema": ref(other)}}},
        {"name": name(), "in": "header", "schema": {"type": "array", "items": {"enum": [draw(), name()]}}},
        {"name": "cursor", "in": "query", "schema": {"type": "string"}, "description": draw()},
    ]
    headers = {name(): {"schema": {"type": "string", "enum": [draw(), name()]}, "description": draw()}}
    operation = {
        "operationId": name(),
        "tags": [name()],
        "summary": draw(),
        "deprecated": True,
        "x-sunset": draw(),
        "security": [{scheme: [draw(), draw()]}, {}],
        "servers": [{"url": "https://{v}/" + plain(draw()), "variables": {"v": {"default": draw()}}, "name": draw()}],
        "parameters": parameters,
        "requestBody": {
            "content": {
                "application/x-www-form-urlencoded": {
                    "schema": {"type": "object", "properties": {name(): ref(other), "stream": {"type": "boolean"}}},
                    "encoding": {draw(): {"style": "deepObject", "explode": True}},
                },
                draw() or "text/x": {"schema": {"type": "string"}},
            }
        },
        "responses": {
            "200": {"description": draw(), "headers": headers, "content": json(ref(listed))},
            "201": {
                "description": draw(),
                "headers": headers,
                "content": {"text/event-stream": {"itemSchema": ref(event)}, draw() + "/jsonl": {"itemSchema": {}}},
            },
            "4XX": {"description": draw(), "content": json(ref(error))},
            "default": {"description": draw(), "content": json({"oneOf": [ref(kind), ref(base)]})},
        },
    }
    webhook = {"requestBody": {"content": json(ref(event))}, "responses": {"200": {"description": draw()}}}
    document = {
        "openapi": "3.2.0",
        "$self": "https://example.com/openapi",
        "info": {"title": draw(), "summary": draw(), "version": draw(), "termsOfService": draw()},
        "servers": [{"url": "https://{a}.test/{b}", "variables": {"a": {"default": draw()}, "b": {"default": draw()}}}],
        "paths": {"/b/{" + path + "}/" + plain(draw()): {"post": operation}},
        "webhooks": {name(): {"post": webhook}, name(): {"post": webhook}},
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                scheme: {
                    "type": "oauth2",
                    "description": draw(),
                    "oauth2MetadataUrl": draw(),
                    "flows": {
                        "authorizationCode": {
                            "authorizationUrl": draw(),
                            "tokenUrl": draw(),
                            "scopes": {draw(): draw()},
                        },
                        "deviceAuthorization": {"deviceAuthorizationUrl": draw(), "tokenUrl": draw(), "scopes": {}},
                    },
                },
                name(): {"type": "apiKey", "in": "cookie", "name": draw() or "x"},
                name(): {"type": "http", "scheme": "digest", "description": draw()},
                name(): {"type": "mutualTLS", "description": draw()},
            },
            "callbacks": {name(): {draw(): {"post": webhook}}},
            "links": {name(): {"operationRef": draw(), "description": draw()}},
        },
        "tags": [{"name": draw(), "summary": draw(), "kind": draw(), "parent": draw()}],
    }
    return document, [frozenset(kinds), frozenset(others), frozenset(events)]
