"""The objects of OpenAPI 3.0, 3.1 and 3.2 in one table; members added by later versions are accepted in all."""

from __future__ import annotations

from codegen.openapi.structure.shapes import (
    ANY,
    BOOLEAN,
    BOUND,
    COUNT,
    NUMBER,
    PROSE,
    STRING,
    TEXT,
    TYPE,
    Member,
    SpecObject,
    an,
    annotation,
    list_of,
    map_of,
    of,
    unused,
)

_SCHEMA = an("Schema")
_ITEMS = Member(types=(dict, bool, list), expected="a schema", table="Schema", inner=_SCHEMA)
"""One schema, or a list of schemas as before JSON Schema 2020-12."""
_REQUIRED = Member(types=(list, bool), expected="an array", inner=STRING)
"""A list of names; the boolean of JSON Schema draft 3 has its own diagnostic."""
_NO_TEXT, _NO_STRING, _NO_BOOLEAN = unused(TEXT), unused(STRING), unused(BOOLEAN)
_NO_EXAMPLES, _NO_LINKS = unused(map_of(an("Example"))), unused(map_of(an("Link")))
_NO_DOCS = unused(an("Docs"))
_DEPRECATED, _TAGS = annotation(BOOLEAN), annotation(list_of(STRING))
_CONTENT = map_of(an("MediaType"))
_WORD = Member(types=(str, int, float, bool), expected="a string")
"""A string that YAML may resolve to a number or boolean, such as a port."""

SCHEMA_CORE = (
    of(STRING, "$ref", "$id", "$schema", "$anchor", "$dynamicRef", "$dynamicAnchor")
    | of(map_of(_SCHEMA), "$defs", "definitions")
    | {"$vocabulary": ANY, "$comment": _NO_TEXT}
)
"""Keywords that identify schemas (JSON Schema Core, 8)."""

SCHEMA_APPLICATORS = (
    of(_SCHEMA, "not", "if", "then", "else", "contains", "propertyNames", "additionalProperties")
    | of(list_of(_SCHEMA), "allOf", "anyOf", "oneOf", "prefixItems")
    | of(map_of(_SCHEMA), "properties", "patternProperties", "dependentSchemas")
    | {"items": _ITEMS}
)
"""Keywords that apply subschemas (JSON Schema Core, 10)."""

SCHEMA_ASSERTIONS = (
    of(NUMBER, "multipleOf", "maximum", "minimum")
    | of(BOUND, "exclusiveMaximum", "exclusiveMinimum")
    | of(COUNT, "maxLength", "minLength", "maxItems", "minItems", "maxContains", "minContains")
    | of(COUNT, "maxProperties", "minProperties")
    | {"type": TYPE, "enum": list_of(ANY), "const": ANY, "pattern": STRING, "uniqueItems": BOOLEAN}
    | {"required": _REQUIRED, "dependentRequired": map_of(list_of(STRING))}
)
"""Keywords that limit values (JSON Schema Validation, 6)."""

SCHEMA_ANNOTATIONS = (
    of(PROSE, "title", "description")
    | of(ANY, "default", "example", "examples")
    | of(BOOLEAN, "readOnly", "writeOnly")
    | {"deprecated": _DEPRECATED, "xml": unused(an("Xml")), "externalDocs": _NO_DOCS}
)
"""Annotations (JSON Schema Validation, 9; OpenAPI, Schema Object)."""

SCHEMA_MEMBERS = (
    SCHEMA_CORE
    | SCHEMA_APPLICATORS
    | SCHEMA_ASSERTIONS
    | SCHEMA_ANNOTATIONS
    | of(_SCHEMA, "unevaluatedProperties", "unevaluatedItems", "additionalItems")
    | of(TEXT, "contentEncoding", "contentMediaType")
    | {"contentSchema": unused(_SCHEMA), "dependencies": map_of(ANY), "format": TEXT}
    | {"nullable": BOOLEAN, "discriminator": an("Discriminator")}
)

_VALUE = (
    of(BOOLEAN, "required", "explode")
    | {"deprecated": _DEPRECATED}
    | {"description": PROSE, "style": STRING, "schema": _SCHEMA, "content": _CONTENT}
    | {"example": ANY, "examples": _NO_EXAMPLES}
)
_OPERATIONS = of(an("Operation"), "get", "put", "post", "delete", "options", "head", "patch", "trace", "query")
METHODS = frozenset(_OPERATIONS)
"""The members of a Path Item Object that are operations."""

_OBJECTS = (
    SpecObject(
        name="OpenAPI",
        members=of(_NO_STRING, "jsonSchemaDialect", "$self")
        | {"openapi": ANY, "info": an("Info"), "paths": an("Paths"), "components": an("Components")}
        | {"servers": list_of(an("Server")), "webhooks": map_of(an("PathItem"))}
        | {"security": list_of(an("Requirement")), "tags": list_of(an("Tag")), "externalDocs": _NO_DOCS},
    ),
    SpecObject(
        name="Info",
        members=of(PROSE, "title", "description")
        | {"version": TEXT}
        | of(_NO_TEXT, "summary", "termsOfService")
        | {"contact": unused(an("Contact")), "license": unused(an("License"))},
    ),
    SpecObject(name="Contact", members=of(_NO_TEXT, "name", "url", "email")),
    SpecObject(name="License", members=of(_NO_TEXT, "name", "identifier", "url")),
    SpecObject(
        name="Server",
        members={"url": STRING, "description": PROSE, "name": _NO_TEXT, "variables": map_of(an("ServerVariable"))},
    ),
    SpecObject(name="ServerVariable", members={"enum": list_of(_WORD), "default": TEXT, "description": _NO_TEXT}),
    SpecObject(name="Paths", rest=an("PathItem")),
    SpecObject(
        name="Components",
        members={"schemas": map_of(_SCHEMA), "responses": map_of(an("Response")), "headers": map_of(an("Header"))}
        | {"parameters": map_of(an("Parameter")), "requestBodies": map_of(an("RequestBody")), "links": _NO_LINKS}
        | {"examples": _NO_EXAMPLES, "securitySchemes": map_of(an("SecurityScheme")), "mediaTypes": _CONTENT}
        | {"callbacks": map_of(an("Callback")), "pathItems": map_of(an("PathItem"))},
    ),
    SpecObject(
        name="PathItem",
        members=_OPERATIONS
        | of(PROSE, "summary", "description")
        | {"additionalOperations": map_of(an("Operation"))}
        | {"servers": list_of(an("Server")), "parameters": list_of(an("Parameter"))},
        reference=True,
    ),
    SpecObject(
        name="Operation",
        members=of(PROSE, "summary", "description")
        | {"tags": _TAGS, "operationId": STRING, "deprecated": _DEPRECATED, "externalDocs": _NO_DOCS}
        | {"parameters": list_of(an("Parameter")), "requestBody": an("RequestBody"), "responses": an("Responses")}
        | {"callbacks": map_of(an("Callback")), "security": list_of(an("Requirement"))}
        | {"servers": list_of(an("Server"))},
    ),
    SpecObject(name="Docs", members=of(_NO_TEXT, "description", "url")),
    SpecObject(
        name="Parameter",
        members=_VALUE | of(STRING, "name", "in") | {"allowEmptyValue": _NO_BOOLEAN, "allowReserved": BOOLEAN},
        reference=True,
    ),
    SpecObject(
        name="RequestBody",
        members={"description": PROSE, "content": _CONTENT, "required": BOOLEAN},
        reference=True,
    ),
    SpecObject(
        name="MediaType",
        members=of(_SCHEMA, "schema", "itemSchema")
        | {"example": ANY, "examples": _NO_EXAMPLES, "description": _NO_TEXT, "encoding": map_of(an("Encoding"))}
        | {"prefixEncoding": unused(list_of(an("Encoding"))), "itemEncoding": unused(an("Encoding"))},
        reference=True,
    ),
    SpecObject(
        name="Encoding",
        members=of(STRING, "contentType", "style")
        | of(BOOLEAN, "explode", "allowReserved")
        | {"headers": unused(map_of(an("Header"))), "encoding": unused(map_of(an("Encoding")))}
        | {"prefixEncoding": unused(list_of(an("Encoding"))), "itemEncoding": unused(an("Encoding"))},
    ),
    SpecObject(name="Responses", rest=an("Response")),
    SpecObject(
        name="Response",
        members={"summary": _NO_TEXT, "description": PROSE, "content": _CONTENT}
        | {"headers": map_of(an("Header")), "links": _NO_LINKS},
        reference=True,
    ),
    SpecObject(name="Callback", rest=an("PathItem"), reference=True),
    SpecObject(
        name="Example",
        members=of(_NO_TEXT, "summary", "description", "externalValue", "serializedValue")
        | of(ANY, "value", "dataValue"),
        reference=True,
        open=True,
    ),
    SpecObject(
        name="Link",
        members=of(_NO_STRING, "operationRef", "operationId")
        | {
            "parameters": unused(map_of(ANY)),
            "requestBody": ANY,
            "description": _NO_TEXT,
            "server": unused(an("Server")),
        },
        reference=True,
    ),
    SpecObject(name="Header", members=_VALUE | of(_NO_BOOLEAN, "allowEmptyValue", "allowReserved"), reference=True),
    SpecObject(
        name="Tag",
        members={"name": TEXT, "description": PROSE}
        | of(_NO_TEXT, "summary", "parent", "kind")
        | {"externalDocs": _NO_DOCS},
    ),
    SpecObject(name="Schema", members=SCHEMA_MEMBERS, open=True, reference=True),
    SpecObject(
        name="Discriminator",
        members={"propertyName": STRING, "mapping": map_of(STRING), "defaultMapping": _NO_STRING},
    ),
    SpecObject(
        name="Xml",
        members=of(_NO_TEXT, "nodeType", "name", "namespace", "prefix") | of(_NO_BOOLEAN, "attribute", "wrapped"),
    ),
    SpecObject(
        name="SecurityScheme",
        members=of(STRING, "type", "name", "in", "scheme")
        | of(_NO_STRING, "openIdConnectUrl", "oauth2MetadataUrl")
        | {"description": PROSE, "bearerFormat": _NO_TEXT, "flows": an("Flows"), "deprecated": _NO_BOOLEAN},
        reference=True,
    ),
    SpecObject(
        name="Flows",
        members=of(an("Flow"), "implicit", "password", "clientCredentials", "authorizationCode", "deviceAuthorization"),
    ),
    SpecObject(
        name="Flow",
        members=of(_NO_STRING, "authorizationUrl", "deviceAuthorizationUrl", "refreshUrl")
        | {"tokenUrl": STRING, "scopes": unused(map_of(TEXT))},
    ),
    SpecObject(name="Requirement", rest=list_of(TEXT)),
)

OPENAPI = {item.name: item for item in _OBJECTS}
