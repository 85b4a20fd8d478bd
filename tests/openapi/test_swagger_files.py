"""Swagger 2.0 in several files: parts that depend on their operation are inlined before the upgrade."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from codegen.core.diagnostic import Diagnostics
from codegen.openapi.document import load
from codegen.openapi.formats import read_api
from codegen.openapi.swagger2.gather import rebased

if TYPE_CHECKING:
    from codegen.core.json import Json
    from codegen.ir.api import Api

OK: dict[str, Json] = {"200": {"description": "ok"}}


def swagger(folder: Path, item: Json, files: dict[str, Json], found: Diagnostics) -> Api:
    root: Json = {"swagger": "2.0", "info": {"title": "t", "version": "1"}, "paths": {"/a": item}}
    for name, value in {"root.json": root, **files}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(json.dumps(value), encoding="utf-8")
    document = load(folder / "root.json", name="root.json", found=found)
    assert document is not None
    reading = read_api(document, found)
    assert reading is not None
    return reading.api


def test_parameters_of_any_file(tmp_path: Path) -> None:
    files: dict[str, Json] = {
        "p/all.json": {
            "limit": {"name": "limit", "in": "query", "type": "integer"},
            "body": {"name": "b", "in": "body", "schema": {"$ref": "../m.json#/Pet"}},
        },
        "m.json": {"Pet": {"type": "object", "properties": {"n": {"type": "string", "x-nullable": True}}}},
    }
    item: Json = {
        "post": {"parameters": [{"$ref": "p/all.json#/limit"}, {"$ref": "p/all.json#/body"}], "responses": OK}
    }
    found = Diagnostics()
    operation = swagger(tmp_path, item, files, found).operations[0]
    assert not list(found)
    assert [param.name for param in operation.params] == ["limit"]
    assert operation.body is not None
    assert operation.body.media[0].content_type == "application/json"


def test_path_items_and_responses_of_other_files(tmp_path: Path) -> None:
    files: dict[str, Json] = {
        "i/item.json": {
            "get": {
                "produces": ["text/csv"],
                "parameters": [{"$ref": "more.json#/q"}],
                "responses": {"200": {"$ref": "more.json#/reply"}},
            }
        },
        "i/more.json": {
            "q": {"name": "q", "in": "query", "type": "string"},
            "reply": {"description": "r", "schema": {"type": "string"}},
        },
    }
    found = Diagnostics()
    operation = swagger(tmp_path, {"$ref": "i/item.json"}, files, found).operations[0]
    assert not list(found)
    assert [param.name for param in operation.params] == ["q"]
    assert [media.content_type for media in operation.responses[0].media] == ["text/csv"]


def test_diagnostics_are_located_in_the_invalid_file(tmp_path: Path) -> None:
    item: Json = {"get": {"parameters": [{"$ref": "p.json#/q"}], "responses": OK}}
    found = Diagnostics()
    swagger(tmp_path, item, {"p.json": {"q": {"name": "q", "in": "query", "type": "nope"}}}, found)
    assert [(finding.location.file, finding.location.pointer) for finding in found] == [("p.json", "/q/type")]


def test_an_unresolved_part(tmp_path: Path) -> None:
    found = Diagnostics()
    swagger(tmp_path, {"get": {"parameters": [{"$ref": "p.json#/q"}], "responses": OK}}, {"p.json": {}}, found)
    assert {finding.code for finding in found} == {"unresolved-ref"}


@pytest.mark.parametrize(
    ("ref", "file", "expected"),
    [
        ("#/a", "x/y.json", "x/y.json#/a"),
        ("z.json#/a", "x/y.json", "x/z.json#/a"),
        ("../z.json", "x/y.json", "z.json"),
        ("#/a", "", "#/a"),
        ("https://e.com/a#/b", "x/y.json", "https://e.com/a#/b"),
        ("z.json#/a", "https://e.com/x/y.json", "https://e.com/x/z.json#/a"),
    ],
)
def test_references_rebased_to_the_root(ref: str, file: str, expected: str) -> None:
    assert rebased([{"$ref": ref}], file) == [{"$ref": expected}]
