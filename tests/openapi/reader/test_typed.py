"""Unquoted scalars of YAML for strings."""

from __future__ import annotations

import json
from typing import Any

import pytest

from codegen.core.diagnostic import Diagnostics
from codegen.ir.types import Choice, DefId, Object
from codegen.openapi.document import parse
from codegen.openapi.formats import read_api

TYPED = ["1.10", "017", "yes", "No", "true", "True", "2020-01-01", "22:22", "1_000", "0o17", ".5", "1.", "+1", "0x1F"]
HEAD = """\
openapi: 3.1.0
info: {title: T, version: 1.10}
paths: {}
components:
  schemas:
    T:
      type: object
"""


def fields(properties: str) -> tuple[dict[str, Any], str, Diagnostics]:
    found = Diagnostics()
    document = parse((HEAD + "      properties:\n" + properties).encode(), name="spec.yaml", found=found)
    assert document is not None, list(found)
    reading = read_api(document, found)
    assert reading is not None
    it = reading.api.definitions[DefId("#/components/schemas/T")].type
    assert isinstance(it, Object)
    return {field.name: field for field in it.fields}, reading.api.version, found


def test_values_of_enums_of_strings_are_the_source_text() -> None:
    made, version, found = fields(f"        a: {{type: string, enum: [{', '.join(TYPED)}, ~, null]}}\n")
    assert made["a"].type == Choice(values=tuple(TYPED), nullable=True)
    assert version == "1.10"
    assert not list(found)


@pytest.mark.parametrize("stated", ["string", "[string, 'null']", "[string]"])
def test_constants_and_defaults_too(stated: str) -> None:
    made, _, found = fields(
        f"        a: {{type: {stated}, const: 5.0}}\n        b: {{default: 1.10, type: {stated}}}\n"
        f"        c:\n          type: {stated}\n          enum:\n          - x\n          - &m 010\n          - *m\n"
    )
    assert made["a"].type.values == ("5.0",)
    assert made["b"].default == "1.10"
    assert made["c"].type.values[:2] == ("x", "010")
    assert [item.code for item in found] == ["enum-mismatch"], "an alias has no source text"


def test_intended_numbers_are_kept() -> None:
    made, _, found = fields("        a: {type: [string, integer], enum: [1, b]}\n        c: {enum: [1, true]}\n")
    assert made["a"].type.values == (1, "b")
    assert made["c"].type.values == (1, True)
    assert not list(found)


def test_numbers_of_json_are_numbers() -> None:
    found = Diagnostics()
    schemas = {"T": {"type": "object", "properties": {"a": {"type": "string", "enum": [1]}}}}
    value = {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "components": {"schemas": schemas}}
    document = parse(json.dumps(value).encode(), name="spec.json", found=found)
    assert document is not None
    read_api(document, found)
    assert [item.code for item in found] == ["enum-mismatch"]
