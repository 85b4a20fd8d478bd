from __future__ import annotations

import pytest

from codegen.output.merge import merge_text, merge_trees

_BASE = b"a\nb\nc\nd\n"


@pytest.mark.parametrize(
    ("local", "upstream", "merged"),
    [
        (b"a\nb\nc\nd\n", b"a\nX\nc\nd\n", b"a\nX\nc\nd\n"),
        (b"a\nX\nc\nd\n", b"a\nb\nc\nd\n", b"a\nX\nc\nd\n"),
        (b"a\nX\nc\nd\n", b"a\nb\nc\nd\ne\n", b"a\nX\nc\nd\ne\n"),
        (b"0\na\nb\nc\nd\n", b"a\nb\nc\n", b"0\na\nb\nc\n"),
        (b"a\nX\nc\nd\n", b"a\nX\nc\nY\n", b"a\nX\nc\nY\n"),
        (b"a\nX\nc\nd", b"a\nb\nc\nd\n", b"a\nX\nc\nd\n"),
        (b"a\r\nX\r\nc\r\nd\r\n", b"a\nb\nc\nY\n", b"a\r\nX\r\nc\r\nY\r\n"),
    ],
)
def test_changes_of_both_sides_are_kept(local: bytes, upstream: bytes, merged: bytes) -> None:
    assert merge_text(_BASE, local, upstream) == (merged, 0)


def test_a_line_that_both_changed_is_a_conflict_marked_as_git_does() -> None:
    text, count = merge_text(_BASE, b"a\nX\nc\nd\n", b"a\nY\nc\nZ\n")
    assert count == 1
    assert text == b"a\n<<<<<<< local\nX\n=======\nY\n>>>>>>> upstream\nc\nZ\n"


def test_markers_stand_on_lines_of_their_own_without_a_last_line_break() -> None:
    text, count = merge_text(b"a", b"b", b"c")
    assert (text, count) == (b"<<<<<<< local\nb\n=======\nc\n>>>>>>> upstream\n", 1)


def test_every_case_of_a_tree() -> None:
    base = dict.fromkeys(("same", "edited", "moved", "both", "lost", "lost_moved", "gone", "gone_edited"), b"1\n2\n3\n")
    base |= {"clash": b"1\n", "twins": b"1\n", "binary": b"\xff1"}
    local = {
        **base, "edited": b"X\n2\n3\n", "both": b"X\n2\n3\n", "gone_edited": b"X\n", "clash": b"2\n", "twins": b"2\n",
        "binary": b"\xff2",
    }  # fmt: skip
    del local["lost"], local["lost_moved"]
    upstream = {
        **base, "moved": b"1\n2\n4\n", "both": b"1\n2\n4\n", "lost_moved": b"4\n", "clash": b"3\n", "twins": b"2\n",
        "binary": b"\xff3", "new": b"new\n",
    }  # fmt: skip
    del upstream["gone"], upstream["gone_edited"]
    done = merge_trees(base, local, upstream)
    assert done.files == {
        "same": b"1\n2\n3\n",
        "edited": b"X\n2\n3\n",
        "moved": b"1\n2\n4\n",
        "both": b"X\n2\n4\n",
        "lost_moved": b"4\n",
        "gone_edited": b"X\n",
        "clash": b"<<<<<<< local\n2\n=======\n3\n>>>>>>> upstream\n",
        "twins": b"2\n",
        "binary": b"\xff2",
        "new": b"new\n",
    }
    assert sorted(done.conflicts) == ["binary", "clash", "gone_edited", "lost_moved"]
    assert (done.merged, done.kept) == (["both", "clash"], ["edited", "twins"])
    assert (done.orphans, done.dropped) == (["gone_edited"], ["lost"])
