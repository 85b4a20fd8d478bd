"""Builds the return annotation of operations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen.core.media_type import JSON, MediaType
from codegen.ir.lookup import is_file, success_type
from codegen.ir.types import AnyValue
from codegen.python.code import Code, join

if TYPE_CHECKING:
    from codegen.ir.api import Media, Operation, Response
    from codegen.python.emit.annotate import Annotator

_JSON = MediaType.parse(JSON)


def successes(operation: Operation) -> tuple[Response, ...]:
    """Return the successful responses: every 2xx, or ``default`` if it is the only one."""
    declared = tuple(response for response in operation.responses if response.success)
    if declared or any(response.status != "default" for response in operation.responses):
        return declared
    return operation.responses


def response_annotation(annotator: Annotator, operation: Operation) -> Code:
    """Return the union of the bodies of successful responses; ``None`` for no body.

    A paginated operation returns its page: the body of the first JSON response.
    """
    page = success_type(operation) if operation.pagination is not None else None
    if page is not None:
        return annotator.received(page)
    parts: list[Code] = []
    for response in successes(operation):
        if not response.media or operation.method == "HEAD":
            parts.append(annotator.builtin("None"))
            continue
        # clients request JSON if available, with any JSON media type
        accepted = [media for media in response.media if media.media_type.is_json]
        parts.extend(_media(annotator, media) for media in (accepted or response.media))
    unique = list(dict.fromkeys(parts)) or [annotator.builtin("None")]
    # None goes last, by convention
    unique.sort(key=lambda code: code == "None")
    return join(" | ", unique)


def _media(annotator: Annotator, media: Media) -> Code:
    takes_json = media.media_type.is_json or media.media_type.covers(_JSON)
    if takes_json and not is_file(annotator.api, media):
        return annotator.received(media.type if media.type is not None else AnyValue())
    return annotator.builtin("str" if media.media_type.is_text else "bytes")
