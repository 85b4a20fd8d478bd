"""What publication promises, against real signals, limits, links and rivals."""

from __future__ import annotations

import errno
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from codegen.cli import main
from codegen.core.diagnostic import Diagnostics
from codegen.output import MANIFEST, FileTree, Manifest, publish, staging
from codegen.output.lock import exclusive

KILLS = int(os.environ.get("CODEGEN_KILLS", "25"))
FILES = 30

_PROGRAM = f"""
import itertools, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # a background job inherits that it is ignored
sys.path[:0] = {sys.path!r}
from pathlib import Path
from codegen.core.diagnostic import Diagnostics
from codegen.output import MANIFEST, FileTree, Manifest, publish
name, folder, turns = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
print("ready", flush=True)
for turn in range(turns) if turns else itertools.count():
    content = {{f"d{{i % 5}}/f{{i}}.py": (f"{{name}} {{turn}} " * 500).encode() for i in range({FILES})}}
    tree = FileTree({{**content, MANIFEST: Manifest(generator="1", outputs=Manifest.digests(content)).to_bytes()}})
    found = Diagnostics()
    done = publish(tree, folder, "out", found, waiting=lambda who: print("waits for " + who, flush=True))
    assert done is not None, found.items
"""


def start(name: str, out: Path, turns: int = 0) -> subprocess.Popen[str]:
    arguments = [sys.executable, "-c", _PROGRAM, name, str(out), str(turns)]
    return subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def tree(text: str, paths: tuple[str, ...] = ("a.py", "m/b.py")) -> FileTree:
    content = {path: text.encode() for path in paths}
    return FileTree({**content, MANIFEST: Manifest(generator="1", outputs=Manifest.digests(content)).to_bytes()})


def codes(files: FileTree, out: Path, *, force: bool = False) -> list[str]:
    found = Diagnostics()
    done = publish(files, out, "out", found, force=force)
    assert (done is None) == found.failed
    return [item.code for item in found]


def generation(out: Path) -> set[str]:
    """Return what the files say they were written by; a mixture says several things."""
    return {path.read_text() for path in out.rglob("*.py") if path.name != "mine.py"}


def state(folder: Path) -> dict[str, tuple[str, int]]:
    """Return kind or content and time of everything below a folder."""

    def content(path: Path) -> str:
        if path.is_symlink():
            return f"-> {path.readlink()}"
        if not path.is_file():
            return "folder" if path.is_dir() else "special"
        return path.read_bytes().decode("latin-1")

    return {str(path.relative_to(folder)): (content(path), path.lstat().st_mtime_ns) for path in folder.rglob("*")}


def leftovers(out: Path) -> list[str]:
    return [path.name for path in out.parent.iterdir() if path != out]


@pytest.mark.slow
def test_a_run_that_is_killed_at_any_moment_leaves_the_old_tree_or_the_new_one(tmp_path: Path) -> None:
    out = tmp_path / "out"
    rng = random.Random(7)  # noqa: S311 - moments, no secrets
    codes(tree("first", tuple(f"d{i % 5}/f{i}.py" for i in range(FILES))), out)
    (out / "d1" / "deep").mkdir()
    (out / "d1" / "deep" / "mine.py").write_text("mine")
    for turn in range(KILLS):
        with start(f"r{turn}", out) as run:
            assert run.stdout is not None
            assert run.stdout.readline() == "ready\n"
            time.sleep(rng.uniform(0, 0.08))  # the moment is the point of the test
            run.kill()
        assert len(generation(out)) == 1
        assert len(list(out.rglob("f*.py"))) == FILES
        assert (out / "d1" / "deep" / "mine.py").read_text() == "mine"
    assert codes(tree("last"), out, force=True) == []
    assert leftovers(out) == []


@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGKILL])
def test_what_an_interrupted_run_leaves(tmp_path: Path, signum: signal.Signals) -> None:
    out = tmp_path / "out"
    with start("run", out) as run:
        assert run.stdout is not None
        run.stdout.readline()
        while not out.exists():
            time.sleep(0.005)
        run.send_signal(signum)
        run.wait(30)
    if signum is signal.SIGINT:
        assert leftovers(out) == []
    assert len(generation(out)) == 1


_LIMITED = """
import io, resource, sys
sys.path[:0] = {path!r}
from codegen.cli import main
resource.setrlimit(resource.RLIMIT_FSIZE, (600, 600))
sys.exit(main(sys.argv[1:]))
"""
_SPEC = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: {}\ncomponents: {schemas: {Pet: {type: object}}}\n"


@pytest.mark.skipif(sys.platform == "win32", reason="no such limit")
@pytest.mark.parametrize("again", [False, True])
def test_a_full_disk_is_one_line_and_changes_nothing(tmp_path: Path, *, again: bool) -> None:
    (tmp_path / "spec.yaml").write_text(_SPEC)
    command = ["generate", "--spec", "spec.yaml", "--output", "out", "--package", "api", "--emit", "models"]
    if again:
        subprocess.run([sys.executable, "-m", "codegen", *command], cwd=tmp_path, check=True, capture_output=True,
                       env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)})  # fmt: skip
        (tmp_path / "spec.yaml").write_text(_SPEC.replace("Pet", "Dog"))
    before = state(tmp_path / "out")
    program = _LIMITED.format(path=sys.path)
    done = subprocess.run(
        [sys.executable, "-c", program, *command], cwd=tmp_path, check=False, capture_output=True, text=True
    )
    assert done.returncode == 2
    assert (
        done.stderr
        == f"out/api: error[output-unwritable]: the output cannot be written: {os.strerror(errno.EFBIG)}\n1 error\n"
    )
    assert state(tmp_path / "out") == before


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="needs permissions that bind")
def test_a_folder_that_must_not_be_written_stays_as_it_is(tmp_path: Path) -> None:
    out = tmp_path / "parent" / "out"
    codes(tree("1"), out)
    out.parent.chmod(0o500)
    before = state(tmp_path)
    with pytest.raises(PermissionError):
        codes(tree("2"), out)
    out.parent.chmod(0o700)
    assert state(tmp_path) == before


@pytest.mark.skipif(sys.platform == "win32", reason="no such locks")
def test_eight_runs_at_once_take_turns(tmp_path: Path) -> None:
    out = tmp_path / "out"
    runs = [start(f"r{number}", out, turns=4) for number in range(8)]
    heard = [run.communicate(timeout=60) for run in runs]
    assert [(run.returncode, err) for run, (_, err) in zip(runs, heard, strict=True)] == [(0, "")] * 8
    assert len(generation(out)) == 1
    assert leftovers(out) == []


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not tell who holds a lock")
def test_who_waits_is_told_for_whom(tmp_path: Path) -> None:
    with exclusive(tmp_path):
        run = start("second", tmp_path / "out", turns=1)
        assert run.stdout is not None
        lines = [run.stdout.readline(), run.stdout.readline()]
        assert lines == ["ready\n", f"waits for process {os.getpid()}\n"]
        assert not (tmp_path / "out").exists()
    assert run.communicate(timeout=60) == ("", "")
    assert (tmp_path / "out").is_dir()


@dataclass(frozen=True)
class Obstacle:
    """Something in the way of ``a.py`` and ``m/b.py``, and what the run says to it."""

    name: str
    make: Callable[[Path, Path], object]
    told: tuple[str, ...]
    forced: tuple[str, ...]

    def __str__(self) -> str:
        return self.name


def _link_out(out: Path, theirs: Path) -> None:
    (out / "m" / "b.py").unlink()
    (out / "m").rmdir()
    (out / "m").symlink_to(theirs)


def _replace_by_link(out: Path, theirs: Path) -> None:
    (out / "a.py").unlink()
    (out / "a.py").symlink_to(theirs / "a.py")


def _replace_by_folder(out: Path, _: Path) -> None:
    (out / "a.py").unlink()
    (out / "a.py").mkdir()


def _respell(out: Path, _: Path) -> None:
    (out / "a.py").rename(out / "A.py")


def _pipe(out: Path, _: Path) -> None:
    (out / "a.py").unlink()
    os.mkfifo(out / "a.py")


OBSTACLES = (
    Obstacle("a file that was edited", lambda out, _: (out / "a.py").write_text("edited"), ("output-edited",), ()),
    Obstacle("a link to a file", _replace_by_link, ("output-blocked",), ("output-blocked",)),
    Obstacle("a link to a folder", _link_out, ("output-blocked",), ("output-blocked",)),
    Obstacle("a folder", _replace_by_folder, ("output-blocked",), ("output-blocked",)),
    Obstacle("another spelling", _respell, ("output-blocked",), ("output-blocked",)),
    Obstacle("a pipe", _pipe, ("output-blocked",), ("output-blocked",)),
    Obstacle("a broken manifest", lambda out, _: (out / MANIFEST).write_text("{"), ("manifest-invalid",), ()),
)


@pytest.mark.skipif(sys.platform == "win32", reason="links and pipes")
@pytest.mark.parametrize("obstacle", OBSTACLES, ids=str)
def test_an_obstacle_stops_the_run_and_nothing_is_touched(tmp_path: Path, obstacle: Obstacle) -> None:
    out, theirs = tmp_path / "out", tmp_path / "theirs"
    codes(tree("1"), out)
    codes(tree("theirs", ("a.py", "b.py")), theirs)
    obstacle.make(out, theirs)
    before = state(tmp_path)
    assert tuple(codes(tree("2"), out)) == obstacle.told
    assert state(tmp_path) == before
    assert tuple(codes(tree("2"), out, force=True)) == obstacle.forced
    assert generation(theirs) == {"theirs"}
    if not obstacle.forced:
        assert generation(out) == {"2"}


@pytest.mark.parametrize(
    "name", ["a b", "it's", 'say "hi"', "päckage", "日本", "-rf", "[x]", "$HOME", "%s", "a;b", "{x}"]
)
def test_unusual_names_of_folders_and_of_the_users_files(tmp_path: Path, name: str) -> None:
    out = tmp_path / name / name
    assert codes(tree("1"), out) == []
    mine = out / "m" / name
    mine.mkdir()
    (mine / f"{name}.txt").write_text(name)
    assert codes(tree("2"), out) == []
    assert generation(out) == {"2"}
    assert (mine / f"{name}.txt").read_text() == name
    assert leftovers(out) == []


@pytest.fixture(params=["exchanged", "two renames"])
def late(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The user saves a file between staging and the swap."""
    real = staging.exchange

    def exchange(one: Path, other: Path) -> bool:
        (other / "m" / "late.txt").write_text("late")
        (other / "new folder").mkdir()
        return real(one, other) if request.param == "exchanged" else False

    monkeypatch.setattr(staging, "exchange", exchange)
    yield
    monkeypatch.undo()


def test_a_file_that_comes_while_a_run_writes_is_kept(tmp_path: Path, late: None) -> None:
    assert late is None
    out = tmp_path / "out"
    codes(tree("1"), out)
    assert codes(tree("2"), out) == []
    assert (out / "m" / "late.txt").read_text() == "late"
    assert (out / "new folder").is_dir()
    assert generation(out) == {"2"}
    assert leftovers(out) == []


def test_a_second_generate_changes_no_byte_and_no_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "spec.yaml").write_text(_SPEC)
    monkeypatch.chdir(tmp_path)
    command = ["generate", "--spec", "spec.yaml", "--package", "api", "--formatter", "none"]
    assert main(command) == 0
    before = state(tmp_path)
    assert len(before) > 50
    assert main(command) == 0
    assert state(tmp_path) == before
