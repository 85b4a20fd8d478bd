from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from codegen.core.diagnostic import Diagnostics
from codegen.output import MANIFEST, FileTree, Manifest, publish
from codegen.pipeline.causes import Cause
from codegen.pipeline.check import Drift, file_diffs, find_drift


def tree(**files: str) -> FileTree:
    content = {f"{name}.py": text.encode() for name, text in files.items()}
    return FileTree({**content, MANIFEST: Manifest(generator="1", outputs=Manifest.digests(content)).to_bytes()})


def test_fresh_output_has_no_drift(tmp_path: Path) -> None:
    publish(tree(a="1\n"), tmp_path / "p", "p", Diagnostics())
    (tmp_path / "p" / "a.py").write_bytes(b"1\r\n")
    (tmp_path / "p" / "mine.txt").touch()
    assert not find_drift(tree(a="1\n"), tmp_path / "p")


def test_drift_and_its_diff(tmp_path: Path) -> None:
    folder = tmp_path / "p"
    publish(tree(a="1\n2\n", gone="x\n"), folder, "p", Diagnostics())
    fresh = tree(a="1\n3", new="")
    drift = find_drift(fresh, folder)
    assert replace(drift, causes=()) == Drift(missing=("new.py",), changed=("a.py", MANIFEST), stale=("gone.py",))
    changed, removed, blocked = file_diffs(
        Drift(changed=("a.py",), stale=("gone.py",), blocked=("link.py",)), fresh, folder, "p"
    )
    assert changed.lines == ("--- a/p/a.py", "+++ b/p/a.py", "@@ -1,2 +1,2 @@", " 1", "-2", "+3")
    assert removed.lines == ("--- a/p/gone.py", "+++ /dev/null", "@@ -1 +0,0 @@", "-x")
    assert [(item.path, item.change, item.added, item.removed) for item in (changed, removed, blocked)] == [
        ("a.py", "changed", 1, 1),
        ("gone.py", "removed", 0, 1),
        ("link.py", "blocked", 0, 0),
    ]


def test_links_are_not_followed(tmp_path: Path) -> None:
    publish(tree(a="1"), tmp_path / "real", "real", Diagnostics())
    (tmp_path / "p").symlink_to(tmp_path / "real")
    assert find_drift(tree(a="1"), tmp_path / "p") == Drift(blocked=(".",))
    (tmp_path / "q").mkdir()
    (tmp_path / "q" / "a.py").symlink_to(tmp_path / "real" / "a.py")
    drift = find_drift(tree(a="1"), tmp_path / "q")
    assert drift.blocked == ("a.py",)
    assert drift


_WAS = Manifest(
    generator="1", settings="s", templates="t", engines={"black": "26"}, inputs={"spec.yaml": "1", "tables/a.md": "1"}
)


def made(manifest: Manifest, text: str) -> FileTree:
    files = {"a.py": text.encode(), "b.py": b"same"}
    return FileTree({**files, MANIFEST: replace(manifest, outputs=Manifest.digests(files)).to_bytes()})


@pytest.mark.parametrize(
    ("now", "causes"),
    [
        ({"inputs": {"spec.yaml": "2", "tables/b.md": "1"}}, [("input", "spec.yaml", "tables/a.md", "tables/b.md")]),
        ({"generator": "2"}, [("generator", "codegen 1 → 2")]),
        ({"engines": {"black": "27"}}, [("generator", "black 26 → 27")]),
        ({"engines": {"ruff": "1"}}, [("generator", "black 26 → absent", "ruff absent → 1")]),
        ({"templates": "u"}, [("generator", "templates")]),
        ({"settings": "t"}, [("config",)]),
        ({"settings": "t", "inputs": {}}, [("input", "spec.yaml", "tables/a.md"), ("config",)]),
    ],
)
@pytest.mark.parametrize("edited", [False, True])
def test_the_cause_is_reported(
    tmp_path: Path, now: dict[str, object], causes: list[tuple[str, ...]], *, edited: bool
) -> None:
    publish(made(_WAS, "1"), tmp_path / "p", "p", Diagnostics())
    if edited:
        (tmp_path / "p" / "a.py").write_text("by hand")
        causes = [("edited", "a.py"), *causes]
    drift = find_drift(made(replace(_WAS, **now), "2"), tmp_path / "p")  # type: ignore[arg-type]
    assert [(cause.kind, *cause.what) for cause in drift.causes] == causes
    assert all(cause.message for cause in drift.causes)


def test_unexplained_differences_are_manual_edits(tmp_path: Path) -> None:
    folder = tmp_path / "p"
    fresh = made(_WAS, "1")
    assert find_drift(fresh, folder).causes == (Cause(kind="unwritten"),)
    publish(fresh, folder, "p", Diagnostics())
    assert find_drift(fresh, folder).causes == ()
    (folder / MANIFEST).write_bytes((folder / MANIFEST).read_bytes().replace(b"  ", b" "))
    assert find_drift(fresh, folder).causes == (Cause(kind="edited", what=(MANIFEST,)),)
    (folder / "b.py").unlink()
    assert find_drift(fresh, folder).causes == (Cause(kind="deleted", what=("b.py",)),)


def test_a_long_list_of_causes_is_cut() -> None:
    cause = Cause(kind="input", what=tuple("abcdefg"))
    assert cause.message == "input changed: a, b, c, d, e, and 2 more"
