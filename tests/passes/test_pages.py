"""Detection of the kinds of pagination: each rule, where it applies and where it must not."""

from __future__ import annotations

from typing import Any

import pytest

from codegen.ir.api import Pagination
from codegen.passes.infer import infer
from tests.support.documents import ID, TEXT, Json, document, read, replying

INTEGER: Json = {"type": "integer"}
NULLABLE: Json = {"type": ["string", "null"]}


def pages(response: Json, **params: Json) -> Pagination | None:
    listed = [{"name": name, "in": "query", "schema": schema} for name, schema in params.items()]
    operation = replying(response, parameters=listed)
    return infer(read(document({}, {"/a": {"get": operation}}))).operations[0].pagination


def response(name: str = "data", **more: Json) -> Json:
    return {"type": "object", "properties": {name: {"type": "array", "items": ID}, **more}}


@pytest.mark.parametrize(
    ("params", "more", "kind", "after", "path"),
    [
        ({"cursor": TEXT}, {"next_cursor": NULLABLE}, "cursor", "cursor", ("next_cursor",)),
        ({"page_token": TEXT}, {"next_page_token": TEXT}, "cursor", "page_token", ("next_page_token",)),
        ({"page": TEXT}, {"next_page": NULLABLE}, "cursor", "page", ("next_page",)),
        ({"page": INTEGER}, {"total_pages": INTEGER}, "page", "page", ()),
        ({"offset": INTEGER, "limit": INTEGER}, {"total": INTEGER}, "offset", "offset", ()),
        ({}, {"next_url": {"type": "string", "format": "uri"}}, "url", "", ("next_url",)),
    ],
)
def test_kinds(params: dict[str, Json], more: dict[str, Json], kind: str, after: str, path: tuple[str, ...]) -> None:
    found = pages(response(**more), **params)
    assert found is not None
    assert (found.kind, found.items, found.after, found.next) == (kind, ("data",), after, path)


@pytest.mark.parametrize(
    ("params", "more"),
    [
        ({"cursor": TEXT}, {}),
        ({"q": TEXT}, {"next_cursor": TEXT}),
        ({}, {"next": TEXT}),
        ({}, {}),
    ],
)
def test_no_pages(params: dict[str, Json], more: dict[str, Json]) -> None:
    assert pages(response(**more), **params) is None


def test_a_number_is_not_a_cursor() -> None:
    found = pages(response(next_page=TEXT, total_pages=INTEGER), page=INTEGER)
    assert found is not None
    assert found.kind == "page"


HAS_MORE: Json = {"has_more": {"type": "boolean"}}
TIME: Json = {"type": "string", "format": "date-time"}


def named(name: str, **more: Json) -> Json:
    return response(name, **more)


@pytest.mark.parametrize(
    ("answer", "params", "expected"),
    [
        (response(last_id=TEXT, first_id=TEXT, **HAS_MORE), {"after": TEXT, "before": TEXT},
         ("cursor", "after", "before", ("last_id",), ("first_id",))),
        (response(last_id=NULLABLE), {"after": TEXT}, ("cursor", "after", "", ("last_id",), ())),
        (response(**HAS_MORE), {"after": TEXT, "limit": INTEGER}, ("id", "after", "", (), ())),
        (response(**HAS_MORE), {"after_id": TEXT, "before_id": TEXT}, ("id", "after_id", "before_id", (), ())),
        (response(), {"after_id": TEXT}, ("id", "after_id", "", (), ())),
        (named("coins", **HAS_MORE), {"cursor": TEXT}, ("id", "cursor", "", (), ())),
        (named("coins", nextCursor=TEXT), {"Cursor": TEXT}, ("cursor", "Cursor", "", ("nextCursor",), ())),
        (named("coins", cursor=INTEGER), {"cursor": INTEGER}, ("cursor", "cursor", "", ("cursor",), ())),
        (named("rows", paging={"properties": {"next": {"properties": {"after": TEXT}}}}), {"after": TEXT},
         ("cursor", "after", "", ("paging", "next", "after"), ())),
        (named("value", **{"@odata.nextLink": TEXT}), {}, ("url", "", "", ("@odata.nextLink",), ())),
        (named("rows", links={"properties": {"next": TEXT, "prev": TEXT}}), {},
         ("url", "", "", ("links", "next"), ("links", "prev"))),
        (named("rows", _links={"properties": {"next": {"properties": {"href": TEXT}}}}), {},
         ("url", "", "", ("_links", "next", "href"), ())),
        (named("coins", total_count=INTEGER), {"page": INTEGER}, ("page", "page", "", (), ())),
    ],
)  # fmt: skip
def test_lists_beside_cursors(answer: Json, params: dict[str, Json], expected: tuple[object, ...]) -> None:
    found = pages(answer, **params)
    assert found is not None
    assert (found.kind, found.after, found.before, found.next, found.previous) == expected


@pytest.mark.parametrize(
    ("answer", "items", "path"),
    [
        (named("result", result_info={"properties": {"cursors": {"properties": {"after": TEXT}}}}), ("result",),
         ("result_info", "cursors", "after")),
        ({"properties": {"result": named("points", next_cursor=TEXT)}}, ("result", "points"),
         ("result", "next_cursor")),
        ({"properties": {"data": response("items"), "meta": {"properties": {"next_cursor": TEXT}}}}, ("data", "items"),
         ("meta", "next_cursor")),
    ],
)  # fmt: skip
def test_envelopes(answer: Json, items: tuple[str, ...], path: tuple[str, ...]) -> None:
    found = pages(answer, cursor=TEXT, after=TEXT)
    assert found is not None
    assert (found.items, found.next) == (items, path)


@pytest.mark.parametrize(
    ("answer", "params"),
    [
        (response(), {"after": TEXT}),
        (response(**HAS_MORE), {"after": TIME}),
        (response(**HAS_MORE), {"after": INTEGER}),
        (named("coins"), {"page": INTEGER}),
        ({"properties": {"a": response()["properties"]["data"], "b": {"type": "array", "items": TEXT}}, **HAS_MORE},
         {"cursor": TEXT}),
        (named("coins", next_cursor={"type": "object"}), {"cursor": TEXT}),
    ],
)  # fmt: skip
def test_lists_without_cursors(answer: Json, params: dict[str, Json]) -> None:
    assert pages(answer, **params) is None


def searching(response: Json, body: Json, media: str = "application/json") -> Pagination | None:
    operation = replying(response, requestBody={"content": {media: {"schema": body}}})
    return infer(read(document({}, {"/a": {"post": operation}}))).operations[0].pagination


def test_a_cursor_in_the_body_of_a_request() -> None:
    body: Json = {"type": "object", "properties": {"start_cursor": TEXT, "query": TEXT}}
    found = searching(response("results", next_cursor=NULLABLE, **HAS_MORE), body)
    assert found is not None
    assert (found.kind, found.after, found.next) == ("cursor", "start_cursor", ("next_cursor",))
    last = searching(response(last_id=TEXT), {"type": "object", "properties": {"after": TEXT}})
    assert last is not None
    assert last.next == ("last_id",)
    assert searching(response(next_cursor=TEXT), {"type": "object", "properties": {"page": INTEGER}}) is None
    assert searching(response(next_cursor=TEXT), body, "multipart/form-data") is None


def test_an_empty_list_may_be_a_response_without_content() -> None:
    listed = [{"name": "page", "in": "query", "schema": {"type": "number"}}]
    operation: Any = replying(response(total_pages={"type": "number"}), parameters=listed)
    operation["responses"]["204"] = {"description": "none"}
    found = infer(read(document({}, {"/a": {"get": operation}}))).operations[0].pagination
    assert found is not None
    assert (found.kind, found.total) == ("page", ("total_pages",))
