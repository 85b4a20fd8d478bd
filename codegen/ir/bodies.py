"""Lists the values that a caller passes for a request body: properties, a whole value, or either of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from codegen.core.media_type import JSON, MediaType
from codegen.ir.lookup import may_be_null, resolved
from codegen.ir.types import AnyValue, Kind, Object, Scalar, Union

if TYPE_CHECKING:
    from codegen.ir.api import Api, Media, Operation
    from codegen.ir.types import Field, Type

_JSON = MediaType.parse(JSON)
_TEXT = Scalar(kind=Kind.STRING)
_FILE = Scalar(kind=Kind.STRING, format="binary")
_NULL = Scalar(kind=Kind.NULL)


@dataclass(frozen=True, slots=True)
class BodyArguments:
    """The arguments of a client method for a body.

    ``fields`` are the properties of object bodies, merged over all media types: one is required if every media type
    requires it. ``whole`` is the type of bodies that are a single argument, None if there are none; ``required`` says
    whether that argument is required. With ``omittable``, a caller may pass ``omit`` for a required property, to send
    no body or a null body.
    """

    fields: tuple[Field, ...] = ()
    whole: Type | None = None
    required: bool = False
    omittable: bool = False


def body_arguments(api: Api, operation: Operation) -> BodyArguments:
    """Return the arguments for the body of an operation."""
    body = operation.body
    if body is None or not body.media:
        return BodyArguments()
    objects: list[tuple[Field, ...]] = []
    wholes: list[Type] = []
    null = False
    for media in _alternatives(api, body.media):
        fields = _fields(api, media)
        if fields:
            objects.append(fields)
            null |= media.type is not None and may_be_null(api, media.type)
        else:
            wholes.append(media.type if media.type is not None else _untyped(media))
    merged = _merged(objects, is_only=not wholes)
    if null:
        wholes.append(_NULL)
    return BodyArguments(
        fields=merged,
        whole=_union(wholes) if wholes else None,
        required=body.required and not objects,
        omittable=not body.required or null,
    )


def body_fields(api: Api, operation: Operation) -> tuple[Field, ...]:
    """Return the properties of a body that become arguments of the client: those of object bodies, not ``readOnly``.

    Return nothing for arrays, unions, maps and raw content, which are a single argument.
    """
    return body_arguments(api, operation).fields


def first_fields(api: Api, operation: Operation) -> tuple[Field, ...]:
    """Return the properties of the first media type of a body."""
    return _fields(api, operation.body.media[0]) if operation.body is not None else ()


def _alternatives(api: Api, media: tuple[Media, ...]) -> list[Media]:
    """Return the media types with different values; no objects in a media type without a notation for them."""
    found = [media[0]]
    for entry in media[1:]:
        kind = entry.media_type
        known = any(entry.type == other.type and (entry.type or kind == other.media_type) for other in found)
        if not known and (kind.is_json or kind.is_form or kind.is_multipart or not _fields(api, entry)):
            found.append(entry)
    return found


def _fields(api: Api, media: Media) -> tuple[Field, ...]:
    target = resolved(api, media.type) if media.type is not None else None
    return tuple(item for item in target.fields if not item.read_only) if isinstance(target, Object) else ()


def _untyped(media: Media) -> Type:
    kind = media.media_type
    if kind.is_json or kind.is_form or kind.is_multipart or kind.covers(_JSON):
        return AnyValue()
    return Union(variants=(_TEXT, _FILE)) if kind.is_text else _FILE


def _merged(objects: list[tuple[Field, ...]], *, is_only: bool) -> tuple[Field, ...]:
    if len(objects) == 1 and is_only:
        return objects[0]
    found: dict[str, list[Field]] = {}
    for fields in objects:
        for item in fields:
            found.setdefault(item.name, []).append(item)
    return tuple(
        replace(
            items[0],
            type=_union([item.type for item in items]),
            required=is_only and len(items) == len(objects) and all(item.required is True for item in items),
            description=next((item.description for item in items if item.description), ""),
        )
        for items in found.values()
    )


def _union(types: list[Type]) -> Type:
    unique = list(dict.fromkeys(part for node in types for part in _variants(node)))
    if any(isinstance(node, AnyValue) for node in unique):
        return AnyValue()
    return unique[0] if len(unique) == 1 else Union(variants=tuple(unique))


def _variants(node: Type) -> tuple[Type, ...]:
    """Return the variants of a union without a meaning of its own, else the type itself."""
    if isinstance(node, Union) and not node.nullable and node.tags is None:
        return node.variants
    return (node,)
