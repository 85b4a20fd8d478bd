"""The objects of Swagger 2.0."""

from __future__ import annotations

from codegen.openapi.structure.openapi3 import OPENAPI, SCHEMA_MEMBERS
from codegen.openapi.structure.shapes import Shape

_SIMPLE = {
    "type": "kind",
    "format": "text",
    "items": "Items2",
    "collectionFormat": "string",
    "default": "any",
    "maximum": "number",
    "exclusiveMaximum": "bound",
    "minimum": "number",
    "exclusiveMinimum": "bound",
    "maxLength": "count",
    "minLength": "count",
    "pattern": "string",
    "maxItems": "count",
    "minItems": "count",
    "uniqueItems": "boolean",
    "enum": "[any]",
    "multipleOf": "number",
    "example": "any",
}
_METHODS = ("get", "put", "post", "delete", "options", "head", "patch")

_SHAPES = (
    Shape(
        name="Swagger",
        members={
            "swagger": "any",
            "info": "Info",
            "host": "string",
            "basePath": "string",
            "schemes": "[string]",
            "consumes": "[string]",
            "produces": "[string]",
            "paths": "Paths",
            "definitions": "{Schema}",
            "parameters": "{Parameter}",
            "responses": "{Response}",
            "securityDefinitions": "{SecurityScheme}",
            "security": "[Requirement]",
            "tags": "[Tag]",
            "externalDocs": "Docs~",
        },
    ),
    Shape(
        name="PathItem",
        members={**dict.fromkeys(_METHODS, "Operation"), "parameters": "[Parameter]"},
        reference=True,
    ),
    Shape(
        name="Operation",
        members={
            "tags": "[text]",
            "summary": "text",
            "description": "text",
            "externalDocs": "Docs~",
            "operationId": "string",
            "consumes": "[string]",
            "produces": "[string]",
            "parameters": "[Parameter]",
            "responses": "Responses",
            "schemes": "[string]",
            "deprecated": "boolean",
            "security": "[Requirement]",
        },
    ),
    Shape(
        name="Parameter",
        members={
            **_SIMPLE,
            "name": "string",
            "in": "string",
            "description": "text",
            "required": "boolean",
            "schema": "Schema",
            "allowEmptyValue": "boolean~",
        },
        reference=True,
    ),
    Shape(name="Items2", members=_SIMPLE, open=True),
    Shape(
        name="Response",
        members={"description": "text", "schema": "Schema", "headers": "{Header}", "examples": "{any}~"},
        reference=True,
    ),
    Shape(name="Header", members={**_SIMPLE, "description": "text"}),
    Shape(
        name="Schema",
        members={**SCHEMA_MEMBERS, "discriminator": "property"},
        open=True,
        reference=True,
    ),
    Shape(
        name="SecurityScheme",
        members={
            "type": "string",
            "description": "text",
            "name": "string",
            "in": "string",
            "flow": "string",
            "authorizationUrl": "string~",
            "tokenUrl": "string",
            "scopes": "{text}~",
        },
    ),
)

SWAGGER = {
    **{name: OPENAPI[name] for name in ("Info", "Contact", "License", "Docs", "Tag", "Xml", "Paths", "Responses")},
    "Requirement": OPENAPI["Requirement"],
    **{shape.name: shape for shape in _SHAPES},
}
