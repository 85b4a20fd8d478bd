"""OpenAPI Overlay 1.0 and 1.1: effects of actions, and locations of added nodes."""

from __future__ import annotations

import json

import pytest
from jsonpath_rfc9535 import JSONPathError

from codegen.core.diagnostic import Diagnostics
from codegen.openapi.document import Document, parse
from codegen.openapi.jsonpath import select
from codegen.openapi.overlay import apply, apply_overlay
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
    ("action", "expected"),
    [
        ({"target": "$.a.x", "update": 2}, {**BASE, "a": {**BASE["a"], "x": 2}}),
        ({"target": "$.b[*].n", "update": None}, {**BASE, "b": [{"n": None}] * 3}),
        ({"target": "$.a.list[?@ == 3]", "update": "three"}, {**BASE, "a": {"x": 1, "list": [1, {"k": "v"}, "three"]}}),
        ({"target": "$.a.list[?@ == 3]", "remove": True}, {**BASE, "a": {"x": 1, "list": [1, {"k": "v"}]}}),
        ({"target": "$.b", "update": [{"n": "four"}, 5]}, {**BASE, "b": [*BASE["b"], {"n": "four"}, 5]}),
        ({"target": "$.b", "update": "four"}, {**BASE, "b": [*BASE["b"], "four"]}),
        ({"target": "$.a", "copy": "$.b[0]"}, {**BASE, "a": {**BASE["a"], "n": "one"}}),
        ({"target": "$.b", "copy": "$.a.list"}, {**BASE, "b": [*BASE["b"], 1, {"k": "v"}, 3]}),
        ({"target": "$.b", "copy": "$.a.x"}, {**BASE, "b": [*BASE["b"], 1]}),
        ({"target": "$.a.x", "copy": "$.b[1].n"}, {**BASE, "a": {**BASE["a"], "x": "two"}}),
        ({"target": "$.a", "copy": "$"}, {**BASE, "a": {**BASE["a"], **BASE}}),
        ({"target": "$.b[*]", "copy": "$.a"}, {**BASE, "b": [{**item, **BASE["a"]} for item in BASE["b"]]}),
        ({"target": "$.a", "copy": "$.b[0]", "remove": True}, {"b": BASE["b"]}),
        ({"target": "$.a", "remove": False}, BASE),
    ],
)
def test_actions_of_version_1_1(action: Json, expected: Json) -> None:
    found = Diagnostics()
    assert patched(action, found=found, version="1.1.0").value == expected
    assert not list(found)


def test_that_copies_are_not_shared() -> None:
    result = patched(
        {"target": "$.b[0]", "copy": "$.a"}, {"target": "$.b[0].list[1]", "update": {"k": "w"}}, version="1.1.0"
    )
    assert result.value["a"] == BASE["a"]  # type: ignore[index, call-overload] # a JSON value
    assert result.value["b"][0]["list"][1] == {"k": "w"}  # type: ignore[index, call-overload] # a JSON value


@pytest.mark.parametrize(
    ("pointer", "file", "origin"),
    [
        ("/a/x", "overlay.json", "/actions/0/update"),
        ("/b/0/list/1/k", "base.json", "/a/list/1/k"),
        ("/b/0/x", "overlay.json", "/actions/0/update"),
        ("/b/0/list/2", "base.json", "/a/list/2"),
        ("/b/1/n", "base.json", "/b/1/n"),
        ("/b/3", "base.json", "/b/0/n"),
        ("/a/list/0", "base.json", "/a/list/1"),
        ("/a/list/1", "base.json", "/a/list/2"),
    ],
)
def test_that_copied_nodes_keep_their_locations(pointer: str, file: str, origin: str) -> None:
    result = patched(
        {"target": "$.a.x", "update": 5},
        {"target": "$.b", "copy": "$.b[0].n"},
        {"target": "$.b[0]", "copy": "$.a"},
        {"target": "$.a.list[0]", "remove": True},
        version="1.1.0",
    )
    place = result.at(pointer)
    assert (place.file, place.pointer) == (file, origin)


@pytest.mark.parametrize(
    ("action", "code", "place", "message"),
    [
        ({"target": "$.a", "copy": 5}, "invalid-overlay", "/copy", "must be a JSONPath expression"),
        ({"target": "$.a", "copy": "$.["}, "invalid-overlay", "/copy", "invalid JSONPath expression"),
        ({"target": "$.a", "copy": "$.b[*]"}, "invalid-overlay", "/copy", "selects 3"),
        ({"target": "$.a", "copy": "$.none"}, "overlay-no-match", "/copy", "'copy' selects nothing"),
        ({"target": "$.none", "copy": "$.a"}, "overlay-no-match", "/target", "target selects nothing"),
        ({"target": "$.a", "copy": "$.b[0]", "update": {}}, "invalid-overlay", "/copy", "not both"),
        ({"target": "$.a", "copy": "$.b"}, "invalid-overlay", "/target", "not by an array"),
        ({"target": "$.a.x", "copy": "$.b"}, "invalid-overlay", "/target", "not by an array"),
        ({"target": "$.a.x", "update": {"y": 1}}, "invalid-overlay", "/target", "not by an object"),
        ({"target": "$.a", "update": 5}, "invalid-overlay", "/target", "not by an integer"),
        ({"target": "$.a.*", "update": 5}, "invalid-overlay", "/target", "selects arrays and primitive values"),
        ({"target": "$.a", "update": {"x": {}}}, "invalid-overlay", "/update/x", "cannot be merged"),
        ({"target": "$", "update": {"a": {"list": 1}}}, "invalid-overlay", "/update/a/list", "an array in the target"),
        ({"target": "$.a", "remove": "yes"}, "invalid-overlay", "/remove", "true or false"),
        ({"target": "$.a", "move": "$.b"}, "invalid-overlay", "/move", "Overlay 1.1 has no 'move'"),
    ],
)
def test_invalid_actions_of_version_1_1(action: Json, code: str, place: str, message: str) -> None:
    found = Diagnostics()
    assert patched(action, found=found, version="1.1.0").value == BASE
    assert codes(found) == [(code, f"/actions/0{place}")]
    assert message in next(iter(found)).message


def test_that_the_hint_names_the_version_that_allows_an_action() -> None:
    for action in ({"target": "$.a", "copy": "$.b[0]"}, {"target": "$.a.x", "update": 2}):
        found = Diagnostics()
        patched(action, found=found)
        assert next(iter(found)).hint == "write overlay: 1.1.0, which allows it"


def test_that_repeated_items_are_reported() -> None:
    found = Diagnostics()
    result = patched({"target": "$", "update": {"b": [{"n": "two"}, {"n": "four"}]}}, found=found, version="1.1.0")
    assert len(result.value["b"]) == 5  # type: ignore[index, call-overload, arg-type] # a JSON value
    assert codes(found) == [("overlay-repeated-item", "/actions/0/update/b/0")]


def doubling(times: int) -> list[Json]:
    """Return actions that copy the whole document into a new member of itself, again and again."""
    actions: list[Json] = []
    for number in range(times):
        key = f"x{number}"
        actions += [{"target": "$", "update": {key: {}}}, {"target": f"$.{key}", "copy": "$"}]
    return actions


def test_that_copies_of_copies_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apply, "_MAX_COPIED", 1_000)
    found = Diagnostics()
    assert patched(*doubling(40), found=found, version="1.1.0").value == BASE
    assert ["more than 1,000 values" in item.message for item in found] == [True]


@pytest.mark.parametrize("version", ["1.0.0", "1.1.0"])
def test_that_the_depth_of_the_result_is_bounded(version: str) -> None:
    deep: Json = {}
    for _ in range(150):
        deep = {"d": deep}
    found = Diagnostics()
    result = patched(
        {"target": "$.a", "update": deep}, {"target": "$.a" + ".d" * 60, "update": deep}, found=found, version=version
    )
    assert codes(found) == [("invalid-overlay", "/actions/1/update")]
    assert "more than 200 levels" in next(iter(found)).message
    assert result.at("/a/d").file == "overlay.json"


@pytest.mark.slow
def test_that_the_actions_of_an_overlay_share_a_budget() -> None:
    found = Diagnostics()
    base = loaded({"x": [{"y": number} for number in range(500)]}, "base.json")
    actions = [{"target": "$..*..y", "remove": False}] * 2_000
    apply_overlay(base, loaded({"overlay": "1.0.0", "actions": actions}, "overlay.json"), found)
    assert any("visits too many nodes" in item.message for item in found)


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
