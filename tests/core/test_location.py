"""Places in documents."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codegen.core.location import Location, pointer, pointer_tokens


@given(st.lists(st.text() | st.integers(0, 10**6), max_size=5))
def test_a_pointer_is_printed_and_split_again(tokens: list[str | int]) -> None:
    assert pointer_tokens(pointer(*tokens)) == tuple(map(str, tokens))


@given(st.lists(st.text(max_size=3), max_size=3), st.lists(st.text(max_size=3), max_size=3))
def test_children_of_children(first: list[str], second: list[str]) -> None:
    assert Location("f").child(*first).child(*second) == Location("f").child(*first, *second)


@pytest.mark.parametrize(
    ("text", "tokens"),
    # the examples of RFC 6901, section 5, and the order of its two escapes (section 4)
    [
        ("", ()),
        ("/", ("",)),
        ("/foo/0", ("foo", "0")),
        ("/a~1b", ("a/b",)),
        ("/m~0n", ("m~n",)),
        ("/~01", ("~1",)),
        ("//", ("", "")),
        ("/c%d", ("c%d",)),
    ],
)
def test_tokens(text: str, tokens: tuple[str, ...]) -> None:
    assert pointer_tokens(text) == tokens
    assert pointer(*tokens) == text


@pytest.mark.parametrize("text", ["a", "#/a", " /a"])
def test_what_is_no_pointer(text: str) -> None:
    with pytest.raises(ValueError, match="starts with '/'"):
        pointer_tokens(text)


def test_a_child_has_no_line_of_its_parent() -> None:
    assert Location("f", "/a", 3, 4).child("b") == Location("f", "/a/b")


@pytest.mark.parametrize(
    ("location", "text"),
    [
        (Location("f"), "f"),
        (Location("f", "/a"), "f#/a"),
        (Location("f", "", 2, 1), "f:2:1"),
        (Location("f", "/a", 2, 1), "f:2:1#/a"),
    ],
)
def test_text(location: Location, text: str) -> None:
    assert str(location) == text
