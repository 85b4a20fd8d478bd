"""Hand edits of generated files: never discarded, merged on request."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from codegen.output import MANIFEST, FileTree, Manifest, verify
from codegen.output.base import BASE

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Shell

_CONFIG = '[targets.a]\nspec = "a.yaml"\n'
_RUN = ("generate",)
_LINES = "a = 1\nb = 2\nc = 3\nd = 4\ne = 5\n"
_MARKED = "a = 0\nb = 2\n<<<<<<< local\nc = 'mine'\n=======\nc = 30\n>>>>>>> upstream\nd = 4\ne = 5\n"


@pytest.fixture
def edited(shell: Shell) -> Shell:
    """A package with its merge base, and with one file that was edited at its last line."""
    shell.write("codegen.toml", _CONFIG + "merge_base = true\n")
    shell.write("a.yaml", _LINES)
    assert shell(*_RUN) == 0
    shell.write("generated/a/__init__.py", _LINES.replace("e = 5", "e = 'mine'"))
    return shell


def x(shell: Shell) -> Path:
    return shell.cwd / "generated" / "a" / "__init__.py"


def test_an_edit_is_merged(edited: Shell) -> None:
    edited.write("a.yaml", _LINES.replace("a = 1", "a = 0"))
    assert edited(*_RUN) == 2
    assert "error[output-edited]" in edited.err
    assert "--merge to keep it" in edited.err
    assert edited(*_RUN, "--merge") == 0
    assert edited.out == "generated/a/__init__.py: merged\ngenerated/a: 3 changed, 4 unchanged (a)\n"
    assert x(edited).read_text() == "a = 0\nb = 2\nc = 3\nd = 4\ne = 'mine'\n"
    assert verify.verify(x(edited).parent) == []


def test_a_merged_edit_is_up_to_date_until_its_file_changes(edited: Shell) -> None:
    assert edited(*_RUN, "--merge") == 0
    assert edited.out.startswith("generated/a/__init__.py: kept as edited\n")
    before = {path: path.stat().st_mtime_ns for path in edited.cwd.rglob("*")}
    for flags in ((), ("--merge",)):
        assert edited(*_RUN, *flags) == 0
    assert edited("check") == 0
    assert {path: path.stat().st_mtime_ns for path in edited.cwd.rglob("*")} == before
    edited.write("a.yaml", _LINES.replace("a = 1", "a = 0"))
    assert edited("check") == 1
    assert "edited by hand: __init__.py\n" in edited.out
    assert edited(*_RUN) == 2
    assert x(edited).read_text().endswith("e = 'mine'\n")
    assert edited(*_RUN, "--merge") == 0
    assert x(edited).read_text() == "a = 0\nb = 2\nc = 3\nd = 4\ne = 'mine'\n"
    assert edited(*_RUN, "--force") == 0
    assert edited("check") == 0


def test_force_sets_edits_aside(edited: Shell) -> None:
    edited(*_RUN, "--merge")
    mine = x(edited).read_text()
    assert edited(*_RUN, "--force") == 0
    assert "overwrote 1 edited file; the previous content is in generated/.a.edits: __init__.py\n" in edited.out
    assert x(edited).read_text() == _LINES
    assert (edited.cwd / "generated/.a.edits/__init__.py").read_text() == mine
    x(edited).write_text("again\n")
    (x(edited).parent / MANIFEST).write_text("damaged")
    assert edited(*_RUN) == 2
    assert edited(*_RUN, "--force") == 0
    assert (edited.cwd / "generated/.a.edits-2/__init__.py").read_text() == "again\n"
    assert (edited.cwd / "generated/.a.edits/__init__.py").read_text() == mine
    assert edited(*_RUN, "--force") == 0
    assert "overwrote" not in edited.out


def test_a_line_changed_twice_is_a_conflict(shell: Shell) -> None:
    shell.write("codegen.toml", _CONFIG + "merge_base = true\n")
    shell.write("a.yaml", _LINES)
    shell(*_RUN)
    shell.write("generated/a/__init__.py", _LINES.replace("c = 3", "c = 'mine'"))
    shell.write("a.yaml", _LINES.replace("c = 3", "c = 30").replace("a = 1", "a = 0"))
    assert shell(*_RUN, "--merge", "--format", "json") == 1
    conflict, target = json.loads(shell.out)["results"]
    assert (conflict["kind"], conflict["path"]) == ("conflict", "generated/a/__init__.py")
    assert target["kind"] == "target"
    assert x(shell).read_text() == _MARKED
    assert [item.kind for item in verify.verify(x(shell).parent)] == ["conflict"]
    for flags in ((), ("--merge",)):
        assert shell(*_RUN, *flags) == 2
        assert x(shell).read_text() == _MARKED
    assert "contains conflict markers of an earlier merge" in shell.err
    shell.write("generated/a/__init__.py", _LINES.replace("c = 3", "c = 'both'").replace("a = 1", "a = 0"))
    assert shell(*_RUN, "--merge") == 0
    assert shell("check") == 0
    assert "c = 'both'" in x(shell).read_text()


def test_an_edited_file_that_is_no_longer_generated_is_kept(edited: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    real = edited.pipeline

    def without_a_file(*args: object) -> object:
        result = real(*args)  # type: ignore[arg-type]
        files = dict(result.tree or {})
        del files["__init__.py"]
        kept = {path: content for path, content in files.items() if path != MANIFEST}
        manifest = Manifest(generator="1", outputs=Manifest.digests(kept))
        return replace(result, tree=FileTree({**kept, MANIFEST: manifest.to_bytes()}))

    mine = x(edited).read_text()
    monkeypatch.setattr(edited, "pipeline", without_a_file)
    assert edited(*_RUN) == 2
    assert edited(*_RUN, "--merge") == 1
    assert "__init__.py: conflict: edited here, and removed upstream" in edited.out
    for command in (_RUN, ("check",)):
        assert edited(*command) == 0
    assert verify.verify(x(edited).parent) == []
    assert x(edited).read_text() == mine


def test_a_deleted_file_is_written_again(edited: Shell) -> None:
    other = edited.cwd / "generated" / "a" / "sub" / "x.py"
    other.unlink()
    assert edited(*_RUN, "--merge") == 0
    assert other.read_text() == "x = 1\n"


@pytest.mark.parametrize("base", [None, b"<<<<<<< HEAD\n", b"other\n"])
def test_without_the_text_as_generated_nothing_is_written(edited: Shell, base: bytes | None) -> None:
    kept = edited.cwd / f"generated/a/{BASE}__init__.py.txt"
    kept.unlink() if base is None else kept.write_bytes(base)
    edited.write("a.yaml", _LINES.replace("a = 1", "a = 0"))
    before = edited.files
    assert edited(*_RUN, "--merge") == 2
    assert "generated/a/__init__.py: error[output-edited]: this edit cannot be merged: neither" in edited.err
    assert "merge_base = true" in edited.err
    assert edited.files == before
    assert x(edited).read_text().endswith("e = 'mine'\n")


@pytest.mark.slow
def test_line_endings_of_a_checkout_are_not_edits(edited: Shell) -> None:
    for path in ("__init__.py", "sub/x.py", MANIFEST):
        place = edited.cwd / "generated/a" / path
        place.write_bytes(place.read_bytes().replace(b"\n", b"\r\n"))
    edited.write("a.yaml", _LINES.replace("a = 1", "a = 0"))
    assert edited(*_RUN, "--merge") == 0
    assert edited.out.startswith("generated/a/__init__.py: merged\ngenerated/a: 3 changed")
    assert x(edited).read_bytes() == b"a = 0\r\nb = 2\r\nc = 3\r\nd = 4\r\ne = 'mine'\r\n"
    assert verify.verify(x(edited).parent) == []


def test_a_lock_with_conflict_markers_is_rebuilt(shell: Shell) -> None:
    shell.write("codegen.toml", _CONFIG)
    shell.write("a.yaml", _LINES)
    assert shell("generate") == 0
    lock = x(shell).parent / MANIFEST
    text = lock.read_text()
    lock.write_text(f"<<<<<<< HEAD\n{text}=======\n{text}>>>>>>> other\n")
    assert shell("check") == 1
    assert shell.out.startswith(
        "generated/a: 1 file is not up to date (1 changed): run codegen generate\n"
        "generated/a: codegen.lock has conflict markers of git\n"
    )
    assert shell("generate") == 0
    assert lock.read_text() == text


def test_the_merge_base_is_optional(shell: Shell) -> None:
    shell.write("a.yaml", _LINES)
    shell.write("codegen.toml", _CONFIG + "merge_base = true\n")
    assert shell("generate") == 0
    shell.write("codegen.toml", _CONFIG)
    assert shell("check") == 1
    assert shell("generate") == 0
    assert [path for path in shell.files if ".codegen" in path] == []
    assert shell("check") == 0
    shell.write("codegen.toml", _CONFIG + "merge_base = 0\n")
    assert shell("generate") == 2
    assert "'merge_base': must be true or false" in shell.err


def test_an_edit_of_a_file_for_which_nothing_new_comes_is_kept_without_the_merge_base(shell: Shell) -> None:
    shell.write("codegen.toml", _CONFIG)
    shell.write("a.yaml", _LINES)
    assert shell("generate") == 0
    shell.write("generated/a/__init__.py", "mine\n")
    assert shell("generate", "--merge") == 0
    assert shell("check") == 0
    assert x(shell).read_text() == "mine\n"
