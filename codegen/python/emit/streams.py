"""Replies that are sequences of values: server-sent events and lines of JSON (OpenAPI 3.2, Sequential Media Types)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen.ir.api import In
from codegen.ir.lookup import body_fields, resolved
from codegen.ir.types import AnyValue, Choice, Kind, ListOf, Scalar
from codegen.python.code import Code, fmt, join
from codegen.python.emit.replies import successes

if TYPE_CHECKING:
    from codegen.ir.api import Api, Media, Operation
    from codegen.ir.types import Type
    from codegen.python.emit.annotate import Annotator

EVENTS = "text/event-stream"
_SSE = "_runtime.client.sse"
SWITCH = "stream"
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


def is_sequential(media: Media) -> bool:
    """Whether values of a media type arrive one by one."""
    return media.media_type.essence == EVENTS or media.media_type.essence in LINES


def item_type(media: Media) -> Type | None:
    """Return the type of one line, or of one event where ``itemSchema`` describes it.

    A document before 3.2 gives a ``schema``: of a line, or of the list of all lines. That of an event stream describes
    the data of an event, and does not count here.
    """
    if media.item is not None or media.media_type.essence == EVENTS:
        return media.item
    if media.media_type.essence not in LINES:
        return None
    return media.type.item if isinstance(media.type, ListOf) else media.type or AnyValue()


def stream_annotation(annotator: Annotator, operation: Operation) -> Code:
    """Return what a stream of the operation's replies gives; empty where no success is a sequence of values."""
    sequences = [entry for entry in _replies(operation) if is_sequential(entry)]
    return join(" | ", list(dict.fromkeys(_value(annotator, entry) for entry in sequences)))


def is_stream(operation: Operation) -> bool:
    """Whether every success of an operation is a sequence of values."""
    return bool(_replies(operation)) and all(is_sequential(entry) for entry in _replies(operation))


def stream_switch(api: Api, operation: Operation) -> str:
    """Return the boolean by which callers of many APIs choose a sequence: a property of the body, or a parameter.

    It is ``stream``, and only counts where an operation replies with a sequence or with one value. A property is given
    by its wire name, as bodies are put together, a parameter likewise.
    """
    if is_stream(operation) or not any(is_sequential(entry) for entry in _replies(operation)):
        return ""
    types = [(param.name, param.type) for param in operation.params if param.where is In.QUERY]
    types += [(item.name, item.type) for item in body_fields(api, operation)]
    return SWITCH if any(name == SWITCH and _is_flag(api, node) for name, node in types) else ""


def _is_flag(api: Api, node: Type) -> bool:
    target = resolved(api, node)
    if isinstance(target, Scalar):
        return target.kind is Kind.BOOLEAN
    return isinstance(target, Choice) and True in target.values


def _replies(operation: Operation) -> list[Media]:
    """Return what the successes of an operation hold; nothing where they are pages of a list."""
    if operation.pagination is not None:
        return []
    return [entry for response in successes(operation) for entry in response.media]


def _value(annotator: Annotator, media: Media) -> Code:
    item = item_type(media)
    if item is not None:
        return annotator.received(item)
    data = annotator.received(media.type) if media.type is not None else annotator.builtin("str")
    return fmt("{}[{}]", annotator.imports.use(f"{annotator.up}{_SSE}", "ServerSentEvent"), data)
