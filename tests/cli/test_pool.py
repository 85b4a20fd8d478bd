"""Several processes write the same as one; a target that fails does not stop the others."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from codegen.cli import pool
from codegen.cli.entry import main
from codegen.pipeline.records import CACHE_VARIABLE
from tests.cli.test_replay import FILES

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow

_TARGET = '[targets.{}]\nspec = "api/openapi.yaml"\ntables = ["pages/*.md"]\nemit = ["models"]\nformatter = "none"\n'
NAMES = ("a", "b", "c")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "codegen.toml").write_text("".join(map(_TARGET.format, NAMES)), encoding="utf-8")
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _written(folder: Path) -> dict[str, bytes]:
    found = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    return {name: content for name, content in found.items() if name.startswith("generated/")}


def test_processes_write_the_same(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["generate", "--jobs", "1", "--no-skip"]) == 0
    alone, printed = _written(folder), capsys.readouterr()
    for path in sorted((folder / "generated").rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()

    assert main(["generate", "--jobs", "3", "--no-skip"]) == 0
    assert _written(folder) == alone
    assert capsys.readouterr() == printed
    assert {name.split("/")[1] for name in alone} == {*NAMES}


def test_diagnostics_are_those_of_one_process(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = folder / "api/openapi.yaml"
    document.write_text(document.read_text(encoding="utf-8") + "  wrong: 1\n", encoding="utf-8")
    done = [(main(["generate", "--jobs", jobs, "--no-skip"]), capsys.readouterr()) for jobs in ("1", "3")]
    assert done[0][1].err == done[1][1].err
    assert "unknown property" in done[0][1].err


@pytest.mark.parametrize("jobs", ["0", "-1", "x", "99999"])
def test_a_wrong_number_of_processes_is_one_line(folder: Path, jobs: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["generate", "--jobs", jobs])
    assert ended.value.code == 2
    assert f"--jobs: invalid number of processes value: '{jobs}'" in capsys.readouterr().err
    assert not (folder / "generated").exists()


def test_a_worker_that_is_killed_does_not_end_the_run(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parent = os.getpid()
    original = pool.build

    def dying(*args: object, **more: object) -> object:
        if os.getpid() != parent:
            os.kill(os.getpid(), 9)
        return original(*args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(pool, "build", dying)
    assert main(["generate", "--jobs", "2", "--no-skip"]) == 0
    assert {name.split("/")[1] for name in _written(folder)} == {*NAMES}
