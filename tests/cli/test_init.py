"""``codegen init``."""

from __future__ import annotations

import json
import shutil
import tomllib
from pathlib import Path

import pytest
import yaml

from codegen.cli import main
from codegen.cli.ci_files import FILES
from codegen.config.flags import package_name
from codegen.sources.find import find_apps

SPEC = Path(__file__).parents[1] / "cases" / "minimal" / "spec.yaml"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "notes.md").write_text("| Field | Type |\n|---|---|\n| a | string |\n")
    shutil.copy(SPEC, tmp_path / 'my "shop".yaml')
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.slow
def test_generate_accepts_the_configuration(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["init", 'my "shop".yaml']) == 0
    out = capsys.readouterr().out
    assert out.startswith('codegen.toml: wrote the target minimal for my "shop".yaml\n')
    assert "httpx2" in out
    assert main(["generate"]) == 0
    assert (folder / "generated" / "minimal" / "models" / "__init__.py").is_file()


def test_the_only_document_is_found(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "generated" / "minimal").mkdir(parents=True)
    shutil.copy(SPEC, folder / "generated" / "minimal" / "openapi.yaml")
    (folder / ".venv").mkdir()
    shutil.copy(SPEC, folder / ".venv" / "other.yaml")
    (folder / "package.json").write_text('{"name": "openapi"}')
    assert main(["init"]) == 0
    assert 'my \\"shop\\".yaml' in (folder / "codegen.toml").read_text()
    assert "minimal" in capsys.readouterr().out


def test_several_documents_and_none(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "v2").mkdir()
    shutil.copy(SPEC, folder / "v2" / "api.yaml")
    assert main(["init"]) == 2
    assert 'several documents: my "shop".yaml, v2/api.yaml; name one' in capsys.readouterr().err
    for path in folder.rglob("*.yaml"):
        path.unlink()
    assert main(["init"]) == 2
    assert "no OpenAPI document, FastAPI application or schema table in this folder" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("title", "path", "name"),
    [
        ("Shop API", "openapi.json", "shop_api"),
        ("JSON", "x.json", "json_api"),
        ("", "Pet-Store v2.yaml", "pet_store_v2"),
        ("Магазин", "shop.yaml", "shop"),
        ("1 API", "one.yaml", "one"),
        ("a" * 99, "long.yaml", "long"),
    ],
)
def test_the_name_of_a_package(title: str, path: str, name: str) -> None:
    assert package_name(title, path) == name


def test_an_existing_configuration_is_kept(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "codegen.toml").write_text("# mine\n")
    assert main(["init", 'my "shop".yaml']) == 2
    assert (folder / "codegen.toml").read_text() == "# mine\n"
    assert "already" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["none.yaml"], ["notes.md"], ['my "shop".yaml', "--package", "1x"]])
def test_wrong_arguments_write_nothing(folder: Path, arguments: list[str]) -> None:
    assert main(["init", *arguments]) == 2
    assert not (folder / "codegen.toml").exists()


def test_the_schema_of_the_configuration(folder: Path) -> None:
    assert main(["init", 'my "shop".yaml', "--package", "shop", "--schema", "codegen schema.json"]) == 0
    text = (folder / "codegen.toml").read_text()
    assert text.startswith("#:schema ./codegen%20schema.json\n\n# Configuration")
    assert json.loads((folder / "codegen schema.json").read_text())["properties"].keys() >= {"targets", "verify"}
    assert "spec" in tomllib.loads(text)["targets"]["shop"]


def test_a_schema_that_cannot_be_written(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["init", 'my "shop".yaml', "--package", "shop", "--schema", "none/schema.json"]) == 2
    assert capsys.readouterr().err == "codegen: none/schema.json cannot be written: No such file or directory\n"
    assert not (folder / "codegen.toml").exists()


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the current folder, with a page whose tables document no operation."""
    (tmp_path / "README.md").write_text("| Option | Type |\n|---|---|\n| a | string |\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_only_application_is_found(empty: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (empty / "shop").mkdir()
    (empty / "shop" / "main.py").write_text("import fastapi\n\napi: fastapi.FastAPI = fastapi.FastAPI(title='Shop')\n")
    (empty / "shop" / "broken.py").write_text("app = FastAPI(")
    (empty / "shop" / "local.py").write_text("def make():\n    app = FastAPI()\n")
    assert find_apps(empty) == ["app:shop.main:api"]
    assert main(["init"]) == 0
    assert 'spec = "app:shop.main:api"' in (empty / "codegen.toml").read_text()
    out = capsys.readouterr().out
    assert "  codegen fetch " in out
    assert "commit codegen.toml, sources/ and generated/" in out


def test_several_applications(empty: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (empty / "a.py").write_text("one = FastAPI()\ntwo = FastAPI()\n")
    assert main(["init"]) == 2
    assert "several applications: app:a:one, app:a:two; name one" in capsys.readouterr().err


def test_schema_tables_are_found(empty: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (empty / "reference").mkdir()
    page = "# Pets\n\n## List pets\n\n`GET /v1/pets`\n\n| Parameter | Type |\n|---|---|\n| kind | string |\n"
    (empty / "reference" / "pets.md").write_text(page)
    assert main(["init", "--package", "pets"]) == 0
    assert tomllib.loads((empty / "codegen.toml").read_text())["targets"]["pets"]["tables"] == ["reference/*.md"]
    assert "for the schema tables of reference/*.md" in capsys.readouterr().out


def test_files_for_ci_are_written_once(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / ".pre-commit-config.yaml").write_text("repos: []\n")
    assert main(["init", "--ci", 'my "shop".yaml']) == 0
    assert "run: codegen check" in (folder / ".github/workflows/codegen.yml").read_text()
    assert (folder / ".pre-commit-config.yaml").read_text() == "repos: []\n"
    assert "entry: codegen check" in capsys.readouterr().out
    for text in FILES.values():
        assert yaml.safe_load(text)
