"""JSON pointers and locations."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codegen.core.location import (
    Location,
    array_index,
    descend,
    escape,
    pointer,
    pointer_tokens,
    resolve,
    unescape,
)

if TYPE_CHECKING:
    from codegen.core.json import Json

KEY = st.text("ab~/01", max_size=3)
VALUE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=2),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEY, inner, max_size=3),
    max_leaves=12,
)


@given(st.lists(st.text() | st.integers(0, 10**6), max_size=5))
def test_splitting_reverses_building_a_pointer(tokens: list[str | int]) -> None:
    assert pointer_tokens(pointer(*tokens)) == tuple(map(str, tokens))


@given(st.text("~/01a"))
def test_unescaping_reverses_escaping(token: str) -> None:
    assert unescape(escape(token)) == token
    assert "/" not in escape(token)


def _nodes(value: Json, path: tuple[str | int, ...] = ()) -> list[tuple[tuple[str | int, ...], Json]]:
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [(path, value), *(node for key, child in members for node in _nodes(child, (*path, key)))]


@given(VALUE)
def test_every_node_of_a_value_is_found_by_its_pointer(value: Json) -> None:
    for path, node in _nodes(value):
        assert resolve(value, pointer(*path)) is node
        assert descend(value, path) is node


@given(VALUE, st.lists(KEY | st.sampled_from(["0", "1", "01", "-", "-1", "٣", "²", "9" * 5000]), max_size=4))
def test_any_other_pointer_resolves_to_nothing(value: Json, tokens: list[str]) -> None:
    known = {pointer(*path) for path, _ in _nodes(value)}
    assert pointer(*tokens) in known or resolve(value, pointer(*tokens)) is None


@pytest.mark.parametrize(
    ("token", "index"),
    [("0", 0), ("10", 10), (7, 7), ("", None), ("01", None), ("-", None), ("-1", None), ("²", None), ("9" * 11, None)],
)
def test_array_indices(token: str | int, index: int | None) -> None:
    assert array_index(token) == index


@pytest.mark.slow
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
def test_invalid_pointers_are_rejected(text: str) -> None:
    with pytest.raises(ValueError, match="starts with '/'"):
        pointer_tokens(text)


def test_children_have_longer_pointers() -> None:
    assert str(Location("a.yaml", "/x", 3, 4).child("y", 0)) == "a.yaml#/x/y/0"


def test_a_child_does_not_inherit_the_line() -> None:
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
