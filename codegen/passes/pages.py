"""Detects pagination where the structure of the document is unambiguous, and applies the configured one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from codegen.ir.api import In, Pagination
from codegen.ir.lookup import object_fields, resolved, success_type
from codegen.ir.types import Kind, ListOf, Object, Scalar, Union

if TYPE_CHECKING:
    from collections.abc import Mapping

    from codegen.config.pages import PageSettings
    from codegen.core.diagnostic import Diagnostics
    from codegen.ir.api import Api, Operation, OpId, Param
    from codegen.ir.types import Type

_ITEMS = ("data", "items", "results")
_META = ("meta", "pagination", "paging", "page_info", "pageInfo", "links", "response_metadata")
_MORE = ("has_more", "hasMore", "has_next", "hasNext", "has_next_page", "hasNextPage")
_SIZES = ("limit", "page_size", "pageSize", "per_page", "perPage", "size", "count")
_CURSORS = {
    "cursor": ("next_cursor", "nextCursor", "end_cursor", "endCursor"),
    "page_token": ("next_page_token", "nextPageToken"),
    "pageToken": ("nextPageToken", "next_page_token"),
    "next_token": ("next_token",),
    "nextToken": ("nextToken",),
    "NextToken": ("NextToken",),
    "continuation_token": ("continuation_token", "next_continuation_token"),
    "continuationToken": ("continuationToken", "nextContinuationToken"),
    "after": ("end_cursor", "endCursor", "next_cursor", "nextCursor"),
    "starting_after": ("next_cursor",),
    "marker": ("next_marker", "nextMarker"),
    "page": ("next_page", "nextPage"),
}
_PAGES = ("page", "page_number", "pageNumber")
_OFFSETS = ("offset", "skip")
_ADDRESSES = {
    "next": "previous",
    "next_url": "previous_url",
    "nextUrl": "previousUrl",
    "next_page_url": "prev_page_url",
    "@odata.nextLink": "",
    "nextLink": "",
}
_TOTAL_PAGES = ("total_pages", "totalPages", "page_count", "pageCount", "last_page", "lastPage")
_TOTAL_ITEMS = ("total", "total_count", "totalCount")


@dataclass(frozen=True, slots=True)
class _ListResponse:
    """The response of a list operation: its items, and the scalars around them by path."""

    items: str
    item: Type
    scalars: Mapping[tuple[str, ...], Scalar]

    def find(self, names: tuple[str, ...], *kinds: Kind) -> tuple[str, ...]:
        """Return the path of the first scalar with one of these names and kinds; empty if there is none."""
        for name in names:
            for path, node in self.scalars.items():
                if path[-1] == name and node.kind in kinds:
                    return path
        return ()


def recognised(api: Api, operation: Operation) -> Pagination | None:
    """Return the pagination of a list operation; None where the document is ambiguous."""
    if operation.method != "GET":
        return None
    response = _response(api, operation)
    if response is None:
        return None
    queries = {param.name: param for param in operation.params if param.where is In.QUERY}
    size = next((name for name in _SIZES if name in queries), "")
    return (
        _by_id(api, response, queries)
        or _by_cursor(response, queries)
        or _by_address(response)
        or _by_header(operation, response)
        or _by_page(api, response, queries)
        or _by_offset(api, response, queries, size)
    )


def configured_pages(
    api: Api, settings: Mapping[str, PageSettings], found: Diagnostics
) -> dict[OpId, Pagination | None]:
    """Return the pagination of the configured operations, which are given by ``METHOD path`` or operationId."""
    result: dict[OpId, Pagination | None] = {}
    for name, given in settings.items():
        operation = next((one for one in api.operations if name in {one.id, one.operation_id}), None)
        if operation is None:
            found.warning("pagination-unusable", f"unknown operation {name!r}", api.location)
            continue
        result[operation.id] = None if given.kind == "none" else _as_configured(api, operation, given, found)
    return result


def _as_configured(api: Api, operation: Operation, given: PageSettings, found: Diagnostics) -> Pagination | None:
    names = {param.name for param in operation.params if param.where is In.QUERY}
    unknown = [name for name in (given.param, given.before, given.size) if name and name not in names]
    response = _response(api, operation, (given.items,) if given.items else _ITEMS)
    if unknown or response is None:
        missing = f"no query parameter {unknown[0]!r}" if unknown else "no list of items in its response"
        found.warning("pagination-unusable", f"{operation.id} has {missing}", operation.location)
        return None
    return Pagination(
        kind=given.kind,
        items=response.items,
        item=response.item,
        after=given.param,
        before=given.before,
        id=given.id,
        size=given.size,
        start=given.start,
        next=_path(given.next),
        previous=_path(given.previous),
        more=_path(given.more),
        total=_path(given.total),
    )


def _path(text: str) -> tuple[str, ...]:
    return tuple(text.split(".")) if text else ()


def _response(api: Api, operation: Operation, names: tuple[str, ...] = _ITEMS) -> _ListResponse | None:
    """Return the only successful response of an operation, if it is a list or an object with one."""
    successes = [response for response in operation.responses if response.success]
    node = success_type(operation)
    if len(successes) != 1 or node is None or node.nullable:
        return None
    target = resolved(api, node)
    if isinstance(target, ListOf):
        return _ListResponse("", target.item, {})
    if not isinstance(target, Object):
        return None
    fields = object_fields(api, target)
    for name in names:
        field = fields.get(name)
        if field is not None and isinstance(field.type, ListOf):
            return _ListResponse(name, field.type.item, _scalars(api, target))
    return None


def _scalars(api: Api, node: Object) -> dict[tuple[str, ...], Scalar]:
    found: dict[tuple[str, ...], Scalar] = {}
    for field in node.fields:
        target = resolved(api, field.type)
        if isinstance(target, Scalar):
            found[(field.name,)] = target
        elif field.name in _META:
            for inner in object_fields(api, target).values():
                value = resolved(api, inner.type)
                if isinstance(value, Scalar):
                    found[field.name, inner.name] = value
    return found


def _by_id(api: Api, response: _ListResponse, queries: Mapping[str, Param]) -> Pagination | None:
    """Detect ``starting_after``, which takes an id, with items that have one."""
    if "starting_after" not in queries or not response.items or not _has_id(api, response.item):
        return None
    return Pagination(
        items=response.items,
        item=response.item,
        after="starting_after",
        before="ending_before" if "ending_before" in queries else "",
        more=("has_more",) if ("has_more",) in response.scalars else (),
    )


def _has_id(api: Api, item: Type) -> bool:
    target = resolved(api, item)
    if isinstance(target, Union):
        return all(_has_id(api, variant) for variant in target.variants)
    return "id" in object_fields(api, target)


def _by_cursor(response: _ListResponse, queries: Mapping[str, Param]) -> Pagination | None:
    """Detect a parameter that takes the next cursor in the response."""
    for name, values in _CURSORS.items():
        path = response.find(values, Kind.STRING) if name in queries and _takes_text(queries[name]) else ()
        if path:
            more = response.find(_MORE, Kind.BOOLEAN)
            return Pagination(kind="cursor", items=response.items, item=response.item, after=name, next=path, more=more)
    return None


def _takes_text(param: Param) -> bool:
    """Return whether a parameter takes a string: then ``page`` beside ``next_page`` is a cursor, not a number."""
    return not isinstance(param.type, Scalar) or param.type.kind is Kind.STRING


def _by_address(response: _ListResponse) -> Pagination | None:
    """Detect the URL of the next page in the response; a plain ``next`` must have the format of a URL."""
    for name, back in _ADDRESSES.items():
        path = response.find((name,), Kind.STRING)
        if path and (name != "next" or response.scalars[path].format in {"uri", "uri-reference", "url"}):
            previous = response.find((back,), Kind.STRING)
            return Pagination(kind="url", items=response.items, item=response.item, next=path, previous=previous)
    return None


def _by_header(operation: Operation, response: _ListResponse) -> Pagination | None:
    """Detect a declared ``Link`` header (RFC 8288)."""
    names = {header.name.lower() for response in operation.responses if response.success for header in response.headers}
    return Pagination(kind="link", items=response.items, item=response.item) if "link" in names else None


def _by_page(api: Api, response: _ListResponse, queries: Mapping[str, Param]) -> Pagination | None:
    """Detect a page number; it starts at 0 if its default or its minimum is 0."""
    param = _number(api, _PAGES, queries)
    if param is None:
        return None
    node = resolved(api, param.type)
    least = node.facets.minimum if isinstance(node, Scalar) else None
    return Pagination(
        kind="page",
        items=response.items,
        item=response.item,
        after=param.name,
        more=response.find(_MORE, Kind.BOOLEAN),
        total=response.find(_TOTAL_PAGES, Kind.INTEGER),
        start=0 if param.default == 0 or (least == 0 and param.default != 1) else 1,
    )


def _by_offset(api: Api, response: _ListResponse, queries: Mapping[str, Param], size: str) -> Pagination | None:
    """Detect an offset, beside a parameter for the page size."""
    param = _number(api, _OFFSETS, queries)
    if param is None or not size:
        return None
    return Pagination(
        kind="offset",
        items=response.items,
        item=response.item,
        after=param.name,
        more=response.find(_MORE, Kind.BOOLEAN),
        total=response.find(_TOTAL_ITEMS, Kind.INTEGER),
        size=size,
    )


def _number(api: Api, names: tuple[str, ...], queries: Mapping[str, Param]) -> Param | None:
    for name in names:
        param = queries.get(name)
        if param is not None:
            node = resolved(api, param.type)
            if isinstance(node, Scalar) and node.kind is Kind.INTEGER:
                return param
    return None
