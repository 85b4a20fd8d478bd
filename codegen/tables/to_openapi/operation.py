"""Converts a parameter table to ``parameters`` and ``requestBody`` of an operation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from codegen.core.media_type import FORM

if TYPE_CHECKING:
    from collections.abc import Sequence

    from codegen.core.json import Json
    from codegen.tables.model import Endpoint, SentIn, Table
    from codegen.tables.to_openapi.schema import SchemaBuilder

_BODILESS = {"GET", "DELETE", "HEAD", "OPTIONS", "TRACE"}
_OBJECT_WORDS = ("properties", "additionalProperties", "items", "anyOf")


@dataclass(frozen=True, slots=True)
class _Given:
    """A top-level parameter with its location and schema."""

    name: str
    required: bool
    sent_in: SentIn
    schema: dict[str, Json]


def operation_inputs(table: Table, endpoint: Endpoint, builder: SchemaBuilder, media_type: str) -> dict[str, Json]:
    """Return ``parameters`` and ``requestBody`` of an operation, each only if not empty.

    A parameter without a stated location is in the path if the path names it, else in the body if the method has one,
    else in the query.
    """
    in_path = _names_in_path(endpoint.path)
    given = [_given(table, endpoint, in_path, item) for item in builder.parameters(table)]
    body = [item for item in given if item.sent_in == "body"]
    others = [item for item in given if item.sent_in != "body"]
    described = {item.name for item in others if item.sent_in == "path"}
    parameters: list[Json] = [_path(name, table, builder) for name in in_path if name not in described]
    parameters += map(_parameter, others)
    inputs: dict[str, Json] = {}
    if parameters:
        inputs["parameters"] = parameters
    if body:
        inputs["requestBody"] = _body(body, media_type)
    return inputs


def _names_in_path(path: str) -> list[str]:
    return [part[1:-1] for part in path.split("/") if part.startswith("{") and part.endswith("}")]


def _given(table: Table, endpoint: Endpoint, in_path: Sequence[str], item: tuple[str, bool, dict[str, Json]]) -> _Given:
    name, required, schema = item
    rows = (row for row in table.fields if row.name.partition(".")[0] == name and row.sent_in)
    stated: SentIn = row.sent_in if (row := next(rows, None)) else ""
    usual: SentIn = "path" if name in in_path else "query" if endpoint.method in _BODILESS else "body"
    return _Given(name, required, stated or usual, schema)


def _path(name: str, table: Table, builder: SchemaBuilder) -> Json:
    mark = builder.marks.make(table.location)
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string"}, "x-source": mark}


def _parameter(item: _Given) -> Json:
    nested = item.sent_in == "query" and _is_nested(item.schema)
    style: dict[str, Json] = {"style": "deepObject", "explode": True} if nested else {}
    required = item.required or item.sent_in == "path"
    schema = dict(item.schema)
    about: dict[str, Json] = {key: value for key, value in schema.items() if key in {"description", "deprecated"}}
    schema.pop("deprecated", None)
    return {"name": item.name, "in": item.sent_in, "required": required, **about, **style, "schema": schema}


def _is_nested(schema: dict[str, Json]) -> bool:
    return any(word in schema for word in _OBJECT_WORDS)


def _body(given: Sequence[_Given], media_type: str) -> dict[str, Json]:
    required: list[Json] = [item.name for item in given if item.required]
    schema: dict[str, Json] = {"type": "object", "properties": {item.name: item.schema for item in given}}
    if required:
        schema["required"] = required
    media: dict[str, Json] = {"schema": schema}
    nested = [item.name for item in given if _is_nested(item.schema)]
    if nested and media_type == FORM:
        media["encoding"] = {name: {"style": "deepObject", "explode": True} for name in nested}
    return {"required": bool(required), "content": {media_type: media}}
