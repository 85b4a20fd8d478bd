"""Parses request bodies by their ``Content-Type``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from pydantic import ValidationError

from ..shared.jsonnumbers import check_numbers, numbers
from ..shared.jsonsize import RATIO, is_deeper, nests_more, takes_more
from ..shared.media import FORM, OCTETS, covers, essence, is_json, text_codec
from ..shared.ref import STRICT_JSON
from ..shared.stopping import SHALLOW, SMALL, coarse, has_recursive_union, imports_later, is_recursive
from ..shared.typeinfo import adapter as adapter_of
from .annotations import form_type_of
from .errors import ServiceError
from .forms import Branch, Limits, form, plain, split_pairs, tree
from .formtypes import ANYTHING, FormType, Reading
from .jsontext import parse_json
from .multipart import MULTIPART, read_multipart
from .properties import read_properties
from .receiving import read_bytes
from .validation import violation_from
from .violations import Violation

if TYPE_CHECKING:
    from pydantic import TypeAdapter
    from pydantic_core import SchemaValidator
    from starlette.requests import Request

    from ..shared.operation import Body, Media

LARGE: Final = 65_536
"""Bytes of JSON above which the nesting of recursive unions is limited."""


@dataclass(frozen=True, slots=True)
class _Read:
    """Options for parsing a body: the limits, and whether unknown names are refused."""

    limits: Limits
    refuse_unknown: bool


class MediaReader:
    """Parses one media type of a body."""

    def __init__(self, media: Media) -> None:
        """Store the media type; its Python type is imported with the first body."""
        self.media = media
        self.kind = essence(media.content_type)

    @cached_property
    def adapter(self) -> TypeAdapter[object] | None:
        """The validator of the body; None if the document has no schema."""
        return adapter_of(self.media.type()) if self.media.type else None

    @cached_property
    def form_type(self) -> FormType:
        """The form type of the body."""
        return form_type_of(self.media.type()) if self.media.type else ANYTHING

    def accepts(self, kind: str) -> bool:
        """Return whether this reader handles a media type; the declared one may be a range."""
        declared = self.media.media_range or self.kind
        if kind == OCTETS and declared.endswith("/*"):
            return True  # the client does not know a more specific type
        return covers(declared, kind)

    def parse(self, data: bytes, kind: str, request: Request, how: _Read) -> object:
        """Return the validated value of a body other than multipart. Raises ``Violation``."""
        if kind == FORM:
            pairs = split_pairs(data, how.limits)
            return self.form(tree(pairs, how.limits), Reading(form, how.refuse_unknown, json_inside=True))
        is_parsed = not self.media.raw and (is_json(kind) or not self.form_type.leaf)
        if is_parsed and takes_more(data, how.limits.body):
            most = RATIO * how.limits.body
            raise Violation((), "limit", detail=f"the parsed body takes more than {most} bytes")
        if is_json(kind) and not self.media.raw:
            return self._json(data, how)
        value: object = data
        if kind.startswith("text/") and not self.media.raw:
            value = _text(data, request.headers.get("content-type", ""))
        if not self.form_type.leaf:
            value = parse_json(value if isinstance(value, str) else data, ())
        return value if self.adapter is None else _checked(self.adapter, value)

    def form(self, root: Branch, reading: Reading) -> object:
        """Return the validated value of a form. Raises ``Violation``.

        Objects in it may be JSON, their default content type (OpenAPI, Encoding Object).
        """
        value = read_properties(self.form_type, root, self.media.encodings, reading)
        return value if self.adapter is None else _checked(self.adapter, value)

    def _json(self, data: bytes, how: _Read) -> object:
        if self.adapter is None:
            return parse_json(data, ())
        try:
            check_numbers(data)
        except ValueError as error:
            raise Violation((), "json", detail=str(error)) from None
        if len(data) > LARGE and has_recursive_union(self.adapter) and is_deeper(data, how.limits.depth):
            detail = f"a body of more than {LARGE} bytes with recursive unions has at most {how.limits.depth} levels"
            raise Violation((), "limit", detail=detail)
        if len(data) > LARGE and imports_later(self.adapter) and nests_more(data, how.limits.body):
            most = RATIO * how.limits.body
            raise Violation((), "limit", detail=f"the levels of the parsed body take more than {most} bytes")
        checker = _checker(self.adapter, data)
        try:
            return numbers[0].restore(checker.validate_json(data, **STRICT_JSON), data, text=True)
        except ValidationError as error:
            if how.refuse_unknown:
                raise _json_violation(error, data) from None
            return _json_ignoring(data, checker)


def _checker(adapter: TypeAdapter[object], data: bytes) -> TypeAdapter[object] | SchemaValidator:
    """Return the validator of a JSON body; it reports fewer errors for a large body, and for a deep one."""
    if len(data) <= SMALL:
        return adapter
    return coarse(adapter, nested=is_recursive(adapter) and is_deeper(data, SHALLOW))


def _json_ignoring(data: bytes, checker: TypeAdapter[object] | SchemaValidator) -> object:
    try:
        return numbers[0].restore(checker.validate_json(data, extra="ignore", **STRICT_JSON), data, text=True)
    except ValidationError as error:
        raise _json_violation(error, data) from None


def _json_violation(error: ValidationError, data: bytes) -> Violation:
    """Return the violation in a JSON body; its path can only be determined if the JSON is well-formed."""
    try:
        return violation_from(error, parse_json(data, ()))
    except Violation:
        return violation_from(error, None)


class BodyReader:
    """Parses the body of an operation in any declared media type, or none."""

    def __init__(self, body: Body, limits: Limits) -> None:
        """Prepare a reader per media type."""
        self.required = body.required
        self.limits = limits
        self.readers = [MediaReader(media) for media in body.media]
        self._exact = {reader.kind: reader for reader in reversed(self.readers)}
        self._how = {refuse: _Read(limits, refuse) for refuse in (True, False)}

    async def read(self, request: Request, *, refuse_unknown: bool) -> object:
        """Return the validated body. An empty form is an object without properties, any other empty body is None.

        Raises ``Violation`` for an invalid body, ``ServiceError`` for an undeclared media type (415), a body larger
        than the limit (413), and one that takes too long (408).
        """
        kind, empty = _content_type(request)
        reader = self._reader(kind)
        if reader is None:
            if not empty and await self._received(request):
                declared = ", ".join(reader.media.media_range or reader.media.content_type for reader in self.readers)
                message = f"Unsupported content type: {kind or 'none'}. Supported: {declared}"
                raise ServiceError(415, message, headers={"Accept": declared})
            return self._nothing(self.readers[0])
        if empty:
            return self._nothing(reader)
        if kind.startswith("multipart/"):
            return reader.form(
                await read_multipart(request, self.limits), Reading(plain, refuse_unknown, json_inside=True)
            )
        data = await self._received(request)
        return reader.parse(data, kind, request, self._how[refuse_unknown]) if data else self._nothing(reader)

    async def _received(self, request: Request) -> bytes:
        return await read_bytes(request, self.limits.body, self.limits.body_seconds)

    def _reader(self, kind: str) -> MediaReader | None:
        exact = self._exact.get(kind)
        return exact or next((reader for reader in self.readers if kind and reader.accepts(kind)), None)

    def _nothing(self, reader: MediaReader) -> object:
        if reader.kind in {FORM, MULTIPART}:
            try:
                return reader.form(Branch(), Reading())
            except Violation:
                if self.required:
                    raise
        elif self.required:
            raise Violation((), "missing")
        return None


def _content_type(request: Request) -> tuple[str, bool]:
    """Return the media type of the body, and whether the body is empty (RFC 9112, section 6.3)."""
    kind, length, coded = "", b"", False
    for name, value in request.scope["headers"]:
        if name == b"content-type":
            kind = essence(value.decode("latin-1"))
        elif name == b"content-length":
            length = value
        elif name == b"transfer-encoding":
            coded = True
    return kind, length == b"0" if length else not coded


def _text(data: bytes, content_type: str) -> str:
    codec = text_codec(content_type)
    try:
        return data.decode(codec)
    except (UnicodeError, LookupError):
        raise Violation((), "encoding") from None


def _checked(adapter: TypeAdapter[object], value: object) -> object:
    try:
        return adapter.validate_python(value, by_alias=True, by_name=False)
    except ValidationError as error:
        raise violation_from(error, value) from None
