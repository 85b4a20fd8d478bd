"""Writes the results of service methods as responses."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, cast

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import to_jsonable_python
from starlette.responses import Response

from ..shared.jsonnumbers import numbers
from ..shared.media import JSON, OCTETS, covers, is_json, is_range
from ..shared.ref import STRICT_JSON
from ..shared.typeinfo import adapter as adapter_of
from .accept import acceptable, chosen
from .errors import SHOWN, ServiceError
from .nulls import with_nulls

if TYPE_CHECKING:
    from starlette.datastructures import MutableHeaders
    from starlette.requests import Request

    from ..shared.operation import Media, Operation
    from ..shared.operation import Response as Declared
    from .context import RequestContext

_ANY: Final[TypeAdapter[Any]] = TypeAdapter(Any)
_EMPTY: Final = frozenset({204, 205, 304})
_MOST_KNOWN: Final = 256


class InvalidResponseError(Exception):
    """The response of a service violates the document."""


class MediaWriter:
    """One media type of a declared response."""

    def __init__(self, media: Media) -> None:
        """Store the media type; its Python type is imported with the first response."""
        self.media = media
        self.wild = is_range(media.content_type)
        self.json = (is_json(media.content_type) or covers(media.content_type, JSON)) and not media.raw
        self.content_type = (JSON if self.json else OCTETS) if self.wild else media.content_type

    @cached_property
    def adapter(self) -> TypeAdapter[Any] | None:
        """The serialiser and validator of the values; None if the document has no schema."""
        return adapter_of(self.media.type()) if self.media.type else None


class ResponseWriter:
    """Writes the responses of one operation.

    Status and media type default to those of the first declared success.
    """

    def __init__(self, operation: Operation[Any], *, nulls: bool, validate: bool) -> None:
        """Index the declared responses; with ``nulls``, unset nullable fields are written as null."""
        self.name = operation.name
        self.nulls = nulls
        self.validate = validate
        self.declared = {
            response.status.upper(): list(map(MediaWriter, response.media)) for response in operation.responses
        }
        successes = [response for response in operation.responses if response.status[:1] == "2"]
        self.status = int(successes[0].status.upper().replace("X", "0")) if successes else 200
        self.main = self._first(successes)
        self.preferred = self.main.media.content_type if self.main is not None else ""
        self.offered = list(dict.fromkeys(media.content_type for response in successes for media in response.media))
        self._known: dict[bytes, str | None] = {b"*/*": None}

    def _first(self, successes: list[Declared]) -> MediaWriter | None:
        contents = self.declared[successes[0].status.upper()] if successes else []
        return contents[0] if contents else None

    def chosen(self, request: Request) -> str | None:
        """Return the media type that the client prefers over the first declared one; None if there is no such.

        Raises ``ServiceError`` (406) if the client accepts none of the declared ones.
        """
        if not self.offered:
            return None
        values = [value for name, value in request.scope["headers"] if name == b"accept"]
        if not values:
            return None
        accept = b",".join(values)
        if accept not in self._known:
            found = chosen(accept.decode("latin-1"), self.offered)
            if found is None:
                names = ", ".join(self.offered)
                asked = accept[:SHOWN].decode("latin-1")
                raise ServiceError(406, f"Not acceptable: {asked}. Available: {names}")
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            self._known[accept] = found if self.main is None or found != self.main.media.content_type else None
        return self._known[accept]

    def write(self, result: object, context: RequestContext, media: str | None = None) -> Response:
        """Return the response; a ``Response`` from the service is returned unchanged.

        Raises ``InvalidResponseError`` if responses are validated and this one violates the document.
        """
        if isinstance(result, Response):
            return self._finished(result)
        status = context.status_code or self.status
        content = self.main if media is None and status == self.status else self._content(status, media)
        if content is not None and not self._represents(status, content, result):
            content = self._alternative(status, context, result)
        if status in _EMPTY or (result is None and content is None):
            return self._empty(status)
        if content is None:
            return self._written(result, status, None, "application/json")
        if content.wild and isinstance(result, bytes):
            return Response(result, status, media_type=OCTETS)
        return self._written(result, status, content, content.content_type)

    def _written(self, result: object, status: int, content: MediaWriter | None, media_type: str) -> Response:
        body = self._body(result, content)
        if self.validate:
            self._check(status, content, body)
        return Response(body, status, media_type=media_type)

    def _empty(self, status: int) -> Response:
        if self.validate:
            self._contents(status)
        return Response(status_code=status)

    def _content(self, status: int, media: str | None) -> MediaWriter | None:
        """Return the requested media type, by default the first declared one."""
        contents = self._declared(status)
        found = next((content for content in contents or () if content.media.content_type == media), None)
        return found or (contents[0] if contents else None)

    def _represents(self, status: int, content: MediaWriter, result: object) -> bool:
        """Return whether a result can be written in a media type: text and bytes in any, other values as JSON.

        If there are several media types, text and bytes are JSON only where its schema allows that.
        """
        if isinstance(result, (int, float)) and content.media.content_type.startswith("text/"):
            return True
        if not isinstance(result, (bytes, str)):
            return content.json
        if not content.json or content.wild or content.adapter is None or len(self._declared(status) or ()) < 2:  # noqa: PLR2004 - alternatives
            return True
        try:
            content.adapter.validate_python(result, strict=True)
        except ValidationError:
            return False
        return True

    def _alternative(self, status: int, context: RequestContext, result: object) -> MediaWriter | None:
        """Return the best acceptable media type that can represent a result; None if JSON is not declared.

        Raises ``ServiceError`` (406) if the client accepts none that can.
        """
        contents = self._declared(status) or []
        fitting = {
            content.media.content_type: content for content in contents if self._represents(status, content, result)
        }
        accepted = acceptable(",".join(context.headers.getlist("accept")), list(fitting))
        if accepted:
            return fitting[accepted[0]]
        if not fitting:
            return None
        names = ", ".join(fitting)
        raise ServiceError(406, f"Not acceptable: this response is only available as {names}")

    def _declared(self, status: int) -> list[MediaWriter] | None:
        found = self.declared.get(str(status))
        if found is None:
            found = self.declared.get(f"{status // 100}XX")
        return self.declared.get("DEFAULT") if found is None else found

    def _contents(self, status: int) -> list[MediaWriter]:
        contents = self._declared(status)
        if contents is None:
            msg = f"{self.name}: the status {status} is not declared"
            raise InvalidResponseError(msg)
        return contents

    def _body(self, result: object, content: MediaWriter | None) -> bytes | str:
        if content is not None and isinstance(result, (bytes, str)):
            if not content.json:
                return result
            if isinstance(result, bytes) and content.adapter is not None:
                written: bytes = content.adapter.dump_json(result)  # for example Base64
                return written
        value = with_nulls(result) if self.nulls else result
        is_plain = numbers[0].exact and not isinstance(result, BaseModel)
        return to_json(value, content.adapter if content is not None and is_plain else None)

    def _check(self, status: int, content: MediaWriter | None, body: bytes | str) -> None:
        contents = self._contents(status)
        if content is None or not content.json or content.adapter is None:
            if content is None and contents:
                media = " or ".join(item.content_type for item in contents)
                msg = f"{self.name}: the response {status} must be {media}"
                raise InvalidResponseError(msg)
            return
        try:
            content.adapter.validate_json(body, **STRICT_JSON)
        except ValidationError as error:
            errors = "; ".join(
                f"{'.'.join(map(str, detail['loc'])) or 'the body'}: {detail['msg']}" for detail in error.errors()
            )
            msg = f"{self.name}: the response {status} violates its schema: {errors}"
            raise InvalidResponseError(msg) from None

    def _finished(self, response: Response) -> Response:
        """Return a ``Response`` from the service, validated if its body is in memory."""
        if self.validate:
            self._check_finished(response)
        return response

    def _check_finished(self, response: Response) -> None:
        contents = self._contents(response.status_code)
        kind = response.headers.get("content-type", "")
        body: object = getattr(response, "body", None)
        if not contents or not is_json(kind) or not isinstance(body, bytes):
            return
        content = next((item for item in contents if item.json), None)
        self._check(response.status_code, content, body)


def header_text(value: object) -> str:
    """Return the text of a declared header in style ``simple``."""
    plain: Any = to_jsonable_python(value)
    if isinstance(plain, bool):
        return "true" if plain else "false"
    if isinstance(plain, list):
        return ",".join(map(header_text, cast("list[object]", plain)))
    if isinstance(plain, dict):
        return ",".join(header_text(item) for pair in cast("dict[str, object]", plain).items() for item in pair)
    return str(plain)


def add_headers(response: Response, context: RequestContext) -> None:
    """Set the request id and the headers of the context on a response, replacing headers of the same names.

    Headers with the value None are not sent. Raises ``InvalidResponseError`` for a line break.
    """
    attributes = vars(context)  # cached properties are absent until used
    if "declared_headers" not in attributes and "response_headers" not in attributes:
        response.headers["request-id"] = context.request_id
        return
    declared: dict[str, object] = attributes.get("declared_headers", {})
    others: MutableHeaders | None = attributes.get("response_headers")
    added = [
        (b"request-id", context.request_id.encode()),
        *(
            (name.lower().encode(), header_text(value).encode())
            for name, value in declared.items()
            if value is not None
        ),
        *(others.raw if others is not None else ()),
    ]
    for name, value in added:
        if b"\n" in value or b"\r" in value:
            msg = f"{context.operation.name}: the header {name.decode('latin-1')} has a line break"
            raise InvalidResponseError(msg)
    names = {name for name, _ in added}
    response.raw_headers[:] = [*(pair for pair in response.raw_headers if pair[0] not in names), *added]


def to_json(value: object, adapter: TypeAdapter[Any] | None = None) -> bytes:
    """Return JSON of models, or of plain values that contain models: by wire names, without unset fields.

    ``adapter`` is that of the declared type.
    """
    write = (adapter or _ANY).dump_json
    return numbers[0].dump(lambda: write(value, by_alias=True, exclude_unset=True, warnings=False))
