"""Encodes request bodies: selects a media type and writes the value in it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Protocol

from pydantic import BaseModel

from ..shared.files import Upload, as_upload
from ..shared.jsonnumbers import numbers
from ..shared.media import FORM, JSON, OCTETS, TEXT, covers, essence, is_json, is_range
from ..shared.omit import Omit
from ..shared.operation import Encoding
from ..shared.values import is_list, is_object
from .arguments import to_wire, without_omitted
from .errors import InvalidArgumentError
from .forms import brackets, form_body, property_pairs, text, urlencode_form
from .mediachoice import choose_media, rank
from .multipart import Multipart, Part

if TYPE_CHECKING:
    from ..shared.operation import Body, Media

BODILESS: Final = frozenset({"GET", "HEAD", "DELETE", "OPTIONS", "TRACE"})


@dataclass(frozen=True)
class Raw:
    """A body that is a single file."""

    upload: Upload
    start: int | None

    def size(self) -> int | None:
        """Return the size in bytes, None if it is unknown."""
        return self.upload.size()

    def repeatable(self) -> bool:
        """Return whether the body can be sent again."""
        return self.upload.repeatable()

    def chunks(self) -> Iterator[bytes]:
        """Return the content in chunks."""
        return self.upload.chunks(self.start)

    def achunks(self) -> AsyncIterator[bytes]:
        """Return the content in chunks."""
        return self.upload.achunks(self.start)


class Source(Protocol):
    """A body that is read while it is sent."""

    def size(self) -> int | None:
        """Return the size in bytes, None if it is unknown."""
        ...

    def repeatable(self) -> bool:
        """Return whether the body can be sent again."""
        ...

    def chunks(self) -> Iterator[bytes]:
        """Return the content in chunks."""
        ...

    def achunks(self) -> AsyncIterator[bytes]:
        """Return the content in chunks."""
        ...


@dataclass(frozen=True)
class Content:
    """An encoded body: bytes or a source of bytes. There is no body if ``content_type`` is empty."""

    content_type: str = ""
    data: bytes | Source = field(default=b"", repr=False)
    length: int | None = field(init=False)

    def __post_init__(self) -> None:
        """Determine the length now: before a retry, a file object is at its end."""
        size = len(self.data) if isinstance(self.data, bytes) else self.data.size()
        object.__setattr__(self, "length", size)

    def repeatable(self) -> bool:
        """Return whether the body can be sent again."""
        return isinstance(self.data, bytes) or self.data.repeatable()

    def chunks(self) -> bytes | Iterator[bytes]:
        """Return the bytes, or an iterator over the source."""
        return self.data if isinstance(self.data, bytes) else self.data.chunks()

    def achunks(self) -> bytes | AsyncIterator[bytes]:
        """Return the bytes, or an asynchronous iterator over the source."""
        return self.data if isinstance(self.data, bytes) else self.data.achunks()


def encode_body(
    body: Body | None, value: object, extra: Mapping[str, object], method: str, content_type: str = ""
) -> Content:
    """Encode a body in the media type that fits the value: JSON, form, multipart, text, others, in this order.

    ``content_type`` is the media type that the caller asks for, if any. A form without properties is an empty body with
    a media type, except for methods without bodies. ``extra`` properties are added to an object.

    :raises InvalidArgumentError: the value is invalid or missing.
    """
    if body is None or not body.media:
        if extra:
            msg = "request_options.body: this operation has no body"
            raise InvalidArgumentError(msg)
        return Content()
    # all properties of an optional body may be omitted, even required ones
    left_out = not body.required and is_object(value) and bool(value) and not without_omitted(value)
    if (isinstance(value, Omit) or left_out) and not extra:
        return _omitted(body, method)
    return _encode(body, choose_media(body.media, value, content_type), value, extra, method)


def _encode(body: Body, media: Media, value: object, extra: Mapping[str, object], method: str) -> Content:
    kind = essence(media.content_type)
    # feature multipart
    if kind.startswith("multipart/"):
        parts = _object(media, value, extra)
        return _multipart(media, parts) if parts or body.required else Content()
    # feature raw_bodies
    if media.raw or not (is_json(kind) or kind == FORM):
        return _raw(media, kind, value)
    # feature forms
    if kind == FORM:
        return _form(media, value, extra, method)
    made = _with_extra(_checked(media, value), extra)
    if made == {} and not body.required and method in BODILESS:
        return Content()
    return Content(media.content_type, numbers[0].write(made))


def _omitted(body: Body, method: str) -> Content:
    if body.required:
        msg = "body: is required"
        raise InvalidArgumentError(msg)
    media = min(body.media, key=rank)
    optional_form = essence(media.content_type) == FORM and method not in BODILESS
    return Content(media.content_type) if optional_form else Content()


def _checked(media: Media, value: object) -> Any:
    return to_wire(Any if media.type is None else media.type(), {} if isinstance(value, Omit) else value)


def _with_extra(value: object, extra: Mapping[str, object]) -> object:
    if not extra:
        return value
    if not is_object(value):
        msg = "request_options.body: the body is not an object"
        raise InvalidArgumentError(msg)
    return {**value, **_extra(extra)}


def _extra(extra: Mapping[str, object]) -> Mapping[str, object]:
    written = to_wire(Any, dict(extra), "request_options.body")
    return written if is_object(written) else {}


def _object(media: Media, value: object, extra: Mapping[str, object]) -> Mapping[str, object]:
    made = _with_extra(_checked(media, value), extra)
    if not is_object(made):
        msg = f"body: a body of type {media.content_type} must be an object"
        raise InvalidArgumentError(msg)
    return made


def _form(media: Media, value: object, extra: Mapping[str, object], method: str) -> Content:
    known = _object(media, value, {})
    written = form_body(known, media.encodings)
    more = [pair for name, item in _extra(extra).items() for pair in brackets(name, item)] if extra else []
    data = b"&".join(part for part in (written, urlencode_form(more)) if part)
    return Content() if not data and method in BODILESS else Content(media.content_type, data)


def _multipart(media: Media, value: Mapping[str, object]) -> Content:
    parts: list[Part] = []
    for name, item in value.items():
        encoding = media.encodings.get(name, Encoding())
        if (encoding.style or encoding.explode is not None) and not _holds_file(item):
            parts.extend(Part(key, piece.encode()) for key, piece in property_pairs(name, item, encoding))
            continue
        several = item if is_list(item) else (item,)
        parts.extend(_part(name, one, encoding.content_type) for one in several)
    made = Multipart(tuple(parts), subtype=essence(media.content_type))
    return Content(made.content_type, made)


def _holds_file(value: object) -> bool:
    return isinstance(value, Upload) or (is_list(value) and any(isinstance(item, Upload) for item in value))


def _part(name: str, value: object, content_type: str) -> Part:
    if isinstance(value, Upload):
        first = content_type.partition(",")[0].strip()
        kind = value.content_type or ("" if is_range(first) else first) or OCTETS
        return Part(name, value, value.filename or name, kind)
    if is_object(value) or is_list(value) or is_json(content_type):
        return Part(name, numbers[0].write(value), content_type=content_type or "application/json")
    return Part(name, text(value).encode(), content_type=content_type)


def _raw(media: Media, kind: str, value: object) -> Content:
    value = without_omitted(value)
    if isinstance(value, str):
        return Content(_text_type(media), value.encode())
    plain = is_object(value) or is_list(value) or isinstance(value, BaseModel | bool | int | float)
    if plain and is_range(media.content_type) and covers(media.content_type, JSON):
        return Content(JSON, numbers[0].write(_checked(media, value)))
    if plain or (kind.startswith("text/") and not isinstance(value, bytes | Upload)):
        return Content(_text_type(media), text(_checked(media, value)).encode())
    try:
        upload = as_upload(value)
    except ValueError as error:
        msg = f"body: {error}"
        raise InvalidArgumentError(msg) from None
    declared = OCTETS if is_range(media.media_range or media.content_type) else media.content_type
    return Content(upload.content_type or declared, Raw(upload, upload.start()))


def _text_type(media: Media) -> str:
    """Return the media type for text: the declared one, ``text/plain`` for a range that includes it."""
    return TEXT if is_range(media.content_type) and covers(media.content_type, TEXT) else _concrete(media)


def _concrete(media: Media) -> str:
    return OCTETS if is_range(media.content_type) else media.content_type
