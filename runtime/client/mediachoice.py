"""Chooses the media type of a request body by its value."""

from __future__ import annotations

import os
from collections.abc import AsyncIterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, TypeGuard

from pydantic import BaseModel, ValidationError

from ..shared.files import Upload
from ..shared.media import FORM, covers, essence, is_json, is_range
from ..shared.omit import Omit
from ..shared.typeinfo import WRONG, FieldType, adapter, mismatch, type_info, types_of_fields
from ..shared.values import is_list, is_object
from .errors import InvalidArgumentError

if TYPE_CHECKING:
    from ..shared.operation import Media


def choose_media(media: tuple[Media, ...], value: object, content_type: str = "") -> Media:
    """Return the media type to send a value in; ``content_type`` is the one that the caller asks for, if any.

    An object is sent in the media type that has its properties; of several, in multipart if it holds a file, else in
    the first by `rank`.

    :raises InvalidArgumentError: no media type has all properties of the object.
    """
    ordered = sorted(media, key=rank)
    asked = _asked(ordered, content_type)
    if asked is not None:
        return asked
    # feature media_choice
    if len(media) > 1:
        return _of_several(ordered, value)
    return ordered[0]


def _of_several(ordered: list[Media], value: object) -> Media:
    if is_file_input(value):
        return _asked(ordered, getattr(value, "content_type", None) or "") or ordered[-1]
    if is_object(value):
        return _for_object([one for one in ordered if _takes_objects(one)] or ordered, value)
    return next((one for one in ordered if _accepts(one, value)), ordered[0])


def rank(media: Media) -> tuple[int, bool]:
    """Return the preference of a media type: JSON, forms, multipart, text, others; types before ranges."""
    kind = essence(media.content_type)
    tests = (
        is_json(kind) and not media.raw,
        kind == FORM,
        kind.startswith("multipart/"),
        kind.startswith("text/"),
        True,
    )
    return tests.index(True), is_range(media.media_range)


def is_file_input(value: object) -> bool:
    """Return whether a value is a file: see ``FileInput``."""
    if _is_tuple(value):
        return len(value) > 1 and is_file_input(value[1])
    if isinstance(value, (bytes, bytearray, memoryview, Upload, os.PathLike, Iterator, AsyncIterable)):
        return True
    return hasattr(value, "read")


def _is_tuple(value: object) -> TypeGuard[tuple[object, ...]]:
    return isinstance(value, tuple)


def _asked(media: list[Media], content_type: str) -> Media | None:
    kind = essence(content_type)
    exact = next((one for one in media if kind and essence(one.content_type) == kind), None)
    return exact or next((one for one in media if kind and covers(one.media_range or one.content_type, kind)), None)


def _takes_objects(media: Media) -> bool:
    kind = essence(media.content_type)
    return (is_json(kind) and not media.raw) or kind == FORM or kind.startswith("multipart/")


def _for_object(media: list[Media], value: Mapping[str, object]) -> Media:
    given = {name for name, item in value.items() if not isinstance(item, Omit)}
    has_file = any(map(_holds_file, value.values()))
    known = [_fields(one) for one in media]
    unknown = [
        len(given - fields.keys()) if fields is not None else len(given) * (mismatch(_type(one), value) >= WRONG)
        for one, fields in zip(media, known, strict=True)
    ]
    missing = [sum(field.required and name not in given for name, field in (fields or {}).items()) for fields in known]
    multipart = [essence(one.content_type).startswith("multipart/") for one in media]
    numbers = range(len(media))
    best = min(numbers, key=lambda n: (unknown[n], missing[n], has_file and not multipart[n]))
    if unknown[best] and given <= {name for fields in known for name in fields or {}}:
        msg = f"body: no media type of this operation has all of {', '.join(sorted(given))}"
        raise InvalidArgumentError(msg)
    return media[best]


def _fields(media: Media) -> Mapping[str, FieldType] | None:
    """Return the properties of an object by wire name; None if its type does not list them."""
    info = type_info(_type(media))
    models = [option.model for option in (info.options() if info.arms else [info]) if option.bare is not type(None)]
    model = models[0] if len(models) == 1 else None
    if model is None or model.__pydantic_root_model__:
        return None
    return {field.key: field for field in types_of_fields(model).values()}


def _type(media: Media) -> Any:
    return Any if media.type is None else media.type()


def _holds_file(value: object) -> bool:
    return is_file_input(value) or (is_list(value) and any(map(is_file_input, value)))


def _accepts(media: Media, value: object) -> bool:
    if isinstance(value, str) and not _takes_objects(media):
        return True
    if isinstance(value, BaseModel) and media.type is None:
        return _takes_objects(media)
    try:
        adapter(_type(media)).validate_python(value)
    except ValidationError:
        return False
    return True
