"""Detects streaming responses: server-sent events and JSON lines (OpenAPI 3.2, Sequential Media Types)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from codegen.ir.api import In
from codegen.ir.bodies import body_fields
from codegen.ir.lookup import resolved
from codegen.ir.types import AnyValue, Choice, Kind, ListOf, Scalar
from codegen.python.code import Code, fmt, join
from codegen.python.emit.responses import successes

if TYPE_CHECKING:
    from codegen.ir.api import Api, Media, Operation
    from codegen.ir.types import Type
    from codegen.python.code import Ident
    from codegen.python.emit.annotate import Annotator
    from codegen.python.names import OperationName

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
    """Return whether a media type is a sequence of values."""
    return media.media_type.essence == EVENTS or media.media_type.essence in LINES


def item_type(media: Media) -> Type | None:
    """Return the type of one line, or of one event if ``itemSchema`` describes it.

    Before OpenAPI 3.2, ``schema`` describes a line or the list of all lines. For event streams it describes the data of
    an event, which is not an item type.
    """
    if media.item is not None or media.media_type.essence == EVENTS:
        return media.item
    if media.media_type.essence not in LINES:
        return None
    return media.type.item if isinstance(media.type, ListOf) else media.type or AnyValue()


def stream_annotation(annotator: Annotator, operation: Operation) -> Code:
    """Return the type of the streamed values of an operation; empty if no successful response is a stream."""
    sequences = [entry for entry in _success_media(operation) if is_sequential(entry)]
    return join(" | ", list(dict.fromkeys(_value(annotator, entry) for entry in sequences)))


def is_stream(operation: Operation) -> bool:
    """Return whether every successful response of an operation is a stream."""
    return bool(_success_media(operation)) and all(is_sequential(entry) for entry in _success_media(operation))


def has_stream(operation: Operation) -> bool:
    """Return whether a successful response of an operation is a stream."""
    return any(is_sequential(entry) for entry in _success_media(operation))


@dataclass(frozen=True, slots=True)
class StreamArgument:
    """The argument that requests a stream; ``is_default``: without it, the server responds with a stream."""

    name: Ident
    type: Type
    is_default: bool


def stream_argument(api: Api, operation: Operation, names: OperationName) -> StreamArgument | None:
    """Return the argument of a method that requests a stream, None if there is none or it has a single value."""
    switch = stream_switch(api, operation)
    named = [(names.body[item.name], item) for item in body_fields(api, operation) if item.name == switch]
    named += [
        (names.params[param.where, param.name], param.as_field())
        for param in operation.params
        if param.where is In.QUERY and param.name == switch
    ]
    for name, item in named if switch else ():
        target = resolved(api, item.type)
        if not isinstance(target, Choice) or False in target.values:
            return StreamArgument(name, item.type, item.default is True)
    return None


def stream_switch(api: Api, operation: Operation) -> str:
    """Return the wire name of the boolean by which callers request a stream: a body property or query parameter.

    Only ``stream`` is recognised, and only for operations that respond either with a stream or with one value.
    """
    if is_stream(operation) or not has_stream(operation):
        return ""
    types = [(param.name, param.type) for param in operation.params if param.where is In.QUERY]
    types += [(item.name, item.type) for item in body_fields(api, operation)]
    return SWITCH if any(name == SWITCH and _is_flag(api, node) for name, node in types) else ""


def _is_flag(api: Api, node: Type) -> bool:
    target = resolved(api, node)
    if isinstance(target, Scalar):
        return target.kind is Kind.BOOLEAN
    return isinstance(target, Choice) and True in target.values


def _success_media(operation: Operation) -> list[Media]:
    """Return the media of successful responses; none for paginated operations."""
    if operation.pagination is not None:
        return []
    return [entry for response in successes(operation) for entry in response.media]


def _value(annotator: Annotator, media: Media) -> Code:
    item = item_type(media)
    if item is not None:
        return annotator.received(item)
    data = annotator.received(media.type) if media.type is not None else annotator.builtin("str")
    return fmt("{}[{}]", annotator.imports.use(f"{annotator.up}{_SSE}", "ServerSentEvent"), data)
