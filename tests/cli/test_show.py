"""``codegen show``."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from codegen.cli import main

CASES = Path(__file__).parents[1] / "cases"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copy(CASES / "minimal" / "spec.yaml", tmp_path / "things.yaml")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def shown(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> Any:
    assert main(["show", *arguments, "--format", "json"]) == code
    return json.loads(capsys.readouterr().out)


def test_methods_and_models_of_a_document(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    value = shown(capsys, "things.yaml")
    (operation,) = value["operations"]
    assert {key: operation[key] for key in ("method", "path", "name", "returns")} == {
        "method": "GET",
        "path": "/things/{id}",
        "name": "things.retrieve",
        "returns": "models.Thing",
    }
    assert (operation["named_by"], value["models"][0]["named_by"]) == ("path", "component")
    (argument,) = operation["arguments"]
    assert argument == {
        "name": "id",
        "type": "str",
        "required": True,
        "positional": True,
        "declaration": "id: str",
    }
    assert [(row["name"], row["module"], row["kind"]) for row in value["models"]] == [
        ("Thing", "models.thing", "class")
    ]
    assert [(row["name"], row["required"]) for row in value["models"][0]["fields"]] == [("id", True), ("size", False)]
    assert [path.name for path in folder.iterdir()] == ["things.yaml"]


@pytest.mark.slow
def test_the_listed_names_are_those_of_the_package(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = CASES / "method_collisions" / "spec.json"
    value = shown(capsys, str(spec))
    assert main(["generate", "--spec", str(spec), "--output", str(tmp_path), "--package", "shown_package"]) == 0
    monkeypatch.syspath_prepend(str(tmp_path))
    package = __import__("shown_package")
    client = package.Client(base_url="https://api.example.com")
    for operation in value["operations"]:
        found: Any = client
        for attribute in operation["name"].split("."):
            found = getattr(found, attribute)
        assert callable(found)
    assert all(hasattr(package.models, row["name"]) for row in value["models"])


@pytest.mark.usefixtures("folder")
def test_a_target_and_its_text(capsys: pytest.CaptureFixture[str]) -> None:
    Path("codegen.toml").write_text('[targets.shop]\nspec = "things.yaml"\n')
    assert main(["show", "shop"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "shop: Minimal 1",
        "1 operation, 1 model",
        "",
        "client.things",
        "  retrieve  GET /things/{id}",
        "    (id: str) -> models.Thing",
        "",
        "models",
        "  Thing(id, size?)",
    ]


@pytest.mark.usefixtures("folder")
def test_search_selects_operations_and_models(capsys: pytest.CaptureFixture[str]) -> None:
    assert [len(shown(capsys, "things.yaml", "--search", text)["operations"]) for text in ("THINGS", "no such")] == [
        1,
        0,
    ]
    assert shown(capsys, "things.yaml", "--search", "size")["models"][0]["name"] == "Thing"


@pytest.mark.usefixtures("folder")
def test_a_page_is_written(capsys: pytest.CaptureFixture[str]) -> None:
    Path("things.yaml").write_text(
        Path("things.yaml").read_text().replace("A thing.", "</script><script>alert()</script>")
    )
    assert main(["show", "things.yaml", "--html", "page.html"]) == 0
    page = Path("page.html").read_text()
    assert "</script><script>alert" not in page
    assert "things.retrieve" in page
    assert capsys.readouterr().out == ""


@pytest.mark.usefixtures("folder")
def test_invalid_input(capsys: pytest.CaptureFixture[str]) -> None:
    Path("bad.yaml").write_text("openapi: 3.1.0\n")
    assert main(["show", "bad.yaml"]) == 2
    assert main(["show", "none.yaml"]) == 2
    assert main(["show", "things.yaml", "--html", "no/such/page.html"]) == 2
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.usefixtures("folder")
def test_the_valid_rest_of_an_invalid_document_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    text = Path("things.yaml").read_text()
    Path("things.yaml").write_text(f"{text}    broken: {{type: 7}}\n")
    value = shown(capsys, "things.yaml", code=2)
    assert [row["name"] for row in value["operations"]] == ["things.retrieve"]
