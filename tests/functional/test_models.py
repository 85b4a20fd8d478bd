"""Inline document → package → behaviour of the models."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import ValidationError

from tests.support.packages import Package, make_package

SPEC = """
openapi: 3.1.0
info: {title: Lib, version: "1"}
paths:
  /loans:
    post:
      requestBody:
        content:
          application/json:
            schema:
              type: object
              additionalProperties: false
              required: [book]
              properties:
                book: {type: string, minLength: 2, maxLength: 5, pattern: "^[a-z]+$"}
                days: {type: integer, minimum: 1, exclusiveMaximum: 30, multipleOf: 7}
                kind: {type: string, enum: [short, long]}
                tags: {type: array, minItems: 1, maxItems: 2, items: {type: string, maxLength: 3}}
                prices: {type: object, additionalProperties: {type: integer, minimum: 0}}
                place: {type: object, required: [city], properties: {city: {type: string}}}
      responses:
        "200": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/loan"}}}}
components:
  schemas:
    loan:
      type: object
      required: [id, object, state, due-date]
      properties:
        id: {type: string}
        object: {const: loan}
        state: {type: string, enum: [open, closed]}
        due-date: {type: integer, format: unix-time}
        ended: {type: [integer, "null"], format: unix-time}
        seen: {type: array, items: {type: integer, format: unix-time}}
        copies: {type: integer, default: 1}
        note: {type: [string, "null"]}
        price: {type: number}
        short: {$ref: "#/components/schemas/short"}
        places: {type: object, additionalProperties: {type: object, properties: {x: {type: [integer, "null"]}}}}
        sums: {type: array, items: {oneOf: [{$ref: "#/components/schemas/cash"}, {$ref: "#/components/schemas/card"}]}}
    short: {type: string, maxLength: 3}
    cash: {type: object, required: [type], properties: {type: {const: cash}, coins: {type: integer}}}
    card: {type: object, required: [type], properties: {type: {const: card}, last4: {type: string}}}
"""


@pytest.fixture(scope="module")
def lib(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Package]:
    with make_package(SPEC, tmp_path_factory.mktemp("lib")) as package:
        yield package


LEAST: dict[str, object] = {"id": "l1", "object": "loan", "state": "open", "due-date": 1700000000}
ROUND_TRIPS: dict[str, dict[str, object]] = {
    "least": {},
    "nulls": {"ended": None, "note": None},
    "values": {"ended": 0, "note": "", "copies": 1, "price": 2.5},
    "unknown fields": {
        "new": {"deep": [1, None, {"a": 1.5}]},
        "x-y": None,
        "model_config": 1,
        "copy": True,
        "": "empty",
    },
    "unknown fields below": {"places": {"a": {"x": None, "y": 1}, "b": {}}, "sums": [{"type": "cash", "more": [1]}]},
    "union": {"sums": [{"type": "card", "last4": "1234"}, {"type": "cash", "coins": 3}]},
    "times": {"seen": [0, -1, 1700000000, 253402300799], "ended": 1},
    "empty": {"seen": [], "places": {}, "sums": []},
    "whole numbers stay whole": {"price": 3, "unknown": 3.0},
}


@pytest.mark.parametrize("more", ROUND_TRIPS.values(), ids=ROUND_TRIPS)
def test_json_round_trip(lib: Package, more: dict[str, object]) -> None:
    sent = {**LEAST, **more}
    loan = lib.models.Loan.model_validate_json(json.dumps(sent))
    assert json.loads(loan.model_dump_json()) == sent
    assert loan.model_dump(mode="json") == sent


def test_missing_is_not_null(lib: Package) -> None:
    missing = lib.models.Loan.model_validate(LEAST)
    null = lib.models.Loan.model_validate({**LEAST, "note": None})
    assert missing.note is null.note is None
    assert "note" in null.model_fields_set
    assert "note" not in missing.model_fields_set
    assert "note" not in missing.model_dump()
    assert null.model_dump()["note"] is None


def test_unknown_fields_can_be_read(lib: Package) -> None:
    assert lib.models.Loan.model_validate({**LEAST, "new": {"a": 1}}).new == {"a": 1}


def test_times_are_aware(lib: Package) -> None:
    loan = lib.models.Loan.model_validate(LEAST)
    assert loan.due_date == datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)
    assert lib.models.Loan(**{**LEAST, "due-date": loan.due_date}).model_dump(mode="json") == LEAST


def test_both_names_are_accepted_and_the_wire_name_is_dumped(lib: Package) -> None:
    values = {"id": "l1", "object": "loan", "state": "open"}
    assert lib.models.Loan(due_date=1, **values) == lib.models.Loan(**{"due-date": 1}, **values)
    assert lib.models.Loan(due_date=1, **values).model_dump(mode="json")["due-date"] == 1


def test_an_open_enum_accepts_new_values(lib: Package) -> None:
    assert lib.models.Loan.model_validate({**LEAST, "state": "lost"}).state == "lost"


@pytest.mark.parametrize(
    "wrong", [{"object": "book"}, {"state": 7}, {"sums": [{"type": "gold"}]}, {"due-date": "soon"}]
)
def test_constants_and_types_are_enforced(lib: Package, wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        lib.models.Loan.model_validate({**LEAST, **wrong})


def test_tags_select_the_member(lib: Package) -> None:
    loan = lib.models.Loan.model_validate({**LEAST, "sums": [{"type": "card"}, {"type": "cash"}]})
    assert [type(item).__name__ for item in loan.sums] == ["Card", "Cash"]


def test_defaults_are_readable_but_not_sent(lib: Package) -> None:
    loan = lib.models.Loan.model_validate(LEAST)
    assert loan.copies == 1
    assert "copies" not in loan.model_dump()


@pytest.mark.parametrize(
    "wrong",
    [
        {"book": "a"},
        {"book": "abcdef"},
        {"book": "AB"},
        {"days": 0},
        {"days": 35},
        {"days": 8},
        {"kind": "medium"},
        {"tags": []},
        {"tags": ["a", "b", "c"]},
        {"tags": ["long"]},
        {"prices": {"eur": -1}},
        {"place": {}},
        {"unknown": 1},
    ],
    ids=str,
)
def test_requests_are_validated(lib: Package, wrong: dict[str, object]) -> None:
    right = {
        "book": "abc",
        "days": 7,
        "kind": "long",
        "tags": ["abc"],
        "prices": {"eur": 0},
        "place": {"city": "x", "new": 1},
    }
    model = lib.models.LoanCreateParams
    assert model.model_validate(right).model_dump() == right
    with pytest.raises(ValidationError):
        model.model_validate({**right, **wrong})


def test_constraints_of_string_aliases_are_enforced(lib: Package) -> None:
    assert lib.models.Loan.model_validate({**LEAST, "short": "abc"}).short == "abc"
    with pytest.raises(ValidationError):
        lib.models.Loan.model_validate({**LEAST, "short": "abcd"})


@pytest.mark.slow
def test_the_package_is_removed_from_sys_modules(tmp_path: Path) -> None:
    with make_package(SPEC, tmp_path) as first:
        name = first.__name__
    with make_package(SPEC, tmp_path) as second:
        assert second.__name__ != name
