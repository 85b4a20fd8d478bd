from __future__ import annotations

import pytest

from codegen.output import FileTree, UnsafePathError


def test_a_tree_is_sorted_and_immutable() -> None:
    tree = FileTree({"b/c.py": b"1", "a.py": b"2"})
    assert list(tree) == ["a.py", "b/c.py"]
    assert tree["a.py"] == b"2"
    assert dict(tree | {"z.py": b"3"}) == {"a.py": b"2", "b/c.py": b"1", "z.py": b"3"}
    with pytest.raises(TypeError):
        tree["a.py"] = b""  # type: ignore[index]


@pytest.mark.parametrize(
    "path",
    [
        "", "/etc/passwd", "../x", "a/../b", "./a", "a//b", "a/", "a\\b", "C:x", "a\0b", "a\nb", "a\u202eb", "\ud800",
        "nul", "NUL.py", "a/com1.txt", "COM¹", "aux .py", "a.", "a ", " a", "a?b", "x" * 201,
        "/".join(["abcdefghi"] * 120), "cafe\u0301.py",
    ],
)  # fmt: skip
def test_unsafe_paths_are_refused(path: str) -> None:
    with pytest.raises(UnsafePathError):
        FileTree({path: b""})


@pytest.mark.parametrize("path", ["a.py", ".gitignore", "a b/'.py", "é/ñ.py", "x" * 200, "nullable.py"])
def test_usual_and_unusual_paths_are_fine(path: str) -> None:
    assert path in FileTree({path: b""})


@pytest.mark.parametrize(
    ("one", "other"),
    [("a.py", "A.py"), ("models/a.py", "Models/b.py"), ("a", "a/b"), ("A", "a/b"), ("straße.py", "STRASSE.py")],
)
def test_paths_that_clash_somewhere_are_refused(one: str, other: str) -> None:
    with pytest.raises(UnsafePathError, match="cannot stand in one folder"):
        FileTree({one: b"", other: b""})
