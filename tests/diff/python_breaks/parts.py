"""Builders of the cases, and of one document of many cases."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, TypeAlias

from tests.diff.apis import api, body, holder, operation, query, response

Json: TypeAlias = Any

TEXT: Json = {"type": "string"}
NUMBER: Json = {"type": "integer"}
ENUM: Json = {"type": "string", "enum": ["a", "b"]}
NULLABLE: Json = {"type": ["string", "null"]}
REQUIRED: Json = {**holder(TEXT), "required": ["p"]}
EMPTY: Json = {"type": "object", "properties": {"other": TEXT}}
BOTH: Json = {"type": "object", "properties": {"other": TEXT, "p": TEXT}, "required": ["p"]}


def sends(schema: Json, **facts: Json) -> Json:
    return api({"POST /things": operation(**body(schema, **facts))})


def gets(schema: Json) -> Json:
    return api({"GET /things": operation(**response(schema))})


def asks(schema: Json, **facts: Json) -> Json:
    return api({"GET /things": operation(**query(schema, **facts))})


def at(path: str, **parts: Json) -> Json:
    return api({f"GET {path}": operation(**parts)})


def params(*rows: Json) -> Json:
    return {"parameters": [{"schema": TEXT, **row} for row in rows]}


def fields(required: str = "", **schemas: Json) -> Json:
    return {"type": "object", "properties": schemas, **({"required": required.split()} if required else {})}


def listing(**item: Json) -> Json:
    data = {"type": "array", "items": fields("id", **item)}
    page = fields("data has_more", data=data, has_more={"type": "boolean"})
    return {**params({"name": "starting_after", "in": "query"}), **response(page)}


def named(document: Json, **schemas: Json) -> Json:
    return {**document, "components": {"schemas": schemas}}


def ref(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


def together(documents: Mapping[int, Json]) -> Json:
    """Return one document of all documents, each under a path of its own, with prefixed schema names."""
    paths: dict[str, Json] = {}
    schemas: dict[str, Json] = {}
    for number, document in documents.items():
        text = re.sub(r"#/components/schemas/(\w+)", rf"#/components/schemas/Case{number}\1", json.dumps(document))
        own = json.loads(text)
        for path, item in own["paths"].items():
            for call in item.values():
                call["operationId"] = f"case{number}_{call['operationId']}"
            paths[f"/case{number}{path}"] = item
        for name, schema in own.get("components", {}).get("schemas", {}).items():
            schemas[f"Case{number}{name}"] = schema
    return {**api({}), "paths": paths, "components": {"schemas": schemas}}
