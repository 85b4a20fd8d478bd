"""Valid documents with every property of every object of OpenAPI 3.x and Swagger 2.0."""

from __future__ import annotations

from typing import Any

Json = Any

DOCS = {"description": "d", "url": "https://example.com"}
TEXT = {"type": "string"}
SCALAR: Json = {
    "type": "string",
    "title": "t",
    "description": "d",
    "format": "uuid",
    "pattern": "^a",
    "minLength": 1,
    "maxLength": 9,
    "enum": ["abc", "abd"],
    "default": "abc",
    "example": "abc",
    "readOnly": False,
    "writeOnly": False,
    "deprecated": True,
    "externalDocs": DOCS,
    "xml": {"name": "n", "namespace": "s", "prefix": "p", "attribute": True, "wrapped": True},
}
NUMBER: Json = {"type": "number", "minimum": 1, "maximum": 9, "multipleOf": 2}
BOUNDS: Json = {"type": "number", "exclusiveMinimum": 1, "exclusiveMaximum": 9}
LIST: Json = {"type": "array", "items": {"type": "string"}, "minItems": 1, "maxItems": 2, "uniqueItems": True}
OBJECT: Json = {
    "type": "object",
    "required": ["a"],
    "minProperties": 1,
    "maxProperties": 9,
    "additionalProperties": {"type": "string"},
    "properties": {"a": SCALAR, "n": NUMBER, "b": BOUNDS, "l": LIST},
}
MODERN: Json = {
    "$comment": "c",
    "$defs": {"D": TEXT},
    "type": "object",
    "properties": {"a": {"const": "a"}, "p": {"type": "array", "prefixItems": [TEXT], "items": TEXT}},
    "patternProperties": {"^x": TEXT},
    "propertyNames": {"maxLength": 5},
    "dependentRequired": {"a": ["p"]},
    "dependentSchemas": {"a": {"minProperties": 1}},
    "if": {"required": ["a"]},
    "then": {"maxProperties": 2},
    "else": {"maxProperties": 3},
    "not": {"required": ["z"]},
}
CONTAINS: Json = {
    "type": "array",
    "contains": {"type": "integer"},
    "minContains": 1,
    "maxContains": 2,
}
CLOSED: Json = {"type": "object", "properties": {"a": TEXT}, "unevaluatedProperties": False}
UNIONS: Json = {
    "oneOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}],
    "discriminator": {"propertyName": "kind", "mapping": {"c": "#/components/schemas/Cat"}},
    "nullable": True,
}


def pet(kind: str) -> Json:
    return {"type": "object", "properties": {"kind": {"type": "string"}, kind: {"type": "integer"}}}


SCHEMAS: Json = {
    "It": OBJECT,
    "Modern": MODERN,
    "Contains": CONTAINS,
    "Closed": CLOSED,
    "Rest": {"type": "array", "unevaluatedItems": TEXT},
    "Union": UNIONS,
    "Any": {"anyOf": [{"type": "integer"}, {"type": "boolean"}]},
    "All": {"allOf": [{"$ref": "#/components/schemas/It"}, {"type": "object"}]},
    "Cat": pet("cat"),
    "Dog": pet("dog"),
}
EXAMPLE: Json = {"summary": "s", "description": "d", "value": 1}
CONTENT: Json = {"application/json": {"schema": {"$ref": "#/components/schemas/It"}, "examples": {"e": EXAMPLE}}}
HEADER: Json = {
    "description": "d",
    "required": True,
    "deprecated": False,
    "explode": False,
    "schema": {"type": "string"},
}
SERVER: Json = {
    "url": "https://{h}.example.com",
    "description": "d",
    "variables": {"h": {"default": "a", "enum": ["a"], "description": "d"}},
}
LINK: Json = {"operationId": "it", "parameters": {"id": "1"}, "description": "d", "server": SERVER}
RESPONSE: Json = {"description": "d", "headers": {"X-H": HEADER}, "content": CONTENT, "links": {"l": LINK}}
PARAMETER: Json = {
    "name": "q",
    "in": "query",
    "description": "d",
    "required": True,
    "deprecated": False,
    "allowEmptyValue": False,
    "style": "form",
    "explode": True,
    "allowReserved": False,
    "schema": {"type": "string"},
}
FORM: Json = {
    "required": True,
    "description": "d",
    "content": {
        "multipart/form-data": {
            "schema": {"type": "object", "properties": {"f": {"type": "string"}}},
            "encoding": {
                "f": {
                    "contentType": "text/plain",
                    "headers": {"X-E": HEADER},
                    "style": "form",
                    "explode": True,
                    "allowReserved": False,
                }
            },
        }
    },
}
FLOW: Json = {
    "authorizationUrl": "https://example.com/a",
    "tokenUrl": "https://example.com/t",
    "refreshUrl": "https://example.com/r",
    "scopes": {"read": "r"},
}
OPERATION: Json = {
    "tags": ["t"],
    "summary": "s",
    "description": "d",
    "externalDocs": DOCS,
    "operationId": "it",
    "parameters": [PARAMETER],
    "requestBody": FORM,
    "responses": {"200": RESPONSE, "default": {"description": "d"}},
    "callbacks": {"c": {"{$request.body#/url}": {"post": {"responses": {"204": {"description": "d"}}}}}},
    "deprecated": False,
    "security": [{"key": []}],
    "servers": [SERVER],
}
INFO: Json = {
    "title": "T",
    "description": "d",
    "termsOfService": "https://example.com",
    "contact": {"name": "n", "url": "https://example.com", "email": "e@example.com"},
    "license": {"name": "n", "url": "https://example.com"},
    "version": "1",
}
OPENAPI: Json = {
    "openapi": "3.1.0",
    "info": INFO,
    "jsonSchemaDialect": "https://spec.openapis.org/oas/3.1/dialect/base",
    "servers": [SERVER],
    "paths": {
        "/it/{id}": {
            "summary": "s",
            "description": "d",
            "servers": [SERVER],
            "parameters": [{"name": "id", "in": "path", "required": True, "schema": TEXT}],
            "post": OPERATION,
        },
    },
    "webhooks": {"w": {"post": {"requestBody": {"content": CONTENT}, "responses": {"204": {"description": "d"}}}}},
    "components": {
        "schemas": SCHEMAS,
        "responses": {"R": RESPONSE},
        "parameters": {"P": {**PARAMETER, "name": "p"}},
        "examples": {"E": EXAMPLE},
        "requestBodies": {"B": {"description": "d", "content": CONTENT}},
        "headers": {"H": HEADER},
        "securitySchemes": {
            "key": {"type": "apiKey", "name": "k", "in": "header", "description": "d"},
            "basic": {"type": "http", "scheme": "bearer", "bearerFormat": "b"},
            "oauth": {"type": "oauth2", "flows": {"authorizationCode": FLOW, "clientCredentials": FLOW}},
            "oidc": {"type": "openIdConnect", "openIdConnectUrl": "https://example.com"},
        },
        "links": {"L": LINK},
        "callbacks": {"C": {"{$url}": {"post": {"responses": {"204": {"description": "d"}}}}}},
        "pathItems": {"I": {"get": {"responses": {"204": {"description": "d"}}}}},
    },
    "security": [{"key": []}, {"oauth": ["read"]}],
    "tags": [{"name": "t", "description": "d", "externalDocs": DOCS}],
    "externalDocs": DOCS,
}

SIMPLE: Json = {
    "type": "array",
    "items": {"type": "string", "minLength": 1},
    "collectionFormat": "csv",
    "minItems": 1,
    "maxItems": 2,
    "uniqueItems": True,
}
SWAGGER: Json = {
    "swagger": "2.0",
    "info": INFO,
    "host": "example.com",
    "basePath": "/v1",
    "schemes": ["https"],
    "consumes": ["application/json"],
    "produces": ["application/json"],
    "paths": {
        "/it/{id}": {
            "parameters": [{"name": "id", "in": "path", "required": True, "type": "string"}],
            "post": {
                "tags": ["t"],
                "summary": "s",
                "description": "d",
                "externalDocs": DOCS,
                "operationId": "it",
                "consumes": ["application/json"],
                "produces": ["application/json"],
                "schemes": ["https"],
                "deprecated": False,
                "security": [{"key": []}],
                "parameters": [
                    {"name": "q", "in": "query", "description": "d", "required": True, **SIMPLE},
                    {"name": "n", "in": "query", "type": "number", "minimum": 1, "maximum": 9, "multipleOf": 2},
                    {"name": "body", "in": "body", "schema": {"$ref": "#/definitions/It"}},
                ],
                "responses": {
                    "200": {
                        "description": "d",
                        "schema": {"$ref": "#/definitions/It"},
                        "headers": {"X-H": {"description": "d", **SIMPLE}},
                        "examples": {"application/json": 1},
                    }
                },
            },
            "put": {
                "consumes": ["multipart/form-data"],
                "parameters": [
                    {"name": "f", "in": "formData", "type": "file", "required": True, "description": "d"},
                    {"name": "t", "in": "formData", "type": "string", "format": "uuid", "pattern": "^a"},
                ],
                "responses": {"204": {"description": "d"}},
            },
        },
    },
    "definitions": {"It": OBJECT, "All": {"allOf": [{"$ref": "#/definitions/It"}, {"type": "object"}]}},
    "parameters": {"P": {"name": "p", "in": "header", "type": "string"}},
    "responses": {"R": {"description": "d", "schema": {"$ref": "#/definitions/It"}}},
    "securityDefinitions": {
        "key": {"type": "apiKey", "name": "k", "in": "header", "description": "d"},
        "basic": {"type": "basic"},
        "oauth": {
            "type": "oauth2",
            "flow": "accessCode",
            "authorizationUrl": "https://example.com/a",
            "tokenUrl": "https://example.com/t",
            "scopes": {"read": "r"},
        },
    },
    "security": [{"key": []}],
    "tags": [{"name": "t", "description": "d", "externalDocs": DOCS}],
    "externalDocs": DOCS,
}
