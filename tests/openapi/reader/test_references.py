"""``$ref``: within the document and to files beside it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from codegen.core.diagnostic import Diagnostics
from codegen.ir.api import Api
from codegen.ir.types import AnyValue, DefId, Kind, ListOf, Object, RefTo, Scalar
from tests.support.documents import ID, TEXT, Json, codes, component, document, read, ref, replying


def read_files(folder: Path, schema: Json, files: dict[str, Json], found: Diagnostics | None = None) -> Api:
    """Read a document with one component ``It`` beside other files."""
    for name, value in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(json.dumps(value))
    return read(document({"It": schema}), found, folder)


def target_of(api: Api) -> str:
    """Return the target of the only field of ``It``."""
    node = component(api, "It").type
    assert isinstance(node, Object)
    inner = node.fields[0].type
    assert isinstance(inner, RefTo)
    return inner.target


def within(reference: str) -> Json:
    return {"type": "object", "properties": {"a": {"$ref": reference}}}


@pytest.mark.parametrize(
    ("reference", "target"),
    [
        ("#/components/schemas/Some~1odd~0name", "#/components/schemas/Some~1odd~0name"),
        ("#/components/schemas/with%20space", "#/components/schemas/with space"),
        ("#/components/schemas/It", "#/components/schemas/It"),
        ("#/components/schemas/Parts/anyOf/1", "#/components/schemas/Parts/anyOf/1"),
        ("#anchored", "#/components/schemas/Parts/anyOf/0"),
        ("spec.json#/components/schemas/It", "#/components/schemas/It"),
        ("./spec.json#/components/schemas/It", "#/components/schemas/It"),
    ],
)
def test_references_within_the_document(reference: str, target: str) -> None:
    schemas = {
        "It": within(reference),
        "Some/odd~name": ID,
        "with space": ID,
        "Parts": {"anyOf": [{**ID, "$anchor": "anchored"}, {"type": "object", "properties": {"b": TEXT}}]},
    }
    found = Diagnostics()
    assert target_of(read(document(schemas), found)) == target
    assert not list(found)


@pytest.mark.parametrize(
    "reference",
    [
        "",
        "#/components/schemas/None",
        "#/components/schemas/It/0",
        "#/components/schemas/Parts/anyOf/2",
        "#/components/schemas/Parts/anyOf/-1",
        "#/components/schemas/Parts/anyOf/" + "9" * 5000,
        "#/components/schemas/Parts/anyOf/x",
        "#nowhere",
        "none.json",
        "a" * 300 + ".json",
        "http://[bad",
    ],
)
def test_unresolved_references(tmp_path: Path, reference: str) -> None:
    found = Diagnostics()
    schemas = {"It": within(reference), "Parts": {"anyOf": [ID, TEXT]}}
    node = component(read(document(schemas), found, tmp_path), "It").type
    assert isinstance(node, Object)
    assert node.fields[0].type == AnyValue()
    assert {(item.code, item.severity) for item in found} == {("unresolved-ref", "incomplete")}


@pytest.mark.parametrize(
    "reference",
    [
        "../secret.json",
        "parts/../../secret.json",
        "/etc/passwd",
        "%2Fetc%2Fpasswd",
        "%2e%2e/secret.json",
        "..%2fsecret.json",
        "..\\secret.json",
        "file:///etc/passwd",
        "https://example.com/a.json",
        "//example.com/a.json",
        "a%00b.json",
        "link.json",
    ],
)
def test_references_out_of_the_folder_are_rejected(tmp_path: Path, reference: str) -> None:
    (tmp_path / "secret.json").write_text(json.dumps(ID))
    folder = tmp_path / "api"
    folder.mkdir()
    (folder / "link.json").symlink_to(tmp_path / "secret.json")
    found = Diagnostics()
    api = read_files(folder, within(reference), {}, found)
    assert {item.code for item in found} == {"ref-outside-folder"}
    assert len(api.definitions) == 1


def test_cycles_of_symbolic_links(tmp_path: Path) -> None:
    (tmp_path / "a.json").symlink_to("b.json")
    (tmp_path / "b.json").symlink_to("a.json")
    found = Diagnostics()
    read_files(tmp_path, within("a.json"), {}, found)
    assert [item.code for item in found] == ["unresolved-ref"]


def test_files_beside_the_document(tmp_path: Path) -> None:
    files: dict[str, Json] = {
        "parts/a.json": {"$defs": {"A": within("b.json#/B"), "Home": within("../spec.json#/components/schemas/It")}},
        "parts/b.json": {"B": within("#/C"), "C": within("a.json#/$defs/Home")},
    }
    found = Diagnostics()
    api = read_files(tmp_path, within("parts/a.json#/$defs/A"), files, found)
    assert not list(found)
    assert target_of(api) == "parts/a.json#/$defs/A"
    assert set(api.definitions) == {
        "#/components/schemas/It",
        "parts/a.json#/$defs/A",
        "parts/b.json#/B",
        "parts/b.json#/C",
        "parts/a.json#/$defs/Home",
    }
    last = api.definitions[DefId("parts/a.json#/$defs/Home")]
    assert last.location.file == "parts/a.json"
    assert isinstance(last.type, Object)
    assert last.type.fields[0].type == RefTo(target=DefId("#/components/schemas/It"))


def test_a_whole_file_is_named_by_its_stem(tmp_path: Path) -> None:
    api = read_files(tmp_path, within("parts/coupon.v1.json"), {"parts/coupon.v1.json": ID})
    assert [item.origin.component for item in api.definitions.values()] == ["It", "coupon"]


def test_an_invalid_file_is_reported_once(tmp_path: Path) -> None:
    (tmp_path / "bad.json").write_text("{")
    found = Diagnostics()
    schema = {"type": "object", "properties": {"a": {"$ref": "bad.json#/a"}, "b": {"$ref": "bad.json#/b"}}}
    read_files(tmp_path, schema, {}, found)
    assert [item.code for item in found] == ["json-syntax"]


def test_folders_are_not_documents(tmp_path: Path) -> None:
    (tmp_path / "parts").mkdir()
    found = Diagnostics()
    read_files(tmp_path, within("parts"), {}, found)
    assert [item.code for item in found] == ["unresolved-ref"]


@pytest.mark.parametrize("kind", ["parameters", "responses", "requestBodies", "headers", "pathItems"])
def test_cycles_of_reference_objects(kind: str) -> None:
    at = {"$ref": f"#/components/{kind}/A"}
    shared = {kind: {"A": {"$ref": f"#/components/{kind}/B"}, "B": {"$ref": f"#/components/{kind}/A"}}}
    operation = replying(TEXT)
    item: Json = {"get": operation}
    match kind:
        case "parameters":
            operation["parameters"] = [at]
        case "responses":
            operation["responses"]["400"] = at
        case "requestBodies":
            operation["requestBody"] = at
        case "headers":
            operation["responses"]["200"]["headers"] = {"h": at}
        case _:
            item = at
    found = Diagnostics()
    read(document({}, {"/a": item}, components=shared), found)
    assert {item.code for item in found} == {"ref-cycle"}


def test_schemas_that_refer_to_each_other() -> None:
    found = Diagnostics()
    api = read(document({"A": {"type": "array", "items": ref("B")}, "B": within("#/components/schemas/A")}), found)
    assert component(api, "A").type == ListOf(item=RefTo(target=DefId("#/components/schemas/B")))
    assert not list(found)


def test_a_reference_to_a_node_that_is_not_a_schema() -> None:
    found = Diagnostics()
    read(document({"It": within("#/info/title")}), found)
    assert codes(found) == [("invalid-type", "/info/title")]


def test_examples_are_not_read() -> None:
    found = Diagnostics()
    api = read(document({"It": {"type": "string", "example": {"$ref": "#/none"}, "default": {"$ref": 5}}}), found)
    assert component(api, "It").type == Scalar(kind=Kind.STRING)
    assert not list(found)
