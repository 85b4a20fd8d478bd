"""Inference of unstated facts: each rule, where it applies and where it must not."""

from __future__ import annotations

from typing import Any

import pytest

from codegen.core.diagnostic import Diagnostics
from codegen.ir.api import Api, ErrorShape, Operation, Pagination
from codegen.ir.types import Kind, Scalar, Union
from codegen.passes.allof import merge_all_of
from codegen.passes.infer import infer
from tests.support.documents import ID, TEXT, Json, document, read, ref, replying

FORM = "application/x-www-form-urlencoded"
BOOLEAN: Json = {"type": "boolean"}
INTEGER: Json = {"type": "integer"}
EMPTY: Json = {"type": "object", "properties": {}, "additionalProperties": False}


def inferred(operation: Json, method: str = "get", **schemas: Json) -> Operation:
    return infer(read(document(schemas, {"/a": {method: operation}}))).operations[0]


def query(*names: str) -> list[Json]:
    return [{"name": name, "in": "query", "schema": TEXT} for name in names]


def page(items: Json = None, **more: Json) -> Json:
    return {
        "type": "object",
        "properties": {"data": {"type": "array", "items": items or ID}, "has_more": BOOLEAN, **more},
    }


def pages(response: Json, params: list[Json], method: str = "get", **schemas: Json) -> Pagination | None:
    return inferred(replying(response, parameters=params), method, **schemas).pagination


# pages


def test_pages_by_cursor() -> None:
    found = pages(page(), query("starting_after", "ending_before", "limit"))
    assert found is not None
    assert (found.items, found.after, found.before, found.more, found.id) == (
        ("data",),
        "starting_after",
        "ending_before",
        ("has_more",),
        "id",
    )


def test_pages_forward_only_and_without_more() -> None:
    response = {"type": "object", "properties": {"items": {"type": "array", "items": ID}}}
    found = pages(response, query("starting_after"))
    assert found is not None
    assert (found.items, found.before, found.more) == (("items",), "", ())


def test_pages_of_unions_and_of_references() -> None:
    either = {"anyOf": [ref("A"), ref("B")]}
    assert pages(page(either), query("starting_after"), A=ID, B=ID)
    assert pages(ref("Page"), query("starting_after"), Page=page(ref("A")), A=ID)
    assert not pages(page(either), query("starting_after"), A=ID, B={"properties": {"x": TEXT}})


@pytest.mark.parametrize(
    ("response", "params", "method"),
    [
        (page(), query("after"), "post"),
        (page(), query("before"), "get"),
        (page(), query("starting_after"), "post"),
        (page(), [{"name": "starting_after", "in": "header", "schema": TEXT}], "get"),
        (page(TEXT), query("starting_after"), "get"),
        (page({"type": "object", "properties": {"key": TEXT}}), query("starting_after"), "get"),
        ({"type": "array", "items": ID}, query("starting_after"), "get"),
        ({"type": "object", "properties": {"data": ID}}, query("starting_after"), "get"),
        ({"type": "object", "properties": {"rows": {"type": "array", "items": ID}}}, query("starting_after"), "get"),
    ],
)
def test_no_pages(response: Json, params: list[Json], method: str) -> None:
    assert pages(response, params, method) is None


# times


def filtered(schema: Json, field: Json, name: str = "created", **options: Any) -> Operation:
    item = {"type": "object", "properties": {"id": TEXT, "created": field}}
    params = [*query("starting_after"), {"name": name, "in": options.get("where", "query"), "schema": schema}]
    return inferred(replying(page(item), parameters=params))


UNIX: Json = {"type": "integer", "format": "unix-time"}
RANGE: Json = {"type": "object", "properties": {"gt": INTEGER, "lte": INTEGER}}


def test_filters_of_times() -> None:
    node = filtered({"anyOf": [RANGE, INTEGER]}, UNIX).params[1].type
    assert isinstance(node, Union)
    whole, plain = node.variants
    assert plain == Scalar(kind=Kind.INTEGER, format="unix-time")
    assert [item.type for item in whole.fields] == [plain, plain]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("schema", "field", "options"),
    [
        (INTEGER, INTEGER, {}),
        (TEXT, UNIX, {}),
        (INTEGER, UNIX, {"name": "other"}),
        (INTEGER, UNIX, {"where": "header"}),
        ({"type": "object", "properties": {"year": INTEGER}}, UNIX, {}),
        ({"anyOf": [INTEGER, TEXT]}, UNIX, {}),
    ],
)
def test_no_filters_of_times(schema: Json, field: Json, options: Any) -> None:
    before = read(
        document({}, {"/a": {"get": replying(TEXT, parameters=[{"name": "x", "in": "query", "schema": schema}])}})
    )
    assert filtered(schema, field, **options).params[1].type == before.operations[0].params[0].type


# bodies


@pytest.mark.parametrize(
    ("method", "body", "kept"),
    [
        ("get", {"content": {FORM: {"schema": EMPTY}}}, False),
        ("delete", {"content": {FORM: {"schema": EMPTY}}}, False),
        ("post", {"content": {FORM: {"schema": EMPTY}}}, True),
        ("get", {"required": True, "content": {FORM: {"schema": EMPTY}}}, True),
        ("get", {"content": {FORM: {"schema": {**EMPTY, "additionalProperties": True}}}}, True),
        ("get", {"content": {FORM: {"schema": ID}}}, True),
        ("delete", {"content": {FORM: {"schema": EMPTY}, "application/json": {"schema": ID}}}, True),
        ("get", {"content": {FORM: {}}}, True),
    ],
)
def test_the_empty_form_of_gets(method: str, body: Json, *, kept: bool) -> None:
    assert (inferred({**replying(TEXT), "requestBody": body}, method).body is not None) is kept


def test_the_order_of_media_types() -> None:
    names = ["text/csv", "multipart/form-data", FORM, "application/problem+json; v=1", "application/json", "image/png"]
    body = {"content": {name: {"schema": TEXT} for name in names}}
    operation = inferred({**replying(TEXT), "requestBody": body}, "post")
    assert operation.body is not None
    assert [media.content_type for media in operation.body.media] == [
        "application/problem+json; v=1",
        "application/json",
        FORM,
        "multipart/form-data",
        "text/csv",
        "image/png",
    ]


def part(schema: Json, name: str = "file", media: str = "multipart/form-data", encoding: Json = None) -> str | None:
    """Return the format of the only property of a body."""
    content = {media: {"schema": {"type": "object", "properties": {name: schema}}, "encoding": encoding or {}}}
    operation = inferred({**replying(TEXT), "requestBody": {"content": content}}, "post")
    assert operation.body is not None
    node = operation.body.media[0].type.fields[0].type  # type: ignore[union-attr]
    return node.format if isinstance(node, Scalar) else None


def test_parts_that_are_files() -> None:
    assert part(TEXT) == "binary"
    assert part(TEXT, "upload") == "binary"
    assert part(TEXT, "scan", encoding={"scan": {"contentType": "image/png"}}) == "binary"


@pytest.mark.parametrize(
    ("schema", "options"),
    [
        (TEXT, {"name": "purpose"}),
        (TEXT, {"media": FORM}),
        ({"type": "string", "maxLength": 5}, {}),
        ({"enum": ["a"]}, {}),
        (INTEGER, {}),
        (TEXT, {"name": "meta", "encoding": {"meta": {"contentType": "application/json"}}}),
        (TEXT, {"name": "meta", "encoding": {"meta": {"contentType": "application/json; charset=utf-8"}}}),
        (TEXT, {"name": "meta", "encoding": {"meta": {"contentType": "Text/Plain"}}}),
        (TEXT, {"name": "meta", "encoding": {"meta": {"contentType": "text/csv"}}}),
    ],
)
def test_parts_that_are_not_files(schema: Json, options: Any) -> None:
    assert part(schema, **options) is None


# errors


def shape_of(*errors: Json, **schemas: Json) -> ErrorShape:
    paths = {
        f"/{n}": {
            "get": {"responses": {"400": {"description": "", "content": {"application/json": {"schema": error}}}}}
        }
        for n, error in enumerate(errors)
    }
    return infer(read(document(schemas, paths))).errors


def test_the_properties_of_errors() -> None:
    kinds = {"enum": ["api_error", "card_error", "invalid_request_error"]}
    inner = {"type": "object", "properties": {"message": TEXT, "type": kinds, "code": TEXT, "param": TEXT}}
    shape = shape_of({"type": "object", "properties": {"error": inner}})
    assert shape == ErrorShape(
        message=("error", "message"),
        type=("error", "type"),
        code=("error", "code"),
        param=("error", "param"),
        types=("invalid_request_error", "api_error"),
    )


IN_LIST = ErrorShape(message=("errors", 0, "message"), param=("errors", 0, "field"))


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ({"message": TEXT}, ErrorShape(message=("message",))),
        ({"detail": TEXT, "title": TEXT, "status": INTEGER}, ErrorShape(message=("detail",), status=("status",))),
        ({"error": TEXT, "error_description": TEXT}, ErrorShape(message=("error_description",))),
        ({"code": INTEGER, "message": TEXT}, ErrorShape(message=("message",), code=("code",), status=("code",))),
        ({"errors": {"type": "array", "items": ref("Fault")}}, IN_LIST),
        ({"errors": {"type": "array", "items": ref("Fault")}, "message": TEXT}, ErrorShape(message=("message",))),
        ({"message": INTEGER}, ErrorShape()),
        ({"problem": TEXT}, ErrorShape()),
        ({}, ErrorShape()),
    ],
)
def test_shapes(properties: Json, expected: ErrorShape) -> None:
    fault = {"type": "object", "properties": {"message": TEXT, "field": TEXT}}
    assert shape_of({"type": "object", "properties": properties}, Fault=fault) == expected


def test_problem_details_have_the_required_properties() -> None:
    problem = {"type": "object", "properties": {"type": TEXT, "title": TEXT, "detail": TEXT}, "required": ["type"]}
    content = {"application/problem+json": {"schema": problem}}
    paths = {"/a": {"get": {"responses": {"default": {"description": "", "content": content}}}}}
    assert infer(read(document({}, paths))).errors == ErrorShape(
        message=("detail",),
        type=("type",),
        title=("title",),
        types=("about:blank", "about:blank"),
        media="application/problem+json",
    )


def test_the_most_frequent_error_body_is_used() -> None:
    rare, common = ({"type": "object", "properties": {name: TEXT}} for name in ("detail", "message"))
    assert shape_of(rare, common, common).message == ("message",)
    assert shape_of(ref("E"), E=common).message == ("message",)


def test_successful_responses_are_not_errors() -> None:
    api = infer(read(document({}, {"/a": {"get": replying({"type": "object", "properties": {"message": TEXT}})}})))
    assert api.errors == ErrorShape()


def test_inferring_twice_changes_nothing() -> None:
    body = {"content": {"multipart/form-data": {"schema": {"properties": {"file": TEXT}}}, "application/json": {}}}
    operation = replying(page(), parameters=query("starting_after"))
    paths = {"/a": {"get": operation, "post": {**replying(TEXT), "requestBody": body}}}
    once: Api = infer(merge_all_of(read(document({}, paths)), Diagnostics()))
    assert infer(once) == once


def test_enums_without_strings_have_no_kinds() -> None:
    shape = shape_of({"type": "object", "properties": {"message": TEXT, "type": {"enum": [1, 2]}}})
    assert (shape.type, shape.types) == ((), ("", ""))
