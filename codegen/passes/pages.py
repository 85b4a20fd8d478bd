"""Detects pagination where the structure of the document is unambiguous, and applies the configured one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias, TypedDict

from codegen.ir.api import In, Pagination
from codegen.ir.bodies import body_fields
from codegen.ir.lookup import object_fields, resolved, success_type
from codegen.ir.types import Choice, Kind, ListOf, Object, Scalar, Union

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Unpack

    from codegen.config.pages import PageSettings
    from codegen.core.diagnostic import Diagnostics
    from codegen.ir.api import Api, Operation, OpId
    from codegen.ir.types import Field, Type

_ITEMS = ("data", "items", "results", "result")
_ENVELOPES = ("result", "data", "response")
"""Properties with an object that holds the list."""
_ASIDE = ("errors", "warnings", "messages", "links", "included", "facets", "unreachable")
"""Lists beside the items of a page, in lower case."""
_META = (
    *("meta", "metadata", "pagination", "paging", "page", "page_info", "pageInfo", "result_info", "response_metadata"),
    *("links", "_links", "cursors", "next"),
)
"""Properties with an object that describes the page."""
_DEEPEST = 3
_NOTHING = "204"
"""The status of an empty list in some APIs."""
_MORE = ("has_more", "hasMore", "has_next", "hasNext", "has_next_page", "hasNextPage", "more")
_SIZES = ("limit", "page_size", "pageSize", "per_page", "perPage", "size", "count")
_CURSORS = {
    "cursor": ("nextcursor", "nextpagecursor", "endcursor", "cursornext", "cursor"),
    "nextcursor": ("nextcursor",),
    "startcursor": ("nextcursor", "endcursor"),
    "pagecursor": ("nextcursor", "nextpagecursor"),
    "pagetoken": ("nextpagetoken", "nexttoken"),
    "nextpagetoken": ("nextpagetoken",),
    "nexttoken": ("nexttoken",),
    "continuationtoken": ("nextcontinuationtoken", "continuationtoken"),
    "continuation": ("nextcontinuation", "continuation"),
    "after": ("endcursor", "nextcursor", "nextafter", "after"),
    "startingafter": ("nextcursor",),
    "marker": ("nextmarker",),
    "bookmark": ("nextbookmark", "bookmark"),
    "scrollid": ("nextscrollid", "scrollid"),
    "offset": ("nextpageoffset", "nextoffset", "offset"),
    "page": ("nextpage",),
}
"""Names of the next cursor in the response by the parameter that takes it, both without case and punctuation."""
_TEXT_ONLY = ("page", "offset")
"""Parameters that are numbers of pages or items, unless they are strings."""
_IDS = {"starting_after": "ending_before", "after_id": "before_id", "after": "before", "last_id": "", "cursor": ""}
"""Parameters that take the id of an item, with those for the opposite direction."""
_PLAIN_IDS = ("starting_after", "after_id")
"""Parameters that take the id of an item, whatever the response has beside the list."""
_LAST = ("last_id", "lastId")
_FIRST = ("first_id", "firstId")
_PAGES = ("page", "page_number", "pageNumber")
_OFFSETS = ("offset", "skip")
_ADDRESSES = {
    "next": "previous",
    "next_url": "previous_url",
    "nextUrl": "previousUrl",
    "next_page_url": "prev_page_url",
    "@odata.nextLink": "",
    "odata.nextLink": "",
    "nextLink": "",
}
_LINKS = ("links", "_links")
_TOTAL_PAGES = ("total_pages", "totalPages", "page_count", "pageCount", "last_page", "lastPage")
_TOTAL_ITEMS = ("total", "total_count", "totalCount")
_TIMES = ("date", "date-time", "time", "unix-time")
_CURSOR_KINDS = (Kind.STRING, Kind.INTEGER)
_NUMBERS = (Kind.INTEGER, Kind.NUMBER)
_COUNTS = (*_NUMBERS, Kind.BOOLEAN)
_Scalars: TypeAlias = dict[tuple[str, ...], Scalar]


class _Facts(TypedDict, total=False):
    """The attributes of ``Pagination`` beside the list itself."""

    kind: str
    after: str
    before: str
    more: tuple[str, ...]
    next: tuple[str, ...]
    previous: tuple[str, ...]
    total: tuple[str, ...]
    size: str
    start: int


@dataclass(frozen=True, slots=True)
class _ListResponse:
    """The response of a list operation: the path and type of its items, and the scalars around them by path.

    ``named`` is false if the list was only found because the response has no other one.
    """

    items: tuple[str, ...]
    item: Type
    scalars: _Scalars
    named: bool = True

    def find(self, names: tuple[str, ...], *kinds: Kind) -> tuple[str, ...]:
        """Return the path of the first scalar with one of these names and kinds; empty if there is none."""
        for name in names:
            for path, node in self.scalars.items():
                if path[-1] == name and node.kind in kinds:
                    return path
        return ()

    def find_plain(self, names: tuple[str, ...], kind: Kind) -> tuple[str, ...]:
        """Do the same for names without case and punctuation."""
        for name in names:
            for path, node in self.scalars.items():
                if _plain(path[-1]) == name and node.kind is kind:
                    return path
        return ()


def _plain(name: str) -> str:
    return "".join(char for char in name.lower() if char.isalnum())


def recognised(api: Api, operation: Operation) -> Pagination | None:
    """Return the pagination of a list operation; None where the document is ambiguous."""
    response = _response(api, operation)
    if response is None:
        return None
    if operation.method == "POST":
        return _by_body(api, operation, response)
    if operation.method != "GET":
        return None
    inputs = {param.name: param.as_field() for param in operation.params if param.where is In.QUERY}
    return (
        _by_cursor(api, response, inputs)
        or _by_last_id(api, response, inputs)
        or _by_id(api, response, inputs)
        or _by_address(response)
        or _by_header(operation, response)
        or _by_number(api, response, inputs)
    )


def _by_body(api: Api, operation: Operation, response: _ListResponse) -> Pagination | None:
    """Detect a property of a JSON body that takes a cursor or an id."""
    body = {item.name: item for item in _body_inputs(api, operation)}
    return _by_cursor(api, response, body) or _by_last_id(api, response, body)


def _by_number(api: Api, response: _ListResponse, inputs: Mapping[str, Field]) -> Pagination | None:
    """Detect a parameter for the page or the offset, if the response is sure to be a page."""
    if not response.named and not response.find((*_TOTAL_PAGES, *_TOTAL_ITEMS, *_MORE), *_COUNTS):
        return None
    size = next((name for name in _SIZES if name in inputs), "")
    return _by_page(api, response, inputs) or _by_offset(api, response, inputs, size)


def _body_inputs(api: Api, operation: Operation) -> tuple[Field, ...]:
    """Return the properties of a JSON body that are arguments."""
    media = operation.body.media if operation.body is not None else ()
    return body_fields(api, operation) if media and media[0].media_type.is_json else ()


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
    names |= {item.name for item in _body_inputs(api, operation)}
    unknown = [name for name in (given.param, given.before, given.size) if name and name not in names]
    response = _response(api, operation, _path(given.items))
    if unknown or response is None:
        missing = (
            f"no query parameter or body property {unknown[0]!r}" if unknown else "no list of items in its response"
        )
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


def _response(api: Api, operation: Operation, path: tuple[str, ...] = ()) -> _ListResponse | None:
    """Return the only successful response of an operation, if it is a list or an object with one (at ``path``)."""
    node = _only_success(operation)
    if node is None or node.nullable:
        return None
    target = resolved(api, node)
    if isinstance(target, ListOf):
        return None if path else _ListResponse((), target.item, {})
    if not isinstance(target, Object):
        return None
    scalars = _scalars(api, target)
    if path:
        found = _list_at(api, target, path)
        return None if found is None else _ListResponse(path, found.item, scalars)
    return _listed(api, target, scalars) or _enveloped(api, target, scalars)


def _only_success(operation: Operation) -> Type | None:
    """Return the type of the successful response; None if several have content."""
    successes = [response for response in operation.responses if response.success and response.status != _NOTHING]
    return success_type(operation) if len(successes) == 1 else None


def _list_at(api: Api, node: Object, path: tuple[str, ...]) -> ListOf | None:
    target: Type = node
    for name in path:
        item = object_fields(api, target).get(name)
        if item is None:
            return None
        target = resolved(api, item.type)
    return target if isinstance(target, ListOf) else None


def _listed(api: Api, node: Object, scalars: _Scalars) -> _ListResponse | None:
    """Return the list of an object, by its name or because there is no other."""
    lists = {item.name: found for item in node.fields if isinstance(found := resolved(api, item.type), ListOf)}
    name = next((name for name in _ITEMS if name in lists), "")
    if name:
        return _ListResponse((name,), lists[name].item, scalars)
    others = [name for name in lists if name.lower() not in _ASIDE]
    return _ListResponse((others[0],), lists[others[0]].item, scalars, named=False) if len(others) == 1 else None


def _enveloped(api: Api, node: Object, scalars: _Scalars) -> _ListResponse | None:
    """Return the list in an envelope, with the scalars inside and outside of it."""
    for item in node.fields:
        inner = resolved(api, item.type)
        if item.name in _ENVELOPES and isinstance(inner, Object):
            within = {(item.name, *path): scalar for path, scalar in _scalars(api, inner).items()}
            found = _listed(api, inner, {**within, **scalars})
            if found is not None:
                return replace(found, items=(item.name, *found.items), named=False)
    return None


def _scalars(api: Api, node: Object, depth: int = 0) -> _Scalars:
    found: _Scalars = {}
    for field in node.fields:
        target = resolved(api, field.type)
        if isinstance(target, Scalar):
            found[(field.name,)] = target
        elif isinstance(target, Object) and field.name in _META and depth < _DEEPEST:
            inner = _scalars(api, target, depth + 1)
            found.update({(field.name, *path): scalar for path, scalar in inner.items()})
    return found


def _by_cursor(api: Api, response: _ListResponse, inputs: Mapping[str, Field]) -> Pagination | None:
    """Detect a parameter that takes the next cursor in the response."""
    for word, values in _CURSORS.items():
        name = next((name for name in inputs if _plain(name) == word), "")
        kind = _kind(api, inputs[name].type) if name else None
        if kind is None or (word in _TEXT_ONLY and kind is not Kind.STRING):
            continue  # "page" beside "next_page" is a number
        path = response.find_plain(values, kind)
        if path:
            return _as_pages(response, kind="cursor", after=name, next=path, more=response.find(_MORE, Kind.BOOLEAN))
    return None


def _by_last_id(api: Api, response: _ListResponse, inputs: Mapping[str, Field]) -> Pagination | None:
    """Detect a parameter that takes the id of the last item, which the response states."""
    for name, before in _IDS.items():
        kind = _kind(api, inputs[name].type) if name in inputs else None
        path = response.find(_LAST, kind) if kind is not None else ()
        if path and kind is not None:
            back = response.find(_FIRST, kind)
            return _as_pages(
                response,
                kind="cursor",
                after=name,
                before=before if before in inputs and back else "",
                next=path,
                previous=back if before in inputs else (),
                more=response.find(_MORE, Kind.BOOLEAN),
            )
    return None


def _by_id(api: Api, response: _ListResponse, inputs: Mapping[str, Field]) -> Pagination | None:
    """Detect a parameter that takes an id, with items that have one and a boolean for further pages."""
    more = response.find(_MORE, Kind.BOOLEAN)
    for name, before in _IDS.items():
        kind = _kind(api, inputs[name].type) if name in inputs else None
        if kind is None or not response.items or not _has_id(api, response.item, kind):
            continue
        if more or (name in _PLAIN_IDS and response.named):
            return _as_pages(response, after=name, before=before if before in inputs else "", more=more)
    return None


def _has_id(api: Api, item: Type, kind: Kind) -> bool:
    target = resolved(api, item)
    if isinstance(target, Union):
        return all(_has_id(api, variant, kind) for variant in target.variants)
    found = object_fields(api, target).get("id")
    return found is not None and _kind(api, found.type) is kind


def _kind(api: Api, node: Type) -> Kind | None:
    """Return whether a parameter takes a string or an integer that can be a cursor; a time is none."""
    target = resolved(api, node)
    if isinstance(target, Choice):
        return Kind.STRING if all(isinstance(value, str) for value in target.values) else None
    if not isinstance(target, Scalar) or target.format in _TIMES:
        return None
    return target.kind if target.kind in _CURSOR_KINDS else None


def _as_pages(response: _ListResponse, **facts: Unpack[_Facts]) -> Pagination:
    return Pagination(items=response.items, item=response.item, **facts)


def _by_address(response: _ListResponse) -> Pagination | None:
    """Detect the URL of the next page in the response; a plain ``next`` must be a link or have the format of a URL."""
    for name, back in _ADDRESSES.items():
        path = response.find((name,), Kind.STRING)
        linked = path[:1] and path[0] in _LINKS
        if path and (name != "next" or linked or response.scalars[path].format in {"uri", "uri-reference", "url"}):
            return _as_pages(response, kind="url", next=path, previous=response.find((back, "prev"), Kind.STRING))
    for link in _LINKS:  # the notation of HAL
        path = (link, "next", "href")
        if path in response.scalars:
            return _as_pages(response, kind="url", next=path)
    return None


def _by_header(operation: Operation, response: _ListResponse) -> Pagination | None:
    """Detect a declared ``Link`` header (RFC 8288)."""
    names = {header.name.lower() for response in operation.responses if response.success for header in response.headers}
    return _as_pages(response, kind="link") if "link" in names else None


def _by_page(api: Api, response: _ListResponse, inputs: Mapping[str, Field]) -> Pagination | None:
    """Detect a page number; it starts at 0 if its default or its minimum is 0."""
    param = _number(api, _PAGES, inputs)
    if param is None:
        return None
    node = resolved(api, param.type)
    least = node.facets.minimum if isinstance(node, Scalar) else None
    return _as_pages(
        response,
        kind="page",
        after=param.name,
        more=response.find(_MORE, Kind.BOOLEAN),
        total=response.find(_TOTAL_PAGES, *_NUMBERS),
        start=0 if param.default == 0 or (least == 0 and param.default != 1) else 1,
    )


def _by_offset(api: Api, response: _ListResponse, inputs: Mapping[str, Field], size: str) -> Pagination | None:
    """Detect an offset, beside a parameter for the page size."""
    param = _number(api, _OFFSETS, inputs)
    if param is None or not size:
        return None
    return _as_pages(
        response,
        kind="offset",
        after=param.name,
        more=response.find(_MORE, Kind.BOOLEAN),
        total=response.find(_TOTAL_ITEMS, *_NUMBERS),
        size=size,
    )


def _number(api: Api, names: tuple[str, ...], inputs: Mapping[str, Field]) -> Field | None:
    for name in names:
        param = inputs.get(name)
        if param is not None:
            node = resolved(api, param.type)
            if isinstance(node, Scalar) and node.kind in _NUMBERS:
                return param
    return None
