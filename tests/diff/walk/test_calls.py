"""Webhooks and callbacks: the API sends, callers read."""

from __future__ import annotations

from typing import Any, TypeAlias

import pytest

from tests.diff.apis import api, body, ids, operation, report, response

Json: TypeAlias = Any
TEXT: Json = {"type": "string"}


def hook(schema: Json, **facts: Json) -> Json:
    return {**api(), "webhooks": {"thing.made": {"post": operation(operationId="made", **body(schema), **facts)}}}


def callback(schema: Json, **facts: Json) -> Json:
    item = {"post": operation(operationId="done", **body(schema), **facts)}
    return api({"POST /things": operation(callbacks={"done": {"{$request.body#/url}": item}})})


def thing(*required: str, **properties: Json) -> Json:
    return {"type": "object", "properties": properties, "required": list(required)}


@pytest.mark.parametrize("make", [hook, callback])
def test_payloads_are_read_by_callers(make: Any) -> None:
    def found(old: Json, new: Json) -> list[str]:
        return ids(make(old), make(new))

    both = thing("a", a=TEXT, b=TEXT)
    assert found(both, thing(b=TEXT)) == ["response-required-property-removed"]
    assert found(thing(b=TEXT), both) == ["response-required-property-added"]
    assert found(both, thing(a=TEXT, b=TEXT)) == ["response-property-became-optional"]
    assert found(both, both) == []
    verdicts = report(make(both), make(thing(b=TEXT))).findings[0].verdicts
    assert (verdicts.wire, verdicts.caller) == ("ERR", "ERR")


@pytest.mark.parametrize("make", [hook, callback])
def test_added_and_removed_calls(make: Any) -> None:
    without = api({"POST /things": operation()})
    assert ids(make(TEXT), without) == ["webhook-removed"]
    assert ids(without, make(TEXT)) == ["webhook-added"]


def test_parameters_of_calls() -> None:
    def header(**facts: Json) -> Json:
        return hook(TEXT, parameters=[{"name": "X-Sign", "in": "header", "schema": TEXT, **facts}])

    assert ids(hook(TEXT), header()) == ["response-header-added"]
    assert ids(header(required=True), hook(TEXT)) == ["required-response-header-removed"]
    assert ids(header(), hook(TEXT)) == ["optional-response-header-removed"]
    assert ids(header(required=True), header()) == ["response-header-became-optional"]
    assert ids(header(), header(schema={"type": "integer"})) == ["response-header-type-compatible"]
    assert ids(header(schema={"type": "integer"}), header()) == ["response-header-type-changed"]


def test_responses_to_a_call_are_sent_by_callers() -> None:
    def answered(schema: Json) -> Json:
        return hook(TEXT, responses=response(schema)["responses"])

    assert ids(answered(thing(a=TEXT)), answered(thing("a", a=TEXT))) == ["request-property-became-required"]


def test_added_and_removed_payloads() -> None:
    bare = {**api(), "webhooks": {"thing.made": {"post": operation(operationId="made")}}}
    assert ids(hook(TEXT), bare) == ["response-body-media-type-schema-removed"]
    assert ids(bare, hook(TEXT)) == ["response-body-media-type-schema-added"]


def test_a_schema_shared_by_responses_and_calls_changes_once() -> None:
    def shared(kind: str) -> Json:
        held = {"$ref": "#/components/schemas/Thing"}
        document = api(
            {"GET /a": operation(**response(held))}, components={"schemas": {"Thing": thing(a={"type": kind})}}
        )
        return {**document, "webhooks": {"made": {"post": operation(operationId="made", **body(held))}}}

    found = report(shared("string"), shared("boolean")).findings
    assert [item.id for item in found] == ["response-property-type-changed"]
    assert found[0].operations == ("GET /a", 'webhook "made"')
