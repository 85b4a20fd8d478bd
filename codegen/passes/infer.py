"""Infers unstated facts: pagination, filters on times, error properties, empty bodies, file parts.

Each rule is one function and only applies where the structure of the document is unambiguous.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from codegen.config.pages import NO_PAGES
from codegen.core.diagnostic import Diagnostics
from codegen.core.media_type import MediaType
from codegen.ir.api import ErrorShape, In
from codegen.ir.lookup import json_media, object_fields, resolved
from codegen.ir.types import Choice, Kind, ListOf, Object, Scalar, Union
from codegen.ir.walk import rebuild_children
from codegen.passes.pages import configured_pages, recognised

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from codegen.config.pages import PageSettings
    from codegen.ir.api import Api, Media, Operation, OpId, Pagination, Param
    from codegen.ir.types import Field, Type

_BODILESS = {"GET", "HEAD", "DELETE", "OPTIONS", "TRACE"}
_FILE_WORDS = {"file", "files", "upload", "attachment"}
_RANGE_WORDS = {"gt", "gte", "lt", "lte"}
_PROBLEM = "application/problem+json"
_NO_TYPE = "about:blank"  # RFC 9457, section 4.2.1: nothing beyond the status
_MESSAGE_WORDS = ("message", "detail", "error_description", "title", "description", "error")


def infer(api: Api, pages: Mapping[str, PageSettings] = NO_PAGES, found: Diagnostics | None = None) -> Api:
    """Return the API with inferred facts. ``pages`` holds configured pagination, by operation."""
    configured = configured_pages(api, pages, Diagnostics() if found is None else found)
    operations = tuple(_infer_operation(api, operation, configured) for operation in api.operations)
    return replace(api, operations=operations, errors=_error_shape(api))


def _infer_operation(api: Api, operation: Operation, configured: Mapping[OpId, Pagination | None]) -> Operation:
    operation = _file_parts(_preferred_first(_drop_empty_body(api, operation)))
    pages = configured[operation.id] if operation.id in configured else recognised(api, operation)
    operation = replace(operation, pagination=pages)
    return _time_filters(api, operation)


def _drop_empty_body(api: Api, operation: Operation) -> Operation:
    """Remove the optional empty form that some documents declare on every GET."""
    body = operation.body
    if body is None or body.required or operation.method not in _BODILESS:
        return operation
    for media in body.media:
        target = resolved(api, media.type) if media.type is not None else None
        if not isinstance(target, Object) or target.fields or target.additional is not None:
            return operation
    return replace(operation, body=None)


def _preferred_first(operation: Operation) -> Operation:
    """Order media types by preference of clients: JSON, forms, multipart, then others in document order."""
    body = operation.body
    if body is None:
        return operation
    return replace(operation, body=replace(body, media=tuple(sorted(body.media, key=_preference))))


def _preference(media: Media) -> int:
    kind = media.media_type
    tests = (kind.is_json, kind.is_form, kind.is_multipart, True)
    return tests.index(True)


def _file_parts(operation: Operation) -> Operation:
    """Treat a plain string of a multipart body as a file if its name or its encoding indicates one.

    OpenAPI 3.0 requires ``format: binary``, which many documents omit.
    """
    body = operation.body
    if body is None:
        return operation
    media = tuple(_with_files(entry) if entry.media_type.is_multipart else entry for entry in body.media)
    return replace(operation, body=replace(body, media=media))


def _with_files(media: Media) -> Media:
    if not isinstance(media.type, Object):
        return media
    fields = tuple(replace(item, type=_file_part(item, media)) for item in media.type.fields)
    return replace(media, type=replace(media.type, fields=fields))


def _file_part(item: Field, media: Media) -> Type:
    node = item.type
    if not isinstance(node, Scalar) or node.kind is not Kind.STRING or node.format or node.facets:
        return node
    return replace(node, format="binary") if _is_file(item, media) else node


def _is_file(item: Field, media: Media) -> bool:
    encoding = media.encodings.get(item.name)
    kind = MediaType.parse(encoding.content_type if encoding is not None else "")
    stated = bool(kind.essence) and not kind.is_text and not kind.is_json
    return stated or item.name in _FILE_WORDS


def _time_filters(api: Api, operation: Operation) -> Operation:
    """Mark integers and ranges that are named like a unix-time field of the listed objects as filters on times."""
    pages = operation.pagination
    if pages is None:
        return operation
    fields = object_fields(api, pages.item)
    params = tuple(_time_filter(param, fields.get(param.name)) for param in operation.params)
    return replace(operation, params=params)


def _time_filter(param: Param, field: Field | None) -> Param:
    if (
        param.where is not In.QUERY
        or field is None
        or not isinstance(field.type, Scalar)
        or field.type.format != "unix-time"
    ):
        return param
    if not all(_is_time_or_range(part) for part in _variants(param.type)):
        return param
    return replace(param, type=_as_time(param.type))


def _variants(node: Type) -> tuple[Type, ...]:
    return node.variants if isinstance(node, Union) else (node,)


def _is_time_or_range(node: Type) -> bool:
    if isinstance(node, Scalar):
        return node.kind is Kind.INTEGER
    if isinstance(node, Object):
        return all(field.name in _RANGE_WORDS and isinstance(field.type, Scalar) for field in node.fields)
    return False


def _as_time(node: Type) -> Type:
    if isinstance(node, Scalar) and node.kind is Kind.INTEGER and node.format is None:
        return replace(node, format="unix-time")
    return rebuild_children(node, _as_time)


def _error_shape(api: Api) -> ErrorShape:
    """Return the property paths of the most frequent error body."""
    counts: dict[ErrorShape, int] = {}
    for media, node in _error_types(api):
        shape = _shape(api, node, media)
        if shape.message:
            counts[shape] = counts.get(shape, 0) + 1
    return max(counts, key=lambda shape: counts[shape]) if counts else ErrorShape()


def _error_types(api: Api) -> Iterator[tuple[str, Type]]:
    for operation in api.operations:
        for response in operation.responses:
            if response.status == "default" or response.status[:1] in {"4", "5"}:
                media = json_media(response.media)
                if media is not None and media.type is not None:
                    yield media.media_type.essence, media.type


def _shape(api: Api, node: Type, media: str) -> ErrorShape:
    prefix, fields = _error_fields(api, node)

    def path(*words: str, kinds: tuple[Kind, ...] = (Kind.STRING,)) -> tuple[str | int, ...]:
        for word in words:
            field = fields.get(word)
            if field is not None and _is_kind(api, field.type, kinds):
                return (*prefix, word)
        return ()

    message = path(*_MESSAGE_WORDS)
    title = path("title")
    codes = ("code", "error_code", "errorCode")
    types = _error_kinds(api, fields.get("type"))
    if media == _PROBLEM and not any(types) and "type" in fields and fields["type"].required:
        types = (_NO_TYPE, _NO_TYPE)
    return ErrorShape(
        message=message,
        type=path("type"),
        code=path(*codes, kinds=(Kind.STRING, Kind.INTEGER)),
        param=path("param", "parameter", "field", "pointer"),
        # an integer code holds the status
        status=path("status", "status_code", "statusCode", *codes, kinds=(Kind.INTEGER,)),
        title=title if title != message and title and (media == _PROBLEM or fields["title"].required) else (),
        types=types,
        media=media,
    )


def _error_fields(api: Api, node: Type) -> tuple[tuple[str | int, ...], dict[str, Field]]:
    """Return the path and the fields of the error object: ``error``, the first of ``errors``, or the body itself."""
    fields = object_fields(api, node)
    inner = fields.get("error")
    nested = object_fields(api, inner.type) if inner is not None else {}
    if nested:
        return ("error",), nested
    several = resolved(api, fields["errors"].type) if "errors" in fields else None
    listed = object_fields(api, several.item) if isinstance(several, ListOf) else {}
    if listed and not any(word in fields for word in _MESSAGE_WORDS):
        return ("errors", 0), listed
    return (), fields


def _is_kind(api: Api, node: Type, kinds: tuple[Kind, ...]) -> bool:
    target = resolved(api, node)
    if isinstance(target, Scalar):
        return target.kind in kinds
    return (
        isinstance(target, Choice) and Kind.STRING in kinds and all(isinstance(value, str) for value in target.values)
    )


def _error_kinds(api: Api, field: Field | None) -> tuple[str, str]:
    """Return the values in an enum of error types for client errors and for server errors."""
    target = resolved(api, field.type) if field is not None else None
    if not isinstance(target, Choice):
        return ("", "")
    values = [value for value in target.values if isinstance(value, str)]
    if not values:
        return ("", "")

    def first(*words: str) -> str:
        for word in words:
            for value in values:
                if word in value.lower():
                    return value
        return values[0]

    return (first("invalid_request", "invalid", "request", "client"), first("api_error", "server", "internal", "api"))
