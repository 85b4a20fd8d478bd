"""A document and an equivalent spelling of it have no changes on the wire."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeAlias

import pytest
import yaml

from tests.diff.apis import report
from tests.support.corpus_documents import CORPUS

Json: TypeAlias = Any
_METHODS = ("get", "put", "post", "delete", "patch", "head", "options", "trace")
_SCHEMAS = ("items", "additionalProperties", "not", "if", "then", "else", "contains", "propertyNames", "schema")


def schemas(value: Json, *, is_schema: bool = False) -> Iterator[dict[str, Json]]:
    """Yield the schemas of a document, inner ones first."""
    if isinstance(value, list):
        for item in value:
            yield from schemas(item, is_schema=is_schema)
        return
    if not isinstance(value, dict):
        return
    for key, item in list(value.items()):
        if key in {"properties", "patternProperties", "schemas", "$defs"} and isinstance(item, dict):
            for inner in item.values():
                yield from schemas(inner, is_schema=True)
        elif key in {"allOf", "anyOf", "oneOf", "prefixItems", *_SCHEMAS}:
            yield from schemas(item, is_schema=True)
        elif key not in {"example", "examples", "default", "enum", "const"} and not key.startswith("x-"):
            yield from schemas(item)
    if is_schema:
        yield value


def operations(document: Json) -> Iterator[tuple[dict[str, Json], dict[str, Json]]]:
    """Yield each operation with its path item."""
    for item in document.get("paths", {}).values():
        for method in _METHODS:
            if isinstance(item, dict) and isinstance(item.get(method), dict):
                yield item, item[method]


def is_modern(document: Json) -> bool:
    return str(document.get("openapi", "")).startswith("3.1")


def sort_members(document: Json) -> Json:
    return json.loads(json.dumps(document, sort_keys=True))


def reverse_required(document: Json) -> Json:
    for schema in schemas(document):
        if isinstance(schema.get("required"), list):
            schema["required"] = schema["required"][::-1]
    return document


def wrap_references(document: Json) -> Json:
    for schema in schemas(document):
        if set(schema) == {"$ref"}:
            schema["allOf"] = [{"$ref": schema.pop("$ref")}]
    return document


def constants(document: Json) -> Json:
    for schema in schemas(document):
        if is_modern(document) and isinstance(schema.get("enum"), list) and set(schema) <= {"type", "enum"}:
            schema["oneOf"] = [{"const": value} for value in schema.pop("enum")]
    return document


def exclusive_bounds(document: Json) -> Json:
    for schema in schemas(document):
        if schema.get("type") == "integer" and isinstance(schema.get("minimum"), int):
            least = schema.pop("minimum") - 1
            legacy = {"minimum": least, "exclusiveMinimum": True}
            schema.update({"exclusiveMinimum": least} if is_modern(document) else legacy)
    return document


def zero_limits(document: Json) -> Json:
    for schema in schemas(document):
        if schema.get("type") == "string":
            schema.setdefault("minLength", 0)
        if schema.get("type") == "array":
            schema.setdefault("minItems", 0)
            schema.setdefault("uniqueItems", False)
    return document


def open_objects(document: Json) -> Json:
    for schema in schemas(document):
        if schema.get("type") == "object" and "properties" in schema:
            schema.setdefault("additionalProperties", True)
    return document


def own_security(document: Json) -> Json:
    if "security" in document:
        for _, operation in operations(document):
            operation.setdefault("security", copy.deepcopy(document["security"]))
        document.pop("security")
    return document


def path_parameters_in_operations(document: Json) -> Json:
    for item, operation in list(operations(document)):
        known = {(row.get("name"), row.get("in"), row.get("$ref")) for row in operation.get("parameters", [])}
        shared = [
            row for row in item.get("parameters", []) if (row.get("name"), row.get("in"), row.get("$ref")) not in known
        ]
        if shared:
            operation["parameters"] = [*copy.deepcopy(shared), *operation.get("parameters", [])]
    for item in document.get("paths", {}).values():
        item.pop("parameters", None)
    return document


def media_spelling(document: Json) -> Json:
    text = json.dumps(document)
    return json.loads(text.replace('"content": {"application/json"', '"content": {"Application/JSON"'))


def server_slash(document: Json) -> Json:
    for server in document.get("servers", []):
        if isinstance(server.get("url"), str) and not server["url"].endswith("/"):
            server["url"] += "/"
    return document


def defaults_of_styles(document: Json) -> Json:
    for _, operation in operations(document):
        for row in operation.get("parameters", []):
            if row.get("in") == "query" and "schema" in row:
                row.setdefault("style", "form")
                row.setdefault("explode", True)
    return document


def flags(document: Json) -> Json:
    for schema in schemas(document):
        if isinstance(schema.get("type"), str) and not is_modern(document):
            schema.setdefault("nullable", False)
        elif isinstance(schema.get("type"), str):
            schema["type"] = [schema["type"]]
    return document


REWRITES: tuple[Callable[[Json], Json], ...] = (
    sort_members,
    reverse_required,
    wrap_references,
    constants,
    exclusive_bounds,
    zero_limits,
    open_objects,
    own_security,
    path_parameters_in_operations,
    media_spelling,
    server_slash,
    defaults_of_styles,
    flags,
)

ROW: Json = {
    "type": "object",
    "required": ["id", "kind"],
    "properties": {
        "id": {"type": "string"},
        "kind": {"type": "string", "enum": ["a", "b"]},
        "size": {"type": "integer", "minimum": 1},
        "tags": {"type": "array", "items": {"type": "string"}},
        "next": {"$ref": "#/components/schemas/Row"},
        "other": {"anyOf": [{"type": "string"}, {"$ref": "#/components/schemas/Row"}]},
    },
}


def small(version: str) -> Json:
    held = {"application/json": {"schema": {"$ref": "#/components/schemas/Row"}}}
    key = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
    limit = {"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 1}}
    update = {
        "operationId": "update",
        "parameters": [limit],
        "requestBody": {"content": held},
        "responses": {"200": {"description": "ok", "content": held}},
    }
    return {
        "openapi": version,
        "info": {"title": "T", "version": "1"},
        "servers": [{"url": "https://a.example/v1"}],
        "security": [{"key": []}],
        "paths": {"/rows/{id}": {"parameters": [key], "put": update}},
        "components": {
            "schemas": {"Row": ROW},
            "securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}},
        },
    }


def changes(document: Json, rewrite: Callable[[Json], Json]) -> list[str]:
    """Return the messages of changes in both directions, except those of Python names."""
    other = rewrite(copy.deepcopy(document))
    found = [*report(document, other).findings, *report(other, document).findings]
    return [item.change.message for item in found if item.rule.area != "Python"]


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
@pytest.mark.parametrize("rewrite", REWRITES, ids=lambda rewrite: rewrite.__name__)
def test_small_documents(rewrite: Callable[[Json], Json], version: str) -> None:
    document = small(version)
    assert changes(document, rewrite) == []


@pytest.mark.slow
@pytest.mark.parametrize("rewrite", REWRITES, ids=lambda rewrite: rewrite.__name__)
@pytest.mark.parametrize("path", sorted(CORPUS.iterdir()), ids=lambda path: path.stem)
def test_corpus(path: Path, rewrite: Callable[[Json], Json]) -> None:
    document = json.loads(json.dumps(yaml.safe_load(path.read_text(encoding="utf-8")), default=str))
    assert changes(document, rewrite) == []
