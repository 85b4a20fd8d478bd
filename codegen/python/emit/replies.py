"""What an operation gives back, as one annotation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen.ir.lookup import is_file, success_type
from codegen.ir.types import AnyValue
from codegen.python.code import Code, join

if TYPE_CHECKING:
    from codegen.ir.api import Media, Operation, Response
    from codegen.python.emit.annotate import Annotator


def successes(operation: Operation) -> tuple[Response, ...]:
    """Return the replies that are no errors: every 2xx, or the default one where it stands alone."""
    declared = tuple(response for response in operation.responses if response.success)
    if declared or any(response.status != "default" for response in operation.responses):
        return declared
    return operation.responses


def reply_annotation(annotator: Annotator, operation: Operation) -> Code:
    """Return the union of what the successful replies hold; ``None`` where they hold nothing.

    A page is what its items were found in: the first JSON reply.
    """
    page = success_type(operation) if operation.pagination is not None else None
    if page is not None:
        return annotator.received(page)
    parts: list[Code] = []
    for response in successes(operation):
        if not response.media or operation.method == "HEAD":
            parts.append(annotator.builtin("None"))
            continue
        # clients ask for JSON where there is any, whatever kind of JSON it is
        asked = [media for media in response.media if media.media_type.is_json]
        parts.extend(_media(annotator, media) for media in (asked or response.media))
    unique = list(dict.fromkeys(parts)) or [annotator.builtin("None")]
    # None reads best at the end
    unique.sort(key=lambda code: code == "None")
    return join(" | ", unique)


def _media(annotator: Annotator, media: Media) -> Code:
    if media.media_type.is_json and not is_file(annotator.api, media):
        return annotator.received(media.type if media.type is not None else AnyValue())
    return annotator.builtin("str" if media.media_type.is_text else "bytes")
