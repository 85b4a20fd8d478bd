"""The options ``-q`` and ``-v`` of each command."""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from codegen.cli import main
from codegen.cli.entry import make_parser
from tests.support.documents import ID, document, ref, replying

SPEC = document({"A": ID}, {"/a": {"get": replying(ref("A"))}}) | {"unknown": 1}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "spec.json").write_text(json.dumps(SPEC))
    (tmp_path / "codegen.toml").write_text('[targets.shop]\nspec = "spec.json"\n')
    return tmp_path


def leaves(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    nested = [item for item in parser._actions if isinstance(item, argparse._SubParsersAction)]
    if not nested:
        yield parser
    for item in nested:
        for below in item.choices.values():
            yield from leaves(below)


def test_that_every_command_has_both() -> None:
    for parser in leaves(make_parser("*")):
        assert {"-q", "--quiet", "-v", "--verbose"} <= set(parser._option_string_actions), parser.prog


def test_a_quiet_run(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show"]) == 0
    loud = capsys.readouterr()
    assert "warning[" in loud.err
    assert main(["show", "-q"]) == 0
    quiet = capsys.readouterr()
    assert (quiet.out, quiet.err) == (loud.out, "")
    (folder / "spec.json").write_text("{")
    assert main(["show", "--quiet"]) == 2
    assert "error[json-syntax]" in capsys.readouterr().err
    assert main(["show", "none", "--quiet"]) == 2
    assert "no target 'none'" in capsys.readouterr().err


@pytest.mark.slow
def test_a_verbose_run(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["generate", "-v"]) == 0
    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == "configuration: codegen.toml"
    assert "shop: reading spec.json" in lines
    assert re.fullmatch(r"codegen \S+ generate: exit code 0 after [\d.]+ s", lines[-1])
    assert main(["check", "-q"]) == 0
    assert capsys.readouterr().err == ""
    assert folder.is_dir()


def test_that_they_exclude_each_other(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exit_info:
        main(["show", "-q", "-v"])
    assert exit_info.value.code == 2
    assert "not allowed with argument" in capsys.readouterr().err
    assert folder.is_dir()
