from __future__ import annotations

from pathlib import Path

from codegen.core.diagnostic import Diagnostics
from codegen.output import MANIFEST, FileTree, Manifest, publish
from codegen.workflows.check import Drift, drift_diff, find_drift


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
    assert drift == Drift(missing=("new.py",), changed=("a.py", MANIFEST), stale=("gone.py",))
    diff = list(drift_diff(Drift(changed=("a.py",), stale=("gone.py",)), fresh, folder, "p"))
    assert diff == [
        *("--- a/p/a.py", "+++ b/p/a.py", "@@ -1,2 +1,2 @@", " 1", "-2", "+3"),
        *("--- a/p/gone.py", "+++ /dev/null", "@@ -1 +0,0 @@", "-x"),
    ]


def test_links_are_not_looked_through(tmp_path: Path) -> None:
    publish(tree(a="1"), tmp_path / "real", "real", Diagnostics())
    (tmp_path / "p").symlink_to(tmp_path / "real")
    assert find_drift(tree(a="1"), tmp_path / "p") == Drift(blocked=(".",))
    (tmp_path / "q").mkdir()
    (tmp_path / "q" / "a.py").symlink_to(tmp_path / "real" / "a.py")
    drift = find_drift(tree(a="1"), tmp_path / "q")
    assert drift.blocked == ("a.py",)
    assert drift
