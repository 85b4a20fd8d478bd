from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from codegen.cli import main
from codegen.cli.report import CI_FORMATS
from codegen.core.diagnostic import Diagnostics
from codegen.output import MANIFEST, FileTree, InvalidManifestError, Manifest, content_digest, publish, verify
from codegen.output.folder import read_file, scan
from codegen.output.manifest import OutputFile
from codegen.output.verify import AlteredFile


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A package under an unusual name, with an owned file each for what can happen to it, and a scaffold."""
    place = tmp_path / "it's a “päckage”"
    files = {path: f"{path}\n1\n".encode() for path in ("a.py", "m/b.py", "m/c.py", "mine.py")}
    rows = {**Manifest.digests(files), "mine.py": OutputFile(sha256=content_digest(files["mine.py"]), mode="scaffold")}
    tree = FileTree({**files, MANIFEST: Manifest(generator="1", outputs=rows).to_bytes()})
    assert publish(tree, place, "p", Diagnostics()) is not None
    return place


def test_what_was_written_is_as_written(folder: Path) -> None:
    assert verify.verify(folder) == []


def test_line_ends_caches_and_scaffolds_may_differ(folder: Path) -> None:
    for name in ("a.py", MANIFEST):
        (folder / name).write_bytes((folder / name).read_bytes().replace(b"\n", b"\r\n"))
    (folder / "m" / "__pycache__").mkdir()
    (folder / "m" / "__pycache__" / "b.pyc").touch()
    (folder / "mine.py").write_text("of the user")
    assert verify.verify(folder) == []
    (folder / "mine.py").unlink()
    assert verify.verify(folder) == []


def test_every_kind_of_change_is_told(folder: Path) -> None:
    (folder / "a.py").write_text("edited")
    (folder / "m" / "b.py").unlink()
    (folder / "m" / "c.py").rename(folder / "d.py")
    (folder / "new.py").write_text("new")
    assert verify.verify(folder) == [
        AlteredFile(kind="edited", path="a.py"),
        AlteredFile(kind="missing", path="m/b.py"),
        AlteredFile(kind="moved", path="m/c.py", to="d.py"),
        AlteredFile(kind="extra", path="new.py"),
    ]


def test_a_link_is_not_what_was_written_whatever_it_leads_to(folder: Path) -> None:
    (folder / "a.py").rename(folder.parent / "a.py")
    (folder / "a.py").symlink_to(folder.parent / "a.py")
    assert verify.verify(folder) == [AlteredFile(kind="edited", path="a.py")]


def test_conflict_markers_have_a_name_of_their_own(folder: Path) -> None:
    (folder / "a.py").write_text("<<<<<<< local\n1\n=======\n2\n>>>>>>> upstream\n")
    assert [item.kind for item in verify.verify(folder)] == ["conflict"]


@pytest.mark.parametrize(
    "text",
    ["<<<<<<< HEAD", "[]", "[" * 100_000, "{}", '{"format": 1, "outputs": {"a": 1}}',
     *('{"format": 1, "outputs": {"PATH": {"mode": "owned", "sha256": ""}}}'.replace("PATH", path)
       for path in ("../x", "/x", "a\\\\b", "a//b"))],
)  # fmt: skip
def test_a_manifest_that_cannot_be_trusted_is_refused(folder: Path, text: str) -> None:
    (folder / MANIFEST).write_text(text)
    with pytest.raises(InvalidManifestError):
        verify.verify(folder)
    assert main(["verify", str(folder)]) == 2


def test_each_format_reports_the_altered_files(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder.parent)
    for form in ("text", "github"):
        assert main(["verify", folder.name, "--format", form]) == 0
        assert capsys.readouterr().out == f"{folder.name}: matches its manifest\n"
    assert main(["verify", folder.name, "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["results"] == [
        {"kind": "package", "folder": folder.name, "fresh": True, "problems": [], "accepted": [], "error": ""}
    ]
    (folder / "a.py").write_text("edited")
    (folder / "x\ny.py").touch()
    assert main(["verify", folder.name]) == 1
    assert capsys.readouterr().out.splitlines() == [
        f"{folder.name}/a.py: edited: the file was changed after it was written",
        f"{folder.name}/x\\ny.py: extra: the file is not in the manifest",
        f"{folder.name}: 2 files do not match the manifest",
    ]
    assert main(["verify", folder.name, "--format", "github"]) == 1
    assert capsys.readouterr().out.splitlines()[0] == (
        f"::error file={folder.name}/a.py,title=edited::the file was changed after it was written"
    )
    assert main(["verify", folder.name, "--format", "json"]) == 1
    (row,) = json.loads(capsys.readouterr().out)["results"]
    assert [item["path"] for item in row["problems"]] == ["a.py", "x\ny.py"]
    assert main(["verify", str(folder), "--allow-extra", "--format", "json"]) == 1
    (value,) = json.loads(capsys.readouterr().out)["results"]
    assert [(item["kind"], item["path"]) for item in value["problems"]] == [("edited", "a.py")]


def test_packages_below_a_folder_are_found(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", str(folder.parent)]) == 0
    assert capsys.readouterr().out.endswith(f"{folder.name}: matches its manifest\n")
    (folder / MANIFEST).unlink()
    assert main(["verify", str(folder.parent)]) == 2


def test_nothing_is_read_through_links_or_waited_for(folder: Path) -> None:
    secret = folder.parent / "secret"
    secret.write_bytes((folder / "m" / "c.py").read_bytes())
    (folder / "m" / "c.py").unlink()
    (folder / "link").symlink_to(secret)
    os.mkfifo(folder / "pipe")
    found = {(item.kind, item.path) for item in verify.verify(folder)}
    assert found == {("missing", "m/c.py"), ("extra", "link"), ("extra", "pipe")}  # not: moved to link


@pytest.mark.parametrize(
    ("kind", "reason"),
    [("pipe", "it is not a regular file"), ("link", os.strerror(errno.ELOOP)), ("large", "it is too large")],
)
def test_a_manifest_is_an_ordinary_file(
    folder: Path, kind: str, reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    lock = folder / MANIFEST
    lock.unlink()
    if kind == "pipe":
        os.mkfifo(lock)
    elif kind == "link":
        lock.symlink_to("/dev/zero")
    else:
        with lock.open("wb") as file:
            file.truncate(2**40)
    assert main(["verify", str(folder.parent)]) == 2
    assert f"it cannot be read: {reason}" in capsys.readouterr().err
    with pytest.raises(OSError, match=r"link|ordinary|large"):
        read_file(lock)


@pytest.mark.slow
def test_folders_of_any_depth(folder: Path) -> None:
    deepest = folder.joinpath(*"d" * sys.getrecursionlimit())
    try:
        subprocess.run(["mkdir", "-p", deepest], check=True)  # noqa: S607 - Python's call themselves per level
        (deepest / "x").touch()
        (problem,) = verify.verify(folder)
        files = scan(folder).files
        packages = verify.find_packages(folder.parent)
    finally:
        subprocess.run(["rm", "-r", folder / "d"], check=True)  # noqa: S607
    assert problem.kind == "extra"
    assert len(files) == 6
    assert packages == [folder]


def test_names_of_folders_and_files_give_no_command(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    place = folder.rename(folder.parent / "::error::a\x1b]0;b\x07##[group]")
    (place / "a.py").unlink()
    monkeypatch.chdir(place.parent)
    for lock in ("", "{"):
        (place / MANIFEST).write_text(lock or (place / MANIFEST).read_text())
        for form in CI_FORMATS:
            assert main(["verify", "--format", form]) in {1, 2}
            done = capsys.readouterr()
            lines = [*done.out.split("\n"), *done.err.split("\n")]
            assert all(line.isprintable() and "##[" not in line for line in lines), lines
            assert not any(line.startswith("::") and form != "github" for line in lines), lines


@pytest.mark.parametrize("text", [b"", b"\r", b"\r\n", b"a\rb\r\r\nc\n\r", b"\r\n" * 9 + b"\r"])
def test_digests_of_parts_are_those_of_the_whole(text: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a").write_bytes(text)
    for size in range(1, 5):
        monkeypatch.setattr(verify, "_CHUNK", size)
        assert verify.digest(tmp_path / "a") == content_digest(text)


def _verified(place: Path, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.chdir(place)
    return main(["verify", *arguments])


@pytest.mark.parametrize("trace", ["p/.codegen/base/a.py.txt", "p/models/a.py", "p/__init__.py"])
def test_that_a_package_without_its_manifest_fails(tmp_path: Path, trace: str, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / trace).parent.mkdir(parents=True)
    (tmp_path / trace).write_text("# Generated by spec-codegen. Do not edit: x\n")

    assert _verified(tmp_path, monkeypatch) == 1
    assert _verified(tmp_path, monkeypatch, "p") == 1


def test_that_a_configured_package_without_its_manifest_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "codegen.toml").write_text('[targets.a]\nspec = "a.yaml"\noutput = "out"\npackage = "p"\n')

    assert _verified(tmp_path, monkeypatch) == 1


def test_that_a_replaced_manifest_fails(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "a.py").write_text("# Generated by spec-codegen. Do not edit: x\n")
    (folder / MANIFEST).write_bytes(Manifest(generator="1", outputs={}).to_bytes())

    assert _verified(folder, monkeypatch, "--allow-extra") == 1


def test_that_a_folder_without_a_package_is_no_valid_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.py").write_text("mine\n")

    assert _verified(tmp_path, monkeypatch) == 2
