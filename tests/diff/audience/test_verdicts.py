"""Levels for callers and services, and the version bump."""

from __future__ import annotations

from typing import Any, TypeAlias

from codegen.diff.audience.bump import suggest
from codegen.diff.model.changes import Level, Verdicts
from tests.diff.apis import api, body, holder, operation, query, report, response

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
    return api({"GET /things": operation(**response(schema))})


def asks(schema: Json, **facts: Json) -> Json:
    return api({"GET /things": operation(**query(schema, **facts))})


def at(path: str, **parts: Json) -> Json:
    return api({f"GET {path}": operation(**parts)})


def test_a_renamed_class_breaks_only_callers() -> None:
    def named(name: str) -> Json:
        schema = {"$ref": f"#/components/schemas/{name}"}
        return {**gets(schema), "components": {"schemas": {name: holder(TEXT)}}}

    found = {finding.id: finding.verdicts for finding in report(named("Thing"), named("Item")).findings}
    assert set(found) == {"caller-class-renamed", "api-schema-removed"}
    assert (found["caller-class-renamed"].wire, found["caller-class-renamed"].caller) == (Level.INFO, Level.ERR)


def test_services_mirror_callers() -> None:
    needed = {**REQUIRED, "properties": {"other": TEXT, "p": TEXT}}
    asked = report(sends(EMPTY), sends(needed)).findings[0].verdicts
    given = report(gets(EMPTY), gets(needed)).findings[0].verdicts
    assert (asked.caller, asked.service) == (Level.ERR, Level.INFO)
    assert (given.caller, given.service) == (Level.INFO, Level.ERR)


def test_property_counts_are_rated_per_audience() -> None:
    def limited(most: int) -> Json:
        return {"type": "object", "additionalProperties": TEXT, "maxProperties": most}

    (sent,) = report(sends(limited(5)), sends(limited(3))).findings
    assert sent.id == "request-body-max-properties-decreased"
    assert sent.verdicts == Verdicts(wire=Level.ERR, caller=Level.WARN, service=Level.NONE)
    assert sent.change.message == "POST /things request: maxProperties decreased from 5 to 3"
    (given,) = report(gets(limited(3)), gets(limited(5))).findings
    assert given.id == "response-body-max-properties-increased"
    assert given.verdicts == Verdicts(wire=Level.ERR, caller=Level.NONE, service=Level.INFO)


def test_bumps() -> None:
    assert report(at("/things"), at("/things")).bump == "none"
    assert report(at("/things"), at("/things", tags=["x"])).bump == "patch"
    assert report(at("/things", tags=["x"]), at("/things")).bump == "patch"
    assert report(at("/things"), asks(TEXT)).bump == "minor"
    assert suggest([]) == "none"
