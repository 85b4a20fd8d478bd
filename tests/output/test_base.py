from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from codegen.output import MANIFEST, FileTree, Manifest, verify
from codegen.output.base import BASE, Base, read_base, with_base
from codegen.output.conflict import read_lock

if TYPE_CHECKING:
    from pathlib import Path

_FILES = {"a.py": b"a = 1\n", "m/b.py": b"b = 1\n"}
_INPUTS = {"spec/api.json": b"{}\n"}


def _write(folder: Path) -> FileTree:
    manifest = Manifest(generator="1", outputs=Manifest.digests(_FILES))
    tree = with_base(FileTree({**_FILES, MANIFEST: manifest.to_bytes()}), _INPUTS)
    for path, content in tree.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return tree


def test_it_reads_what_it_writes(tmp_path: Path) -> None:
    assert read_base(tmp_path) is None
    tree = _write(tmp_path)
    assert tree[f"{BASE}m/b.py.txt"] == b"b = 1\n"
    assert read_base(tmp_path) == Base(files=_FILES, inputs=_INPUTS)
    assert verify.verify(tmp_path) == []


def test_line_ends_of_a_checkout_do_not_count(tmp_path: Path) -> None:
    _write(tmp_path)
    (tmp_path / BASE / "a.py.txt").write_bytes(b"a = 1\r\n")
    assert read_base(tmp_path) == Base(files=_FILES, inputs=_INPUTS)


@pytest.mark.parametrize("place", [".codegen", ".codegen/base", ".codegen/base/a.py.txt", ".codegen/base/m"])
def test_links_are_not_followed(tmp_path: Path, place: str) -> None:
    (package := tmp_path / "package").mkdir()
    _write(package)
    (package / place).rename(tmp_path / "elsewhere")
    (package / place).symlink_to(tmp_path / "elsewhere")
    base = read_base(package)
    assert base is None or dict(base.files).keys() < _FILES.keys()


def test_pipes_and_files_with_conflict_markers_are_left_out(tmp_path: Path) -> None:
    _write(tmp_path)
    (tmp_path / BASE / "a.py.txt").unlink()
    os.mkfifo(tmp_path / BASE / "a.py.txt")
    (tmp_path / BASE / "m/b.py.txt").write_bytes(b"<<<<<<< HEAD\nb = 1\n=======\nb = 2\n>>>>>>> other\n")
    assert read_base(tmp_path) is None


def test_a_lock_with_a_conflict_has_the_rows_that_files_satisfy(tmp_path: Path) -> None:
    sides = [{"a.py": b"one"}, {"a.py": b"other", "b.py": b"new"}]
    one, other = (Manifest(generator="1", outputs=Manifest.digests(side)).to_bytes() for side in sides)
    marked = b"<<<<<<< HEAD\n" + one + b"||||||| 1234567\n{}\n=======\n" + other + b">>>>>>> other\n"
    (tmp_path / MANIFEST).write_bytes(marked)
    for content in (b"one", b"other"):
        (tmp_path / "a.py").write_bytes(content)
        rows = read_lock(tmp_path).outputs
        assert rows["a.py"] == Manifest.digests({"a.py": content})["a.py"]
        assert "b.py" in rows
    (tmp_path / "a.py").write_bytes(b"edited")
    assert read_lock(tmp_path).outputs["a.py"] == Manifest.digests(sides[0])["a.py"]
