"""Hostile checkouts: commands that read change nothing, commands that write change only their own package."""

from __future__ import annotations

import json
import os
import shutil
import stat
from pathlib import Path

import platformdirs
import pytest
from hypothesis import strategies as st

from codegen.cli import main
from codegen.core.git import run_git
from codegen.output import MANIFEST
from tests.support.fuzzing import BATCHES, Data, Run

pytestmark = pytest.mark.slow

SPEC = """openapi: 3.1.0
info: {title: T, version: '1'}
paths: {/pets: {get: {responses: {'200': {description: d}}}}}
components: {schemas: {Pet: {type: object}}}
"""
SETTINGS = '[targets.pkg]\nspec = "api.yaml"\noutput = "src"\npackage = "pkg"\nemit = ["models"]\nformatter = "none"\n'
PINS = """[targets.pin]
spec = "git+file://ORIGIN#api.yaml"
output = "src"
package = "pin"
emit = ["models"]
formatter = "none"
"""
PROJECT = """[targets.project]
spec = "api.yaml"
output = "dist"
package = "project"
emit = ["models", "project"]
formatter = "none"
"""
OVERLAY = "overlay: 1.0.0\ninfo: {title: O, version: '1'}\nactions: [{target: $.info, update: {title: U}}]\n"
CALLER = "from pkg.models import Pet\n\nPet()\n"
SDK = "class Pets:\n    def list(self):\n        return self._get('/pets')\n\nclass Client:\n    pets: Pets\n"
CONFLICT = b"<<<<<<< ours\n%s=======\n%s>>>>>>> theirs\n"
TABLE = "# The Pet object\n\n| Field | Type |\n|---|---|\n| id | string |\n"
PACKAGE, VENDORED, PIN = "src/pkg", "lib/pkg", "sources/pin"
TOKEN = "0123456789abcdef" * 2
NAMES = (
    *(f".{name}.codegen-{tail}" for name in ("pkg", ".git", "PKG", "..") for tail in (TOKEN, f"{TOKEN}-old", "x")),
    *(f".{name}.codegen-{kind}-1-{TOKEN}" for name in ("pkg", ".git") for kind in ("old", "new")),
    *("pkg", "PKG", "pkg ", "pkg.", "aux.py", "a:b", "PKG~1", ".git", ".GIT", ".codegen", ".github", "hooks", "sub"),
    *("models", "__init__.py", MANIFEST, "base", "inputs", ".pkg.edits", "a", "src", "lib", "pages", "report.html"),
    *("codegen.toml", "sources", "pin", "sources.lock", "api.yaml", "dist", "project", "pyproject.toml", "made"),
    *("made.toml", "sdk", "caller.py"),
)
PLACES = ("", "src", "lib", "sources", PACKAGE, VENDORED, PIN, f"{PACKAGE}/models", ".git", ".git/hooks")
DAMAGED = (
    *(f"{place}/{name}" for place in (PACKAGE, VENDORED) for name in (MANIFEST, "__init__.py", "models/pet.py")),
    *(f"{PIN}/sources.lock", f"{PIN}/api.yaml", "overlay.yaml", "caller.py", "t.md", "sdk/__init__.py"),
)
"""Files whose content is replaced, or which become links."""
READING = (
    *(("verify", "."), ("verify", "src"), ("check",), ("vendor", "verify"), ("vendor", "status")),
    *(("diff", PACKAGE, VENDORED), ("diff", "api.yaml", PACKAGE), ("tables", "show", "t.md")),
    *(("tables", "check", "t.md", "--spec", "api.yaml"), ("tables", "export", "t.md"), ("tables", "learn", "t.md")),
    *(("overlay", action, "api.yaml", "overlay.yaml") for action in ("apply", "check")),
    *(("overlay", "from-diff", "api.yaml", "overlay.yaml"), ("show",), ("cache", "show")),
    *(("adopt", "sdk", "--dry-run", "--config", "codegen.toml"), ("fetch", "--check", "--config", "pins.toml")),
    *(("diff", "api.yaml", PACKAGE, "--scan", "."), ("diff", "pkg", "--surface", "sdk")),
    ("check", "--config", "pins.toml"),
)
WRITING: dict[tuple[str, ...], tuple[str, ...]] = {
    ("generate",): (PACKAGE,),
    ("generate", "--force"): (PACKAGE, "src/.pkg.edits", "src/.pkg.edits-2"),
    ("generate", "--merge"): (PACKAGE,),
    ("vendor", "update", VENDORED): (VENDORED,),
    ("vendor", "remove", "--force", VENDORED): (VENDORED,),
    ("vendor", "add", PACKAGE, "--into", "sub"): ("sub/pkg",),
    ("tables", "write", "--spec", "api.yaml", "--output", "pages"): ("pages",),
    ("tables", "export", "t.md", "--output", "report.html"): ("report.html",),
    ("diff", "api.yaml", PACKAGE, "--format", "html", "--output", "report.html"): ("report.html",),
    ("init", "api.yaml"): ("codegen.toml",),
    ("init", "api.yaml", "--schema", "made"): ("codegen.toml", "made"),
    ("generate", "--config", "project.toml"): ("dist/project",),
    ("vendor", "accept", VENDORED): (VENDORED,),
    ("fetch", "--config", "pins.toml"): (PIN,),
    ("fetch", "--config", "pins.toml", "--force"): (PIN,),
    ("fetch", "--config", "pins.toml", "--pinned", "made"): ("made",),
    ("update", "--config", "pins.toml", "--output", "report.html"): (PIN, "src/pin", "report.html"),
    ("adopt", "sdk", "--config", "codegen.toml"): ("codegen.toml",),
    ("overlay", "from-diff", "api.yaml", f"{PIN}/api.yaml", "--output", "made"): ("made",),
    ("overlay", "apply", "api.yaml", "overlay.yaml", "--output", "made"): ("made",),
    ("tables", "learn", "t.md", "--output", "made"): ("made",),
    ("show", "--html", "made"): ("made",),
    ("tables", "check", "t.md", "--spec", "api.yaml", "--write-overlay", "made"): ("made",),
    ("generate", "--scaffold", "made"): (PACKAGE, "made"),
    ("diff", "api.yaml", f"{PIN}/api.yaml", "--witness", "made"): ("made",),
    ("diff", "api.yaml", f"{PIN}/api.yaml", "--write-moves", "made.toml"): ("made.toml",),
    ("diff", f"{PIN}/api.yaml", "api.yaml", "--package", "pkg", "--scan", "caller.py", "--fix", "--write"): (
        "caller.py",
    ),
}
"""Commands that write, with the folders and files that each of them may change."""


def tree(folder: Path) -> dict[str, object]:
    """Return kind, mode and content of everything below a folder; the caches of interpreters apart."""
    found: dict[str, object] = {}
    waiting = [os.fspath(folder)]
    prefix = len(waiting[0]) + 1
    while waiting:
        with os.scandir(waiting.pop()) as entries:
            for entry in entries:
                mode = entry.stat(follow_symlinks=False).st_mode
                content: object = b""
                if stat.S_ISLNK(mode):
                    content = os.readlink(entry.path)  # noqa: PTH115 - a Path for each entry takes most of the time
                elif stat.S_ISREG(mode):
                    content = Path(entry.path).read_bytes()
                elif entry.name == "__pycache__":
                    continue
                else:
                    waiting.append(entry.path)
                found[entry.path[prefix:]] = (mode, content)
    return found


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with a generated and a vendored package, which every case starts from."""
    root = tmp_path_factory.mktemp("clean")
    (root / "api.yaml").write_text(SPEC)
    (root / "t.md").write_text(TABLE)
    (root / "codegen.toml").write_text(SETTINGS)
    (root / "pins.toml").write_text(PINS.replace("ORIGIN", origin(tmp_path_factory.mktemp("origin"))))
    (root / "project.toml").write_text(PROJECT)
    (root / "overlay.yaml").write_text(OVERLAY)
    (root / "caller.py").write_text(CALLER)
    (root / "sdk").mkdir()
    (root / "sdk" / "__init__.py").write_text(SDK)
    (root / ".git" / "hooks").mkdir(parents=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        assert main(["generate"]) == 0
        assert main(["vendor", "add", PACKAGE, "--into", "lib"]) == 0
        assert main(["fetch", "--config", "pins.toml"]) == 0
    return root


def origin(folder: Path) -> str:
    """Make a repository with a document, and return its path."""
    (folder / "api.yaml").write_text(SPEC.replace("Pet", "Cat"))
    identity = ("-c", "user.name=n", "-c", "user.email=e@example.com")
    for arguments in (("init", "--quiet"), ("add", "."), ("commit", "--quiet", "-m", "1")):
        run_git([*identity, *arguments], folder)
    return folder.as_posix()


def hostile_locks(lock: bytes, victim: Path) -> list[bytes]:
    """Return manifests that name files of others, and one with conflict markers of git."""
    found = [CONFLICT % (lock, lock.replace(b"sha256", b"sha1", 1))]
    for path in (
        "../../../victim/theirs",
        str(victim / "theirs"),
        "../../.git/hooks/pre-commit",
        "a/../../b",
        "link/x",
    ):
        value = json.loads(lock)
        value["outputs"] = {path: next(iter(value["outputs"].values()))} | value["outputs"]
        found.append(json.dumps(value, indent=2).encode())
    return found


def plant(draw: Data, checkout: Path, victim: Path, project: Path) -> None:
    """Add entries of all kinds under names that a run uses itself, and replace folders by links."""
    lock = (project / PACKAGE / MANIFEST).read_bytes()
    texts = [b"", b"#!/bin/sh\npwned\n", lock, lock[:-9], b"{}", b"\xff", SPEC.encode(), *hostile_locks(lock, victim)]
    contents = st.sampled_from(texts)
    names = st.sampled_from(NAMES)
    for _ in range(draw.draw(st.integers(1, 8))):
        start = draw.draw(st.sampled_from(PLACES))
        path = checkout.joinpath(start, *draw.draw(st.lists(names, min_size=1, max_size=3)))
        if any(parent.is_symlink() or parent.is_file() for parent in path.parents) or os.path.lexists(path):
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        match draw.draw(st.sampled_from(["file", "hook", "folder", "link", "copy"])):
            case "folder":
                path.mkdir()
            case "link":
                targets = [victim, victim / "theirs", victim / "none", checkout / ".git", Path("..")]
                path.symlink_to(draw.draw(st.sampled_from(targets)))
            case "copy":
                shutil.copytree(project / draw.draw(st.sampled_from([PACKAGE, VENDORED])), path)
            case kind:
                path.write_bytes(draw.draw(contents))
                path.chmod(0o755 if kind == "hook" else 0o644)
    for name in draw.draw(st.lists(st.sampled_from(DAMAGED), max_size=2)):
        path = checkout / name
        if path.is_file() and not path.is_symlink():
            path.unlink()
            if draw.draw(st.booleans()):
                path.write_bytes(draw.draw(contents))
            else:
                path.symlink_to(victim / "theirs")
    moved = checkout / draw.draw(
        st.sampled_from(["", "", "", "src", "sources", PACKAGE, f"{PACKAGE}/models", "lib", VENDORED])
    )
    if moved != checkout and not any(parent.is_symlink() for parent in (moved, *moved.parents)):
        moved.rename(victim / "moved")
        moved.symlink_to(victim / "moved")


def journal_of_others(folder: Path) -> None:
    """Record the planted token in the user's journal, for a publication into another folder."""
    place = platformdirs.user_state_path("spec-codegen") / "publications"
    place.mkdir(parents=True, exist_ok=True)
    (place / TOKEN).write_text(json.dumps({"folder": str(folder), "inode": 1}))


def allowed(path: str, written: tuple[str, ...]) -> bool:
    """Return whether a command may change a path: one below what it writes, or a parent of it."""
    return any(f"{path}/".startswith(f"{place}/") or place.startswith(f"{path}/") for place in written)


def run_command(command: tuple[str, ...], checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(checkout)
        code = main(list(command))
    capsys.readouterr()
    assert code in {0, 1, 2}, command


@pytest.mark.parametrize("batch", BATCHES)
def test_planted_entries(
    batch: int, run: Run, project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = tmp_path / f"case{batch}"

    def check(draw: Data) -> None:
        shutil.rmtree(place, ignore_errors=True)
        checkout, victim = place / "checkout", place / "victim"
        shutil.copytree(project, checkout)
        victim.mkdir()
        (victim / "theirs").write_text("theirs")
        plant(draw, checkout, victim, project)
        journal_of_others(victim / "pkg")
        if draw.draw(st.booleans()):
            (checkout / "api.yaml").write_text(SPEC.replace("Pet", "Dog"))
        reading = draw.draw(st.lists(st.sampled_from(READING), max_size=2))
        writing = None if reading else draw.draw(st.sampled_from(sorted(WRITING)))
        if writing == ("init", "api.yaml"):
            (checkout / "codegen.toml").unlink()
        before, others = tree(checkout), tree(victim)
        for command in reading:
            run_command(command, checkout, capsys)
            run.counts["reading"] += 1
            assert tree(checkout) == before, command
        if writing:
            run_command(writing, checkout, capsys)
            run.counts["writing"] += 1
        after = tree(checkout)
        changed = {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}
        assert [path for path in sorted(changed) if not allowed(path, WRITING.get(writing or (), ()))] == []
        assert tree(victim) == others

    run.cases(check)


FILES = {
    command: paths[-1]
    for command, paths in WRITING.items()
    if paths[-1].partition("/")[0] in {"made", "made.toml", "report.html", "pages", "sub"}
}
"""Commands with an argument that names a new file or folder."""


@pytest.mark.parametrize("command", sorted(FILES), ids=" ".join)
def test_output_is_not_written_through_a_link(
    command: tuple[str, ...], project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    checkout = tmp_path / "checkout"
    shutil.copytree(project, checkout)
    (checkout / FILES[command].partition("/")[0]).symlink_to(tmp_path / "theirs")
    run_command(command, checkout, capsys)
    assert not (tmp_path / "theirs").exists()
