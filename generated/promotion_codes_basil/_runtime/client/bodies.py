"""Encodes request bodies: selects a media type and writes the value in it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Protocol

from ..shared.jsonnumbers import numbers
from ..shared.media import FORM, essence
from ..shared.omit import Omit
from ..shared.values import is_object
from .arguments import to_wire, without_omitted
from .errors import InvalidArgumentError
from .forms import brackets, form_body, urlencode_form
from .mediachoice import choose_media, rank

if TYPE_CHECKING:
    from ..shared.operation import Body, Media

BODILESS: Final = frozenset({"GET", "HEAD", "DELETE", "OPTIONS", "TRACE"})


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
