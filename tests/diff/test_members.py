"""Every member of every OpenAPI object is compared, or listed as not compared in docs/diff.md."""

from __future__ import annotations

import copy
import re
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from codegen.core.location import pointer_tokens
from codegen.openapi.structure.openapi3 import OPENAPI
from tests.diff.apis import report
from tests.support.packages import ROOT

Json: TypeAlias = Any
PAGE: Path = ROOT / "docs" / "diff.md"
TEXT: Json = {"type": "string"}
ROW: Json = {"type": "object", "properties": {"a": TEXT}}
LIST: Json = {"type": "array", "items": TEXT}
BASE: Json = {
    "openapi": "3.2.0",
    "info": {"title": "T", "version": "2"},
    "servers": [
        {"url": "https://{v}.example", "variables": {"v": {"default": "a"}, "w": {"default": "x", "enum": ["x"]}}}
    ],
    "tags": [{"name": "t"}],
    "security": [{"key": []}],
    "webhooks": {"sent": {"post": {"requestBody": {"content": {"application/json": {"schema": ROW}}}}}},
    "paths": {
        "/t": {
            "parameters": [{"name": "shared", "in": "query", "schema": TEXT}],
            "post": {
                "operationId": "make",
                "tags": ["t"],
                "parameters": [
                    {"name": "q", "in": "query", "schema": LIST},
                    {"name": "c", "in": "query", "content": {"application/json": {"schema": TEXT}}},
                ],
                "requestBody": {
                    "content": {
                        "multipart/form-data": {
                            "schema": {"type": "object", "properties": {"p": LIST}},
                            "encoding": {"p": {"contentType": "text/csv", "style": "form", "explode": True}},
                        }
                    }
                },
                "responses": {
                    "200": {
                        "description": "ok",
                        "headers": {"X-A": {"schema": TEXT, "required": True}},
                        "content": {
                            "application/json": {"schema": ROW},
                            "application/jsonl": {"itemSchema": ROW},
                        },
                        "links": {"next": {"operationId": "make", "parameters": {"q": "$x"}}},
                    }
                },
                "callbacks": {
                    "done": {"{$url}": {"post": {"requestBody": {"content": {"application/json": {"schema": ROW}}}}}}
                },
            },
        }
    },
    "components": {
        "schemas": {"Row": ROW},
        "securitySchemes": {
            "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
            "oauth": {
                "type": "oauth2",
                "flows": {
                    name: {"authorizationUrl": "https://a.example/a", "tokenUrl": "https://a.example/t", "scopes": {}}
                    for name in (
                        "implicit",
                        "password",
                        "clientCredentials",
                        "authorizationCode",
                        "deviceAuthorization",
                    )
                },
            },
        },
    },
}
GONE = object()
_OP = "/paths/~1t/post"
_BODY = f"{_OP}/requestBody/content/multipart~1form-data"
_OK = f"{_OP}/responses/200"
_SCHEMES = "/components/securitySchemes"
_BASIC = {"type": "http", "scheme": "basic"}
CHANGES: dict[tuple[str, str], tuple[str, Json]] = {
    ("OpenAPI", "components"): ("/components/schemas/Row", GONE),
    ("OpenAPI", "info"): ("/info/version", "1"),
    ("OpenAPI", "paths"): ("/paths/~1t", GONE),
    ("OpenAPI", "security"): ("/security", []),
    ("OpenAPI", "servers"): ("/servers/0/url", "https://b.example"),
    ("OpenAPI", "webhooks"): ("/webhooks", {}),
    ("Info", "version"): ("/info/version", "1"),
    ("Server", "url"): ("/servers/0/url", "https://b.example"),
    ("Server", "variables"): ("/servers/0/variables/v/default", "b"),
    ("ServerVariable", "default"): ("/servers/0/variables/v/default", "b"),
    ("ServerVariable", "enum"): ("/servers/0/variables/v/enum", ["a", "b"]),
    ("Components", "schemas"): ("/components/schemas/Row", GONE),
    ("Components", "securitySchemes"): (f"{_SCHEMES}/oauth", GONE),
    **{
        ("PathItem", name): (f"/paths/~1t/{name}", {"responses": {"200": {"description": "ok"}}})
        for name in ("get", "put", "delete", "options", "head", "patch", "trace", "query")
    },
    ("PathItem", "post"): (_OP, GONE),
    ("PathItem", "additionalOperations"): (
        "/paths/~1t/additionalOperations",
        {"COPY": {"responses": {"200": {"description": "ok"}}}},
    ),
    ("PathItem", "parameters"): ("/paths/~1t/parameters", []),
    ("PathItem", "servers"): ("/paths/~1t/servers", [{"url": "https://b.example"}]),
    ("Operation", "callbacks"): (f"{_OP}/callbacks", GONE),
    ("Operation", "deprecated"): (f"{_OP}/deprecated", True),
    ("Operation", "operationId"): (f"{_OP}/operationId", "other"),
    ("Operation", "parameters"): (f"{_OP}/parameters", []),
    ("Operation", "requestBody"): (f"{_OP}/requestBody", GONE),
    ("Operation", "responses"): (f"{_OP}/responses/404", {"description": "none"}),
    ("Operation", "security"): (f"{_OP}/security", []),
    ("Operation", "servers"): (f"{_OP}/servers", [{"url": "https://b.example"}]),
    ("Operation", "tags"): (f"{_OP}/tags", []),
    ("Parameter", "allowReserved"): (f"{_OP}/parameters/0/allowReserved", True),
    ("Parameter", "content"): (f"{_OP}/parameters/1/content", {"text/plain": {"schema": TEXT}}),
    ("Parameter", "deprecated"): (f"{_OP}/parameters/0/deprecated", True),
    ("Parameter", "explode"): (f"{_OP}/parameters/0/explode", False),
    ("Parameter", "in"): (f"{_OP}/parameters/0/in", "header"),
    ("Parameter", "name"): (f"{_OP}/parameters/0/name", "r"),
    ("Parameter", "required"): (f"{_OP}/parameters/0/required", True),
    ("Parameter", "schema"): (f"{_OP}/parameters/0/schema/items", {"type": "integer"}),
    ("Parameter", "style"): (f"{_OP}/parameters/0/style", "pipeDelimited"),
    ("RequestBody", "content"): (f"{_OP}/requestBody/content/application~1json", {"schema": ROW}),
    ("RequestBody", "required"): (f"{_OP}/requestBody/required", True),
    ("MediaType", "encoding"): (f"{_BODY}/encoding", GONE),
    ("MediaType", "itemSchema"): (f"{_OK}/content/application~1jsonl/itemSchema/properties/b", TEXT),
    ("MediaType", "schema"): (f"{_OK}/content/application~1json/schema/properties/b", TEXT),
    ("Encoding", "allowReserved"): (f"{_BODY}/encoding/p/allowReserved", True),
    ("Encoding", "contentType"): (f"{_BODY}/encoding/p/contentType", "text/plain"),
    ("Encoding", "explode"): (f"{_BODY}/encoding/p/explode", False),
    ("Encoding", "style"): (f"{_BODY}/encoding/p/style", "pipeDelimited"),
    ("Response", "content"): (f"{_OK}/content/text~1plain", {"schema": TEXT}),
    ("Response", "headers"): (f"{_OK}/headers", GONE),
    ("Response", "links"): (f"{_OK}/links", GONE),
    **{
        ("Link", name): (f"{_OK}/links/next/{name}", value)
        for name, value in {
            "operationId": "other",
            "operationRef": "#/paths/~1t/post",
            "parameters": {},
            "requestBody": "$x",
            "server": {"url": "https://b.example"},
        }.items()
    },
    ("Header", "required"): (f"{_OK}/headers/X-A/required", False),
    ("Header", "schema"): (f"{_OK}/headers/X-A/schema/type", "boolean"),
    ("SecurityScheme", "flows"): (f"{_SCHEMES}/oauth/flows/implicit/scopes", {"s": "S"}),
    ("SecurityScheme", "in"): (f"{_SCHEMES}/key/in", "query"),
    ("SecurityScheme", "name"): (f"{_SCHEMES}/key/name", "X-Other"),
    ("SecurityScheme", "scheme"): (f"{_SCHEMES}/key", _BASIC),
    ("SecurityScheme", "type"): (f"{_SCHEMES}/key", _BASIC),
    **{
        ("Flows", name): (f"{_SCHEMES}/oauth/flows/{name}/scopes", {"s": "S"})
        for name in ("implicit", "password", "clientCredentials", "authorizationCode", "deviceAuthorization")
    },
    ("Flow", "authorizationUrl"): (f"{_SCHEMES}/oauth/flows/implicit/authorizationUrl", "https://b.example/a"),
    ("Flow", "scopes"): (f"{_SCHEMES}/oauth/flows/implicit/scopes", {"s": "S"}),
    ("Flow", "tokenUrl"): (f"{_SCHEMES}/oauth/flows/password/tokenUrl", "https://b.example/t"),
}
_SCHEMA = {
    *("additionalProperties", "allOf", "anyOf", "const", "contains", "contentEncoding", "contentMediaType"),
    *(
        "contentSchema",
        "default",
        "dependentRequired",
        "dependentSchemas",
        "deprecated",
        "discriminator",
        "else",
        "enum",
    ),
    *("exclusiveMaximum", "exclusiveMinimum", "format", "if", "items", "maxContains", "maxItems", "maxLength"),
    *("maxProperties", "maximum", "minContains", "minItems", "minLength", "minProperties", "minimum", "multipleOf"),
    *("not", "nullable", "oneOf", "pattern", "patternProperties", "prefixItems", "properties", "propertyNames"),
    *("readOnly", "required", "then", "type", "unevaluatedItems", "unevaluatedProperties", "uniqueItems", "writeOnly"),
    "$ref",
}
"""Keywords with a case in ``schema_cases.py``, or in ``test_equivalent.py`` (``$ref``, ``items``, ``properties``)."""
_DISCRIMINATOR = {"mapping", "propertyName"}


def not_compared() -> dict[str, set[str]]:
    """Return the members of the table in the documentation."""
    table = PAGE.read_text(encoding="utf-8").partition("### Not compared")[2]
    rows = re.findall(r"^\| (\w+) \| (`.*`) \|", table, re.MULTILINE)
    return {name: set(re.findall(r"`([^`]+)`", members)) for name, members in rows}


def compared() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {"Schema": _SCHEMA, "Discriminator": _DISCRIMINATOR}
    for name, member in CHANGES:
        found.setdefault(name, set()).add(member)
    return found


@pytest.mark.parametrize("name", sorted(OPENAPI))
def test_every_member_is_compared_or_listed(name: str) -> None:
    known, listed = compared().get(name, set()), not_compared().get(name, set())
    assert known & listed == set()
    assert known | listed == set(OPENAPI[name].members)


def changed(pointer: str, value: Json) -> Json:
    document = copy.deepcopy(BASE)
    *parents, last = pointer_tokens(pointer)
    node = document
    for token in parents:
        node = node[int(token)] if isinstance(node, list) else node[token]
    if value is GONE:
        del node[last]
    else:
        node[last] = value
    return document


@pytest.mark.parametrize("key", sorted(CHANGES), ids=".".join)
def test_a_change_of_the_member_is_reported(key: tuple[str, str]) -> None:
    found = report(BASE, changed(*CHANGES[key])).findings
    assert [item for item in found if item.rule.area != "Python"]
