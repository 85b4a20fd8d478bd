"""Interprets responses: values as their declared types, and error details."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from ..shared.drift import Drift
from ..shared.media import essence, is_json, text_codec
from ..shared.model import by_wire_name
from ..shared.omit import omit
from ..shared.values import is_list, is_object
from .errors import ErrorDetails
from .lenient import load_json, parse, parse_json
from .limits import check_values

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..shared.operation import ApiInfo, Media, Operation, Response

FALLBACKS: Final[tuple[tuple[str | int, ...], ...]] = (
    ("error", "message"),
    ("error",),
    ("message",),
    ("detail",),
    ("error_description",),
    ("errors", 0, "message"),
    ("errors", 0),
    ("title",),
)


def accepted(operation: Operation[object]) -> str:
    """Return the ``Accept`` header: the media types of successful responses, only JSON if there is JSON.

    The return type of the method corresponds to it; callers can override it in the headers of the call.
    """
    kinds = [
        media.content_type for response in operation.responses if response.status[:1] == "2" for media in response.media
    ]
    kinds = list(dict.fromkeys(kinds)) or [m.content_type for r in operation.responses for m in r.media]
    return ", ".join([kind for kind in kinds if is_json(kind)] or kinds) or "*/*"


def declared(responses: Sequence[Response], status: int) -> Response | None:
    """Return the declared response for a status: exact, by range, or the default.

    An undeclared success is read as the only declared success, if there is one: the default then describes errors.
    """
    by_status = {response.status.upper(): response for response in responses}
    found = by_status.get(str(status)) or by_status.get(f"{status // 100}XX")
    if found is None and status // 100 == 2:  # noqa: PLR2004
        successes = [response for response in responses if response.status[:1] == "2"]
        if successes:
            return successes[0] if len(successes) == 1 else None
    return found or by_status.get("DEFAULT")


def media_for(response: Response | None, content_type: str) -> Media | None:
    """Return the declared media type: exact, by range, or the only one."""
    media = response.media if response else ()
    kind = essence(content_type)
    for wanted in (kind, f"{kind.partition('/')[0]}/*", "*/*"):
        for one in media:
            if essence(one.content_type) == wanted:
                return one
    return media[0] if len(media) == 1 else None


def read(
    operation: Operation[object], status: int, headers: Mapping[str, str], content: bytes, most: int | None = None
) -> tuple[Any, list[Drift]]:
    """Parse a successful response, and return the differences from its type. An empty body is None.

    ``most`` limits the memory of parsed JSON, see `check_values`.

    :raises ValueError: the content is not valid for its media type.
    """
    content_type = headers.get("content-type", "")
    media = media_for(declared(operation.responses, status), content_type)
    if not content:
        is_expected = status not in (204, 205) and operation.method != "HEAD"
        return None, _missing(media) if is_expected else []
    if media is not None and media.raw:
        return content, []
    if media is not None and is_json(media.content_type):
        check_values(content, most)
        return parse_json(Any if media.type is None else media.type(), content)
    if is_json(content_type):
        check_values(content, most)
        return parse_json(Any, content)
    if essence(content_type).startswith("text/"):
        return decode(content_type, content), []
    return content, []


def _missing(media: Media | None) -> list[Drift]:
    return [] if media is None else [Drift("", media.content_type, omit)]


def decode(content_type: str, content: bytes) -> str:
    """Return the text of a response; undecodable bytes are replaced."""
    return content.decode(text_codec(content_type) or "utf-8", errors="replace")


def raw_body(headers: Mapping[str, str], content: bytes) -> object:
    """Return the body of an error: its JSON value, whatever its media type is, else its text, or None."""
    if not content:
        return None
    try:
        value: object = load_json(content)
    except ValueError:
        return decode(headers.get("content-type", ""), content)
    return value


def error_details(
    operation: Operation[object], info: ApiInfo, status: int, headers: Mapping[str, str], body: object
) -> ErrorDetails:
    """Extract the details of an error body by `ErrorShape`, with common structures as fallback."""
    media = media_for(declared(operation.responses, status), headers.get("content-type", ""))
    typed: object = None
    if media is not None and media.type is not None and (is_object(body) or is_list(body)):
        typed, _ = parse(media.type(), body)
    shape = info.errors
    paths = (shape.message, *FALLBACKS)
    found = (_text(dig(body, path)) for path in paths if path)
    return ErrorDetails(
        message=next((message for message in found if message), ""),
        type=_text(dig(body, shape.type)),
        code=_text(dig(body, shape.code)),
        param=_text(dig(body, shape.param)),
        error=typed,
    )


def dig(value: object, path: Sequence[str | int]) -> object:
    """Return the value at a path of names and indices, None if there is none or the path is empty."""
    if not path:
        return None
    for step in path:
        if isinstance(step, int):
            value = value[step] if is_list(value) and step < len(value) else None
        else:
            value = by_wire_name(value, step)
    return value


def _text(value: object) -> str | None:
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    return str(value) or None
