"""Reading a request body by its Content-Type."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from pydantic import TypeAdapter, ValidationError
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException

from ..media import FORM, essence, is_json
from ..ref import STRICT_JSON
from .annotations import shape_of
from .errors import ServiceError
from .faults import Fault
from .forms import Branch, Limits, form, plain, split_pairs, tree
from .properties import read_properties
from .shapes import ANYTHING, Reading, Shape
from .styles import parse_json
from .validation import fault_of

if TYPE_CHECKING:
    from starlette.requests import Request

    from ..operation import Body, Media


MULTIPART: Final = "multipart/form-data"


@dataclass(frozen=True, slots=True)
class _Read:
    """How a body is to be read: the limits, and what happens to unknown names."""

    limits: Limits
    refuse_unknown: bool


class MediaReader:
    """Reads one media type of a body."""

    def __init__(self, media: Media) -> None:
        """Remember the media type; its type is imported when the first body arrives."""
        self.media = media
        self.kind = essence(media.content_type)

    @cached_property
    def adapter(self) -> TypeAdapter[object] | None:
        """What validates the body; None where the document gives no schema."""
        return TypeAdapter(self.media.type()) if self.media.type else None

    @cached_property
    def shape(self) -> Shape:
        """What a form is read for."""
        return shape_of(self.media.type()) if self.media.type else ANYTHING

    def accepts(self, kind: str) -> bool:
        """Say whether a request of this media type is for this reader; ``*`` stands for any (sub)type."""
        own_type, _, own_subtype = self.kind.partition("/")
        main, _, subtype = kind.partition("/")
        return own_type in {"*", main} and own_subtype in {"*", subtype}

    def parse(self, data: bytes, kind: str, request: Request, how: _Read) -> object:
        """Return the validated value of a body that is no multipart form. Raises ``Fault``."""
        if kind == FORM:
            return self.form(tree(split_pairs(data, how.limits), how.limits), Reading(form, how.refuse_unknown))
        if is_json(kind) and not self.media.raw:
            return self._json(data, refuse_unknown=how.refuse_unknown)
        value: object = data
        if kind.startswith("text/") and not self.media.raw:
            value = _text(data, request.headers.get("content-type", ""))
        if not self.shape.leaf:
            value = parse_json(value if isinstance(value, str) else data, ())
        return value if self.adapter is None else _checked(self.adapter, value)

    def form(self, root: Branch, reading: Reading) -> object:
        """Return the validated value of a form. Raises ``Fault``.

        Objects in it may be JSON text, their default content type (OpenAPI, Encoding Object).
        """
        value = read_properties(
            self.shape, root, self.media.encodings, Reading(reading.decode, reading.refuse_unknown, json_inside=True)
        )
        return value if self.adapter is None else _checked(self.adapter, value)

    def _json(self, data: bytes, *, refuse_unknown: bool) -> object:
        if self.adapter is None:
            return parse_json(data, ())
        try:
            return self.adapter.validate_json(data, **STRICT_JSON)
        except ValidationError as error:
            if not refuse_unknown and any(detail["type"] == "extra_forbidden" for detail in error.errors()):
                return self._json_ignoring(data, self.adapter)
            broken = error.errors()[0]["type"] == "json_invalid"
            raise fault_of(error, None if broken else parse_json(data, ())) from None

    def _json_ignoring(self, data: bytes, adapter: TypeAdapter[object]) -> object:
        try:
            return adapter.validate_json(data, extra="ignore", **STRICT_JSON)
        except ValidationError as error:
            raise fault_of(error, parse_json(data, ())) from None


class BodyReader:
    """Reads the body of an operation: the declared media types, and none at all."""

    def __init__(self, body: Body, limits: Limits) -> None:
        """Prepare a reader per media type."""
        self.required = body.required
        self.limits = limits
        self.readers = [MediaReader(media) for media in body.media]

    async def read(self, request: Request, *, refuse_unknown: bool) -> object:
        """Return the validated body. An empty form is an object without properties, any other empty body is None.

        Raises ``Fault`` for an invalid body, ``ServiceError`` for a media type that is not declared (415) and for
        more than the limit (413).
        """
        how = _Read(self.limits, refuse_unknown)
        kind = essence(request.headers.get("content-type", ""))
        empty = _is_empty(request)
        reader = self._reader(kind)
        if reader is None:
            if not empty and await read_bytes(request, self.limits.body):
                declared = ", ".join(reader.media.content_type for reader in self.readers)
                message = f"Unsupported content type: {kind or 'none'}. Supported: {declared}"
                raise ServiceError(415, message, headers={"Accept": declared})
            return self._nothing(self.readers[0])
        if empty:
            return self._nothing(reader)
        if kind == MULTIPART:
            return reader.form(await _multipart(request, self.limits), Reading(plain, refuse_unknown))
        data = await read_bytes(request, self.limits.body)
        return reader.parse(data, kind, request, how) if data else self._nothing(reader)

    def _reader(self, kind: str) -> MediaReader | None:
        exact = (reader for reader in self.readers if reader.kind == kind)
        return next(exact, None) or next((reader for reader in self.readers if kind and reader.accepts(kind)), None)

    def _nothing(self, reader: MediaReader) -> object:
        if reader.kind in {FORM, MULTIPART}:
            return reader.form(Branch(), Reading())
        if self.required:
            raise Fault((), "missing")
        return None


def _is_empty(request: Request) -> bool:
    length = request.headers.get("content-length")
    return length == "0" if length is not None else "transfer-encoding" not in request.headers


async def read_bytes(request: Request, limit: int) -> bytes:
    """Return the whole body. Raises ``ServiceError`` (413) as soon as it is longer than the limit."""
    chunks: list[bytes] = []
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > limit:
            raise ServiceError(413, f"The request body is larger than {limit} bytes.")
        chunks.append(chunk)
    return b"".join(chunks)


async def _multipart(request: Request, limits: Limits) -> Branch:
    """Return the tree of a multipart body; files stay on disk and are closed with the request."""
    try:
        data = await request.form(max_files=limits.files, max_fields=limits.pairs, max_part_size=limits.part)
    except MultiPartException as error:
        raise Fault((), "invalid", detail=error.message) from None
    except HTTPException as error:
        raise Fault((), "invalid", detail=error.detail) from None
    return tree(data.multi_items(), limits)


def _text(data: bytes, content_type: str) -> str:
    charset = "utf-8"
    for parameter in content_type.split(";")[1:]:
        name, _, value = parameter.strip().partition("=")
        if name.lower() == "charset":
            charset = value.strip('"')
    try:
        return data.decode(charset)
    except (UnicodeDecodeError, LookupError):
        raise Fault((), "encoding") from None


def _checked(adapter: TypeAdapter[object], value: object) -> object:
    try:
        return adapter.validate_python(value, by_alias=True, by_name=False)
    except ValidationError as error:
        raise fault_of(error, value) from None
