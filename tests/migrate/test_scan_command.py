"""``codegen diff`` with ``--scan``, ``--fix`` and ``--moves``, from arguments to exit code."""

from __future__ import annotations

import importlib
import json
from pathlib import Path

import pytest

from codegen.cli import main
from tests.migrate.zoo import NEW, OLD

PROGRAM = (
    "from package import Client\nClient().animals.create(name='a', cage_number=5)\nClient().animals.retrieve('1')\n"
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, value in (("old", OLD), ("new", NEW)):
        (tmp_path / f"{name}.json").write_text(json.dumps(value), encoding="utf-8")
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "a.py").write_text(PROGRAM, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.usefixtures("folder")
def test_text(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", "old.json", "new.json", "--scan", "src"]) == 1
    assert capsys.readouterr().out == (
        "src/a.py:2:35: animals.create.cage_number: removed, possibly replaced by enclosure_number (confidence 1.00) "
        "[request-property-removed]\n"
        "src/a.py:3:1: animals.retrieve: removed, possibly replaced by creatures.retrieve (confidence 1.00) "
        "[api-path-removed-without-deprecation]\n"
        "\n2 breaking uses in 1 file; --fix rewrites 2\n"
    )
    assert main(["diff", "old.json", "new.json", "--scan", "src", "--fail-on", "NONE"]) == 0
    assert main(["diff", "old.json", "old.json", "--scan", "src"]) == 0
    assert capsys.readouterr().out.endswith("no breaking uses in 1 file\n")


@pytest.mark.usefixtures("folder")
def test_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", "old.json", "new.json", "--scan", "src/a.py", "--format", "json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert found["files"] == 1
    expected = {
        "path": "src/a.py",
        "line": 2,
        "column": 35,
        "symbol": "animals.create.cage_number",
        "form": "argument",
        "confidence": 1.0,
        "fixable": True,
    }
    assert {key: found["uses"][0][key] for key in expected} == expected


@pytest.mark.slow
def test_fix_with_an_edited_map(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["diff", "old.json", "new.json", "--scan", "src", "--fix"]
    assert main([*command, "--write-moves", "moves.toml"]) == 0
    assert (folder / "src" / "a.py").read_text(encoding="utf-8") == PROGRAM
    moves = (folder / "moves.toml").read_text(encoding="utf-8")
    (folder / "moves.toml").write_text(moves.replace('"enclosure_number"', '"place.number"'), encoding="utf-8")
    assert main([*command, "--moves", "moves.toml", "--write"]) == 0
    text = (folder / "src" / "a.py").read_text(encoding="utf-8")
    assert 'place={"number": 5}' in text
    assert "creatures.retrieve" in text
    assert main([*command, "--moves", "moves.toml"]) == 0
    assert capsys.readouterr().out.endswith("+Client().creatures.retrieve('1')\n")


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--fix"], "--fix needs --scan"),
        (["--scan", "src", "--write"], "--write needs --fix"),
        (["--moves", "m.toml"], "--moves needs --scan"),
        (["--scan", "src", "--format", "html"], "--scan supports the formats text and json, not html"),
        (["--scan", "none"], "is not a file or a folder"),
        (["--scan", "src", "--moves", "none.toml"], "none.toml cannot be read"),
    ],
)
def test_incompatible_options(options: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", "old.json", "new.json", *options]) == 2
    assert message in capsys.readouterr().err


def test_a_package_under_another_name(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = folder / "src" / "a.py"
    path.write_text(PROGRAM.replace("package", "zoo.client"), encoding="utf-8")
    assert main(["diff", "old.json", "new.json", "--scan", "src"]) == 0
    assert "give --package" in capsys.readouterr().err
    assert main(["diff", "old.json", "new.json", "--scan", "src", "--package", "zoo.client"]) == 1


@pytest.mark.usefixtures("folder")
def test_without_libcst(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def load(_: str) -> None:
        raise ModuleNotFoundError(name="libcst")

    monkeypatch.setattr(
        importlib, "import_module", lambda name, *_: load(name) if name.endswith("migrate.callers") else real(name)
    )
    assert main(["diff", "old.json", "new.json", "--scan", "src"]) == 2
    assert "install spec-codegen[fix]" in capsys.readouterr().err


real = importlib.import_module
