"""Unusual documents with a clear meaning: read completely, without diagnostics."""

from __future__ import annotations

import pytest

from codegen.core.diagnostic import Diagnostics
from codegen.ir.types import Choice, DefId, Object
from codegen.openapi.document import parse
from codegen.openapi.formats import read_api

SURPRISING = """\
openapi: 3.1.0
info: {title: No, version: 1.0, x-date: 2024-01-01}
paths:
  /on:
    get:
      responses:
        200: {description: yes}
        4xx: {description: sexagesimals 12:30:45}
        default: {description: ~}
components:
  schemas:
    Thing:
      type: object
      properties:
        on: {enum: [no, off, 1_000, 12:30:45, 2024-01-01, 0o17, null]}
        yes: {type: string}
        y: {type: string}
        ~: {type: string}
        1: {type: string}
        1.5: {type: string}
"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_yaml_is_read_as_written(encoding: str, line_end: str) -> None:
    found = Diagnostics()
    document = parse(SURPRISING.replace("\n", line_end).encode(encoding), name="spec.yaml", found=found)
    assert document is not None, list(found)
    reading = read_api(document, found)
    assert reading is not None
    assert list(found) == []
    (operation,) = reading.api.operations
    assert [response.status for response in operation.responses] == ["200", "4XX", "default"]
    node = reading.api.definitions[DefId("#/components/schemas/Thing")].type
    assert isinstance(node, Object)
    assert [item.name for item in node.fields] == ["on", "yes", "y", "~", "1", "1.5"]
    choice = node.fields[0].type
    assert isinstance(choice, Choice)
    assert choice.values == ("no", "off", "1_000", "12:30:45", "2024-01-01", 15)
    assert choice.nullable
