"""Equivalent spellings of a document are not changes."""

from __future__ import annotations

import copy
import json
from typing import Any, TypeAlias

import pytest

from tests.diff.apis import api, body, holder, operation, query, report, response

Json: TypeAlias = Any
TEXT: Json = {"type": "string"}
KEY: Json = {"type": "apiKey", "in": "header", "name": "X-Key"}
ROW: Json = {"type": "object", "required": ["id"], "properties": {"id": TEXT, "size": {"type": "integer"}}}
ROWS: Json = {"schemas": {"Row": ROW}}
REF: Json = {"$ref": "#/components/schemas/Row"}


def in_body(schema: Json) -> Json:
    both = {**body(holder(schema)), **response(holder(schema))}
    return api({"POST /things": operation(**both)}, components=ROWS)


def in_query(schema: Json) -> Json:
    return api({"GET /things": operation(**query(schema))}, components=ROWS)


def union(*values: Json, **facts: Json) -> Json:
    return {"oneOf": [{"const": value} for value in values], **facts}


def secured(document: Json, security: Json = None, own: Json = None) -> Json:
    made = api(
        {"GET /things": operation(**({} if own is None else {"security": own}))},
        components={"securitySchemes": {"key": KEY}},
    )
    return made | document | ({} if security is None else {"security": security})


def kinds(document: Json) -> Json:
    cat = {"type": "object", "required": ["kind"], "properties": {"kind": TEXT, "name": TEXT}}
    dog = {"type": "object", "required": ["kind"], "properties": {"kind": TEXT, "size": TEXT}}
    refs = [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}]
    held = {"oneOf": refs, "discriminator": {"propertyName": "kind", **document}}
    return api({"POST /things": operation(**body(held))}, components={"schemas": {"Cat": cat, "Dog": dog}})


PAIRS: dict[str, tuple[Json, Json]] = {
    "a oneOf of constants is an enum": (in_body(union("a", "b")), in_body({"enum": ["a", "b"]})),
    "constants with titles": (
        in_body({"type": "string", "oneOf": [{"const": "a", "title": "A"}, {"const": "b"}]}),
        in_body({"type": "string", "enum": ["b", "a"]}),
    ),
    "a constant is an enum of one value": (in_body({"const": "a"}), in_body({"type": "string", "enum": ["a"]})),
    "an enum of both booleans": (in_body({"enum": [True, False]}), in_body({"type": "boolean"})),
    "bounds of integers": (
        in_body({"type": "integer", "minimum": 1, "maximum": 9}),
        in_body({"type": "integer", "exclusiveMinimum": 0, "exclusiveMaximum": 10}),
    ),
    "limits that every value satisfies": (
        in_body({"type": "array", "items": {"type": "integer", "multipleOf": 1}, "minItems": 0, "uniqueItems": False}),
        in_body({"type": "array", "items": {"type": "integer"}}),
    ),
    "a format that only annotates": (in_body({**TEXT, "format": "password"}), in_body(TEXT)),
    "null as a type and as a variant": (
        in_body({"type": ["string", "null"]}),
        in_body({"anyOf": [TEXT, {"type": "null"}]}),
    ),
    "allOf of one schema": (in_body(REF), in_body({"allOf": [REF]})),
    "inline and referenced": (in_query({**TEXT, "maxLength": 4}), in_query({"allOf": [{**TEXT, "maxLength": 4}]})),
    "a default beside and behind a reference": (
        api({"GET /t": operation(**query({"allOf": [{"$ref": "#/components/schemas/T"}]}, default="a"))})
        | {"components": {"schemas": {"T": {**TEXT, "default": "a"}}}},
        api({"GET /t": operation(**query({"allOf": [{"$ref": "#/components/schemas/T"}], "default": "a"}))})
        | {"components": {"schemas": {"T": {**TEXT, "default": "a"}}}},
    ),
    "an explicit discriminator mapping": (
        kinds({}),
        kinds({"mapping": {"Cat": "#/components/schemas/Cat", "Dog": "Dog"}}),
    ),
    "security of the document and of its only operation": (
        secured({}, security=[{"key": []}]),
        secured({}, own=[{"key": []}]),
    ),
    "anonymous access": (
        secured({}, own=[{}]),
        secured({}, own=[]),
    ),
    "a prefix of servers and of paths": (
        api({"GET /v1/t": operation()}, servers=[{"url": "https://a.example"}]),
        api({"GET /t": operation()}, servers=[{"url": "https://A.example:443/v1/"}]),
    ),
    "values of server variables": (
        api({"GET /t": operation()}, servers=[{"url": "https://a.example/v1"}, {"url": "https://a.example/v2"}]),
        api(
            {"GET /t": operation()},
            servers=[{"url": "https://a.example/{v}", "variables": {"v": {"default": "v1", "enum": ["v1", "v2"]}}}],
        ),
    ),
    "spelling of media types": (
        api({"POST /t": operation(**body(ROW, "application/json"))}),
        api({"POST /t": operation(**body(ROW, "Application/JSON;charset=UTF-8"))}),
    ),
}


@pytest.mark.parametrize("name", sorted(PAIRS))
def test_equivalent_documents_have_no_changes(name: str) -> None:
    one, two = PAIRS[name]
    for old, new in ((one, two), (two, one)):
        assert [item.change.message for item in report(old, new).findings] == []


def test_a_code_is_part_of_its_range() -> None:
    def document(status: str, schema: Json) -> Json:
        held = {"description": "ok", "content": {"application/json": {"schema": schema}}}
        return api({"GET /t": operation(responses={status: held})})

    found = [item.id for item in report(document("200", ROW), document("2XX", ROW)).findings]
    assert found == ["response-success-status-added"]
    changed = {**ROW, "required": []}
    found = [item.id for item in report(document("200", ROW), document("2XX", changed)).findings]
    assert "response-property-became-optional" in found


def test_the_order_of_members_is_not_a_change() -> None:
    document = kinds({"mapping": {"a": "Cat", "b": "Dog"}})
    text = json.dumps(document, sort_keys=True)
    assert report(document, json.loads(text)).findings == ()


def test_the_input_is_not_modified() -> None:
    document = in_body(union("a", "b"))
    before = copy.deepcopy(document)
    report(document, in_body({"enum": ["a", "b"]}))
    assert document == before


def test_a_renamed_path_parameter_breaks_no_caller_that_passes_it_by_position() -> None:
    def document(name: str) -> Json:
        facts = {"name": name, "in": "path", "required": True, "schema": TEXT}
        return api({f"GET /t/{{{name}}}": operation(parameters=[facts])})

    found = report(document("id"), document("key")).findings
    assert [(item.id, item.verdicts.wire, item.verdicts.caller) for item in found] == [
        ("caller-argument-renamed", "INFO", "WARN")
    ]
