"""Runs on which nothing depends that has changed since are not repeated, and all others are."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from codegen.cli.entry import main
from codegen.cli.registry import Command
from codegen.pipeline.records import CACHE_VARIABLE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_CONFIG = """\
[targets.shop]
spec = "api/openapi.yaml"
tables = ["pages/*.md"]
overlays = ["overlay.yaml"]
emit = ["models"]
formatter = "none"
"""
_DOCUMENT = """\
openapi: 3.1.0
info: {title: Shop, version: "1"}
paths: {}
components:
  schemas:
    Item: {$ref: "item.yaml"}
    Order: {type: object, properties: {id: {type: string}}}
"""
_ITEM = "type: object\nproperties: {name: {type: string}}\n"
_OVERLAY = """\
overlay: 1.0.0
info: {title: Changes, version: "1"}
actions: [{target: $.components.schemas.Order, update: {description: An order.}}]
"""
_PAGE = "# The Order object\n\n| Name | Type | Description |\n| --- | --- | --- |\n| id | string | The id. |\n"
FILES = {
    "codegen.toml": _CONFIG,
    "api/openapi.yaml": _DOCUMENT,
    "api/item.yaml": _ITEM,
    "overlay.yaml": _OVERLAY,
    "pages/order.md": _PAGE,
}
PACKAGE = "generated/shop"


def _refuse(_: Command) -> object:
    raise AssertionError


class Project:
    """A folder with a target; ``again`` runs a command with the commands' modules out of reach."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._capsys = capsys

    def run(self, *argv: str) -> tuple[int, str, str]:
        code = main(argv)
        return code, *self._capsys.readouterr()

    def again(self, *argv: str) -> tuple[int, str, str] | None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Command, "load", _refuse)
            done = self.run(*argv)
        return None if done[0] == 70 else done

    def files(self) -> dict[Path, bytes]:
        return {path: path.read_bytes() for path in self.folder.rglob("*") if path.is_file()}

    def recorded(self, *argv: str) -> tuple[int, str, str]:
        """Run a command until it is recorded: files that have just been written are not trusted."""
        self.run("generate")
        while (done := self.again(*argv)) is None:
            self.run(*argv)
        return done


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Project:
    folder = tmp_path / "project"
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path / "cache"))
    monkeypatch.chdir(folder)
    return Project(folder, capsys)


@pytest.mark.slow
def test_the_output_is_that_of_a_whole_run(project: Project) -> None:
    for argv, full in ((("generate",), "--no-skip"), (("check",), "--full"), (("check", "--format", "json"), "--full")):
        assert project.recorded(*argv) == project.run(*argv, full)
    code, out, _ = project.run("check")
    assert (code, out) == (0, "generated/shop: up to date\n")


def test_a_run_that_writes_is_followed_by_one_that_does_not(project: Project) -> None:
    project.recorded("generate")
    (project.folder / PACKAGE / "models/__init__.py").unlink()
    assert "1 added" in project.run("generate")[1]
    done = project.again("generate")
    assert done == project.run("generate", "--no-skip")
    assert done is not None
    assert done[1].endswith(" unchanged (shop)\n")


def _edit(name: str, old: str, new: str) -> Callable[[Path], object]:
    def change(folder: Path) -> None:
        path = folder / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    return change


CHANGES: dict[str, Callable[[Path], object]] = {
    "document": _edit("api/openapi.yaml", "type: string", "type: number"),
    "document of the same size and content but for one character": _edit("api/openapi.yaml", "Order:", "Ordes:"),
    "referenced file": _edit("api/item.yaml", "name", "nick"),
    "overlay": _edit("overlay.yaml", "An order", "Any order"),
    "page": _edit("pages/order.md", "The id.", "Its id."),
    "configuration": _edit("codegen.toml", '"models"', '"models", "client"'),
    "output": _edit(f"{PACKAGE}/__init__.py", "import", "import "),
    "new page": lambda folder: (folder / "pages/other.md").write_text(_PAGE, encoding="utf-8"),
    "nearer configuration": lambda folder: (folder / "codegen.toml").rename(folder / "pyproject.toml"),
    "missing output": lambda folder: (folder / PACKAGE / "py.typed").unlink(),
    "file of the user": lambda folder: (folder / PACKAGE / "models/Item.py").write_text("", encoding="utf-8"),
    "missing document": lambda folder: (folder / "api/item.yaml").unlink(),
}


@pytest.mark.slow
def test_any_change_is_noticed_until_it_is_undone(project: Project) -> None:
    done = project.recorded("check")
    before = project.files()
    for name, change in CHANGES.items():
        change(project.folder)
        assert project.again("check") is None, name
        for path in project.files().keys() - before.keys():
            path.unlink()
        for path, data in before.items():
            path.write_bytes(data)
        assert project.again("check") == done, name


def test_a_project_below_the_prefix_of_python_is_watched(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "prefix", str(project.folder.parent))
    monkeypatch.setattr(sys, "base_prefix", str(project.folder.parent))
    project.recorded("check")
    CHANGES["document"](project.folder)
    assert project.again("check") is None


def test_the_lock_of_a_snapshot_is_watched(project: Project) -> None:
    address, folder = "https://api.example.com/openapi.yaml", project.folder / "sources/shop"
    folder.mkdir(parents=True)
    (folder / "openapi.yaml").write_text(_DOCUMENT.replace('{$ref: "item.yaml"}', "{type: object}"), encoding="utf-8")
    digest = hashlib.sha256((folder / "openapi.yaml").read_bytes()).hexdigest()
    lock = {"version": 1, "source": address, "files": {"openapi.yaml": digest}}
    (folder / "sources.lock").write_text(json.dumps(lock), encoding="utf-8")
    _edit("codegen.toml", "api/openapi.yaml", address)(project.folder)
    assert project.recorded("check")[2] == ""
    _edit("sources/shop/sources.lock", digest[:8], "00000000")(project.folder)
    assert project.again("check") is None
    assert "source-changed" in project.run("check")[2]


def test_configured_objects_are_tried_in_each_run(project: Project) -> None:
    with (project.folder / "codegen.toml").open("a", encoding="utf-8") as file:
        file.write('types = {"format:date" = "datetime.date"}\n')
    for _ in range(3):
        project.run("generate")
        assert project.again("generate") is None


def test_a_project_elsewhere_has_records_of_its_own(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    project.recorded("check")
    monkeypatch.chdir(project.folder / "api")
    assert project.again("check") is None


def test_drift_is_not_recorded(project: Project) -> None:
    project.run("generate")
    _edit(f"{PACKAGE}/__init__.py", "import", "import ")(project.folder)
    for _ in range(3):
        assert project.run("check")[0] == 1
        assert project.again("check") is None


def test_a_damaged_record_is_ignored(project: Project) -> None:
    done = project.recorded("check")
    records = {path: path.read_text(encoding="utf-8") for path in (project.folder.parent / "cache/runs").iterdir()}
    for text in ("", "{", "[]", '{"format": 1}', '{"format": 2, "key": ""}'):
        for path in records:
            path.write_text(text, encoding="utf-8")
        assert project.again("check") is None
    assert project.run("check") == done
    for path, text in records.items():
        path.write_text(text, encoding="utf-8")
    assert project.again("check") == done


def test_a_folder_that_cannot_be_written_is_no_fault(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    (project.folder.parent / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv(CACHE_VARIABLE, str(project.folder.parent / "file"))
    unused = "codegen: the cache was not used: Not a directory\n"
    assert project.run("generate")[::2] == (0, unused)
    assert project.run("check") == (0, "generated/shop: up to date\n", unused)
    monkeypatch.setenv(CACHE_VARIABLE, "")
    assert project.run("check") == (0, "generated/shop: up to date\n", "")
    assert project.run("cache", "show") == (2, "", f"codegen: {CACHE_VARIABLE} is empty: nothing is recorded\n")


def test_records_are_shown_and_cleared(project: Project) -> None:
    project.recorded("check")
    code, out, _ = project.run("cache", "show", "--format", "json")
    shown = json.loads(out)
    assert (code, shown["folder"]) == (0, (project.folder.parent / "cache/runs").as_posix())
    assert shown["records"] >= 1
    assert shown["bytes"] > 0
    assert shown["modules"]["folder"] == (project.folder.parent / "cache/modules").as_posix()
    assert shown["modules"]["files"] >= 1
    assert project.run("cache", "clear")[0] == 0
    cleared = json.loads(project.run("cache", "show", "--format", "json")[1])
    assert (cleared["records"], cleared["modules"]["files"]) == (0, 0)
    assert project.again("check") is None


@pytest.mark.slow
def test_nothing_heavy_is_imported(project: Project) -> None:
    project.recorded("check")
    code = "import sys; from codegen.cli.entry import main; main(['check']); print([*sys.modules])"
    done = [
        subprocess.run([sys.executable, "-c", code], cwd=project.folder, capture_output=True, text=True, check=True)
        for _ in range(2)
    ]
    assert done[1].stdout.startswith("generated/shop: up to date\n")
    assert not {"jinja2", "pydantic", "yaml", "black"} & set(
        json.loads(done[1].stdout.split("\n")[1].replace("'", '"'))
    )
