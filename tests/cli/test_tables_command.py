"""``codegen tables``: output, formats and exit codes."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from codegen.cli.commands import tables
from codegen.cli.console import Console
from codegen.cli.entry import make_parser
from codegen.core.diagnostic import Diagnostics
from codegen.core.errors import UsageError
from codegen.openapi.document import load
from codegen.openapi.overlay import apply_overlay

ADDED = '{"properties": {"new": {"type": "integer"}}}'
PAGE = "# thing\n\n| Name | Type | Required |\n|---|---|---|\n| id | string | yes |\n| new | integer | no |\n"
SPEC = """
openapi: 3.1.0
info: {title: T, version: "1"}
paths: {}
components:
  schemas:
    thing:
      type: object
      required: [id]
      properties: {id: {type: string}}
"""
CONTRADICTION = "'new' is only in the table"


@dataclass
class Run:
    code: int
    out: str
    err: str


@pytest.fixture(autouse=True)
def inputs(tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "thing.md").write_text(PAGE, encoding="utf-8")
    (tmp_path / "spec.yaml").write_text(SPEC, encoding="utf-8")


def run(folder: Path, *argv: str) -> Run:
    out, err = io.StringIO(), io.StringIO()
    console = Console(out=out, err=err, cwd=folder, environ={})
    code = tables.run(make_parser("tables").parse_args(["tables", *argv]), console)
    return Run(code, out.getvalue(), err.getvalue())


def test_show_prints_the_parsed_tables(tmp_path: Path) -> None:
    done = run(tmp_path, "show", "pages/thing.md")
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines() == [
        "object thing  (pages/thing.md:1:3)",
        "  id   string, required  (5:3)",
        "  new  integer, optional  (6:3)",
    ]


@pytest.mark.parametrize("form", ["json", "yaml"])
def test_show_as_data(tmp_path: Path, form: str) -> None:
    done = run(tmp_path, "show", "pages", "--format", form)
    shown = json.loads(done.out) if form == "json" else yaml.safe_load(done.out)
    assert list(shown) == ["tables", "examples"]
    (table,) = shown["tables"]
    assert (table["kind"], table["name"], len(table["fields"])) == ("object", "thing", 2)
    assert table["fields"][0] == {
        "name": "id",
        "type": "string",
        "format": None,
        "enum": None,
        "required": True,
        "nullable": None,
        "expandable": False,
        "default": None,
        "description": "",
        "deprecated": False,
        "inferred": {},
        "location": {"file": "pages/thing.md", "line": 5, "column": 3},
    }


def test_show_of_an_invalid_page_shows_the_valid_rows_and_fails(tmp_path: Path) -> None:
    (tmp_path / "pages" / "thing.md").write_text(PAGE + "| short |\n", encoding="utf-8")
    done = run(tmp_path, "show", "pages/*.md")
    assert done.code == 2
    assert "id   string" in done.out
    assert "pages/thing.md:7:3: error[table-malformed-row]" in done.err


def test_check_in_text(tmp_path: Path) -> None:
    done = run(tmp_path, "check", "pages", "--spec", "spec.yaml")
    assert done.code == 1
    assert done.out.splitlines() == [
        "wire (what is sent or received): field 1",
        f"contradiction[field] thing.new: {CONTRADICTION}",
        "  document: spec.yaml:7:5",
        "  table:    pages/thing.md:6:3",
        f"  fix document: update $['components']['schemas']['thing'] with {ADDED}",
        "  fix page: remove the row 'new'",
        "1 contradiction, 0 accepted, 0 noted",
    ]


def test_check_in_json(tmp_path: Path) -> None:
    done = run(tmp_path, "check", "pages", "--spec", "spec.yaml", "--format", "json")
    found = json.loads(done.out)
    assert (done.code, found["contradictions"]) == (1, 1)
    (row,) = found["differences"]
    assert (row["kind"], row["aspect"], row["subject"]) == ("contradiction", "field", "thing.new")
    assert row["table"]["line"] == 6


def test_check_in_markdown_and_for_github(tmp_path: Path) -> None:
    done = run(tmp_path, "check", "pages", "--spec", "spec.yaml", "--format", "markdown")
    assert (
        f"| contradiction: field | thing.new | {CONTRADICTION} | spec.yaml:&#8203;7:5 | pages/thing.md:&#8203;6:3 |"
        in done.out
    )
    done = run(tmp_path, "check", "pages", "--spec", "spec.yaml", "--format", "github")
    assert done.out.startswith("::error file=pages/thing.md,line=6,col=3,title=codegen tables field::thing.new: ")


def test_an_accepted_difference_exits_0_with_its_reason(tmp_path: Path) -> None:
    text = '[[tables.accept]]\ndifference = "thing.new"\nreason = "comes next month"\n[targets.t]\nspec = "spec.yaml"\n'
    (tmp_path / "codegen.toml").write_text(text, encoding="utf-8")
    done = run(tmp_path, "check", "pages", "--spec", "spec.yaml")
    assert done.code == 0
    assert "  accepted: comes next month" in done.out.splitlines()
    assert done.out.splitlines()[-1] == "0 contradictions, 1 accepted, 0 noted"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[tables]\naccept = [{difference = "a"}]\n', "an accepted difference needs 'difference' and 'reason'"),
        ('[tables]\naccept = "all"\n', "must be a list of tables"),
        ("[tables]\naccept = [3]\n", "must contain tables only"),
        ('[tables.operations]\na = "GET"\n', "must be a method and a path"),
        ("[tables]\ninferred = 1\n", "must be true or false"),
        ("[tables]\nother = 1\n", "unknown key 'other'"),
    ],
)
def test_an_invalid_configuration_stops_the_run(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "codegen.toml").write_text(f'{text}[targets.t]\nspec = "spec.yaml"\n', encoding="utf-8")
    done = run(tmp_path, "check", "pages", "--spec", "spec.yaml")
    assert (done.code, done.out) == (2, "")
    assert message in done.err


def test_invalid_inputs_exit_2(tmp_path: Path) -> None:
    assert run(tmp_path, "check", "gone.md", "--spec", "spec.yaml").code == 2
    assert run(tmp_path, "check", "pages", "--spec", "gone.yaml").code == 2
    assert run(tmp_path, "export", "gone.md").code == 2
    assert run(tmp_path, "write", "--spec", "gone.yaml", "--output", "x").code == 2
    with pytest.raises(UsageError):
        run(tmp_path, "check", "pages", "--spec", "spec.yaml", "--config", "gone.toml")


def test_export_prints_or_writes_a_document(tmp_path: Path) -> None:
    done = run(tmp_path, "export", "pages", "--title", "Things")
    document = json.loads(done.out)
    assert (document["openapi"], document["info"]["title"]) == ("3.1.0", "Things")
    source = {"file": "pages/thing.md", "line": 5, "column": 3}
    assert document["components"]["schemas"]["thing"]["properties"]["id"]["x-source"] == source
    assert run(tmp_path, "export", "pages", "--format", "yaml", "--output", "made.yaml").out == ""
    assert yaml.safe_load((tmp_path / "made.yaml").read_text(encoding="utf-8"))["openapi"] == "3.1.0"
    with pytest.raises(UsageError):
        run(tmp_path, "export", "pages", "--output", "no/such/folder.json")


def test_a_document_written_as_tables_agrees_with_itself(tmp_path: Path) -> None:
    done = run(tmp_path, "write", "--spec", "spec.yaml", "--output", "reference")
    assert (done.code, done.out) == (0, "reference: 1 page\n")
    assert run(tmp_path, "check", "reference", "--spec", "spec.yaml").code == 0


def test_the_written_overlay_resolves_the_contradictions(tmp_path: Path) -> None:
    page = "| `id` | string | Yes |\n| `size` | integer (1..5) | No |\n"
    page += "| `kind` | enum: a, b | Yes |\n| `new` | string | No |\n"
    (tmp_path / "pages" / "thing.md").write_text(
        "# Thing\n\n| Field | Type | Required |\n|---|---|---|\n"
        + page
        + "\n# Find things\n\n`GET /things`\n\n| Parameter | Type |\n|---|---|\n| last | string |\n",
        encoding="utf-8",
    )
    parameters = [
        {"name": name, "in": "query", "required": name != "last", "schema": {"type": kind}}
        for name, kind in (("a", "string"), ("b", "string"), ("last", "integer"))
    ]
    document = {
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "paths": {"/things": {"get": {"parameters": parameters, "responses": {}}}},
        "components": {
            "schemas": {
                "Thing": {
                    "type": "object",
                    "required": ["size", "old"],
                    "properties": {
                        "id": {"type": "integer"},
                        "size": {"type": "integer", "maximum": 9},
                        "kind": {"type": "string", "enum": ["a", "c"]},
                        "old": {"type": "string"},
                    },
                }
            }
        },
    }
    (tmp_path / "spec.json").write_text(json.dumps(document), encoding="utf-8")
    done = run(tmp_path, "check", "pages", "--spec", "spec.json", "--write-overlay", "fix.json")
    assert done.code == 1
    found = Diagnostics()
    spec, overlay = (load(tmp_path / name, name=name, found=found) for name in ("spec.json", "fix.json"))
    assert spec is not None
    assert overlay is not None
    fixed = apply_overlay(spec, overlay, found)
    assert list(found) == []
    (tmp_path / "spec.json").write_text(json.dumps(fixed.value), encoding="utf-8")
    assert run(tmp_path, "check", "pages", "--spec", "spec.json").out.splitlines()[-1].startswith("0 contradictions")
    assert isinstance(fixed.value, dict)
    assert fixed.value["components"]["schemas"]["Thing"]["required"] == ["id", "kind"]  # type: ignore[index, call-overload]
    names = [item["name"] for item in fixed.value["paths"]["/things"]["get"]["parameters"]]  # type: ignore[index, call-overload]
    assert names == ["last"]


def test_a_shared_parameter_is_not_removed_for_one_operation(tmp_path: Path) -> None:
    (tmp_path / "pages" / "thing.md").write_text("# Find things\n\n`GET /things`\n", encoding="utf-8")
    shared = {"name": "a", "in": "query", "required": True, "schema": {"type": "string"}}
    document = {
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "paths": {"/things": {"get": {"parameters": [{"$ref": "#/components/parameters/A"}], "responses": {}}}},
        "components": {"parameters": {"A": shared}},
    }
    (tmp_path / "spec.json").write_text(json.dumps(document), encoding="utf-8")
    lines = run(tmp_path, "check", "pages", "--spec", "spec.json").out.splitlines()
    assert [line.strip() for line in lines if line.startswith("  fix")] == ["fix page: add a row 'a'"]
