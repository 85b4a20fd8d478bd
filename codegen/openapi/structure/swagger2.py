"""The objects of Swagger 2.0; those that OpenAPI 3 did not change are taken from its table."""

from __future__ import annotations

from codegen.openapi.structure.openapi3 import OPENAPI, SCHEMA_ASSERTIONS, SCHEMA_MEMBERS
from codegen.openapi.structure.shapes import (
    ANY,
    BOOLEAN,
    PROSE,
    STRING,
    TEXT,
    Member,
    SpecObject,
    an,
    annotation,
    list_of,
    map_of,
    of,
    unused,
)

_ASSERTED = (
    *("type", "enum", "multipleOf", "maximum", "exclusiveMaximum", "minimum", "exclusiveMinimum"),
    *("maxLength", "minLength", "pattern", "maxItems", "minItems", "uniqueItems"),
)
SIMPLE = {name: SCHEMA_ASSERTIONS[name] for name in _ASSERTED} | {"format": TEXT, "items": an("Items"), "default": ANY}
"""Members of a parameter, header or item that describe its value (Swagger 2.0, Parameter Object, Items Object)."""
_SIMPLE = SIMPLE | {"collectionFormat": STRING, "example": ANY}
_OPERATIONS = of(an("Operation"), "get", "put", "post", "delete", "options", "head", "patch")
METHODS = frozenset(_OPERATIONS)
"""The members of a Path Item Object that are operations."""
_NO_DOCS = unused(an("Docs"))

_OBJECTS = (
    SpecObject(
        name="Swagger",
        members=of(STRING, "host", "basePath")
        | of(list_of(STRING), "schemes", "consumes", "produces")
        | {"swagger": ANY, "info": an("Info"), "paths": an("Paths"), "definitions": map_of(an("Schema"))}
        | {"parameters": map_of(an("Parameter")), "responses": map_of(an("Response")), "externalDocs": _NO_DOCS}
        | {"securityDefinitions": map_of(an("SecurityScheme")), "security": list_of(an("Requirement"))}
        | {"tags": list_of(an("Tag"))},
    ),
    SpecObject(name="PathItem", members=_OPERATIONS | {"parameters": list_of(an("Parameter"))}, reference=True),
    SpecObject(
        name="Operation",
        members=of(PROSE, "summary", "description")
        | of(list_of(STRING), "consumes", "produces", "schemes")
        | {
            "tags": annotation(list_of(STRING)),
            "operationId": STRING,
            "deprecated": annotation(BOOLEAN),
            "externalDocs": _NO_DOCS,
        }
        | {"parameters": list_of(an("Parameter")), "responses": an("Responses")}
        | {"security": list_of(an("Requirement"))},
    ),
    SpecObject(
        name="Parameter",
        members=_SIMPLE
        | of(STRING, "name", "in")
        | {"description": PROSE, "required": BOOLEAN, "schema": an("Schema"), "allowEmptyValue": unused(BOOLEAN)},
        reference=True,
    ),
    SpecObject(name="Items", members=_SIMPLE, open=True),
    SpecObject(
        name="Response",
        members={"description": PROSE, "schema": an("Schema"), "headers": map_of(an("Header"))}
        | {"examples": unused(map_of(ANY))},
        reference=True,
    ),
    SpecObject(name="Header", members=_SIMPLE | {"description": PROSE}),
    SpecObject(
        name="Schema",
        members=SCHEMA_MEMBERS | {"discriminator": Member(types=(str, dict), expected="an object")},
        open=True,
        reference=True,
    ),
    SpecObject(
        name="SecurityScheme",
        members=of(STRING, "type", "name", "in", "flow", "tokenUrl")
        | {"description": PROSE, "authorizationUrl": unused(STRING), "scopes": unused(map_of(TEXT))},
    ),
)

SWAGGER = {
    **{name: OPENAPI[name] for name in ("Info", "Contact", "License", "Docs", "Tag", "Xml", "Paths", "Responses")},
    "Requirement": OPENAPI["Requirement"],
    **{item.name: item for item in _OBJECTS},
}
