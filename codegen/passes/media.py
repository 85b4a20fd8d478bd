"""Normalises media types: ranges become JSON, bodies without a structured media type become files or raw content."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from codegen.core.media_type import JSON, MediaType
from codegen.ir.lookup import definition_of, json_media, resolved
from codegen.ir.types import NO_FACETS, Kind, ListOf, MapOf, Object, Scalar, TupleOf, Union

if TYPE_CHECKING:
    from codegen.ir.api import Api, Body, Media, Operation, Response
    from codegen.ir.types import Type

_FILES = frozenset(
    {
        "application/octet-stream",
        "application/pdf",
        "application/x-yaml",
        "application/yaml",
        "application/zip",
        "text/csv",
        "text/html",
        "text/yaml",
    }
)
_FILE_KINDS = frozenset({"image", "audio", "video", "font"})
_JSON = MediaType.parse(JSON)
_UNREGISTERED = "x.value"
"""A subtype of the unregistered tree (RFC 6838, section 3.4)."""


def settle_media(api: Api) -> Api:
    """Return the API with all structured content as JSON or forms.

    A range such as ``*/*`` with a schema other than a string is treated as JSON, which is what frameworks that write
    it mean. A body without JSON and forms (XML, CSV …) is raw: its schema does not define its serialisation.
    """

    def settle(operation: Operation) -> Operation:
        responses = tuple(_response(api, response) for response in operation.responses)
        body = None if operation.body is None else _body(api, operation.body)
        return replace(operation, body=body, responses=responses)

    api = _with_file_parts(api)
    return replace(api, operations=tuple(map(settle, api.operations)), webhooks=tuple(map(settle, api.webhooks)))


def _with_file_parts(api: Api) -> Api:
    """Return the API in which texts with a media type are files, where they are parts of a multipart body."""
    bodies = [operation.body for operation in (*api.operations, *api.webhooks) if operation.body is not None]
    media = [entry for body in bodies for entry in body.media if entry.media_type.is_multipart]
    targets = {definition_of(api, entry.type) for entry in media}
    definitions = {
        key: replace(definition, type=_file_parts(definition.type)) if key in targets else definition
        for key, definition in api.definitions.items()
    }
    return replace(api, definitions=definitions)


def _file_parts(node: Type) -> Type:
    if not isinstance(node, Object):
        return node
    return replace(node, fields=tuple(replace(item, type=_file_part(item.type)) for item in node.fields))


def _file_part(node: Type) -> Type:
    if isinstance(node, Scalar) and node.media_type:
        return replace(node, format="binary", facets=NO_FACETS, media_type="")
    return replace(node, item=_file_part(node.item)) if isinstance(node, ListOf) else node


def _multipart(media: Media) -> Media:
    if media.type is None or not media.media_type.is_multipart:
        return media
    return replace(media, type=_file_parts(media.type))


def _response(api: Api, response: Response) -> Response:
    return replace(response, media=tuple(map(_concrete, _ranges_as_json(api, response.media))))


def _body(api: Api, body: Body) -> Body:
    media = tuple(_multipart(_concrete(entry)) for entry in _ranges_as_json(api, body.media))
    if all(_is_file(entry) and _is_structured(api, entry) for entry in media):
        media = tuple(replace(entry, type=None) for entry in media)
    return replace(body, media=media)


def _ranges_as_json(api: Api, media: tuple[Media, ...]) -> tuple[Media, ...]:
    if json_media(media) is not None:
        return media
    found = next((entry for entry in media if entry.media_type.covers(_JSON) and _is_structured(api, entry)), None)
    return tuple(
        replace(entry, content_type=JSON, media_range=entry.content_type) if entry is found else entry
        for entry in media
    )


def _concrete(media: Media) -> Media:
    """Replace a range of text or of types with a suffix by a type that it includes; others depend on the value."""
    kind = media.media_type
    if not kind.is_range or kind.main == "*" or (kind.subtype == "*" and kind.main != "text"):
        return media
    subtype = "plain" if kind.subtype == "*" else kind.subtype.replace("*", _UNREGISTERED)
    return replace(media, content_type=f"{kind.main}/{subtype}", media_range=media.content_type)


def _is_file(media: Media) -> bool:
    kind = media.media_type
    return kind.is_xml or kind.essence in _FILES or kind.main in _FILE_KINDS


def _is_structured(api: Api, media: Media) -> bool:
    node = None if media.type is None else resolved(api, media.type)
    if isinstance(node, Union):
        return any(isinstance(resolved(api, item), Object | MapOf | ListOf | TupleOf) for item in node.variants)
    return isinstance(node, Object | MapOf | ListOf | TupleOf) or (
        isinstance(node, Scalar) and node.kind in {Kind.BOOLEAN, Kind.INTEGER, Kind.NUMBER}
    )
