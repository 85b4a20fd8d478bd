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
    chain: Schema = {f"S{n}": nest({"$ref": f"#/components/schemas/S{n + 1}"}) for n in range(length)}
    return chain | {f"S{length}": {"type": "object", "properties": {"z": {"type": "string"}}}}


def _inline(keyword: str, length: int) -> dict[str, object]:
    """Return one schema that holds the others."""
    schema: object = {"type": "object", "properties": {"z": {"type": "string"}}}
    for _ in range(length):
        schema = KEYWORDS[keyword](schema)
    return {"S0": schema}


COMPONENTS: dict[str, tuple[Schema, Callable[[Schema], Schema]]] = {
    "parameters": ({"name": "q", "in": "query", "schema": {"type": "string"}}, lambda ref: {"parameters": [ref]}),
    "requestBodies": ({"content": {"text/plain": {}}}, lambda ref: {"requestBody": ref}),
    "headers": (
        {"schema": {"type": "string"}},
        lambda ref: {"responses": {"204": {"description": "d", "headers": {"X-A": ref}}}},
    ),
    "responses": ({"description": "d"}, lambda ref: {"responses": {"204": ref}}),
    "callbacks": ({"{$url}": {"post": {"responses": {}}}}, lambda ref: {"callbacks": {"a": ref}}),
    "examples": ({"value": 1}, lambda ref: {"requestBody": {"content": {"text/plain": {"examples": {"a": ref}}}}}),
    "links": (
        {"operationId": "x"},
        lambda ref: {"responses": {"204": {"description": "d", "links": {"a": ref}}}},
    ),
    "pathItems": ({"post": {"responses": {"204": {"description": "d"}}}}, lambda ref: ref),
}
"""Components other than schemas, and the members of an operation (or path item) that refer to one."""


def _chained(kind: str, length: int) -> tuple[Schema, Schema]:
    """Return components of which each refers to the next one, and the path item that refers to the first."""
    last, use = COMPONENTS[kind]
    refs: list[Schema] = [{"$ref": f"#/components/{kind}/C{n}"} for n in range(length + 1)]
    chain: Schema = {f"C{n}": ref for n, ref in enumerate(refs[1:])}
    chain[f"C{length}"] = last
    used = use(refs[0])
    if kind == "pathItems":
        return {kind: chain}, used
    return {kind: chain}, {"post": {"responses": {"204": {"description": "d"}}, **used}}


def _nested_callbacks(length: int) -> Schema:
    operation: Schema = {"responses": {"204": {"description": "d"}}}
    for _ in range(length):
        operation = {"responses": {}, "callbacks": {"a": {"{$url}": {"post": operation}}}}
    return {"post": operation}


def _nested_headers(length: int) -> Schema:
    header: Schema = {"schema": {"type": "string"}}
    form = {"type": "object", "properties": {"a": {"type": "string"}}}
    for _ in range(length):
        media = {"schema": form, "encoding": {"a": {"headers": {"X-A": header}}}}
        header = {"content": {"multipart/form-data": media}}
    return {"get": {"responses": {"204": {"description": "d", "headers": {"X-A": header}}}}}


def _discriminated(length: int) -> Schema:
    """Return a union of many variants with a mapping."""
    refs = [f"#/components/schemas/S{n}" for n in range(1, length + 1)]
    variant = {"type": "object", "required": ["k"], "properties": {"k": {"type": "string"}}}
    mapping = {f"m{n}": ref for n, ref in enumerate(refs)}
    union = {"oneOf": [{"$ref": ref} for ref in refs], "discriminator": {"propertyName": "k", "mapping": mapping}}
    return {"S0": union} | {f"S{n}": variant for n in range(1, length + 1)}


def _inherited(length: int) -> Schema:
    """Return a hierarchy in which each schema is derived from the one before."""
    root = {"type": "object", "required": ["k"], "properties": {"k": {"type": "string"}}}
    schemas: Schema = {"S0": root | {"discriminator": {"propertyName": "k"}}}
    for n in range(1, length + 1):
        own = {"type": "object", "properties": {f"p{n}": {"type": "string"}}}
        schemas[f"S{n}"] = {"allOf": [{"$ref": f"#/components/schemas/S{n - 1}"}, own]}
    return schemas


def _doubled(keyword: str, length: int) -> Schema:
    """Return schemas that name the next one twice: work by paths instead of schemas would be exponential."""
    pair = [{"$ref": f"#/components/schemas/S{n + 1}"} for n in range(length) for _ in "ab"]
    chain: Schema = {f"S{n}": {keyword: pair[2 * n : 2 * n + 2]} for n in range(length)}
    return chain | {f"S{length}": {"type": "object", "properties": {"z": {"type": "string"}}}}


def _in_defs(length: int) -> Schema:
    """Return one schema with many ``$defs``, of which each refers to the next one."""
    refs = [{"$ref": f"#/components/schemas/S0/$defs/D{n}"} for n in range(length)]
    definitions = {f"D{n}": {"type": "object", "properties": {"a": ref}} for n, ref in enumerate(refs[1:])}
    return {"S0": {"type": "object", "properties": {"a": refs[0]}, "$defs": {**definitions, f"D{length - 1}": {}}}}


WIDE: dict[str, Callable[[], Schema]] = {
    "allOf of many": lambda: {
        "S0": {"allOf": [{"type": "object", "properties": {f"p{n}": {"type": "string"}}} for n in range(1_000)]}
    },
    "anyOf of many": lambda: {
        "S0": {"anyOf": [{"type": "object", "required": [f"p{n}"]} for n in range(300)]},
    },
    "discriminator mapping": lambda: _discriminated(300),
    "discriminator hierarchy": lambda: _inherited(120),
    "doubled allOf": lambda: _doubled("allOf", 40),
    "doubled anyOf": lambda: _doubled("anyOf", 40),
    "doubled oneOf": lambda: _doubled("oneOf", 40),
    "doubled prefixItems": lambda: _doubled("prefixItems", 40),
    "$defs": lambda: _in_defs(150),
    "$ref of 400": lambda: _referenced("$ref", 400),
}


def _write(
    folder: Path,
    name: str,
    schemas: dict[str, object],
    title: str = "t",
    *,
    components: Schema | None = None,
    item: Schema | None = None,
) -> Path:
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/S0"}}}
    operation = {
        "operationId": "x",
        "requestBody": {"content": content},
        "responses": {"200": {"description": title, "content": content}},
    }
    document = {
        "openapi": "3.1.0",
        "info": {"title": "t", "version": "1"},
        "paths": {"/x": item or {"post": operation}},
        "components": {"schemas": schemas, **(components or {})},
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
        "check": ["check", "--spec", "a.json", "--output", "o", "--package", "p", "--formatter", "none"],
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


@pytest.mark.slow
@pytest.mark.parametrize("keyword", KEYWORDS)
def test_that_deep_schemas_are_compared(keyword: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _write(tmp_path, "a.json", _referenced(keyword, LENGTH))
    _write(tmp_path, "b.json", _referenced(keyword, LENGTH - 1))

    assert _exit_code("diff", tmp_path, monkeypatch) in {0, 1, 2}


@pytest.mark.slow
@pytest.mark.parametrize("keyword", ["$ref", "not", "items", "properties", "allOf", "anyOf"])
def test_that_deep_schemas_are_generated(keyword: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _write(tmp_path, "a.json", _referenced(keyword, LENGTH))

    assert _exit_code("generate", tmp_path, monkeypatch) in {0, 1, 2}
    assert _exit_code("check", tmp_path, monkeypatch) in {0, 1, 2}


@pytest.mark.slow
@pytest.mark.parametrize("shape", WIDE)
def test_that_wide_and_repeated_schemas_are_read(shape: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _write(tmp_path, "a.json", WIDE[shape]())
    _write(tmp_path, "b.json", WIDE[shape](), title="u")

    assert _exit_code("tables", tmp_path, monkeypatch) in {0, 1, 2}
    assert _exit_code("diff", tmp_path, monkeypatch) in {0, 1, 2}


@pytest.mark.slow
@pytest.mark.parametrize("kind", COMPONENTS)
def test_that_chains_of_components_are_read_or_reported(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    components, item = _chained(kind, 1_500)
    _write(tmp_path, "a.json", {}, components=components, item=item)

    assert _exit_code("tables", tmp_path, monkeypatch) in {0, 1, 2}
    assert "a.json:1:" in (printed := capsys.readouterr().err) or not printed


@pytest.mark.slow
@pytest.mark.parametrize("nested", [_nested_callbacks, _nested_headers])
def test_that_nested_objects_are_read_or_reported(
    nested: Callable[[int], Schema], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _write(tmp_path, "a.json", {}, item=nested(28))

    assert _exit_code("generate", tmp_path, monkeypatch) in {0, 1, 2}
