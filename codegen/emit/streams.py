"""Replies that are sequences of values: server-sent events and lines of JSON (OpenAPI 3.2, Sequential Media Types)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen.core.pycode import Code, fmt, join
from codegen.emit.replies import successes
from codegen.ir.types import AnyValue, ListOf

if TYPE_CHECKING:
    from codegen.emit.annotate import Annotator
    from codegen.ir.api import Media, Operation
    from codegen.ir.types import Type

EVENTS = "text/event-stream"
LINES = frozenset(
    {
        "application/json-seq",
        "application/jsonl",
        "application/jsonlines",
        "application/ndjson",
        "application/stream+json",
        "application/x-json-stream",
        "application/x-jsonlines",
        "application/x-ndjson",
        "application/geo+json-seq",
    }
)


def essence(media: Media) -> str:
    """Return the media type without its parameters."""
    return media.content_type.split(";", 1)[0].strip().lower()


def is_sequential(media: Media) -> bool:
    """Whether values of a media type arrive one by one."""
    return essence(media) == EVENTS or essence(media) in LINES


def item_type(media: Media) -> Type | None:
    """Return the type of one line, or of one event where ``itemSchema`` describes it.

    A document before 3.2 gives a ``schema``: of a line, or of the list of all lines. That of an event stream describes
    the data of an event, and does not count here.
    """
    if media.item is not None or essence(media) == EVENTS:
        return media.item
    if essence(media) not in LINES:
        return None
    return media.type.item if isinstance(media.type, ListOf) else media.type


def stream_annotation(annotator: Annotator, operation: Operation) -> Code:
    """Return what a stream of the operation's replies gives; empty where some success is no sequence of values."""
    media = [entry for response in successes(operation) for entry in response.media]
    if not media or operation.pagination is not None or not all(is_sequential(entry) for entry in media):
        return join("", [])
    return join(" | ", list(dict.fromkeys(_value(annotator, entry) for entry in media)))


def _value(annotator: Annotator, media: Media) -> Code:
    item = item_type(media)
    if item is not None:
        return annotator.received(item)
    if essence(media) != EVENTS:
        return annotator.received(AnyValue())
    data = annotator.received(media.type) if media.type is not None else annotator.builtin("str")
    return fmt("{}[{}]", annotator.python("@sse", "ServerSentEvent"), data)
