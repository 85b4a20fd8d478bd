"""Inputs of a comparison: schema tables, packages, revisions, documents with tables."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from codegen.cli import main
from codegen.output.base import LOCK_FOLDER
from tests.diff.apis import api, holder, operation, query, response
from tests.support.documents import PAGES

ROOT = Path(__file__).parents[3]
BASIL = ROOT / "spec" / "promotion_codes" / "2025-08-27.basil"
CLOVER = ROOT / "spec" / "promotion_codes" / "2025-12-15.clover"
TEXT: Any = {"type": "string"}
GONE = api({"GET /a": operation(**query(TEXT))})
OBJECTS_PART = [
    ("response-optional-property-added", "promotion_code.customer_account"),
    ("response-optional-property-removed", "promotion_code.coupon"),
    ("response-required-property-added", "promotion_code.promotion"),
]


def write(path: Path, value: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value), encoding="utf-8")


def findings(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[tuple[str, str]]:
    capsys.readouterr()
    code = main(["diff", *arguments, "--format", "json", "--fail-on", "NONE"])
    out, err = capsys.readouterr()
    assert code == 0, err
    return sorted((item["id"], item["subject"]) for item in json.loads(out)["findings"])


def git(folder: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)  # noqa: S607


def commit(folder: Path) -> None:
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "first")


@pytest.mark.parametrize("folders", [False, True])
def test_tables_alone_describe_objects(folders: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:  # noqa: FBT001
    pages = [PAGES / "scraped.txt", PAGES / "promotion_code.md"]
    for page in pages if folders else ():
        (tmp_path / page.stem).mkdir()
        shutil.copy(page, tmp_path / page.stem)
    sides = [str(tmp_path / page.stem) if folders else str(page) for page in pages]
    assert findings(capsys, *sides) == OBJECTS_PART


@pytest.mark.slow
def test_a_document_and_tables(capsys: pytest.CaptureFixture[str]) -> None:
    page = str(PAGES / "promotion_code.md")
    required = ("response-required-property-removed", "promotion_code.coupon")
    assert findings(capsys, str(BASIL / "openapi.yaml"), page) == [OBJECTS_PART[0], OBJECTS_PART[2], required]
    assert findings(capsys, str(CLOVER / "openapi.yaml"), page) == []
    assert findings(capsys, page, str(CLOVER / "openapi.yaml")) == []


def test_the_tables_of_both_versions(capsys: pytest.CaptureFixture[str]) -> None:
    subjects = [subject for _, subject in findings(capsys, str(BASIL / "tables"), str(CLOVER / "tables"))]
    assert sorted(subjects) == [f"promotion_code.{name}" for name in ("coupon", "customer_account", "promotion")]


def test_a_document_with_its_tables(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    write(
        tmp_path / "a.json",
        api(
            {"GET /a": operation(**response({"$ref": "#/components/schemas/thing"}))},
            components={"schemas": {"thing": {"type": "object", "properties": {"a": TEXT}}}},
        ),
    )
    head = "# Thing\n\n| Field | Type | Required | Description |\n|---|---|---|---|\n"
    (tmp_path / "t.md").write_text(head + "| `id` | string | Yes | Words. |\n", encoding="utf-8")
    config = "[targets.x]\nspec = 'a.json'\nauthority = 'tables'\n"
    (tmp_path / "codegen.toml").write_text(config, encoding="utf-8")
    with_tables = ("a.json", "a.json", "--target", "x", "--new-tables", "t.md")
    assert findings(capsys, *with_tables) == [("response-required-property-added", "thing.id")]
    assert findings(capsys, *with_tables, "--old-tables", "t.md") == []


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a generated package, committed to git."""
    folder = tmp_path_factory.mktemp("made")
    write(folder / "api.json", GONE)
    config = folder / "codegen.toml"
    config.write_text("[targets.things]\nspec = 'api.json'\nmerge_base = true\n", encoding="utf-8")
    assert main(["generate", "--config", str(config)]) == 0
    commit(folder)
    return folder


@pytest.fixture
def package(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of a package whose document changed after it was generated."""
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "api.json", api({"GET /a": operation()}))
    return tmp_path / "generated" / "things"


REMOVED = [("request-parameter-removed", 'GET /a: query parameter "p"')]


@pytest.mark.slow
@pytest.mark.parametrize(
    "old", ["generated/things", "generated/things/codegen.lock", "HEAD:generated/things", "HEAD:api.json"]
)
@pytest.mark.usefixtures("package")
def test_a_package_is_compared_by_its_inputs(old: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert findings(capsys, old) == findings(capsys, old, "api.json") == REMOVED
    assert findings(capsys, old, "generated/things") == []


@pytest.mark.slow
def test_a_package_without_its_base_is_compared_by_its_document(
    package: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.rmtree(package / LOCK_FOLDER)
    assert findings(capsys, "generated/things") == REMOVED
    shutil.rmtree(package / "server")
    assert main(["diff", "generated/things"]) == 2
    assert "does not contain its inputs" in capsys.readouterr().err
    write(Path("api.json"), GONE)
    assert findings(capsys, "generated/things") == []


@pytest.mark.slow
def test_changes_by_the_generator_are_reported_separately(package: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.rmtree(package / LOCK_FOLDER)
    lock = json.loads((package / "codegen.lock").read_text(encoding="utf-8"))
    (package / "codegen.lock").write_text(json.dumps({**lock, "generator": "0.0.1"}), encoding="utf-8")
    (package / "models").mkdir(exist_ok=True)
    (package / "models" / "older.py").write_text("class Older:\n    a: int\n", encoding="utf-8")
    assert findings(capsys, "generated/things") == [("caller-generator-name-removed", "models.older"), *REMOVED]


def test_a_revision_of_a_document_in_parts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "spec" / "api.json", api({"GET /a": operation(**response({"$ref": "parts/thing.json"}))}))
    write(tmp_path / "spec" / "parts" / "thing.json", holder(TEXT))
    commit(tmp_path)
    write(tmp_path / "spec" / "parts" / "thing.json", holder({"type": "integer"}))
    changed = findings(capsys, "HEAD:spec/api.json", "spec/api.json")
    assert [id_ for id_, _ in changed] == ["response-property-type-changed"]


def test_a_revision_of_tables(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    head = "# Thing\n\n| Field | Type | Required | Description |\n|---|---|---|---|\n"
    page = tmp_path / "tables" / "thing.md"
    page.parent.mkdir()
    page.write_text(head + "| `id` | string | Yes | Words. |\n", encoding="utf-8")
    commit(tmp_path)
    page.write_text(head + "| `key` | string | Yes | Words. |\n", encoding="utf-8")
    for old, new in (("HEAD:tables", "tables"), ("HEAD:tables/thing.md", "tables/thing.md")):
        assert [id_ for id_, _ in findings(capsys, old, new)] == [
            "response-required-property-added",
            "response-required-property-removed",
        ]


def test_changes_of_tables_are_located_in_their_pages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    page = "# Thing\n\n| Field | Type |\n|---|---|\n| id | string |\n| size | {} |\n"
    for name, kind in (("old.md", "string"), ("new.md", "integer")):
        Path(name).write_text(page.format(kind), encoding="utf-8")
    assert main(["diff", "old.md", "new.md", "--format", "github"]) == 1
    assert "file=new.md,line=6,col=3," in capsys.readouterr().out


def test_arguments_without_anything_to_compare(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    write(tmp_path / "documents" / "a.json", GONE)
    write(tmp_path / "broken" / "codegen.lock", {"format": 99})
    for old, words in (
        ("empty", "empty contains no schema tables"),
        ("documents", "pass the document itself"),
        ("broken", "broken/codegen.lock cannot be read"),
        ("HEAD:documents/a.json", "git cannot show HEAD:documents/a.json"),
        ("nothing", "nothing is not a file, a folder"),
        ("", "empty argument"),
    ):
        assert main(["diff", old, "documents/a.json"]) == 2
        assert words in capsys.readouterr().err
    for days in ("-1", "many", "99999999999"):
        with pytest.raises(SystemExit):
            main(["diff", "documents/a.json", "documents/a.json", "--deprecation-days-stable", days])


def test_errors_of_an_input_have_line_and_column(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "good.json", GONE)
    write(tmp_path / "lost.json", api({"GET /a": operation(**response({"$ref": "#/components/schemas/Lost"}))}))
    write(tmp_path / "later.json", GONE | {"openapi": "9.0"})
    for name, code, exit_code in (
        ("lost", "incomplete[unresolved-ref]", 1),
        ("later", "error[unsupported-version]", 2),
    ):
        assert main(["diff", "good.json", f"{name}.json"]) == exit_code
        err = capsys.readouterr().err
        assert re.match(rf"{name}\.json:1:\d+: {re.escape(code)}: ", err), err
        assert "^" in err


def test_swagger_2_and_openapi_are_equivalent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    parameter = {"name": "p", "in": "query", "type": "string"}
    answer = {"200": {"description": "ok", "schema": holder({"type": "string", "x-nullable": True})}}
    two = {"swagger": "2.0", "info": {"title": "T", "version": "1"}, "produces": ["application/json"]}
    two["paths"] = {"/a": {"get": {"operationId": "op", "parameters": [parameter], "responses": answer}}}
    write(tmp_path / "two.json", two)
    for version, null in (("3.0.3", {"type": "string", "nullable": True}), ("3.1.0", {"type": ["string", "null"]})):
        document = api({"GET /a": operation(**query(TEXT), **response(holder(null)))}) | {"openapi": version}
        write(tmp_path / "three.json", document)
        assert findings(capsys, "two.json", "three.json") == findings(capsys, "three.json", "two.json") == []
