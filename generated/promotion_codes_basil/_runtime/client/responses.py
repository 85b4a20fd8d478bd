"""Interprets responses: values as their declared types, and error details."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from ..shared.drift import Drift
from ..shared.media import JSON, covers, essence, is_json
from ..shared.omit import omit
from ..shared.values import is_list, is_object
from ..shared.wirenames import by_wire_name
from .content import as_text_or_bytes, decode, read_json, read_other
from .errors import ErrorDetails
from .failures import failures
from .lenient import load_json, parse
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
    successes = [response for response in operation.responses if response.status[:1] == "2"]
    media = [media for response in successes for media in response.media]
    media = media or [media for response in operation.responses for media in response.media]
    json = [one for one in media if is_json(one.content_type)]
    return ", ".join(dict.fromkeys(map(_range, json or media))) or "*/*"


def _range(media: Media) -> str:
    """Return what ``Accept`` says for a media type: a range for text, and for types with a suffix."""
    if not media.media_range or covers(media.media_range, JSON):
        return media.content_type
    main, _, subtype = media.media_range.partition("/")
    return media.media_range if subtype == "*" else f"{main}/*"


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
    exact = next((one for one in media if essence(one.content_type) == kind), None)
    ranges = sorted((one for one in media if covers(one.media_range or one.content_type, kind)), key=_width)
    return exact or next(iter(ranges), media[0] if len(media) == 1 else None)


def _width(media: Media) -> int:
    return (media.media_range or media.content_type).count("*")


def read(
    operation: Operation[object], status: int, headers: Mapping[str, str], content: bytes, most: int | None = None
) -> tuple[Any, list[Drift]]:
    """Parse a successful response, and return the differences from its type. An empty body is None.

    Content of a media type other than the declared one is a value, text or bytes, by its own media type.
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
    takes_json = media is not None and (is_json(media.content_type) or covers(media.content_type, JSON))
    if takes_json or is_json(content_type):
        check_values(content, most)
    tp: Any = media.type() if media is not None and takes_json and media.type is not None else Any
    if is_json(content_type):
        return read_json(tp, content)
    if media is None or not takes_json:
        return as_text_or_bytes(content_type, content), []
    return read_other(media, tp, content_type, content)


def _missing(media: Media | None) -> list[Drift]:
    return [] if media is None else [Drift("", media.content_type, omit)]


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
    return ErrorDetails(
        message=_message(body, shape.message),
        type=_text(dig(body, shape.type)),
        code=_text(dig(body, shape.code)),
        param=_text(dig(body, shape.param)),
        error=typed,
    )


def _message(body: object, path: Sequence[str | int]) -> str:
    """Return the message of an error body, followed by its validation failures."""
    found = (_text(dig(body, one)) for one in (path, *FALLBACKS) if one)
    message = next((message for message in found if message), "")
    details = failures(body)
    return f"{message.rstrip('.')}: {details}" if message and details and message not in details else details or message


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
