"""Documents on standard input."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from codegen.cli import main
from tests.support.documents import ID, document, ref, replying
from tests.support.piped import Piped

SPEC = json.dumps(document({"A": ID}, {"/a": {"get": replying(ref("A"))}}))
OTHER = json.dumps(document({"A": ID}, {"/a": {"get": replying(ref("A"))}, "/b": {"get": replying(ref("A"))}}))
SPLIT = json.dumps(document({}, {"/a": {"get": replying({"$ref": "shared.json#/A"})}}))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "spec.json").write_text(SPEC)
    (tmp_path / "shared.json").write_text(json.dumps({"A": ID}))
    return tmp_path


def run(argv: list[str], text: str, monkeypatch: pytest.MonkeyPatch, *, terminal: bool = False) -> int:
    monkeypatch.setattr("sys.stdin", Piped(text, terminal=terminal))
    return main(argv)


@pytest.mark.slow
def test_generate_and_check(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["generate", "--spec", "-"], SPEC, monkeypatch) == 0
    lock = (folder / "generated" / "test" / "codegen.lock").read_bytes()
    assert list(json.loads(lock)["inputs"]) == ["<stdin>"]
    assert run(["check", "--spec", "-"], SPEC, monkeypatch) == 0
    assert run(["check", "--spec", "-"], OTHER, monkeypatch) == 1
    assert "<stdin>" in "".join(capsys.readouterr())
    assert run(["generate", "--spec", "-"], SPEC, monkeypatch) == 0
    assert (folder / "generated" / "test" / "codegen.lock").read_bytes() == lock


def test_show(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["show", "-"], SPEC, monkeypatch) == 0
    assert capsys.readouterr().out.startswith("test: Test 1\n")
    assert run(["show", "--spec", "-", "--package", "mine"], SPEC, monkeypatch) == 0
    assert capsys.readouterr().out.startswith("mine: Test 1\n")
    assert folder.is_dir()


def test_references_are_relative_to_the_current_folder(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["show", "-"], SPLIT, monkeypatch) == 0
    (folder / "shared.json").unlink()
    assert run(["show", "-"], SPLIT, monkeypatch) == 1
    assert "<stdin>:1:" in capsys.readouterr().err


@pytest.mark.parametrize("argv", [["diff", "spec.json", "-"], ["diff", "-", "spec.json"]])
def test_diff(
    folder: Path, argv: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([*argv, "--fail-on", "NONE"], OTHER, monkeypatch) == 0
    assert "GET /b" in capsys.readouterr().out
    assert folder.is_dir()


def test_tables(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "a.md").write_text("# A\n\n| Field | Type |\n|---|---|\n| `id` | integer |\n")
    assert run(["tables", "check", "a.md", "--spec", "-"], SPEC, monkeypatch) == 1
    assert "<stdin>" in capsys.readouterr().out
    assert run(["tables", "write", "--spec", "-", "--output", "pages"], SPEC, monkeypatch) == 0
    assert list((folder / "pages").iterdir())


def test_overlay(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["overlay", "from-diff", "spec.json", "-"], OTHER, monkeypatch) == 0
    out = capsys.readouterr().out
    assert "title: Changes from spec.json to <stdin>" in out
    assert run(["overlay", "apply", "spec.json", "-"], out, monkeypatch) == 0
    assert json.loads(capsys.readouterr().out) == json.loads(OTHER)
    assert folder.is_dir()


@pytest.mark.parametrize("argv", [["show", "-"], ["show", "--spec", "-"], ["diff", "-", "spec.json"]])
@pytest.mark.parametrize(
    ("text", "terminal", "message"),
    [
        ("", False, "standard input is empty"),
        (" \n", False, "standard input is empty"),
        (SPEC, True, "standard input is a terminal"),
    ],
)
def test_without_a_document(
    folder: Path,
    argv: list[str],
    text: str,
    terminal: bool,  # noqa: FBT001 - a parameter of the test
    message: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(argv, text, monkeypatch, terminal=terminal) == 2
    err = capsys.readouterr().err
    assert message in err
    assert len(err.splitlines()) == 1
    assert folder.is_dir()


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        (["diff", "-", "-"], "only one argument can be -"),
        (["init", "-"], "a configuration names a file"),
        (["show", "-", "other"], "no codegen.toml"),
    ],
)
def test_wrong_usage(
    folder: Path,
    argv: list[str],
    message: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(argv, SPEC, monkeypatch) == 2
    assert message in capsys.readouterr().err
    assert folder.is_dir()


def test_messages_name_standard_input(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["show", "-"], '{"openapi": }', monkeypatch) == 2
    assert capsys.readouterr().err.startswith("<stdin>:1:2: error[")
    assert folder.is_dir()
