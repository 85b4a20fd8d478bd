"""``codegen init``."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from codegen.cli import main

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
    assert "my_shop" in capsys.readouterr().out
    assert main(["generate"]) == 0
    assert (folder / "generated" / "my_shop" / "models" / "__init__.py").is_file()


def test_an_existing_configuration_is_kept(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "codegen.toml").write_text("# mine\n")
    assert main(["init", 'my "shop".yaml']) == 2
    assert (folder / "codegen.toml").read_text() == "# mine\n"
    assert "already" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["none.yaml"], ["notes.md"], ['my "shop".yaml', "--package", "1x"]])
def test_wrong_arguments_write_nothing(folder: Path, arguments: list[str]) -> None:
    assert main(["init", *arguments]) == 2
    assert not (folder / "codegen.toml").exists()
