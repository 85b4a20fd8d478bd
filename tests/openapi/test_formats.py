"""Registry of input formats: selection of a row, and an additional row."""

from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path

import pytest

from codegen.core.diagnostic import Diagnostics
from codegen.core.location import Location, pointer
from codegen.ir.api import Api
from codegen.openapi.document import Document, Places
from codegen.openapi.document.reach import Allowed
from codegen.openapi.foreign import FOREIGN
from codegen.openapi.formats import FORMATS, InputFormat, format_of, read_api
from codegen.openapi.reader import Reading
from codegen.openapi.structure import OPENAPI
from tests.support.documents import Json, codes, parsed

READER = Path(__file__).parents[2] / "codegen" / "openapi" / "reader"
ACCESSORS = {"get", "has", "raw", "part", "text", "words", "flag", "number", "count", "strings", "nodes", "entries"}

COLLECTION: Json = {
    "requests": "1.0",
    "name": "Shop",
    "items": [{"call": "GET /pets"}, {"call": "GET /pets"}, {"call": 5}],
}


def is_collection(document: Document) -> bool:
    return isinstance(document.value, dict) and "requests" in document.value


def to_openapi(document: Document, found: Diagnostics) -> Document | None:
    """Convert a list of calls; skip items that are not strings."""
    root = document.value
    assert isinstance(root, dict)
    items = root.get("items")
    if not isinstance(items, list):
        found.error("invalid-type", "expected an array", document.at("/items"))
        return None
    paths: dict[str, Json] = {}
    moved: dict[str, Location] = {"/info/title": document.at("/name")}
    for index, item in enumerate(items):
        place = document.at(pointer("items", index, "call"))
        if not isinstance(item, dict) or not isinstance(item.get("call"), str):
            found.error("invalid-type", "expected a string", place)
            continue
        method, _, template = str(item["call"]).partition(" ")
        paths.setdefault(template, {})[method.lower()] = {"responses": {"200": {"description": ""}}}
        moved.setdefault(pointer("paths", template, method.lower()), place)
    info: Json = {"title": root.get("name"), "version": "1"}
    return replace(document, value={"openapi": "3.1.0", "info": info, "paths": paths}, places=Places(moved))


def to_api(document: Document, _: Diagnostics, allowed: Allowed) -> Reading:
    assert not allowed.folders
    api = Api(title="T", version="1", location=document.at(), definitions={}, operations=())
    return Reading(api, {document.name: document})


@pytest.mark.parametrize(
    ("root", "name"),
    [
        ({"openapi": "3.0.3"}, "OpenAPI 3"),
        ({"openapi": "3.1.0", "swagger": "2.0"}, "OpenAPI 3"),
        ({"swagger": "2.0"}, "Swagger 2.0"),
        ({"swagger": 2.0}, "Swagger 2.0"),
        ({"swagger": "1.2"}, None),
        ({"openapi": "4.0.0"}, None),
        (COLLECTION, None),
        ([], None),
    ],
)
def test_the_first_row_that_recognises_a_document(root: Json, name: str | None) -> None:
    row = format_of(parsed(root))
    assert (row and row.name) == name


def test_each_row_has_one_reader() -> None:
    assert all((row.to_document is None) != (row.to_api is None) for row in FORMATS)
    assert all((row.beginning is None) != (not row.member) for row in FOREIGN)


def test_a_row_that_converts_to_openapi() -> None:
    found = Diagnostics()
    row = InputFormat(name="Collection", detect=is_collection, to_document=to_openapi)
    reading = read_api(parsed(COLLECTION), found, formats=(row, *FORMATS))
    assert reading is not None
    assert reading.api.title == "Shop"
    assert [operation.id for operation in reading.api.operations] == ["GET /pets"]
    assert reading.api.operations[0].location.pointer == "/items/0/call"
    assert codes(found) == [("invalid-type", "/items/2/call")]


def test_converted_documents_are_checked_as_openapi_and_located_in_the_original() -> None:
    found = Diagnostics()
    row = InputFormat(name="Collection", detect=is_collection, to_document=to_openapi)
    read_api(parsed({**COLLECTION, "name": ["a"], "items": []}), found, formats=(row,))
    assert codes(found) == [("invalid-type", "/name")]
    assert read_api(parsed({"requests": "1.0"}), found, formats=(row,)) is None


def test_a_row_that_reads_an_api_itself() -> None:
    row = InputFormat(name="Collection", detect=is_collection, to_api=to_api)
    reading = read_api(parsed(COLLECTION), Diagnostics(), formats=(row,))
    assert reading is not None
    assert reading.api.title == "T"


def _members_read() -> set[str]:
    """Return the member names that readers use."""
    names: set[str] = set()
    for path in READER.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(func=ast.Attribute(attr=attr), args=[ast.Constant(value=str(name)), *_]):
                    if attr in ACCESSORS and name != "/":
                        names.add(name)
    return names


IN_EXTENSIONS = {"methodNameOverride", "values"}
"""Members of the values of vendor extensions."""


def test_readers_only_use_members_in_the_tables() -> None:
    described = {name for item in OPENAPI.values() for name in item.members}
    read = {name for name in _members_read() if not name.startswith("x-")}
    assert len(read) > 50
    assert read - described - IN_EXTENSIONS == set()


def test_every_referenced_table_exists() -> None:
    for item in OPENAPI.values():
        todo = [*item.members.values(), item.rest]
        while todo:
            member = todo.pop()
            if member is not None:
                assert not member.table or member.table in OPENAPI
                todo.append(member.inner)
