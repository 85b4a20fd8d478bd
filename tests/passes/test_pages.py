"""Detection of the kinds of pagination: each rule, where it applies and where it must not."""

from __future__ import annotations

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
    assert (found.kind, found.items, found.after, found.next) == (kind, "data", after, path)


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
