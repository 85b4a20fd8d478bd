from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from codegen.core.errors import InternalError
from codegen.output import FileTree

if TYPE_CHECKING:
    from codegen.config import Target
    from codegen.core.diagnostic import Diagnostics

    from .conftest import Shell

_CONFIG = '[targets.a]\nspec = "a.yaml"\n[targets.b]\nspec = "b.yaml"\noutput = "out"\n'
_A = ["generated/a/__init__.py", "generated/a/codegen.lock", "generated/a/sub/x.py"]


def test_flags_write_a_package(shell: Shell) -> None:
    shell.write("spec/my api.yaml", "x = 1\n")
    assert shell("generate", "--spec", "spec/my api.yaml") == 0
    assert (shell.out, shell.err) == ("generated/my_api: 3 added (my_api)\n", "")
    assert shell.files[:3] == [path.replace("/a/", "/my_api/") for path in _A]


def test_a_configuration_writes_its_targets(shell: Shell) -> None:
    shell.write("codegen.toml", _CONFIG)
    shell.write("a.yaml", "x = 1\n")
    shell.write("b.yaml", "x = 1\n")
    assert shell("generate") == 0
    assert shell.out == "generated/a: 3 added (a)\nout/b: 3 added (b)\n"
    shell.write("b.yaml", "x = 2\n")
    assert shell("generate") == 0
    assert shell.out == "generated/a: 3 unchanged (a)\nout/b: 2 changed, 1 unchanged (b)\n"
    assert shell("generate", "b") == 0
    assert shell.out == "out/b: 3 unchanged (b)\n"


def test_a_configuration_in_a_parent_folder_is_found_and_named(shell: Shell) -> None:
    shell.write("codegen.toml", _CONFIG.replace("spec", "spce"))
    shell.cwd /= "below"
    shell.cwd.mkdir()
    assert shell("generate") == 2
    assert "../codegen.toml:2:1: error[unknown-config-key]: unknown key 'spce'\n" in shell.err
    assert "  2 | spce = \"a.yaml\"\n    | ^ did you mean 'spec'?\n" in shell.err
    assert shell.pipeline.runs == []


def test_invalid_input_writes_nothing(shell: Shell) -> None:
    shell.write("codegen.toml", _CONFIG)
    shell.write("a.yaml", "x = 1\n")
    shell.write("b.yaml", "x = 1\nerror this is wrong\n")
    before = shell.files
    assert shell("generate") == 2
    assert shell.out == ""
    assert shell.err == (
        "b.yaml:2:1: error[invalid-value]: this is wrong\n  2 | error this is wrong\n    | ^ do better\n1 error\n"
    )
    assert shell.files == before
    assert shell("generate", "--allow-partial") == 0
    assert shell.out == "generated/a: 3 added (a)\nout/b: 3 added (b)\n"


def test_a_missing_document_is_one_diagnostic(shell: Shell) -> None:
    assert shell("generate", "--spec", "missing.yaml") == 2
    assert shell.err == "missing.yaml: error[file-not-found]: the file does not exist\n1 error\n"
    assert shell("generate", "--spec", "missing.yaml", "--allow-partial") == 2
    assert shell.files == []


@pytest.mark.parametrize(
    ("line", "flags", "expected"),
    [
        ("incomplete left out", (), 1),
        ("incomplete left out", ("--allow-partial",), 0),
        ("warning odd", (), 0),
        ("warning odd", ("--strict",), 1),
        ("x = 1", ("--strict",), 0),
    ],
)
def test_exit_codes_of_runs_that_write(shell: Shell, line: str, flags: tuple[str, ...], expected: int) -> None:
    shell.write("a.yaml", line + "\n")
    assert shell("generate", "--spec", "a.yaml", *flags) == expected
    assert shell.out == "generated/a: 3 added (a)\n"


def test_an_edited_file_stops_all_targets(shell: Shell) -> None:
    shell.write("codegen.toml", _CONFIG)
    shell.write("a.yaml", "x = 1\n")
    shell.write("b.yaml", "x = 1\n")
    shell("generate")
    shell.write("a.yaml", "x = 2\n")
    shell.write("b.yaml", "x = 2\n")
    shell.write("out/b/__init__.py", "mine\n")
    assert shell("generate") == 2
    assert shell.out == ""
    assert shell.err.startswith(
        "out/b/__init__.py: error[output-edited]: this generated file was edited by hand\n  hint: "
    )
    assert (shell.cwd / "generated/a/__init__.py").read_text() == "x = 1\n"
    assert shell("generate", "--force") == 0
    assert (shell.cwd / "out/b/__init__.py").read_text() == "x = 2\n"


def test_an_error_of_the_system_is_one_diagnostic(shell: Shell) -> None:
    shell.write("a.yaml", "x = 1\n")
    shell.write("generated", "a file\n")
    assert shell("generate", "--spec", "a.yaml") == 2
    assert shell.err == "generated/a: error[output-unwritable]: the output cannot be written: File exists\n"


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        ((), "no codegen.toml in this folder or above: run codegen init, or use --spec FILE"),
        (("--output", "x"), "--output needs --spec or --tables; in a configuration file, set the key"),
        (("--spec", "a.yaml", "b"), "--spec cannot be combined with --config or TARGET"),
        (("--spec", "1.yaml"), "'1' is not a valid Python package name: choose one with --package"),
    ],
)
def test_flags_that_cannot_be_combined_are_rejected(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, argv: tuple[str, ...], message: str
) -> None:
    monkeypatch.setattr("codegen.cli.targets.find_config", lambda _: None)
    assert shell("generate", *argv) == 2
    assert shell.err == f"codegen: {message}\n"


def test_an_unknown_target_is_rejected(shell: Shell) -> None:
    shell.write("codegen.toml", _CONFIG)
    assert shell("generate", "c") == 2
    assert shell.err == "codegen: no target 'c' in codegen.toml: expected one of: a, b\n"


def test_json(shell: Shell) -> None:
    shell.write("a.yaml", "warning odd\n")
    assert shell("generate", "--spec", "a.yaml", "--format", "json") == 0
    assert shell.err == ""
    report = json.loads(shell.out)
    (warning,), (target,) = report["diagnostics"], report["results"]
    assert report["command"] == "generate"
    assert (warning["code"], warning["line"]) == ("invalid-value", 1)
    assert (target["kind"], target["folder"], target["added"]) == (
        "target",
        "generated/a",
        ["__init__.py", "codegen.lock", "sub/x.py"],
    )


def test_check_of_output_that_is_up_to_date(shell: Shell) -> None:
    shell.write("a.yaml", "x = 1\n")
    shell("generate", "--spec", "a.yaml")
    shell.write("generated/a/mine.txt", "mine")
    before = {path: path.stat().st_mtime_ns for path in shell.cwd.rglob("*")}
    assert shell("check", "--spec", "a.yaml") == 0
    assert (shell.out, shell.err) == ("generated/a: up to date\n", "")
    assert {path: path.stat().st_mtime_ns for path in shell.cwd.rglob("*")} == before


def test_check_shows_differences(shell: Shell) -> None:
    shell.write("a.yaml", "x = 1\n")
    shell("generate", "--spec", "a.yaml")
    shell.write("generated/a/__init__.py", "x = 2\r\n")
    Path(shell.cwd, "generated/a/sub/x.py").unlink()
    assert shell("check", "--spec", "a.yaml") == 1
    edit = "run codegen generate --merge to keep the edits, or --force to set them aside"
    verdict = (
        f"generated/a: 2 files are not up to date (1 added, 1 changed): {edit}\n"
        "generated/a: edited by hand: __init__.py\n"
        "generated/a: deleted by hand: sub/x.py\n"
    )
    files = "  __init__.py  +1 -1\n  sub/x.py     +1 -0\n"
    diff = (
        "--- a/generated/a/__init__.py\n+++ b/generated/a/__init__.py\n@@ -1 +1 @@\n-x = 2\n+x = 1\n"
        "--- /dev/null\n+++ b/generated/a/sub/x.py\n@@ -0,0 +1 @@\n+x = 1\n"
    )
    assert shell.out == verdict + files + diff
    for choice, expected in (("full", files + diff), ("stat", files), ("none", "")):
        assert shell("check", "--spec", "a.yaml", "--diff", choice) == 1
        assert shell.out == verdict + expected


def test_check_shows_a_limited_diff_of_python_modules(shell: Shell) -> None:
    shell.write("a.yaml", "".join(f"x{number} = 1\n" for number in range(500)))
    assert shell("check", "--spec", "a.yaml") == 1
    lines = shell.out.splitlines()
    assert len(lines) < 220
    assert lines[-1] == "307 more lines: use --diff full"
    assert "  codegen.lock  added" in lines
    assert not any(line.startswith("+++ b/generated/a/codegen.lock") for line in lines)
    assert shell("check", "--spec", "a.yaml", "--diff", "full") == 1
    assert "+++ b/generated/a/codegen.lock" in shell.out


def test_a_deleted_file_is_restored_by_generate(shell: Shell) -> None:
    shell.write("a.yaml", "x = 1\n")
    shell("generate", "--spec", "a.yaml")
    Path(shell.cwd, "generated/a/sub/x.py").unlink()
    assert shell("check", "--spec", "a.yaml") == 1
    assert shell.out.startswith("generated/a: 1 file is not up to date (1 added): run codegen generate\n")
    assert shell("generate", "--spec", "a.yaml") == 0
    assert shell("check", "--spec", "a.yaml") == 0


def test_check_shows_removed_files(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    shell.write("a.yaml", "x = 1\n")
    shell("generate", "--spec", "a.yaml")
    real = shell.pipeline

    def without_a_file(*args: object) -> object:
        result = real(*args)  # type: ignore[arg-type]
        assert result.tree is not None
        return replace(result, tree=FileTree({path: text for path, text in result.tree.items() if path != "sub/x.py"}))

    monkeypatch.setattr(shell, "pipeline", without_a_file)
    assert shell("check", "--spec", "a.yaml") == 1
    assert "--- a/generated/a/sub/x.py\n+++ /dev/null\n" in shell.out


def test_check_without_output_and_with_invalid_input(shell: Shell) -> None:
    shell.write("a.yaml", "x = 1\n")
    assert shell("check", "--spec", "a.yaml") == 1
    assert "generated/a: 3 files are not up to date" in shell.out
    shell.write("a.yaml", "error x\n")
    assert shell("check", "--spec", "a.yaml") == 2
    assert shell.out == ""


def test_an_internal_error_does_not_hide_diagnostics(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    shell.write("a.yaml", "error x\n")
    real = shell.pipeline

    def broken(target: Target, found: Diagnostics) -> None:
        real(target, found)
        message = "an invariant is violated"
        raise InternalError(message)

    monkeypatch.setattr(shell, "pipeline", broken)
    assert shell("generate", "--spec", "a.yaml") == 2
    assert "error[invalid-value]: x" in shell.err
    shell.write("a.yaml", "x = 1\n")
    with pytest.raises(InternalError):
        shell("generate", "--spec", "a.yaml")
