"""Chains of schemas through every keyword are read, or end with a located diagnostic: never with a RecursionError."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from codegen.cli.entry import main

Schema = dict[str, object]
LENGTH = 260
KEYWORDS: dict[str, Callable[[object], Schema]] = {
    "$ref": lambda inner: inner,  # type: ignore[dict-item,return-value]
    "not": lambda inner: {"type": "object", "not": inner},
    "prefixItems": lambda inner: {"type": "array", "prefixItems": [inner]},
    "items": lambda inner: {"type": "array", "items": inner},
    "contains": lambda inner: {"type": "array", "contains": inner},
    "unevaluatedItems": lambda inner: {"type": "array", "unevaluatedItems": inner},
    "properties": lambda inner: {"type": "object", "properties": {"a": inner}},
    "required": lambda inner: {"type": "object", "required": ["a"], "properties": {"a": inner}},
    "readOnly": lambda inner: {"type": "object", "properties": {"a": inner, "r": {"type": "string", "readOnly": True}}},
    "patternProperties": lambda inner: {"type": "object", "patternProperties": {"^a": inner}},
    "additionalProperties": lambda inner: {"type": "object", "additionalProperties": inner},
    "unevaluatedProperties": lambda inner: {"type": "object", "unevaluatedProperties": inner},
    "propertyNames": lambda inner: {"type": "object", "propertyNames": inner},
    "dependentSchemas": lambda inner: {"type": "object", "dependentSchemas": {"a": inner}},
    "dependencies": lambda inner: {"type": "object", "dependencies": {"a": inner}},
    "if": lambda inner: {"type": "object", "if": inner, "then": {"required": ["a"]}},
    "then": lambda inner: {"type": "object", "if": {"required": ["a"]}, "then": inner},
    "else": lambda inner: {"type": "object", "if": {"required": ["a"]}, "else": inner},
    "allOf": lambda inner: {"allOf": [inner, {"type": "object", "properties": {"b": {"type": "string"}}}]},
    "allOf of one": lambda inner: {"allOf": [inner]},
    "anyOf": lambda inner: {"anyOf": [inner, {"type": "integer"}]},
    "oneOf": lambda inner: {"oneOf": [inner, {"type": "integer"}]},
    "anyOf null": lambda inner: {"type": "object", "properties": {"a": {"anyOf": [inner, {"type": "null"}]}}},
}


def _referenced(keyword: str, length: int) -> dict[str, object]:
    """Return schemas of which each names the next one under a keyword."""
    nest = KEYWORDS[keyword]
    chain = {f"S{n}": nest({"$ref": f"#/components/schemas/S{n + 1}"}) for n in range(length)}
    return chain | {f"S{length}": {"type": "object", "properties": {"z": {"type": "string"}}}}


def _inline(keyword: str, length: int) -> dict[str, object]:
    """Return one schema that holds the others."""
    schema: object = {"type": "object", "properties": {"z": {"type": "string"}}}
    for _ in range(length):
        schema = KEYWORDS[keyword](schema)
    return {"S0": schema}


def _write(folder: Path, name: str, schemas: dict[str, object], title: str = "t") -> Path:
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/S0"}}}
    operation = {
        "operationId": "x",
        "requestBody": {"content": content},
        "responses": {"200": {"description": title, "content": content}},
    }
    document = {
        "openapi": "3.1.0",
        "info": {"title": "t", "version": "1"},
        "paths": {"/x": {"post": operation}},
        "components": {"schemas": schemas},
    }
    path = folder / name
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def _exit_code(command: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.chdir(folder)
    arguments = {
        "tables": ["tables", "write", "--spec", "a.json", "--output", "pages"],
        "diff": ["diff", "a.json", "b.json"],
        "generate": ["generate", "--spec", "a.json", "--output", "o", "--package", "p", "--formatter", "none"],
    }
    return main(arguments[command])


@pytest.mark.slow
@pytest.mark.parametrize("nested", [_referenced, _inline])
@pytest.mark.parametrize("keyword", KEYWORDS)
def test_that_deep_schemas_are_read_or_reported(
    keyword: str, nested: Callable[[str, int], Schema], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    length = 150 if nested is _referenced else 60
    _write(tmp_path, "a.json", nested(keyword, length))

    assert _exit_code("tables", tmp_path, monkeypatch) in {0, 1, 2}
