"""OpenAPI Overlay 1.0: effects of actions, and locations of added nodes."""

from __future__ import annotations

import json

import pytest
from jsonpath_rfc9535 import JSONPathError

from codegen.core.diagnostic import Diagnostics
from codegen.openapi.document import Document, parse
from codegen.openapi.jsonpath import select
from codegen.openapi.overlay import apply_overlay
from tests.support.documents import Json, codes

BASE: Json = {
    "a": {"x": 1, "list": [1, {"k": "v"}, 3]},
    "b": [{"n": "one"}, {"n": "two"}, {"n": "three"}],
}


def loaded(value: Json, name: str) -> Document:
    document = parse(json.dumps(value).encode(), name=name, found=Diagnostics())
    assert document is not None
    return document


def patched(*actions: Json, found: Diagnostics | None = None, version: str = "1.0.0") -> Document:
    overlay = {"overlay": version, "info": {"title": "T", "version": "1"}, "actions": list(actions)}
    into = Diagnostics() if found is None else found
    return apply_overlay(loaded(BASE, "base.json"), loaded(overlay, "overlay.json"), into)


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        ({"target": "$.a", "update": {"x": 2}}, {**BASE, "a": {**BASE["a"], "x": 2}}),
        ({"target": "$.a", "update": {"y": {"z": 1}}}, {**BASE, "a": {**BASE["a"], "y": {"z": 1}}}),
        ({"target": "$.a", "update": {"list": [4]}}, {**BASE, "a": {"x": 1, "list": [1, {"k": "v"}, 3, 4]}}),
        ({"target": "$.a.list[1]", "update": {"k": "w"}}, {**BASE, "a": {"x": 1, "list": [1, {"k": "w"}, 3]}}),
        ({"target": "$.b", "update": {"n": "four"}}, {**BASE, "b": [*BASE["b"], {"n": "four"}]}),
        ({"target": "$.a.x", "remove": True}, {**BASE, "a": {"list": BASE["a"]["list"]}}),
        ({"target": "$.b[?@.n != 'two']", "remove": True}, {**BASE, "b": [{"n": "two"}]}),
        ({"target": "$.b[*]", "remove": True}, {**BASE, "b": []}),
        ({"target": "$", "update": {"c": 1}}, {**BASE, "c": 1}),
        ({"target": "$.a", "update": {"x": 9}, "remove": True}, {"b": BASE["b"]}),
        ({"target": "$..n", "remove": True}, {**BASE, "b": [{}, {}, {}]}),
        ({"target": "$.a", "description": "nothing"}, BASE),
    ],
)
def test_actions(action: Json, expected: Json) -> None:
    found = Diagnostics()
    assert patched(action, found=found).value == expected
    assert not list(found)


def test_actions_are_applied_in_order_to_a_copy() -> None:
    base = loaded(BASE, "base.json")
    one = {"target": "$.a", "update": {"list": [{"k": "new"}]}}
    two = {"target": "$.a.list[?@.k == 'new']", "update": {"more": True}}
    overlay = loaded({"overlay": "1.0.0", "actions": [one, two]}, "overlay.json")
    result = apply_overlay(base, overlay, Diagnostics()).value
    assert result["a"]["list"][-1] == {"k": "new", "more": True}  # type: ignore[index, call-overload] # a JSON value
    assert base.value == BASE


@pytest.mark.parametrize(
    ("pointer", "file", "origin"),
    [
        ("/a/x", "base.json", "/a/x"),
        ("/b/0", "base.json", "/b/1"),
        ("/b/0/n", "base.json", "/b/1/n"),
        ("/b/2/m", "overlay.json", "/actions/2/update/m"),
        ("/a/new/deep", "overlay.json", "/actions/1/update/new/deep"),
        ("/a/list/1/k", "overlay.json", "/actions/1/update/list/0"),
    ],
)
def test_every_node_keeps_its_location(pointer: str, file: str, origin: str) -> None:
    result = patched(
        {"target": "$.b[0]", "remove": True},
        {"target": "$.a", "update": {"new": {"deep": 1}, "list": [7]}},
        {"target": "$.b", "update": {"m": 1}},
    )
    place = result.at(pointer if pointer != "/a/list/1/k" else "/a/list/3")
    assert (place.file, place.pointer) == (file, origin)


@pytest.mark.parametrize(
    ("action", "code", "place"),
    [
        (5, "invalid-overlay", "/actions/0"),
        ({"update": {}}, "invalid-overlay", "/actions/0"),
        ({"target": "$.[", "remove": True}, "invalid-overlay", "/actions/0/target"),
        ({"target": "$.a", "copy": "$.b"}, "invalid-overlay", "/actions/0/copy"),
        ({"target": "$.a.x", "update": {"y": 1}}, "invalid-overlay", "/actions/0/target"),
        ({"target": "$.a", "update": 5}, "invalid-overlay", "/actions/0/target"),
        ({"target": "$", "remove": True}, "invalid-overlay", "/actions/0/target"),
        ({"target": "$.none", "remove": True}, "overlay-no-match", "/actions/0/target"),
    ],
)
def test_invalid_actions_are_reported_and_skipped(action: Json, code: str, place: str) -> None:
    found = Diagnostics()
    assert patched(action, found=found).value == BASE
    assert codes(found) == [(code, place)]


@pytest.mark.parametrize(
    ("overlay", "place"), [([], ""), ({}, ""), ({"overlay": "2.0.0"}, "/overlay"), ({"overlay": "1.0.0"}, "/actions")]
)
def test_other_documents(overlay: Json, place: str) -> None:
    found = Diagnostics()
    base = loaded(BASE, "base.json")
    assert apply_overlay(base, loaded(overlay, "overlay.json"), found).value == BASE
    assert codes(found) == [("invalid-overlay", place)]


DEEP: Json = {"a": 1}
for _ in range(60):
    DEEP = {"a": DEEP, "b": [1, 2, 3]}
HOSTILE_TARGETS = {
    "segments": "$" + "['a']" * 100_000,
    "short segments": "$" + ".a" * 900,
    "digits": "$.a[" + "9" * 5_000 + "]",
    "fewer digits": "$.a[" + "9" * 1_900 + "]",
    "wildcards": "$" + "..*" * 8,
    "selectors": "$" + "..[*,*,*,*,*,*,*,*]" * 4,
    "names": "$" + "..[{}]".format(",".join(["'a'"] * 80)) * 4,
    "filters": "$..[?@..[?@..[?@..[?@..*]]]]",
    "nested filters": "$" + "[?@" * 30 + "]" * 30,
    "comparisons": "$..[?$ == $ || $ == $ || $ == $ || @ == $ || $.x-deep == $.x-deep]",
    "roots": "$..[?count($..*) == count($..*)]",
    "parentheses": "$[?" + "(" * 600 + "@" + ")" * 600 + "]",
    "negations": "$[?" + "!" * 900 + "@.a]",
}


@pytest.mark.slow
@pytest.mark.parametrize("name", HOSTILE_TARGETS)
def test_that_the_cost_of_a_target_is_bounded(name: str) -> None:
    with pytest.raises(JSONPathError):
        select(HOSTILE_TARGETS[name], {"info": {"title": "a" * 60}, "x-deep": DEEP})


@pytest.mark.parametrize("function", ["search", "match"])
def test_that_patterns_of_targets_are_linear(function: str) -> None:
    assert select(f"$..[?{function}(@, '(a|aa)+b')]", {"text": "a" * 5_000}) == []
    assert select(f"$[?{function}(@, 'a.[&~x]')]", {"text": "ab&", "no": "a\r&"}) == [("text",)]


def test_that_search_finds_parts_and_match_the_whole() -> None:
    document = {"one": "xaby", "two": "ab"}

    assert select("$[?search(@, 'a.')]", document) == [("one",), ("two",)]
    assert select("$[?match(@, 'a.')]", document) == [("two",)]


@pytest.mark.slow
def test_that_a_target_may_visit_a_large_document_often() -> None:
    document = {str(number): {"a": {"b": number}} for number in range(5_000)}

    assert len(select("$..[?@.a.b >= 0 && @..b]", document)) == 5_000
