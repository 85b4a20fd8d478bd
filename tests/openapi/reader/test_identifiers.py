"""References by the URIs of schemas."""

from __future__ import annotations

import pytest

from codegen.core.diagnostic import Diagnostics
from codegen.ir.types import DefId, Object, RefTo
from tests.support.documents import TEXT, Json, codes, document, read

PART: Json = {
    "$id": "https://example.com/s/part",
    "type": "object",
    "properties": {"name": {"$anchor": "name", **TEXT}},
    "$defs": {"inner": {"type": "object", "properties": {"a": TEXT}}},
}


def target(ref: str, found: Diagnostics | None = None, *, base: str = "https://example.com/s/whole") -> str:
    """Return the pointer of the target of a reference in a schema with its own URI."""
    whole: Json = {"$id": base, "type": "object", "properties": {"part": {"$ref": ref}}}
    api = read(document({"Part": PART, "Whole": whole}), Diagnostics() if found is None else found)
    node = api.definitions[DefId("#/components/schemas/Whole")].type
    assert isinstance(node, Object)
    inner = node.fields[0].type
    return inner.target.partition("#")[2] if isinstance(inner, RefTo) else ""


@pytest.mark.parametrize(
    ("ref", "expected"),
    [
        ("https://example.com/s/part", "/components/schemas/Part"),
        ("part", "/components/schemas/Part"),
        ("/s/part#", "/components/schemas/Part"),
        ("part#/$defs/inner", "/components/schemas/Part/$defs/inner"),
        ("part#name", "/components/schemas/Part/properties/name"),
        ("#", "/components/schemas/Whole"),
        ("#/components/schemas/Part", "/components/schemas/Part"),
    ],
)
def test_targets_of_references(ref: str, expected: str) -> None:
    found = Diagnostics()
    assert target(ref, found) == expected
    assert not list(found)


def test_an_unknown_uri_is_a_file_or_an_address() -> None:
    found = Diagnostics()
    assert target("https://example.com/s/other", found) == ""
    assert [code for code, _ in codes(found)] == ["ref-outside-folder"]


def test_an_invalid_uri_is_not_indexed() -> None:
    found = Diagnostics()
    assert target("part", found, base="http://[broken") == ""
    assert [code for code, _ in codes(found)] == ["unresolved-ref"]
