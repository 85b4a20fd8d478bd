"""Hostile checkouts: commands that read change nothing, commands that write change their package alone."""

from __future__ import annotations

import os
import shutil
import stat
from pathlib import Path

import pytest
from hypothesis import strategies as st

from codegen.cli import main
from codegen.output import MANIFEST
from tests.support.fuzzing import BATCHES, Data, Run

pytestmark = pytest.mark.slow

SPEC = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: {}\ncomponents: {schemas: {Pet: {type: object}}}\n"
SETTINGS = '[targets.pkg]\nspec = "api.yaml"\noutput = "src"\npackage = "pkg"\nemit = ["models"]\nformatter = "none"\n'
PACKAGE = "src/pkg"
TOKEN = "0123456789abcdef" * 2
NAMES = (
    *(f".{name}.codegen-{tail}" for name in ("pkg", ".git", "PKG", "..") for tail in (TOKEN, f"{TOKEN}-old", "x")),
    *(f".{name}.codegen-{kind}-1-{TOKEN}" for name in ("pkg", ".git") for kind in ("old", "new")),
    *("pkg", "PKG", ".git", ".codegen", "hooks", "sub", "models", "__init__.py", MANIFEST, "base.tar.bz2", "a"),
)
READING = (("verify", "."), ("verify", "src"), ("check",), ("vendor", "verify"), ("vendor", "status"),
           ("diff", PACKAGE, PACKAGE))  # fmt: skip
WRITING = (("generate",), ("generate", "--force"), ("generate", "--merge"))


def tree(folder: Path) -> dict[str, object]:
    """Return kind, mode and content of everything below a folder; the caches of interpreters apart."""
    found: dict[str, object] = {}
    for place, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if name != "__pycache__"]
        for name in (*folders, *files):
            path = Path(place, name)
            info = path.lstat()
            content = path.readlink() if path.is_symlink() else path.read_bytes() if path.is_file() else b""
            found[path.relative_to(folder).as_posix()] = (stat.S_IFMT(info.st_mode), info.st_mode & 0o777, content)
    return found


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with its generated package, which every case starts from."""
    root = tmp_path_factory.mktemp("clean")
    (root / "api.yaml").write_text(SPEC)
    (root / "codegen.toml").write_text(SETTINGS)
    assert main(["generate", "--config", str(root / "codegen.toml")]) == 0
    return root


def plant(draw: Data, checkout: Path, victim: Path, package: Path) -> None:
    """Add entries of all kinds under names that a run uses itself."""
    lock = (checkout / PACKAGE / MANIFEST).read_bytes()
    contents = st.sampled_from([b"", b"#!/bin/sh\npwned\n", lock, lock[:-9], b"{}", b"\xff"])
    names = st.sampled_from(NAMES)
    for _ in range(draw.draw(st.integers(1, 8))):
        start = draw.draw(st.sampled_from(["", "src", PACKAGE, f"{PACKAGE}/models", ".git"]))
        path = checkout.joinpath(start, *draw.draw(st.lists(names, min_size=1, max_size=3)))
        if any(parent.is_symlink() or parent.is_file() for parent in path.parents) or os.path.lexists(path):
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        match draw.draw(st.sampled_from(["file", "hook", "folder", "link", "copy"])):
            case "folder":
                path.mkdir()
            case "link":
                path.symlink_to(draw.draw(st.sampled_from([victim, victim / "none", checkout / ".git", Path("..")])))
            case "copy":
                shutil.copytree(package, path)
            case kind:
                path.write_bytes(draw.draw(contents))
                path.chmod(0o755 if kind == "hook" else 0o644)


@pytest.mark.parametrize("batch", BATCHES)
def test_planted_entries(
    batch: int, run: Run, package: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = tmp_path / f"case{batch}"

    def check(draw: Data) -> None:
        shutil.rmtree(place, ignore_errors=True)
        checkout, victim = place / "checkout", place / "victim"
        shutil.copytree(package, checkout)
        (checkout / ".git" / "hooks").mkdir(parents=True)
        victim.mkdir()
        (victim / "theirs").write_text("theirs")
        plant(draw, checkout, victim, package / PACKAGE)
        writes = draw.draw(st.booleans())
        command = draw.draw(st.sampled_from(WRITING if writes else READING))
        if draw.draw(st.booleans()):
            (checkout / "api.yaml").write_text(SPEC.replace("Pet", "Dog"))
        before, others = tree(checkout), tree(victim)
        with pytest.MonkeyPatch.context() as patch:
            patch.chdir(checkout)
            code = main(list(command))
        capsys.readouterr()
        assert code in {0, 1, 2}
        assert tree(victim) == others
        after = tree(checkout)
        if not writes:
            assert after == before
        changed = {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}
        assert {path for path in changed if path != PACKAGE and not path.startswith(f"{PACKAGE}/")} <= {"src"}

    run.cases(check)
