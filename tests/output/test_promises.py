"""What publication promises, against real signals, limits, links and rivals."""

from __future__ import annotations

import errno
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from codegen.cli import main
from codegen.core.diagnostic import Diagnostics
from codegen.output import MANIFEST, FileTree, Manifest, publish, staging
from codegen.output.lock import exclusive
from codegen.output.publish import resume

KILLS = 100
FILES = 30

_PROGRAM = f"""
import itertools, os, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # a background job inherits that it is ignored
sys.path[:0] = {sys.path!r}
from pathlib import Path
from codegen.core.diagnostic import Diagnostics
from codegen.output import MANIFEST, FileTree, Manifest, publish, staging
def run(name, folder, turns):
    for turn in range(turns) if turns else itertools.count():
        content = {{f"d{{i % 5}}/f{{i}}.py": (f"{{name}} {{turn}} " * 500).encode() for i in range({FILES})}}
        tree = FileTree({{**content, MANIFEST: Manifest(generator="1", outputs=Manifest.digests(content)).to_bytes()}})
        found = Diagnostics()
        done = publish(tree, folder, "out", found, waiting=lambda who: print("waits for " + who, flush=True))
        assert done is not None, found.items
"""
_ONE = """
print("ready", flush=True)
run(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
"""
_NURSERY = """
if sys.argv[2] == "two renames":
    staging.exchange = lambda *_: False
for line in sys.stdin:
    child = os.fork()
    if not child:
        run(line.strip(), Path(sys.argv[1]), 0)
    print(child, flush=True)
    os.waitpid(child, 0)
    print("gone", flush=True)
"""


def start(name: str, out: Path, turns: int = 0) -> subprocess.Popen[str]:
    arguments = [sys.executable, "-c", _PROGRAM + _ONE, name, str(out), str(turns)]
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


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory, where a run takes milliseconds and many moments can be tried; else an ordinary one."""
    shared = Path("/dev/shm")  # noqa: S108 - the place where systems offer it
    if not os.access(shared, os.W_OK):
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(dir=shared) as folder:
        yield Path(folder)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="no fork")
@pytest.mark.parametrize("way", ["exchanged", "two renames"])
def test_100_kills_at_any_moment_leave_the_old_tree_or_the_new_one(memory: Path, way: str) -> None:
    out = memory / "out"
    rng = random.Random(7)  # noqa: S311 - moments, no secrets
    files = tuple(f"d{i % 5}/f{i}.py" for i in range(FILES))
    codes(tree("0", files), out)
    begun = time.monotonic()
    codes(tree("1", files), out)
    span = 3 * (time.monotonic() - begun)
    (out / "d1" / "deep").mkdir()
    (out / "d1" / "deep" / "mine.py").write_text("mine")
    seen: set[str] = set()
    arguments = [sys.executable, "-c", _PROGRAM + _NURSERY, str(out), way]
    with subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as nursery:
        assert nursery.stdin is not None
        assert nursery.stdout is not None
        for turn in range(KILLS):
            print(f"r{turn}", file=nursery.stdin, flush=True)
            child = int(nursery.stdout.readline())
            time.sleep(rng.uniform(0, span))  # the moment is the point of the test
            os.kill(child, signal.SIGKILL)
            assert nursery.stdout.readline() == "gone\n"
            if way == "two renames":
                resume(out)  # what the next command that writes does first
                assert leftovers(out) == []
            assert len(generation(out)) == 1
            assert len(list(out.rglob("f*.py"))) == FILES
            assert (out / "d1" / "deep" / "mine.py").read_text() == "mine"
            # on a busy machine runs take longer: moments before, while and after something is written stay as many
            span *= 1.25 if generation(out) <= seen else 0.9
            seen |= generation(out)
    assert len(seen) > KILLS // 4  # kills came before, while and after something was written
    assert codes(tree("last"), out, force=True) == []
    assert leftovers(out) == []


@pytest.mark.slow
@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_what_an_interrupted_run_leaves(tmp_path: Path, signum: signal.Signals) -> None:
    out = tmp_path / "out"
    with start("run", out) as run:
        assert run.stdout is not None
        run.stdout.readline()
        while not out.exists():
            time.sleep(0.005)
        run.send_signal(signum)
        run.wait(30)
    if signum is not signal.SIGKILL:
        assert leftovers(out) == []
    assert len(generation(out)) == 1


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="no such signal")
@pytest.mark.parametrize("written", [False, True])
def test_an_interrupted_command_is_one_line_and_leaves_nothing(tmp_path: Path, *, written: bool) -> None:
    (tmp_path / "spec.yaml").write_text(_SPEC)
    command = [
        sys.executable,
        "-m",
        "codegen",
        "generate",
        "--spec",
        "spec.yaml",
        "--output",
        "out",
        "--package",
        "api",
    ]
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    start_clean = (
        "import signal, os, sys; signal.signal(signal.SIGINT, signal.SIG_DFL); os.execv(sys.argv[1], sys.argv[1:])"
    )
    program = [sys.executable, "-c", start_clean, *command]  # a background job inherits that SIGINT is ignored
    with subprocess.Popen(program, cwd=tmp_path, env=environ, stderr=subprocess.PIPE, text=True) as run:
        while written and run.poll() is None and not list((tmp_path / "out").glob(".api.codegen-*")):
            time.sleep(0.001)
        if not written:
            time.sleep(0.5)  # the interpreter runs, and modules load
        run.send_signal(signal.SIGINT)
        told = run.stderr.read() if run.stderr is not None else ""
        code = run.wait(30)
    assert (code, told) in {(0, ""), (130, "codegen: interrupted\n"), (-signal.SIGINT, "codegen: interrupted\n")}
    assert [path.name for path in (tmp_path / "out").glob("*")] in ([], ["api"])
    if written:
        assert Manifest.from_bytes((tmp_path / "out" / "api" / MANIFEST).read_bytes()).outputs


_LIMITED = """
import io, resource, sys
sys.path[:0] = {path!r}
from codegen.cli import main
resource.setrlimit(resource.RLIMIT_FSIZE, (600, 600))
sys.exit(main(sys.argv[1:]))
"""
_SPEC = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: {}\ncomponents: {schemas: {Pet: {type: object}}}\n"


@pytest.mark.slow
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
        done.stderr == f"out/api: error[output-unwritable]: the output cannot be written: {os.strerror(errno.EFBIG)}\n"
    )
    assert state(tmp_path / "out") == before


def isolated(script: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a shell script that may mount file systems, in a namespace that takes them away again."""
    probe = ["unshare", "--map-root-user", "--mount", "sh", "-c", 'mount -t tmpfs none "$1"', "sh", str(folder)]
    if shutil.which("unshare") is None or subprocess.run(probe, capture_output=True, check=False).returncode:
        pytest.skip("this system lets nobody mount a file system")
    arguments = ["unshare", "--map-root-user", "--mount", "sh", "-euc", script, "sh", str(folder), sys.executable]
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(arguments, env=environ, capture_output=True, text=True, check=False)


_GENERATE = f"""
generate() {{ "$2" -m codegen generate --spec spec.yaml --output out --package api --emit models --formatter none; }}
spec() {{ cat > spec.yaml <<'END'
{_SPEC}END
}}
tree() {{ find . | sort; cat out/api/models/*.py; }}
"""


@pytest.mark.slow
def test_a_disk_without_room_is_one_line_and_changes_nothing(tmp_path: Path) -> None:
    script = (
        _GENERATE
        + """
mount -t tmpfs -o size=2m none "$1"; cd "$1"
spec
generate "$@" >/dev/null
sed -i s/Pet/Dog/ spec.yaml
head -c 8m /dev/zero > filler 2>/dev/null || true
tree > /dev/shm/codegen-before.$$; code=0
generate "$@" || code=$?
tree > /dev/shm/codegen-after.$$
cmp /dev/shm/codegen-before.$$ /dev/shm/codegen-after.$$ && echo same
rm /dev/shm/codegen-*.$$ filler
echo "$code"; generate "$@"; ls -A out
"""
    )
    done = isolated(script, tmp_path)
    reason = os.strerror(errno.ENOSPC)
    assert done.stderr == f"out/api: error[output-unwritable]: the output cannot be written: {reason}\n"
    assert done.stdout.splitlines()[:2] == ["same", "2"]
    assert done.stdout.splitlines()[-1] == "api"


@pytest.mark.slow
def test_a_folder_that_must_not_be_written_stays_as_it_is(tmp_path: Path) -> None:
    script = (
        _GENERATE
        + """
cd "$1"; spec; generate "$@" > /dev/null; sed -i s/Pet/Dog/ spec.yaml
mount --bind out out; mount -o remount,ro,bind out; cd .
before=$(tree); code=0
generate "$@" || code=$?
test "$before" = "$(tree)" && echo same
echo "$code"
"""
    )
    done = isolated(script, tmp_path)
    reason = os.strerror(errno.EROFS)
    assert done.stderr == f"out/api: error[output-unwritable]: the output cannot be written: {reason}\n"
    assert done.stdout == "same\n2\n"


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_permission_stays_as_it_is(tmp_path: Path) -> None:
    out = tmp_path / "parent" / "out"
    codes(tree("1"), out)
    out.parent.chmod(0o500)
    before = state(tmp_path)
    with pytest.raises(PermissionError):
        codes(tree("2"), out)
    out.parent.chmod(0o700)
    assert state(tmp_path) == before


@pytest.mark.slow
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


@pytest.mark.skipif(sys.platform == "win32", reason="links")
@pytest.mark.parametrize("kind", ["a link", "a link above", "a broken link", "a file"])
@pytest.mark.parametrize("force", [False, True])
def test_the_output_folder_is_a_folder_and_no_link(tmp_path: Path, kind: str, *, force: bool) -> None:
    out, theirs = tmp_path / "generated" / "out", tmp_path / "theirs"
    codes(tree("theirs"), theirs / "out")
    if kind == "a link above":
        out.parent.symlink_to(theirs)
    else:
        out.parent.mkdir()
    if kind == "a file":
        out.write_text("mine")
    elif kind != "a link above":
        out.symlink_to(theirs / "out" if kind == "a link" else theirs / "nothing")
    before = state(tmp_path)
    assert codes(tree("2"), out, force=force) == ["output-blocked"]
    assert state(tmp_path) == before


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
