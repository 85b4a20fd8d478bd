"""Lists that come in pages: recognised where the document's structure leaves one reading, else as configured."""

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
class _Reply:
    """What a list operation answers: where its items are, and the scalars around them by their paths."""

    items: str
    item: Type
    scalars: Mapping[tuple[str, ...], Scalar]

    def find(self, names: tuple[str, ...], *kinds: Kind) -> tuple[str, ...]:
        """Return the path of the first scalar with one of these names and kinds; empty where there is none."""
        for name in names:
            for path, node in self.scalars.items():
                if path[-1] == name and node.kind in kinds:
                    return path
        return ()


def recognised(api: Api, operation: Operation) -> Pagination | None:
    """Return how a list operation leads to its next page; None where the document leaves that open."""
    if operation.method != "GET":
        return None
    reply = _reply(api, operation)
    if reply is None:
        return None
    queries = {param.name: param for param in operation.params if param.where is In.QUERY}
    size = next((name for name in _SIZES if name in queries), "")
    return (
        _by_id(api, reply, queries)
        or _by_cursor(reply, queries)
        or _by_address(reply)
        or _by_header(operation, reply)
        or _by_page(api, reply, queries)
        or _by_offset(api, reply, queries, size)
    )


def configured_pages(
    api: Api, settings: Mapping[str, PageSettings], found: Diagnostics
) -> dict[OpId, Pagination | None]:
    """Return the pagination of the operations that are configured, by ``METHOD path`` or operationId."""
    result: dict[OpId, Pagination | None] = {}
    for name, given in settings.items():
        operation = next((one for one in api.operations if name in {one.id, one.operation_id}), None)
        if operation is None:
            found.warning("pagination-unusable", f"there is no operation {name!r}", api.location)
            continue
        result[operation.id] = None if given.kind == "none" else _as_configured(api, operation, given, found)
    return result


def _as_configured(api: Api, operation: Operation, given: PageSettings, found: Diagnostics) -> Pagination | None:
    names = {param.name for param in operation.params if param.where is In.QUERY}
    unknown = [name for name in (given.param, given.before, given.size) if name and name not in names]
    reply = _reply(api, operation, (given.items,) if given.items else _ITEMS)
    if unknown or reply is None:
        problem = f"no query parameter {unknown[0]!r}" if unknown else "no list of items in its reply"
        found.warning("pagination-unusable", f"{operation.id} has {problem}", operation.location)
        return None
    return Pagination(
        kind=given.kind,
        items=reply.items,
        item=reply.item,
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


def _reply(api: Api, operation: Operation, names: tuple[str, ...] = _ITEMS) -> _Reply | None:
    """Describe the only success of an operation, if it is a list or an object that holds one."""
    successes = [response for response in operation.responses if response.success]
    node = success_type(operation)
    if len(successes) != 1 or node is None or node.nullable:
        return None
    target = resolved(api, node)
    if isinstance(target, ListOf):
        return _Reply("", target.item, {})
    if not isinstance(target, Object):
        return None
    fields = object_fields(api, target)
    for name in names:
        field = fields.get(name)
        if field is not None and isinstance(field.type, ListOf):
            return _Reply(name, field.type.item, _scalars(api, target))
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


def _by_id(api: Api, reply: _Reply, queries: Mapping[str, Param]) -> Pagination | None:
    """Recognise ``starting_after``, which takes an id, and objects that have one."""
    if "starting_after" not in queries or not reply.items or not _has_id(api, reply.item):
        return None
    return Pagination(
        items=reply.items,
        item=reply.item,
        after="starting_after",
        before="ending_before" if "ending_before" in queries else "",
        more=("has_more",) if ("has_more",) in reply.scalars else (),
    )


def _has_id(api: Api, item: Type) -> bool:
    target = resolved(api, item)
    if isinstance(target, Union):
        return all(_has_id(api, variant) for variant in target.variants)
    return "id" in object_fields(api, target)


def _by_cursor(reply: _Reply, queries: Mapping[str, Param]) -> Pagination | None:
    """Recognise a parameter that takes the cursor which the reply calls its next one."""
    for name, values in _CURSORS.items():
        path = reply.find(values, Kind.STRING) if name in queries and _takes_text(queries[name]) else ()
        if path:
            more = reply.find(_MORE, Kind.BOOLEAN)
            return Pagination(kind="cursor", items=reply.items, item=reply.item, after=name, next=path, more=more)
    return None


def _takes_text(param: Param) -> bool:
    """Whether a parameter takes a string: ``page`` beside ``next_page`` is a cursor then, and no number."""
    return not isinstance(param.type, Scalar) or param.type.kind is Kind.STRING


def _by_address(reply: _Reply) -> Pagination | None:
    """Recognise the address of the next page in the reply; a plain ``next`` has to have the format of one."""
    for name, back in _ADDRESSES.items():
        path = reply.find((name,), Kind.STRING)
        if path and (name != "next" or reply.scalars[path].format in {"uri", "uri-reference", "url"}):
            previous = reply.find((back,), Kind.STRING)
            return Pagination(kind="url", items=reply.items, item=reply.item, next=path, previous=previous)
    return None


def _by_header(operation: Operation, reply: _Reply) -> Pagination | None:
    """Recognise a declared ``Link`` header (RFC 8288)."""
    names = {header.name.lower() for response in operation.responses if response.success for header in response.headers}
    return Pagination(kind="link", items=reply.items, item=reply.item) if "link" in names else None


def _by_page(api: Api, reply: _Reply, queries: Mapping[str, Param]) -> Pagination | None:
    """Recognise a number that counts pages, from 0 where its default or its least value says so."""
    param = _number(api, _PAGES, queries)
    if param is None:
        return None
    node = resolved(api, param.type)
    least = node.facets.minimum if isinstance(node, Scalar) else None
    return Pagination(
        kind="page",
        items=reply.items,
        item=reply.item,
        after=param.name,
        more=reply.find(_MORE, Kind.BOOLEAN),
        total=reply.find(_TOTAL_PAGES, Kind.INTEGER),
        start=0 if param.default == 0 or (least == 0 and param.default != 1) else 1,
    )


def _by_offset(api: Api, reply: _Reply, queries: Mapping[str, Param], size: str) -> Pagination | None:
    """Recognise a number that counts items, beside one for the length of a page."""
    param = _number(api, _OFFSETS, queries)
    if param is None or not size:
        return None
    return Pagination(
        kind="offset",
        items=reply.items,
        item=reply.item,
        after=param.name,
        more=reply.find(_MORE, Kind.BOOLEAN),
        total=reply.find(_TOTAL_ITEMS, Kind.INTEGER),
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
