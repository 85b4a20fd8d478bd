"""Causes of stale output: the manifest distinguishes every kind of input."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from codegen import __version__
from codegen.cli import main
from codegen.pipeline import steps
from codegen.python import render

_FILES = {
    "codegen.toml": """
[targets.api]
spec = "spec/api.yaml"
tables = ["tables/*.md"]
overlays = ["overlay.yaml"]
emit = ["models"]
formatter = "none"
""",
    "spec/api.yaml": """
openapi: 3.1.0
info: {title: T, version: '1'}
paths: {}
components: {schemas: {Pet: {type: object, properties: {name: {$ref: 'parts/name.yaml'}}}}}
""",
    "spec/parts/name.yaml": "type: string\n",
    "overlay.yaml": """
overlay: 1.0.0
info: {title: o, version: '1'}
actions: [{target: $.info, update: {title: Pets}}]
""",
    "tables/pet.md": "# Pet\n\n| Name | Type | Description |\n|---|---|---|\n| name | string | Its name. |\n",
}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for path, text in _FILES.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    monkeypatch.chdir(tmp_path)
    assert main(["generate"]) == 0
    return tmp_path


def causes(capsys: pytest.CaptureFixture[str]) -> list[tuple[str, list[str]]]:
    capsys.readouterr()
    code = main(["check", "--format", "json"])
    rows = json.loads(capsys.readouterr().out)["results"]
    found = [(cause["kind"], cause["what"]) for row in rows for cause in row.get("causes", ())]
    assert code == (1 if found else 0)
    return found


def edit(path: str, old: str, new: str) -> Callable[[Path, pytest.MonkeyPatch], None]:
    def change(project: Path, _: pytest.MonkeyPatch) -> None:
        text = (project / path).read_text()
        assert old in text
        (project / path).write_text(text.replace(old, new))

    return change


def add_table(project: Path, _: pytest.MonkeyPatch) -> None:
    shutil.copy(project / "tables" / "pet.md", project / "tables" / "other.md")
    (project / "tables" / "pet.md").unlink()


def edit_templates(project: Path, patch: pytest.MonkeyPatch) -> None:
    templates = project / "templates"
    shutil.copytree(render.templates_root(), templates)
    (templates / "models" / "new.jinja").write_text("")
    patch.setattr(steps, "templates_root", lambda: templates)


def upgrade(_: Path, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(steps, "__version__", "9.9")


def upgrade_engine(_: Path, patch: pytest.MonkeyPatch) -> None:
    real = steps.version
    patch.setattr(steps, "version", lambda name: "9.9" if name == "pydantic" else real(name))


MOVES: list[tuple[str, Callable[[Path, pytest.MonkeyPatch], None], str, list[str]]] = [
    ("the document", edit("spec/api.yaml", "Pet:", "Dog:"), "input", ["spec/api.yaml"]),
    ("a comment in it", edit("spec/api.yaml", "paths", "# a comment\npaths"), "input", ["spec/api.yaml"]),
    ("a file behind a reference", edit("spec/parts/name.yaml", "string", "integer"), "input", ["spec/parts/name.yaml"]),
    ("a table", edit("tables/pet.md", "Its name", "The name"), "input", ["tables/pet.md"]),
    ("another table", add_table, "input", ["tables/other.md", "tables/pet.md"]),
    ("the overlay", edit("overlay.yaml", "title: Pets", "title: Animals"), "input", ["overlay.yaml"]),
    ("a setting", edit("codegen.toml", "formatter", 'names = {"Pet" = "Animal"}\nformatter'), "config", []),
    ("the formatter", edit("codegen.toml", '"none"', '"black"'), "config", []),
    ("the templates", edit_templates, "generator", ["templates"]),
    ("the generator", upgrade, "generator", [f"codegen {__version__} → 9.9"]),
    ("an engine", upgrade_engine, "generator", [f"pydantic {steps.version('pydantic')} → 9.9"]),
    ("a file of the package", edit("generated/api/models/pet.py", "name", "other"), "edited", ["models/pet.py"]),
    ("its manifest", edit("generated/api/codegen.lock", "\n", "\n\n"), "edited", ["codegen.lock"]),
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(("change", "kind", "what"), [move[1:] for move in MOVES], ids=[move[0] for move in MOVES])
def test_changed_inputs_are_reported(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
    change: Callable[[Path, pytest.MonkeyPatch], None], kind: str, what: list[str],
) -> None:  # fmt: skip
    assert causes(capsys) == []
    change(project, monkeypatch)
    assert causes(capsys) == [(kind, what)]


def test_several_causes_at_once(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for _, change, kind, what in MOVES:
        if kind != "generator" and what != ["tables/other.md", "tables/pet.md"] and "codegen.lock" not in what:
            change(project, monkeypatch)
    upgrade(project, monkeypatch)
    assert causes(capsys) == [
        ("edited", ["models/pet.py"]),
        ("input", ["overlay.yaml", "spec/api.yaml", "spec/parts/name.yaml", "tables/pet.md"]),
        ("generator", [f"codegen {__version__} → 9.9"]),
        ("config", []),
    ]


def test_the_location_of_a_project_is_irrelevant(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for path in _FILES:
        place = project / path
        place.write_bytes(place.read_bytes().replace(b"\n", b"\r\n"))
    assert causes(capsys) == []
    (project / "elsewhere").mkdir()
    for name in ("generated", "spec", "tables", "overlay.yaml", "codegen.toml"):
        (project / name).rename(project / "elsewhere" / name)
    assert main(["check", "--config", "elsewhere/codegen.toml"]) == 0


def test_stale_output_is_annotated(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "spec/parts/name.yaml").write_text("type: integer\n")
    capsys.readouterr()
    assert main(["check", "--format", "github"]) == 1
    line = capsys.readouterr().out.splitlines()[-1]
    assert line.startswith("::error file=generated/api/codegen.lock,title=codegen check::generated/api: ")
    assert line.endswith("; input changed: spec/parts/name.yaml")
