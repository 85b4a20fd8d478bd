"""Counterexamples: each break of a schema comes with a value that proves it."""

from __future__ import annotations

from typing import Any, TypeAlias

import pytest

from codegen.diff.model.changes import Finding
from codegen.diff.witness import confirm
from codegen.diff.witness.contradictions import contradictions
from tests.diff.apis import api, body, operation, query, report, response, side

Json: TypeAlias = Any
TEXT: Json = {"type": "string"}
NUMBER: Json = {"type": "integer"}
CASES: dict[str, tuple[Json, Json, Json]] = {
    "type": (NUMBER, TEXT, 0),
    "enum": ({"enum": ["a", "b"]}, {"enum": ["a"]}, "b"),
    "maximum": ({**NUMBER, "maximum": 9}, {**NUMBER, "maximum": 5}, 6),
    "minimum": ({**NUMBER, "minimum": 0}, {**NUMBER, "minimum": 2}, 0),
    "multipleOf": ({**NUMBER, "multipleOf": 2}, {**NUMBER, "multipleOf": 4}, 2),
    "maxLength": ({**TEXT, "maxLength": 9}, {**TEXT, "maxLength": 1}, "aa"),
    "minLength": ({**TEXT, "minLength": 1}, {**TEXT, "minLength": 2}, "a"),
    "pattern": (TEXT, {**TEXT, "pattern": "^b+$"}, ""),
    "maxItems": (
        {"type": "array", "items": TEXT, "maxItems": 2},
        {"type": "array", "items": TEXT, "maxItems": 1},
        ["", ""],
    ),
    "null": ({"type": ["string", "null"]}, TEXT, None),
    "union": ({"anyOf": [TEXT, NUMBER]}, TEXT, 0),
    "items": ({"type": "array", "items": {"type": ["string", "null"]}}, {"type": "array", "items": TEXT}, [None]),
    "required": (
        {"type": "object", "properties": {"a": TEXT}},
        {"type": "object", "properties": {"a": TEXT}, "required": ["a"]},
        {},
    ),
    "map": (
        {"type": "object", "additionalProperties": {"enum": ["a", "b"]}},
        {"type": "object", "additionalProperties": {"enum": ["a"]}},
        {"other": "b"},
    ),
}


def errors(old: Json, new: Json) -> list[Finding]:
    return [item for item in report(old, new).findings if item.verdicts.wire == "ERR" and item.change.proof]


def held(schema: Json) -> Json:
    return {"type": "object", "required": ["id"], "properties": {"id": TEXT, "p": schema}}


def in_body(schema: Json) -> Json:
    return api({"POST /t": operation(**body(held(schema)))})


def in_response(schema: Json) -> Json:
    return api({"GET /t": operation(**response({"type": "array", "items": held(schema)}))})


@pytest.mark.parametrize("name", sorted(CASES))
def test_a_break_of_requests_is_proved(name: str) -> None:
    old, new, value = CASES[name]
    found = [item.witness for item in errors(in_body(old), in_body(new))]
    assert found
    for witness in found:
        assert witness is not None
        assert (witness.value, witness.place) == ({"id": "", "p": value}, "POST /t request")
        assert (witness.sent_by, witness.status) == ("old", "confirmed")


@pytest.mark.parametrize("name", sorted(CASES))
def test_a_break_of_responses_is_proved(name: str) -> None:
    new, old, value = CASES[name]
    for item in errors(in_response(old), in_response(new)):
        assert item.witness is not None, item.id
        assert (item.witness.value, item.witness.sent_by) == ([{"id": "", "p": value}], "new")
        assert item.witness.status == "confirmed"


def test_properties_are_added_and_removed() -> None:
    wide, narrow = held(TEXT), {"type": "object", "properties": {"id": TEXT}}
    required = {**wide, "required": ["id", "p"]}
    requests = errors(api({"POST /t": operation(**body(narrow))}), api({"POST /t": operation(**body(required))}))
    assert {item.id: item.witness.value for item in requests if item.witness} == {
        "new-required-request-property": {"id": ""},
        "request-property-became-required": {},
    }
    responses = errors(api({"GET /t": operation(**response(required))}), api({"GET /t": operation(**response(wide))}))
    assert [item.witness.value for item in responses if item.witness] == [{"id": ""}]


def test_a_parameter() -> None:
    old, new = ({"GET /t": operation(**query({**TEXT, "maxLength": most}))} for most in (2, 1))
    (item,) = errors(api(old), api(new))
    assert item.witness is not None
    assert (item.witness.value, item.witness.status) == ("aa", "confirmed")


def test_a_removed_operation() -> None:
    old = api({"GET /t": operation(), "GET /u": operation(operationId="u")})
    (item,) = report(old, api({"GET /u": operation(operationId="u")})).findings
    assert item.witness is not None
    assert item.witness.value == {"method": "GET", "path": "/t"}


def test_recursive_schemas() -> None:
    def document(size: Json) -> Json:
        node = {"type": "object", "properties": {"next": {"$ref": "#/components/schemas/Node"}, "size": size}}
        held = {"$ref": "#/components/schemas/Node"}
        return api({"POST /t": operation(**body(held))}, components={"schemas": {"Node": node}})

    (item,) = errors(document(NUMBER), document(TEXT))
    assert item.witness is not None
    assert (item.witness.value, item.witness.status) == ({"size": 0}, "confirmed")


def test_without_the_validator(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(confirm, "_engine", lambda: None)
    (item,) = errors(in_body(NUMBER), in_body(TEXT))
    assert item.witness is not None
    assert item.witness.status == "unconfirmed: install spec-codegen[prove]"


@pytest.mark.slow
def test_nothing_contradicts_reports_without_breaks() -> None:
    pairs = [(in_body(old), in_body(old)) for old, _, _ in CASES.values()]
    pairs += [(in_body(new), in_body(old)) for old, new, _ in CASES.values()]
    pairs += [(in_response(old), in_response(new)) for old, new, _ in CASES.values()]
    for old, new in pairs:
        assert list(contradictions(report(old, new), side(old), side(new))) == []


def test_a_contradiction_is_found() -> None:
    old, new = in_body(TEXT), in_body({**TEXT, "maxLength": 1})
    silent = report(old, old)
    (witness,) = contradictions(silent, side(old), side(new))
    assert witness.value == {"id": "", "p": "aa"}
