from __future__ import annotations

import os
import shutil
import signal
import stat
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from codegen.core.diagnostic import Diagnostics
from codegen.core.location import Location
from codegen.output import MANIFEST, FileTree, Manifest, Publication, journal, publish, staging
from codegen.output.journal import Entry
from codegen.output.plan import make_plan
from codegen.output.publish import read_manifest, resume, resume_below


def tree(files: dict[str, str]) -> FileTree:
    content = {path: text.encode() for path, text in files.items()}
    return FileTree({**content, MANIFEST: Manifest(generator="1", outputs=Manifest.digests(content)).to_bytes()})


def write(folder: Path, files: dict[str, str], *, force: bool = False) -> tuple[Publication | None, list[str]]:
    found = Diagnostics()
    done = publish(tree(files), folder, "out", found, force=force)
    return done, [f"{item.code} {item.location.file}" for item in found]


def content(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != MANIFEST
    }


def times(folder: Path) -> dict[str, int]:
    return {str(path): path.stat().st_mtime_ns for path in folder.rglob("*")}


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "a b" / "out[1]"


def test_a_first_run_writes_everything_and_leaves_nothing_beside(out: Path) -> None:
    done, found = write(out, {"a.py": "1", "models/b.py": "2"})
    assert (done, found) == (Publication(added=("a.py", MANIFEST, "models/b.py")), [])
    assert content(out) == {"a.py": "1", "models/b.py": "2"}
    assert list(out.parent.iterdir()) == [out]


def test_an_unchanged_run_touches_nothing(out: Path) -> None:
    write(out, {"a.py": "1", "m/b.py": "2"})
    before = times(out.parent)
    done, _ = write(out, {"a.py": "1", "m/b.py": "2"})
    assert done == Publication(unchanged=("a.py", MANIFEST, "m/b.py"))
    assert times(out.parent) == before


def test_only_what_changed_gets_a_new_time(out: Path) -> None:
    write(out, {"a.py": "1", "b.py": "2", "c/d.py": "3"})
    os.utime(out / "a.py", ns=(1, 1))
    done, _ = write(out, {"a.py": "1", "b.py": "new", "e.py": "4"})
    assert done == Publication(added=("e.py",), changed=("b.py", MANIFEST), deleted=("c/d.py",), unchanged=("a.py",))
    assert (out / "a.py").stat().st_mtime_ns == 1
    assert content(out) == {"a.py": "1", "b.py": "new", "e.py": "4"}
    assert not (out / "c").exists()


def test_files_of_the_user_are_carried_across(out: Path) -> None:
    write(out, {"m/a.py": "1", "gone/b.py": "2"})
    mine = {"notes.txt": "n", "m/deep/x y.py": "x", "gone/own.py": "o"}
    for path, text in mine.items():
        (out / path).parent.mkdir(exist_ok=True, parents=True)
        (out / path).write_text(text)
    (out / "m" / "deep").chmod(0o700)
    (out / "empty" / "er").mkdir(parents=True)
    (out / "link").symlink_to("/nowhere")
    (out / "m" / "__pycache__").mkdir()
    done, found = write(out, {"m/a.py": "2"})
    assert done is not None
    assert found == []
    assert content(out) == {"m/a.py": "2", **mine}
    assert stat.S_IMODE((out / "m" / "deep").stat().st_mode) == 0o700
    assert (out / "empty" / "er").is_dir()
    assert (out / "link").readlink() == Path("/nowhere")
    assert {(out / path).stat().st_nlink for path in mine} == {1}


def test_an_edited_file_stops_the_run(out: Path) -> None:
    write(out, {"a.py": "1", "b.py": "1", "c.py": "1", "d.py": "1"})
    for name in ("a.py", "b.py", "d.py"):
        (out / name).write_text("edited")
    before = times(out.parent)
    done, found = write(out, {"a.py": "2", "c.py": "2", "d.py": "edited"})
    assert done is None
    assert found == ["output-edited out/a.py", "output-edited out/b.py"]
    assert times(out.parent) == before
    done, found = write(out, {"a.py": "2", "c.py": "2"}, force=True)
    assert found == []
    assert content(out) == {"a.py": "2", "c.py": "2"}


def test_a_foreign_file_stops_the_run(out: Path) -> None:
    out.mkdir(parents=True)
    (out / "a.py").write_text("mine")
    (out / "same.py").write_text("1")
    done, found = write(out, {"a.py": "1", "same.py": "1"})
    assert (done, found) == (None, ["output-foreign out/a.py"])
    done, _ = write(out, {"a.py": "1", "same.py": "1"}, force=True)
    assert done == Publication(added=(MANIFEST,), changed=("a.py",), unchanged=("same.py",))


def test_line_ends_of_a_checkout_are_no_edit(out: Path) -> None:
    write(out, {"a.py": "1\n2\n", "b.py": "1\n"})
    for name in ("a.py", "b.py", MANIFEST):
        (out / name).write_bytes((out / name).read_bytes().replace(b"\n", b"\r\n"))
    done, found = write(out, {"a.py": "1\n2\n", "b.py": "2\n"})
    assert found == []
    assert done == Publication(changed=("b.py", MANIFEST), unchanged=("a.py",))


def test_a_broken_manifest_stops_the_run(out: Path) -> None:
    write(out, {"a.py": "1"})
    (out / MANIFEST).write_text("<<<<<<< HEAD")
    assert write(out, {"a.py": "2"}) == (None, [f"manifest-invalid out/{MANIFEST}"])
    assert content(out) == {"a.py": "1"}
    assert write(out, {"a.py": "2"}, force=True)[0] is not None


def test_earlier_findings_do_not_stop_a_partial_run(out: Path) -> None:
    found = Diagnostics()
    found.error("unresolved-ref", "x", Location("spec.yaml"))
    assert publish(tree({"a.py": "1"}), out, "out", found) is not None


@pytest.mark.parametrize("force", [False, True])
def test_nothing_is_written_through_links(out: Path, tmp_path: Path, *, force: bool) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "a.py").write_text("theirs")
    out.mkdir(parents=True)
    (out / "a.py").symlink_to(elsewhere / "a.py")
    (out / "m").symlink_to(elsewhere)
    assert write(out, {"a.py": "1", "m/a.py": "2"}, force=force) == (
        None,
        ["output-blocked out/a.py", "output-blocked out/m"],
    )
    link = out.parent / "link"
    link.symlink_to(elsewhere)
    assert write(link, {"a.py": "1"}, force=force) == (None, ["output-blocked out"])
    assert content(elsewhere) == {"a.py": "theirs"}


@pytest.mark.parametrize("above", [0, 1, 2, 3])
def test_no_folder_between_project_and_output_is_a_link(tmp_path: Path, above: int) -> None:
    """A repository may hold the link; links above the project are the user's own."""
    parts = ("project", "a", "b", "out")
    real = tmp_path / "elsewhere"
    real.mkdir()
    linked = tmp_path.joinpath(*parts[: 4 - above])
    linked.parent.mkdir(parents=True, exist_ok=True)
    linked.symlink_to(real)
    found = Diagnostics()
    done = publish(tree({"a.py": "1"}), tmp_path.joinpath(*parts), "a/b/out", found)
    assert [item.code for item in found] == (["output-blocked"] if above < 3 else [])
    assert (done is None) == (above < 3)
    assert list(real.iterdir()) == ([] if above < 3 else [real / "a"])


def test_a_file_in_the_place_of_a_folder_is_refused(out: Path) -> None:
    out.mkdir(parents=True)
    (out / "m").write_text("mine")
    (out / "b.py").mkdir()
    assert write(out, {"m/a.py": "1", "b.py": "2"}) == (None, ["output-blocked out/b.py", "output-blocked out/m"])
    (out / "m").unlink()
    (out / "b.py").rmdir()
    out.rmdir()
    out.write_text("a file")
    assert write(out, {"a.py": "1"}) == (None, ["output-blocked out"])
    assert out.read_text() == "a file"


def test_another_spelling_of_a_name_is_refused_unless_it_goes(out: Path) -> None:
    write(out, {"A.py": "1", "m": "x"})
    assert write(out, {"a.py": "1", "m/b.py": "1"})[1] == []
    assert content(out) == {"a.py": "1", "m/b.py": "1"}
    (out / "B.py").write_text("mine")
    assert write(out, {"a.py": "1", "b.py": "2"})[1] == ["output-blocked out/B.py"]


def test_a_failing_write_leaves_the_old_tree_and_no_rest(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(out, {"a.py": "1", "b.py": "1"})
    before = times(out.parent)

    def full(path: Path, data: bytes) -> None:
        path.write_bytes(data[:1])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(staging, "_write", full)
    with pytest.raises(OSError, match="No space left"):
        write(out, {"a.py": "2", "b.py": "2"})
    assert {path: time for path, time in times(out.parent).items() if path != str(out.parent)} == {
        path: time for path, time in before.items() if path != str(out.parent)
    }


@pytest.mark.parametrize("exchangeable", [True, False])
def test_a_failing_swap_leaves_the_old_tree(out: Path, monkeypatch: pytest.MonkeyPatch, *, exchangeable: bool) -> None:
    write(out, {"a.py": "1"})

    def interrupted(*_: object) -> bool:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        if exchangeable:
            patch.setattr(staging, "exchange", interrupted)
        else:
            patch.setattr(staging, "exchange", lambda *_: False)
            patch.setattr(Path, "rename", _interrupt_second(Path.rename))
        with pytest.raises(KeyboardInterrupt):
            write(out, {"a.py": "2"})
    assert content(out) == {"a.py": "1"}
    assert list(out.parent.iterdir()) == [out]


def _interrupt_second(real: Callable[[Path, Path], Path]) -> Callable[[Path, Path], Path]:
    calls: list[Path] = []

    def rename(self: Path, target: Path) -> Path:
        calls.append(target)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return real(self, target)

    return rename


def test_without_an_exchange_the_tree_is_replaced_by_two_renames(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staging, "exchange", lambda *_: False)
    write(out, {"a.py": "1"})
    write(out, {"b.py": "2"})
    assert content(out) == {"b.py": "2"}
    assert list(out.parent.iterdir()) == [out]


def begin(out: Path, files: dict[str, str]) -> Entry:
    """Stage a new tree, as a run does that is killed right after."""
    fresh = tree(files)
    return staging.stage(fresh, make_plan(fresh, out, read_manifest(out, "out", Diagnostics())), out)


def test_what_a_killed_run_left_is_deleted_by_the_next_one(out: Path) -> None:
    write(out, {"a.py": "1"})
    entry = begin(out, {"a.py": "2"})
    assert staging.staged_path(out, entry).is_dir()
    write(out, {"a.py": "1"})
    assert list(out.parent.iterdir()) == [out]
    assert journal.entries_for(out) == []


PLANTED = "00112233445566778899aabbccddeeff"


@pytest.mark.parametrize("suffix", ["", "-old"])
@pytest.mark.parametrize("there", [True, False])
@pytest.mark.parametrize("linked", [True, False])
def test_folders_that_are_not_in_the_journal_are_reported_and_left(
    out: Path, suffix: str, *, there: bool, linked: bool
) -> None:
    """A repository may hold them: they must not be taken for the folder of a killed run."""
    write(out, {"a.py": "1"})
    planted, victim = out.parent / f".{out.name}.codegen-{PLANTED}{suffix}", out.parent / "victim"
    shutil.copytree(out, victim)
    (victim / "mine.txt").write_text("mine")
    if linked:
        planted.symlink_to(victim)
    else:
        shutil.copytree(victim, planted)
    if not there:
        shutil.rmtree(out)
    resume_below(out.parent)
    assert write(out, {"a.py": "2"}) == (
        Publication(changed=("a.py", MANIFEST)) if there else Publication(added=("a.py", MANIFEST)),
        ["output-leftover out"],
    )
    assert content(victim) == content(planted) == {"a.py": "1", "mine.txt": "mine"}
    assert content(out) == {"a.py": "2"}
    assert not out.is_symlink()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"folder": "x", "inode": 1}', '{"folder": 1}', "[" * 100_000])
def test_files_that_are_not_entries_are_ignored(out: Path, text: str) -> None:
    write(out, {"a.py": "1"})
    entry = begin(out, {"a.py": "1"})
    place = next(path for path in Path(os.environ["XDG_STATE_HOME"]).rglob(entry.token))
    place.write_text(text)
    assert journal.entries_for(out) == []
    assert write(out, {"a.py": "1"})[1] == ["output-leftover out"]
    place.unlink()


@pytest.mark.parametrize("kind", ["a file", "missing"])
def test_without_a_state_folder_publication_works(
    out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    state = tmp_path / "state"
    state.write_text("")
    monkeypatch.setenv("XDG_STATE_HOME", str(state if kind == "a file" else state / "below"))
    write(out, {"a.py": "1"})
    assert write(out, {"a.py": "2"})[1] == []
    assert content(out) == {"a.py": "2"}
    assert list(out.parent.iterdir()) == [out]


def test_where_folders_cannot_be_exchanged_the_next_command_finishes_what_was_begun(out: Path) -> None:
    write(out, {"a.py": "1", "gone.py": "1"})
    (out / "mine.txt").write_text("mine")
    staged = staging.staged_path(out, begin(out, {"a.py": "2", "m/b.py": "2"}))
    old = staged.with_name(staged.name + "-old")
    out.rename(old)
    (old / "late.txt").write_text("late")
    resume(out)
    assert content(out) == {"a.py": "2", "m/b.py": "2", "mine.txt": "mine", "late.txt": "late"}
    assert list(out.parent.iterdir()) == [out]


def test_an_old_tree_whose_successor_never_came_goes_back(out: Path) -> None:
    write(out, {"a.py": "1"})
    (out / "mine.txt").write_text("mine")
    staged = staging.staged_path(out, begin(out, {"a.py": "2"}))
    out.rename(staged.with_name(staged.name + "-old"))
    shutil.rmtree(staged)
    write(out, {"a.py": "2"})
    assert content(out) == {"a.py": "2", "mine.txt": "mine"}


def exchanged(out: Path, files: dict[str, str]) -> Path:
    """Publish as a run does that is killed right after the exchange; return the old folder."""
    staged = staging.staged_path(out, begin(out, files))
    aside = out.parent / "aside"
    out.rename(aside)
    staged.rename(out)
    aside.rename(staged)
    return staged


@pytest.mark.parametrize("new_one_stands", [False, True])
def test_what_the_user_saved_last_is_carried_over_by_the_next_command(out: Path, *, new_one_stands: bool) -> None:
    write(out, {"a.py": "1", "gone.py": "1"})
    if new_one_stands:
        old = exchanged(out, {"a.py": "2"})
        (old / "m").mkdir()
        (old / "m" / "late.txt").write_text("late")
    else:
        begin(out, {"a.py": "2"})
    resume_below(out.parent)
    assert content(out) == ({"a.py": "2", "m/late.txt": "late"} if new_one_stands else {"a.py": "1", "gone.py": "1"})
    assert list(out.parent.iterdir()) == [out]


def test_nothing_is_carried_over_through_a_link(out: Path, tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.mkdir()
    write(out, {"a.py": "1"})
    (out / "sub").symlink_to(victim)
    old = exchanged(out, {"a.py": "2"})
    (old / "sub").unlink()
    (old / "sub").mkdir()
    (old / "sub" / "late.txt").write_text("late")
    resume(out)
    assert list(victim.iterdir()) == []
    assert (out / "sub").is_symlink()


_RUN = """
import sys
sys.path[:0] = {path!r}
from pathlib import Path
from codegen.core.diagnostic import Diagnostics
from codegen.output import MANIFEST, FileTree, Manifest, publish
number, folder = sys.argv[1], Path(sys.argv[2])
for turn in range(int(sys.argv[3])):
    content = {{f"f{{i}}.py": f"{{number}} {{turn}}".encode() for i in range(20)}}
    tree = FileTree({{**content, MANIFEST: Manifest(generator="1", outputs=Manifest.digests(content)).to_bytes()}})
    found = Diagnostics()
    assert publish(tree, folder, "out", found) is not None, found.items
    print(turn, flush=True)
"""


def _runner(out: Path, name: str, turns: int) -> subprocess.Popen[str]:
    program = _RUN.format(path=sys.path)
    return subprocess.Popen(
        [sys.executable, "-c", program, name, str(out), str(turns)], stdout=subprocess.PIPE, text=True
    )


@pytest.mark.slow
def test_a_killed_run_leaves_the_old_tree_or_the_new_one(out: Path) -> None:
    for turn in range(5):
        with _runner(out, f"r{turn}", 10_000) as run:
            assert run.stdout is not None
            for _ in range(1 + turn * 3):
                run.stdout.readline()
            run.send_signal(signal.SIGKILL)
        texts = content(out)
        assert len(texts) == 20
        assert len(set(texts.values())) == 1
    write(out, {"a.py": "1"}, force=True)
    assert list(out.parent.iterdir()) == [out]


@pytest.mark.slow
def test_runs_at_the_same_time_do_not_mix(out: Path) -> None:
    out.parent.mkdir()
    runs = [_runner(out, name, 5) for name in "abc"]
    threads = [threading.Thread(target=run.communicate) for run in runs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert [run.returncode for run in runs] == [0, 0, 0]
    assert len(set(content(out).values())) == 1
    assert list(out.parent.iterdir()) == [out]


def test_new_files_honour_the_umask(out: Path) -> None:
    old = os.umask(0o027)
    try:
        write(out, {"m/a.py": "1"})
    finally:
        os.umask(old)
    assert stat.S_IMODE((out / "m").stat().st_mode) == 0o750
    assert stat.S_IMODE((out / "m/a.py").stat().st_mode) == 0o640
