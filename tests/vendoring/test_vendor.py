from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from codegen.cli.commands.vendor import run_vendor
from codegen.cli.console import Console
from codegen.cli.entry import make_parser
from codegen.config import Target
from codegen.core.diagnostic import Diagnostics
from codegen.core.errors import UsageError
from codegen.core.location import Location
from codegen.output import MANIFEST, FileTree, Manifest, publish, verify
from codegen.output.base import BASE, LOCK_FOLDER
from codegen.vendoring.service import open_vendored


def package(files: dict[str, str], version: str = "1") -> FileTree:
    content = {path: text.encode() for path, text in files.items()}
    manifest = Manifest(generator="1", api_version=version, outputs=Manifest.digests(content))
    return FileTree({**content, MANIFEST: manifest.to_bytes()})


@dataclass(frozen=True)
class Result:
    tree: FileTree
    documents: dict[str, object]


def generator(target: Target, found: Diagnostics) -> Result:
    """Copy a document into a package; one that begins with ``error`` is invalid."""
    text = (target.root / target.spec).read_text(encoding="utf-8")
    if text.startswith("error"):
        found.error("invalid-value", text, Location(target.spec))
    return Result(package({"doc.py": text, "emit.py": f"{target.package} {target.emit} {target.tables}"}), {})


@dataclass
class Shell:
    cwd: Path
    out: str = ""
    err: str = ""

    def __call__(self, *argv: str) -> int:
        out, err = io.StringIO(), io.StringIO()
        console = Console(out=out, err=err, cwd=self.cwd, environ={})
        try:
            return run_vendor(make_parser("vendor").parse_args(["vendor", *argv]), console, generator)  # type: ignore[arg-type]
        except UsageError as error:
            console.fail(str(error))
            return 2
        finally:
            self.out, self.err = out.getvalue(), err.getvalue()

    def upstream(self, files: dict[str, str], version: str = "1") -> None:
        assert publish(package(files, version), self.cwd / "up" / "api", "up", Diagnostics(), force=True) is not None

    @property
    def folder(self) -> Path:
        return self.cwd / "src" / "api"

    @property
    def texts(self) -> dict[str, str]:
        """The files of the package, except the lock and its folder."""
        paths = [path for path in sorted(self.folder.rglob("*")) if path.is_file()]
        names = {path.relative_to(self.folder).as_posix(): path for path in paths}
        return {
            name: path.read_text() for name, path in names.items() if name != MANIFEST and LOCK_FOLDER not in path.parts
        }


_ONE = {"a.py": "1\n2\n3\n4\n5\n", "m/b.py": "b\n", "m/c.py": "c\n"}


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    shell = Shell(tmp_path)
    shell.upstream(_ONE)
    return shell


@pytest.fixture
def vendored(shell: Shell) -> Shell:
    assert shell("add", "up/api", "--into", "src") == 0
    return shell


def test_a_package_is_copied_with_its_lock(vendored: Shell) -> None:
    assert vendored.out == "src/api: vendored (1): 8 added\n"
    assert vendored.texts == _ONE
    manifest = Manifest.from_bytes((vendored.folder / MANIFEST).read_bytes())
    assert manifest.vendor is not None
    assert manifest.vendor.source == "../up/api"
    assert str(vendored.cwd) not in (vendored.folder / MANIFEST).read_text()
    assert vendored("verify") == 0
    assert vendored("status") == 0
    assert vendored.out == "src/api, version 1, from ../up/api: up to date\n"


def test_an_edit_is_reported_with_its_path(vendored: Shell) -> None:
    (vendored.folder / "a.py").write_text("edited")
    assert vendored("verify") == 1
    assert vendored.out.splitlines()[0] == "src/api/a.py: edited: the file was changed after it was written"


def test_adding_over_existing_content_is_rejected(vendored: Shell) -> None:
    assert vendored("add", "up/api", "--into", "src") == 2
    assert "already exists" in vendored.err
    (vendored.cwd / "src" / "other").mkdir()
    (vendored.cwd / "src" / "other" / "a.py").write_text("mine")
    assert vendored("add", "up/api", "--into", "src", "--package", "other") == 2
    assert "output-foreign" in vendored.err
    assert (vendored.cwd / "src" / "other" / "a.py").read_text() == "mine"


def test_an_update_merges_upstream_and_local_changes(vendored: Shell) -> None:
    (vendored.folder / "a.py").write_text("mine\n2\n3\n4\n5\n")
    (vendored.folder / "mine.py").write_text("of the user\n")
    assert vendored("verify") == 1
    vendored.upstream({"a.py": "1\n2\n3\n4\ntheirs\n", "m/b.py": "new\n", "d.py": "d\n"}, "2")
    assert vendored("status") == 0
    assert vendored.out == (
        "src/api, version 1, from ../up/api: the source differs in 4 files: run codegen vendor update\n  edited: a.py\n"
    )
    assert vendored("update") == 0
    assert vendored.out == "src/api/a.py: merged\nsrc/api: updated (1 → 2): 2 added, 5 changed, 2 deleted\n"
    assert vendored.texts == {
        "a.py": "mine\n2\n3\n4\ntheirs\n", "m/b.py": "new\n", "d.py": "d\n", "mine.py": "of the user\n",
    }  # fmt: skip
    assert verify.verify(vendored.folder) == [verify.AlteredFile(kind="extra", path="mine.py")]
    assert open_vendored(vendored.folder).edited == ["a.py"]


def test_an_update_without_upstream_changes_keeps_edits(vendored: Shell) -> None:
    (vendored.folder / "a.py").write_text("mine\n")
    base = (vendored.folder / BASE / "a.py.txt").read_bytes()
    assert vendored("update") == 0
    assert vendored("verify") == 0
    times = {path: path.stat().st_mtime_ns for path in vendored.folder.rglob("*")}
    assert vendored("update") == 0
    assert vendored.out == "src/api/a.py: kept as edited\nsrc/api: updated (1): no changes\n"
    assert {path: path.stat().st_mtime_ns for path in vendored.folder.rglob("*")} == times
    assert (vendored.folder / BASE / "a.py.txt").read_bytes() == base


def test_a_conflict_is_marked_and_must_be_resolved(vendored: Shell) -> None:
    (vendored.folder / "a.py").write_text("1\nmine\n3\n4\n5\n")
    vendored.upstream({**_ONE, "a.py": "1\ntheirs\n3\n4\n6\n"})
    assert vendored("update") == 1
    assert vendored.out.startswith("src/api/a.py: conflict: 1 conflict\n")
    merged = "1\n<<<<<<< local\nmine\n=======\ntheirs\n>>>>>>> upstream\n3\n4\n6\n"
    assert vendored.texts["a.py"] == merged
    assert vendored("verify", "--format", "json") == 1
    assert [item["kind"] for item in json.loads(vendored.out)["results"][0]["problems"]] == ["conflict"]
    assert vendored("update") == 2
    assert "resolve them first" in vendored.err
    (vendored.folder / "a.py").write_text("1\nboth\n3\n4\n6\n")
    assert vendored("update") == 0
    assert vendored.texts["a.py"] == "1\nboth\n3\n4\n6\n"
    assert vendored("verify") == 0


def test_removed_files_and_removals(vendored: Shell) -> None:
    (vendored.folder / "m" / "b.py").unlink()
    (vendored.folder / "m" / "c.py").write_text("mine\n")
    vendored.upstream({"a.py": _ONE["a.py"], "m/b.py": "b\n"})
    assert vendored("update") == 1
    assert "m/c.py: conflict: edited here, and removed upstream" in vendored.out
    assert "m/b.py: kept as removed" in vendored.out
    assert vendored.texts == {"a.py": _ONE["a.py"], "m/c.py": "mine\n"}
    for _ in range(2):
        assert vendored("verify") == 0
        assert vendored("update") == 0
    vendored.upstream({"a.py": _ONE["a.py"], "m/b.py": "new\n"})
    assert vendored("update") == 1
    assert vendored.texts["m/b.py"] == "new\n"


def test_user_files_are_not_overwritten(vendored: Shell) -> None:
    (vendored.folder / "d.py").write_text("mine\n")
    vendored.upstream({**_ONE, "d.py": "theirs\n", "a.py": "new\n"})
    assert vendored("update") == 2
    assert "output-foreign" in vendored.err
    assert vendored.texts == {**_ONE, "d.py": "mine\n"}


def test_crlf_checkouts_merge(vendored: Shell) -> None:
    for path in ("a.py", "m/b.py", MANIFEST):
        place = vendored.folder / path
        place.write_bytes(place.read_bytes().replace(b"\n", b"\r\n").replace(b"1\r", b"mine\r"))
    vendored.upstream({**_ONE, "a.py": "1\n2\n3\n4\nnew\n"})
    assert vendored("update") == 0
    assert (vendored.folder / "a.py").read_bytes() == b"mine\r\n2\r\n3\r\n4\r\nnew\r\n"
    assert vendored("verify") == 0


def test_changing_the_source(vendored: Shell) -> None:
    other = vendored.cwd / "elsewhere"
    publish(package({**_ONE, "a.py": "2\n"}, "2"), other, "o", Diagnostics())
    assert vendored("update", "src", "--source", "elsewhere") == 0
    assert vendored.texts["a.py"] == "2\n"
    assert open_vendored(vendored.folder).origin.source == "../elsewhere"
    assert vendored("update") == 0


def test_removal_keeps_user_files(vendored: Shell) -> None:
    (vendored.folder / "mine.py").write_text("mine")
    (vendored.folder / "a.py").write_text("edited")
    assert vendored("remove") == 2
    assert "output-edited" in vendored.err
    assert len(vendored.texts) == 4
    assert vendored("remove", "--force") == 0
    assert vendored.texts == {"mine.py": "mine"}
    assert not (vendored.folder / LOCK_FOLDER).exists()
    assert vendored("status") == 2
    assert "no vendored package" in vendored.err


def test_removal_of_an_untouched_package_leaves_nothing(vendored: Shell) -> None:
    assert vendored("remove", "src/api") == 0
    assert list((vendored.cwd / "src").iterdir()) == []


def test_several_packages(vendored: Shell) -> None:
    assert vendored("add", "up/api", "--into", "src", "--package", "other") == 0
    assert vendored("verify") == 0
    assert vendored.out == "src/api: matches its manifest\nsrc/other: matches its manifest\n"
    vendored.upstream({**_ONE, "a.py": "new\n"})
    assert vendored("update") == 0
    assert vendored.out == "src/api: updated (1): 3 changed\nsrc/other: updated (1): 3 changed\n"
    assert vendored("update", "src/other") == 0
    for argv in (("update", "--source", "up/api"), ("remove",)):
        assert vendored(*argv) == 2
        assert "name one: src/api, src/other" in vendored.err


def test_a_failed_update_does_not_stop_other_packages(vendored: Shell) -> None:
    vendored.upstream(_ONE)
    assert vendored("add", "up/api", "--into", "src", "--package", "other") == 0
    (vendored.folder / BASE / "a.py.txt").unlink()
    vendored.upstream({**_ONE, "a.py": "new\n"})
    assert vendored("update", "src") == 2
    assert vendored.err.startswith("codegen: src/api: api: the lock of this vendored package cannot be used")
    assert vendored.out == "src/other: updated (1): 3 changed\n"
    assert (vendored.cwd / "src" / "other" / "a.py").read_text() == "new\n"


def test_a_damaged_lock_is_one_line(vendored: Shell) -> None:
    (vendored.folder / BASE / "a.py.txt").write_bytes(b"<<<<<<< HEAD\n")
    for action in ("update", "status", "remove"):
        assert vendored(action) == 2
        assert vendored.err.startswith("codegen: api: the lock of this vendored package cannot be used")
        assert vendored.err.count("\n") == 1


def test_a_leftover_conflict_marker_is_rejected(vendored: Shell) -> None:
    for marker in ("<<<<<<< local", "=======", ">>>>>>> upstream"):
        (vendored.folder / "a.py").write_text(f"a = 1\n{marker}\n")
        assert vendored("update") == 2
        assert "a.py contains conflict markers" in vendored.err
        assert vendored("verify") == 1
    (vendored.folder / "a.py").write_text('"""Title\n\n=======\n"""\n')
    assert vendored("update") == 0


@pytest.mark.parametrize("marked", ["<<<<<<< HEAD\n{0}", "<<<<<<< HEAD\n{0}=======\n{0}>>>>>>> other\n"])
def test_a_lock_with_a_git_conflict_is_recovered(vendored: Shell, marked: str) -> None:
    (vendored.folder / "a.py").write_text("1\nmine\n3\n4\n5\n")
    lock = vendored.folder / MANIFEST
    lock.write_text(marked.format(lock.read_text()))
    assert vendored("update") == 0
    assert vendored.texts["a.py"] == "1\nmine\n3\n4\n5\n"
    assert vendored("verify") == 0


def test_a_damaged_lock_is_rebuilt(vendored: Shell) -> None:
    (vendored.folder / "a.py").write_text("1\nmine\n3\n4\n5\n")
    (vendored.folder / MANIFEST).write_text("{")
    assert vendored("update") == 2
    assert "vendor update --repair" in vendored.err
    assert vendored("update", "--repair") == 2
    assert "--source SOURCE" in vendored.err
    assert vendored("update", "--repair", "--source", "up/api") == 0
    assert vendored.texts["a.py"] == "1\nmine\n3\n4\n5\n"
    assert vendored("verify") == 0


def test_without_merge_base_edits_become_conflicts(vendored: Shell) -> None:
    shutil.rmtree(vendored.folder / BASE)
    (vendored.folder / "a.py").write_text("mine\n")
    assert vendored("update", "--repair") == 1
    assert "mine\n" in vendored.texts["a.py"]
    assert ">>>>>>> upstream" in vendored.texts["a.py"]
    assert (vendored.folder / BASE / "a.py.txt").is_file()


def test_a_damaged_package_is_removed_by_force(vendored: Shell) -> None:
    (vendored.folder / MANIFEST).write_text("{")
    (vendored.folder / "own.txt").write_text("mine")
    assert vendored("remove", "--force") == 0
    assert sorted(path.name for path in vendored.folder.iterdir()) == ["own.txt"]


def test_names_that_differ_in_letter_case_and_nested_packages_are_rejected(vendored: Shell) -> None:
    assert vendored("add", "up/api", "--into", "src", "--package", "Api") == 2
    assert "differs only in letter case from api" in vendored.err
    assert vendored("add", "up/api", "--into", "src/api/m", "--package", "inner") == 2
    assert "is inside of the package api" in vendored.err


def test_renames_need_a_selection(vendored: Shell) -> None:
    assert vendored("update", "--rename", "Order=Purchase") == 2
    assert "was not added with --include Order" in vendored.err
    assert vendored("update", "--rename", "Order") == 2
    assert "expected OLD=NEW" in vendored.err


def test_documents(shell: Shell) -> None:
    (shell.cwd / "api.yaml").write_text("one\n")
    assert shell("add", "api.yaml", "--into", "src", "--tables", "t/*.md") == 0
    assert shell.texts == {"doc.py": "one\n", "emit.py": "api ('models', 'client', 'server') ('t/*.md',)"}
    (shell.cwd / "api.yaml").write_text("two\n")
    assert shell("update") == 0
    assert shell.texts["doc.py"] == "two\n"
    (shell.cwd / "api.yaml").write_text("error\n")
    assert shell("update") == 2
    assert "invalid-value" in shell.err
    assert shell("status") == 2
    assert "invalid-value" in shell.err
    assert shell.out.endswith(": the source cannot be read\n")
    assert shell.texts["doc.py"] == "two\n"


def test_a_missing_source_is_a_diagnostic(vendored: Shell) -> None:
    (vendored.folder / "a.py").write_text("mine\n")
    (vendored.cwd / "up").rename(vendored.cwd / "elsewhere")
    assert vendored("status") == 2
    assert vendored.err == (
        "src/api/codegen.lock: error[source-unreadable]: the source cannot be read: ../up/api does not exist\n1 error\n"
    )
    assert vendored.out == "src/api, version 1, from ../up/api: the source cannot be read\n  edited: a.py\n"
    assert vendored("status", "--format", "json") == 2
    report = json.loads(vendored.out)
    (finding,), (row,) = report["diagnostics"], report["results"]
    assert (finding["code"], row["edited"]) == ("source-unreadable", ["a.py"])


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["file", "ssh"])
def test_commits(shell: Shell, scheme: str, monkeypatch: pytest.MonkeyPatch) -> None:
    connect = shell.cwd / "connect"  # replaces ssh: runs the command of its last argument locally
    connect.write_text('#!/bin/sh\nfor last; do :; done\nexec sh -c "$last"\n')
    connect.chmod(0o755)
    monkeypatch.setenv("GIT_SSH_COMMAND", str(connect))
    repository = shell.cwd / "up"

    def git(*arguments: str) -> str:
        identity = ("-c", "user.name=n", "-c", "user.email=e@example.com", "-c", "init.defaultBranch=main")
        arguments = ("git", *identity, *arguments)
        return subprocess.run(arguments, cwd=repository, check=True, capture_output=True, text=True).stdout.strip()

    git("init")
    git("add", ".")
    git("commit", "-m", "1")
    git("tag", "v1")
    shell.upstream({**_ONE, "a.py": "2\n"})
    git("commit", "-am", "2")
    source = f"git+file://{repository}" if scheme == "file" else f"git+ssh://git@example.com{repository}"
    assert shell("add", f"{source}@v1#api", "--into", "src") == 0
    assert shell.texts == _ONE
    assert open_vendored(shell.folder).origin.revision == git("rev-parse", "v1")
    assert shell("update", "--source", f"{source}@main#api") == 0
    assert shell.texts["a.py"] == "2\n"
    for wrong in (f"{source}@v9#api", f"{source}#nothing", f"{source}x#api", f"{source}@-x#api", "git+http://x/y",
                  f"{source}@v1#../up"):  # fmt: skip
        assert shell("update", "--source", wrong) == 2
        assert shell.err.count("\n") == 1


def test_installed_packages(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(shell.cwd / "up")
    (shell.cwd / "up" / "api" / "__init__.py").write_text("raise SystemExit")
    assert shell("add", "package:api", "--into", "src") == 0
    assert shell.texts == _ONE
    for wrong in ("package:nothing_like_it", "package:json", "package:", "package:a.b"):
        assert shell("add", wrong, "--into", "src", "--package", "x") == 2
        assert shell.err.count("\n") == 1


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        (["up/nothing"], "up/nothing does not exist"),
        (["up"], "up is not a generated package"),
        (["up/api", "--package", "class"], "not a valid Python package name"),
        (["up/api", "--only", "client"], "the source has no client"),
        (["up/api", "--include", "X"], "no model or resource named 'X'"),
        (["package:x", "--tables", "x"], "--tables needs a document"),
    ],
)
def test_errors_of_sources_are_one_line(shell: Shell, argv: list[str], message: str) -> None:
    assert shell("add", *argv, "--into", "src") == 2
    assert message in shell.err
    assert shell.err.count("\n") == 1
    assert not (shell.cwd / "src").exists()


def test_sources_are_confined_to_their_folder(shell: Shell) -> None:
    secret = shell.cwd / "secret"
    (shell.cwd / "up" / "api" / "m").rename(secret)
    (shell.cwd / "up" / "api" / "m").symlink_to(secret)
    assert shell("add", "up/api", "--into", "src") == 2
    assert "is missing" in shell.err
    assert not shell.folder.exists()


def test_packages_named_by_locks_are_not_imported(vendored: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(vendored.cwd)
    (vendored.cwd / "evil").mkdir()
    (vendored.cwd / "evil" / "__init__.py").write_text("raise SystemExit('it ran')")
    lock = vendored.folder / MANIFEST
    lock.write_text(lock.read_text().replace('"../up/api"', '"package:evil.inner"'))
    assert vendored("status") == 2
    assert vendored("update") == 2
    (vendored.cwd / "up" / "api").rename(vendored.cwd / "evil" / "inner")
    assert vendored("status") == 0


@pytest.mark.parametrize("name", [MANIFEST, f"{BASE}a.py.txt"])
def test_special_files_as_locks_do_not_block(vendored: Shell, name: str) -> None:
    (vendored.folder / name).unlink()
    os.mkfifo(vendored.folder / name)
    assert vendored("update") == 2
    assert vendored.err.count("\n") == 1


def test_accepted_edits_are_recorded(vendored: Shell) -> None:
    (vendored.folder / "a.py").write_text("1\nmine\n3\n4\n5\n")
    (vendored.folder / "m" / "b.py").unlink()
    assert vendored("verify") == 1
    assert "codegen vendor accept records reviewed edits" in vendored.err
    assert vendored("accept", "--file", "m/c.py") == 2
    assert "src/api/m/c.py: error[output-edited]: this is not an edited file of the package" in vendored.err
    assert vendored("accept", "--file", "a.py") == 1
    assert vendored.out.startswith("src/api/a.py: accepted\nsrc/api/m/b.py: missing")
    assert vendored("accept") == 0
    assert vendored.out == ("src/api/m/b.py: accepted\nsrc/api: matches its manifest, with 1 accepted edit: a.py\n")
    assert vendored("verify") == 0
    vendored.upstream({**_ONE, "a.py": "1\n2\n3\n4\nnew\n"}, "2")
    assert vendored("update") == 0
    assert vendored.texts == {"a.py": "1\nmine\n3\n4\nnew\n", "m/c.py": "c\n"}
    assert vendored("verify") == 0
    assert "with 1 accepted edit: a.py" in vendored.out


def test_conflict_markers_are_shown_and_not_accepted(vendored: Shell) -> None:
    (vendored.folder / "a.py").write_text("<<<<<<< HEAD\n1\n=======\n2\n>>>>>>> other\n")
    assert vendored("status") == 1
    assert "  conflict: a.py\n  resolve the conflict markers" in vendored.out
    lock = (vendored.folder / MANIFEST).read_bytes()
    assert vendored("accept") == 2
    assert "a.py: error[output-edited]: this file contains conflict markers" in vendored.err
    assert (vendored.folder / MANIFEST).read_bytes() == lock


def test_a_package_without_its_lock_is_noticed(vendored: Shell) -> None:
    assert vendored("add", "up/api", "--into", "src", "--package", "other") == 0
    (vendored.folder / MANIFEST).unlink()
    assert vendored("verify") == 1
    assert "src/api/codegen.lock: missing" in vendored.out
    assert "src/other: matches its manifest" in vendored.out
