"""Reference pages of a document with malicious names and descriptions."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from codegen.cli import main
from codegen.core.diagnostic import Diagnostics
from codegen.openapi.formats import read_api
from codegen.output.tree import FileTree
from codegen.tables.write.pages import build_tables
from tests.support.documents import document, parsed
from tests.support.hostile import ATTACKS

if TYPE_CHECKING:
    import pytest

NAMES = ("con", "AUX", "com1", "x" * 400, "用" * 300, "Pet", "PET", ".", "..", "a/b", "trailing.", *ATTACKS)


def test_every_page_has_a_valid_file_name_and_printable_text() -> None:
    schemas = {
        name: {"type": "object", "properties": {name: {"type": "string", "description": name, "enum": [name, "x"]}}}
        for name in NAMES
    }
    paths = {
        f"/{name}".replace("{", "").replace("}", ""): {
            "get": {"summary": name, "responses": {"204": {"description": ""}}}
        }
        for name in NAMES
    }
    reading = read_api(parsed(document(schemas, paths)), Diagnostics())
    assert reading is not None
    pages = FileTree({name: text.encode() for name, text in build_tables(reading.api, Diagnostics()).items()})
    assert len(pages) >= len(NAMES)
    assert all(text.decode().replace("\n", "").isprintable() for text in pages.values())


def test_pages_are_not_written_through_symbolic_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("spec.json").write_text(json.dumps(document({"Pet": {"type": "object", "properties": {"a": {}}}}, {})))
    Path("mine").write_text("mine")
    Path("pages").mkdir()
    Path("pages/pet.md").symlink_to(tmp_path / "mine")
    assert main(["tables", "write", "--spec", "spec.json", "--output", "pages"]) == 0
    assert Path("mine").read_text() == "mine"
    assert Path("pages/pet.md").read_text().startswith("#")
