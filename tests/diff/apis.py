"""Builders of small documents in two versions, and their comparison."""

from __future__ import annotations

import json
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeAlias

from codegen.config import Target
from codegen.core.diagnostic import Diagnostics
from codegen.diff.audience.policy import Policy
from codegen.diff.inputs.documents import compare_sides, side_of
from codegen.diff.match.compared_api import ComparedApi
from codegen.diff.model.changes import Report
from codegen.openapi.document import parse
from codegen.pipeline.steps import prepare, read_document

Json: TypeAlias = Any

TARGET = Target(name="t", root=Path(), spec="openapi.json", output=Path(), package="pkg")


def side(document: Json, label: str = "side") -> ComparedApi:
    return _side(json.dumps(document), label)


@lru_cache(maxsize=64)  # tests compare one document several times; old and new are never the same object
def _side(text: str, label: str) -> ComparedApi:
    found = Diagnostics()
    parsed = parse(text.encode(), name="openapi.json", found=found)
    assert parsed is not None
    preparation = prepare(read_document(parsed, TARGET))
    made = side_of(preparation, label)
    assert made is not None
    assert not preparation.found.failed, list(preparation.found)
    return made


TODAY = date(2026, 6, 1)


def report(old: Json, new: Json, policy: Policy | None = None) -> Report:
    return compare_sides(side(old, "old"), side(new, "new"), policy, today=TODAY)


def ids(old: Json, new: Json, policy: Policy | None = None) -> list[str]:
    """Return the sorted ids, except those of Python names."""
    return sorted(finding.id for finding in report(old, new, policy).findings if finding.rule.area != "Python")


def operation(**parts: Json) -> Json:
    return {"operationId": "op", "responses": {"200": {"description": "ok"}}, **parts}


def api(operations: Json = None, **members: Json) -> Json:
    """Return a document; ``operations`` maps ``METHOD /path`` to Operation Objects."""
    paths: dict[str, Json] = {}
    for key, value in (operations if operations is not None else {"POST /things": operation()}).items():
        method, path = key.split(" ")
        paths.setdefault(path, {})[method.lower()] = value
    return {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": paths, **members}


def body(schema: Json, media: str = "application/json", **facts: Json) -> Json:
    return {"requestBody": {"content": {media: {"schema": schema}}, **facts}}


def response(schema: Json, media: str = "application/json") -> Json:
    return {"responses": {"200": {"description": "ok", "content": {media: {"schema": schema}}}}}


def holder(schema: Json) -> Json:
    return {"type": "object", "properties": {"p": schema}}


_PARAM_FACTS = ("deprecated", "x-sunset")


def query(schema: Json, where: str = "query", **facts: Json) -> Json:
    facts |= {key: schema[key] for key in _PARAM_FACTS if key in schema}
    schema = {key: value for key, value in schema.items() if key not in _PARAM_FACTS}
    return {"parameters": [{"name": "p", "in": where, "schema": schema, **facts}]}


def header(schema: Json) -> Json:
    return {"responses": {"200": {"description": "ok", "headers": {"X-P": {"schema": schema}}}}}


def placed(subject: str, schema: Json, media: str = "application/json") -> Json:
    """Return a document with the schema at the position of ``subject``."""
    make = {
        "request-body": lambda: body(schema, media),
        "request-property": lambda: body(holder(schema), media),
        "request-read-only-property": lambda: body(holder({**schema, "readOnly": True})),
        "request-parameter": lambda: query(schema),
        "response-mediatype": lambda: response(schema, media),
        "request-header-property": lambda: query(holder(schema), "header"),
        "request-parameter-property": lambda: query(holder(schema)),
        "response-body": lambda: response(schema, media),
        "response-property": lambda: response(holder(schema), media),
        "response-write-only-property": lambda: response(holder({**schema, "writeOnly": True})),
        "response-header": lambda: header(schema),
    }
    return api({"POST /things": operation(**make[subject]())})
