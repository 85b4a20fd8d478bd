"""Tests that the JSON Schema of the configuration agrees with the loader."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from codegen.config.load import read_config
from codegen.config.schema import config_schema
from codegen.core.diagnostic import Diagnostics
from codegen.python.parts import PARTS

SCHEMA: Any = json.loads(json.dumps(config_schema(PARTS)))
VALUES: list[Any] = ["text", 1, 1.5, True, [], ["text"], [1], {}, {"a": "text"}, {"a": 1}, {"a": {}}, [{}]]
WHOLE: Any = {
    "targets": {
        "shop": {
            "spec": "api.yaml",
            "pagination": {"GET /a": {"kind": "cursor", "param": "after", "next": "last"}},
            "include": {},
            "client": {},
        }
    },
    "tables": {
        "accept": [{"difference": "a", "reason": "b"}],
        "dialect": {"marks": {}, "unmarked": {}, "routes": {}, "headings": {}},
    },
}
TABLES: dict[str, tuple[str | int, ...]] = {
    "root": (),
    "target": ("targets", "shop"),
    "selection": ("targets", "shop", "include"),
    "page": ("targets", "shop", "pagination", "GET /a"),
    "client": ("targets", "shop", "client"),
    "tables": ("tables",),
    "accept": ("tables", "accept", 0),
    "dialect": ("tables", "dialect"),
    "marks": ("tables", "dialect", "marks"),
    "unmarked": ("tables", "dialect", "unmarked"),
    "routes": ("tables", "dialect", "routes"),
    "headings": ("tables", "dialect", "headings"),
}


def is_loaded(value: Any) -> bool:
    """Return whether the loader accepts a configuration."""
    found = Diagnostics()
    return read_config(value, {}, Path("/shop/codegen.toml"), found, PARTS) is not None


def is_valid(value: Any) -> bool:
    return jsonschema.Draft7Validator(SCHEMA).is_valid(value)


def at(value: Any, path: tuple[str | int, ...]) -> Any:
    for step in path:
        value = value[step]
    return value


def schema_at(path: tuple[str | int, ...]) -> Any:
    """Return the schema of a table."""
    schema = SCHEMA
    for step in path:
        schema = schema.get("anyOf", [schema])[-1] if "properties" not in schema else schema
        if isinstance(step, int):
            schema = schema["items"]
        else:
            schema = schema.get("properties", {}).get(step) or schema["additionalProperties"]
    return schema["anyOf"][-1] if "properties" not in schema else schema


def values_of(schema: Any) -> Iterator[Any]:
    """Yield values of each type, and those that the schema lists."""
    yield from VALUES
    yield from schema.get("enum", ())
    yield from ([item] for item in schema.get("items", {}).get("enum", ()))


@pytest.mark.slow
@pytest.mark.parametrize("name", TABLES)
def test_that_schema_and_loader_agree(name: str) -> None:
    path = TABLES[name]
    properties = schema_at(path)["properties"]
    for key in [*properties, "unknown_key"]:
        for value in values_of(properties.get(key, {})):
            config = copy.deepcopy(WHOLE)
            at(config, path)[key] = value
            if is_checked_further(key, value):
                assert is_valid(config) or not is_loaded(config), (key, value)
            else:
                assert is_valid(config) == is_loaded(config), (key, value)


def is_checked_further(key: str, value: Any) -> bool:
    """Return whether the loader checks more than the type of a value: names, headers, files, combinations of keys."""
    texts = {"package", "names", "env_prefix", "headers", "operations", "dialect", "types", "models", "emit", "heading"}
    texts |= {"snapshot", "source_headers", "arguments", "extend", "shared", "base_url", "webhooks"}
    return key in texts or (key, value) == ("kind", "none") or key in {"targets", "tables", "pagination"}


def test_that_unknown_keys_are_invalid() -> None:
    assert is_valid(WHOLE)
    for path in TABLES.values():
        config = copy.deepcopy(WHOLE)
        at(config, path)["unknown_key"] = 1
        assert not is_valid(config)
        assert not is_loaded(config)


def test_that_every_key_has_a_schema() -> None:
    empty = [
        (name, key) for name, path in TABLES.items() for key, row in schema_at(path)["properties"].items() if not row
    ]
    assert not empty, "add a row to codegen/config/schema.py"


def test_that_an_input_is_required() -> None:
    for target in ({}, {"tables": []}, {"overlays": ["a"]}):
        config = {"targets": {"shop": target}}
        assert not is_valid(config)
        assert not is_loaded(config)
    assert is_valid({"targets": {"shop": {"tables": ["a"]}}})
    assert not is_valid({"targets": {}})


def test_that_the_published_schema_is_up_to_date() -> None:
    published = Path(__file__).parents[2] / "docs" / "config.schema.json"
    assert json.loads(published.read_text(encoding="utf-8")) == SCHEMA, "run make update-snapshots"
