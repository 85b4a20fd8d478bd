"""Property tests of ``from-diff``: the overlay between two documents turns the one into the other."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codegen.core.diagnostic import Diagnostics
from codegen.openapi.document import Document, parse
from codegen.openapi.overlay import InexpressibleError, apply_overlay, difference
from tests.support.documents import Json
from tests.support.orders import ORDERS

KEYS = st.sampled_from(
    ["a", "b", "name", "in", "$ref", "x-y", "/a/{b}", "it's", '"', "\\", "\u00e9", "url", "type", ""]
)
SCALARS = st.sampled_from(["a", "b", "c", "", "it's", "1", 0, 1, 2, 1.0, 1.5, True, False, None, 2**60])
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=25,
)
NAMED = st.lists(
    st.fixed_dictionaries(
        {"name": st.sampled_from(["a", "b", "c"]), "in": st.sampled_from(["query", "path"])},
        optional={"schema": VALUES, "required": st.booleans()},
    ),
    max_size=5,
)
ROOTS = st.dictionaries(KEYS, VALUES | NAMED, max_size=4)


def loaded(value: Json, name: str) -> Document:
    document = parse(json.dumps(value).encode(), name=name, found=Diagnostics())
    assert document is not None
    return document


def text(value: Json) -> str:
    return json.dumps(value, sort_keys=True)


def overlay_between(old: Json, new: Json) -> dict[str, Any]:
    """Return the overlay between two values, after checking that it turns the one into the other."""
    base, revision = loaded(old, "old.json"), loaded(new, "new.json")
    overlay = difference(base, revision)
    found = Diagnostics()
    result = apply_overlay(base, loaded(overlay, "overlay.json"), found)
    assert text(result.value) == text(new), overlay["actions"]
    assert {item.code for item in found} <= {"overlay-repeated-item"}, [*found]
    return overlay


@pytest.mark.slow
@given(old=ROOTS, new=ROOTS)
def test_random_documents(old: Json, new: Json) -> None:
    overlay_between(old, new)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ({"a": [{"name": "a", "b": 1}]}, {"a": [{"name": ["a"], "b": 1}]}),
        ({"a": [1, 2, 3]}, {"a": [True, 2.0, 3]}),
        ({"a": [[1], [2]]}, {"a": [[1, 3], [2, 4]]}),
        ({"a": {"b" * 3_000: 1}}, {"a": {"b" * 3_000: 2}}),
        ({"b" * 3_000: [1]}, {"b" * 3_000: {}}),
        ({"(" * 50: {"a": 1}, "x": 1}, {"(" * 50: {"a": 2}, "x": 1}),
        ([1, 2], []),
        (1, 2),
        ({}, {"a": {}}),
        ({"a": list(range(100))}, {"a": [50, 7]}),
    ],
)
def test_values_at_the_limits(old: Json, new: Json) -> None:
    overlay_between(old, new)


@pytest.mark.parametrize(
    "wrap", [lambda value: {"a": value}, lambda value: [value], lambda value: [{"a": value, "b": 1}]]
)
def test_deep_values(wrap: Any) -> None:
    old, new = 1, 2
    for _ in range(90):
        old, new = wrap(old), wrap(new)
    overlay_between(old, new)


def actions(old: Json, new: Json) -> Json:
    return overlay_between({"x": old}, {"x": new})["actions"]


def test_that_items_are_named() -> None:
    assert actions(["a", "b", "c"], ["a", "c"]) == [{"target": "$.x[?@ == 'b']", "remove": True}]
    assert actions(["a", "b", "c"], ["a", "z", "c"]) == [{"target": "$.x[?@ == 'b']", "update": "z"}]
    assert actions(["a", "b"], ["z", "a", "b"]) == [
        {"target": "$.x[?@ == 'a', ?@ == 'b']", "remove": True},
        {"target": "$.x", "update": ["z", "a", "b"]},
    ]
    assert actions([{"name": "a", "in": "query"}, {"name": "a", "in": "path"}], [{"name": "a", "in": "path"}]) == [
        {"target": "$.x[?@.name == 'a' && @.in == 'query']", "remove": True}
    ]
    assert actions([{"a": [1]}, {"b": [2]}], [{"a": [1]}, {"b": [2, 3]}]) == [{"target": "$.x[?@.b].b", "update": [3]}]
    assert actions([[1], [2]], [[1], [3]]) == [{"target": "$.x[1][?@ == 2]", "update": 3}]


def test_that_moves_and_duplicates_are_copied() -> None:
    large = {"type": "object", "properties": {"a": {"type": "string"}, "b": {"type": "string"}}, "title": "T"}
    assert actions({"a": large}, {"b": large}) == [
        {"target": "$.x", "update": {"b": {}}},
        {"target": "$.x.b", "copy": "$.x.a"},
        {"target": "$.x.a", "remove": True},
    ]
    assert actions({"a": large}, {"a": {**large, "title": "U"}, "b": large}) == [
        {"target": "$.x", "update": {"b": {}}},
        {"target": "$.x.b", "copy": "$.x.a"},
        {"target": "$.x.a", "update": {"title": "U"}},
    ]


def test_roots_of_different_types() -> None:
    with pytest.raises(InexpressibleError, match="it is an object and an array"):
        difference(loaded({}, "old.json"), loaded([], "new.json"))


@pytest.mark.slow
@given(data=st.data())
def test_edits_of_a_document_with_comments(data: st.DataObject) -> None:
    base = parse(ORDERS.encode(), name="orders.yaml", found=Diagnostics())
    assert base is not None
    overlay_between(base.value, edited(base.value, data.draw, data.draw(st.integers(1, 6))))


@pytest.mark.slow
@given(old=st.lists(VALUES, max_size=5), new=st.lists(VALUES, max_size=5))
def test_random_arrays(old: Json, new: Json) -> None:
    overlay_between(old, new)


def containers(value: Json) -> list[Any]:
    """Return the objects and arrays of a value."""
    if not isinstance(value, (dict, list)):
        return []
    inner = value.values() if isinstance(value, dict) else value
    return [value, *(found for item in inner for found in containers(item))]


def edited(value: Json, draw: Any, edits: int) -> Json:
    """Return a copy of a value with random edits: keys and items removed, added, replaced, moved and renamed."""
    result = copy.deepcopy(value)
    for _ in range(edits):
        node = draw(st.sampled_from(containers(result)))
        other = copy.deepcopy(draw(st.sampled_from(containers(result)) | VALUES))
        if isinstance(node, dict):
            edit_object(node, other, draw)
        else:
            edit_array(node, other, draw)
    return result


def edit_object(node: dict[str, Any], other: Json, draw: Any) -> None:
    keys = sorted(node)
    match draw(st.integers(0, 3)) if keys else 3:
        case 0:
            del node[draw(st.sampled_from(keys))]
        case 1:
            node[draw(st.sampled_from(keys))] = draw(SCALARS)
        case 2:
            node[draw(KEYS)] = node.pop(draw(st.sampled_from(keys)))
        case _:
            node[draw(KEYS)] = other


def edit_array(node: list[Any], other: Json, draw: Any) -> None:
    place = draw(st.integers(0, max(len(node) - 1, 0)))
    match draw(st.integers(0, 3)) if node else 3:
        case 0:
            del node[place]
        case 1:
            node[place] = other
        case 2:
            node.insert(place, node.pop())
        case _:
            node.insert(place, other)


@pytest.mark.slow
@given(data=st.data(), old=ROOTS)
def test_random_edits(data: st.DataObject, old: Json) -> None:
    overlay_between(old, edited(old, data.draw, data.draw(st.integers(1, 4))))
