"""What changes mean for callers and services, and the bump."""

from __future__ import annotations

from typing import Any, TypeAlias

import pytest

from codegen.diff.bump import suggest
from codegen.diff.model import Level
from tests.diff.apis import api, body, holder, operation, query, reply, report

Json: TypeAlias = Any
TEXT: Json = {"type": "string"}
NUMBER: Json = {"type": "integer"}
ENUM: Json = {"type": "string", "enum": ["a", "b"]}
NULLABLE: Json = {"type": ["string", "null"]}
REQUIRED: Json = {**holder(TEXT), "required": ["p"]}
EMPTY: Json = {"type": "object", "properties": {"other": TEXT}}


def sends(schema: Json) -> Json:
    return api({"POST /things": operation(**body(schema))})


def gets(schema: Json) -> Json:
    return api({"GET /things": operation(**reply(schema))})


def asks(schema: Json, **facts: Json) -> Json:
    return api({"GET /things": operation(**query(schema, **facts))})


def at(path: str, **parts: Json) -> Json:
    return api({f"GET {path}": operation(**parts)})


_BREAKS: dict[str, tuple[Json, Json]] = {
    "method gone": (at("/things"), api({})),
    "method renamed": (at("/things", operationId="list"), at("/things/{id}", operationId="list")),
    "argument removed": (asks(TEXT), at("/things")),
    "argument added, required": (at("/things"), asks(TEXT, required=True)),
    "argument became required": (asks(TEXT), asks(TEXT, required=True)),
    "argument of another type": (asks(TEXT), asks(NUMBER)),
    "argument narrowed to an enum": (asks(TEXT), asks(ENUM)),
    "argument's enum lost a member": (asks(ENUM), asks({"type": "string", "enum": ["a"]})),
    "argument not nullable any more": (asks(NULLABLE), asks(TEXT)),
    "argument narrowed": (asks({"type": ["string", "integer"]}), asks(TEXT)),
    "body gone": (sends(holder(TEXT)), api({"POST /things": operation()})),
    "body became required": (api({"POST /t": operation()}), api({"POST /t": operation(**body(TEXT, required=True))})),
    "body's property removed": (sends(holder(TEXT)), sends(EMPTY)),
    "body's property added, required": (sends(EMPTY), sends({**REQUIRED, "properties": {"other": TEXT, "p": TEXT}})),
    "body's property became required": (sends(holder(TEXT)), sends(REQUIRED)),
    "body's property of another type": (sends(holder(TEXT)), sends(holder(NUMBER))),
    "body's variant gone": (
        sends(holder({"anyOf": [TEXT, NUMBER, holder(TEXT)]})),
        sends(holder({"anyOf": [TEXT, NUMBER]})),
    ),
    "field gone": (gets(REQUIRED), gets(EMPTY)),
    "optional field gone": (gets(holder(TEXT)), gets(EMPTY)),
    "field now optional": (gets(REQUIRED), gets(holder(TEXT))),
    "field now nullable": (gets(holder(TEXT)), gets(holder(NULLABLE))),
    "field of another type": (gets(holder(TEXT)), gets(holder(NUMBER))),
    "field widened": (gets(holder(NUMBER)), gets(holder({"type": "number"}))),
    "field may be more": (
        gets(holder({"type": ["string", "integer"]})),
        gets(holder({"type": ["string", "integer", "boolean"]})),
    ),
    "variant of a reply more": (
        gets({"oneOf": [holder(TEXT), EMPTY]}),
        gets({"oneOf": [holder(TEXT), EMPTY, {"type": "object", "properties": {"x": NUMBER}}]}),
    ),
    "reply of another type": (gets(TEXT), gets(NUMBER)),
    "list became an object": (gets({"type": "array", "items": TEXT}), gets(holder(TEXT))),
    "items of another type": (gets({"type": "array", "items": TEXT}), gets({"type": "array", "items": NUMBER})),
    "values of another type": (
        gets(holder({"type": "object", "additionalProperties": TEXT})),
        gets(holder({"type": "object", "additionalProperties": NUMBER})),
    ),
}

_HARMLESS: dict[str, tuple[Json, Json]] = {
    "method added": (at("/things"), api({"GET /things": operation(), "GET /more": operation(operationId="m")})),
    "argument added, optional": (at("/things"), asks(TEXT)),
    "argument became optional": (asks(TEXT, required=True), asks(TEXT)),
    "argument's enum got a member": (asks(ENUM), asks({"type": "string", "enum": ["a", "b", "c"]})),
    "argument became nullable": (asks(TEXT), asks(NULLABLE)),
    "argument widened": (asks(NUMBER), asks({"type": "number"})),
    "path parameter is required anyway": (
        at("/t/{a}", parameters=[{"name": "a", "in": "path", "required": True, "schema": TEXT}]),
        at("/t/{a}", parameters=[{"name": "a", "in": "path", "schema": TEXT}]),
    ),
    "body added, optional": (api({"POST /t": operation()}), api({"POST /t": operation(**body(holder(TEXT)))})),
    "body's property added, optional": (
        sends(EMPTY),
        sends({"type": "object", "properties": {"other": TEXT, "weight": NUMBER}}),
    ),
    "body's property became optional": (sends(REQUIRED), sends(holder(TEXT))),
    "body's longest text longer": (sends(holder({**TEXT, "maxLength": 3})), sends(holder({**TEXT, "maxLength": 5}))),
    "field added": (gets(EMPTY), gets({"type": "object", "properties": {"other": TEXT, "weight": NUMBER}})),
    "field now required": (gets(holder(TEXT)), gets(REQUIRED)),
    "field not null any more": (gets(holder(NULLABLE)), gets(holder(TEXT))),
    "field's enum got a member": (
        gets(holder(ENUM)),
        gets(holder({"type": "string", "enum": ["a", "b", "c"]})),
    ),
    "field's bounds": (gets(holder({**TEXT, "maxLength": 3})), gets(holder(TEXT))),
    "operationId, for a path that speaks for itself": (at("/things", operationId="a"), at("/things", operationId="b")),
    "tag": (at("/things"), at("/things", tags=["x"])),
    "description": (at("/things"), at("/things", description="More words")),
    "deprecated": (at("/things"), at("/things", deprecated=True)),
    "component that nothing uses": (at("/things"), {**at("/things"), "components": {"schemas": {"A": holder(TEXT)}}}),
    "reference in place of an inline scalar": (
        gets(holder(TEXT)),
        {**gets(holder({"$ref": "#/components/schemas/A"})), "components": {"schemas": {"A": TEXT}}},
    ),
}


@pytest.mark.parametrize("case", _BREAKS)
def test_callers_break(case: str) -> None:
    made = report(*_BREAKS[case])
    assert Level.ERR in {finding.verdicts.caller for finding in made.findings}
    assert made.bump == "major"


@pytest.mark.parametrize("case", _HARMLESS)
def test_callers_do_not_break(case: str) -> None:
    made = report(*_HARMLESS[case])
    assert [finding for finding in made.findings if finding.verdicts.caller is Level.ERR] == []


def test_a_class_of_another_name_breaks_callers_alone() -> None:
    def named(name: str) -> Json:
        schema = {"$ref": f"#/components/schemas/{name}"}
        return {**gets(schema), "components": {"schemas": {name: holder(TEXT)}}}

    found = {finding.id: finding.verdicts for finding in report(named("Thing"), named("Item")).findings}
    assert set(found) == {"caller-class-renamed", "api-schema-removed"}
    assert (found["caller-class-renamed"].wire, found["caller-class-renamed"].caller) == (Level.INFO, Level.ERR)


def test_services_stand_on_the_other_side() -> None:
    needed = {**REQUIRED, "properties": {"other": TEXT, "p": TEXT}}
    asked = report(sends(EMPTY), sends(needed)).findings[0].verdicts
    given = report(gets(EMPTY), gets(needed)).findings[0].verdicts
    assert (asked.caller, asked.service) == (Level.ERR, Level.INFO)
    assert (given.caller, given.service) == (Level.INFO, Level.ERR)


def test_bumps() -> None:
    assert report(at("/things"), at("/things")).bump == "none"
    assert report(at("/things"), at("/things", tags=["x"])).bump == "patch"
    assert report(at("/things", tags=["x"]), at("/things")).bump == "patch"
    assert report(at("/things"), asks(TEXT)).bump == "minor"
    assert suggest([]) == "none"
