"""Parses streams of values: server-sent events, JSON lines and JSON text sequences.

Sources: HTML standard, section 9.2.6 (event streams); RFC 7464 (JSON text sequences).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, Generic, TypeGuard, TypeVar

from ..shared.drift import Drift
from ..shared.media import essence, is_json
from .lenient import load_json, parse
from .limits import ResponseTooLargeError, check_values
from .responses import declared, media_for

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..shared.operation import Media, Operation

T = TypeVar("T")
EVENTS: Final = "text/event-stream"
LAST_EVENT_ID: Final = "Last-Event-ID"
DONE: Final = "[DONE]"
RECORD_SEPARATOR: Final = "\x1e"
MAX_DIGITS: Final = 18
SHORT: Final = 512
LINE_COST: Final = 64
"""The memory overhead of a line, in bytes."""


def is_sequence(media: Media) -> bool:
    """Return whether a media type is a stream of values."""
    return media.item is not None or essence(media.content_type) == EVENTS


@dataclass(frozen=True)
class ServerSentEvent(Generic[T]):
    """An event: ``data`` as its declared type, and the other fields of the stream."""

    data: T
    event: str = "message"
    id: str = ""
    retry: int | None = None


def write_sequence(content_type: str, values: Iterable[object], dump: Callable[[object], str]) -> str:
    """Encode values as the text of a stream. ``dump`` returns the JSON of one value."""
    if essence(content_type) != EVENTS:
        return "".join(f"{dump(value)}\n" for value in values)
    return "".join(_event_text(value, dump) for value in values)


def _is_event(value: object) -> TypeGuard[ServerSentEvent[object]]:
    return isinstance(value, ServerSentEvent)


def _event_text(value: object, dump: Callable[[object], str]) -> str:
    event = value if _is_event(value) else ServerSentEvent(value)
    data = event.data if isinstance(event.data, str) else dump(event.data)
    fields = [] if event.event == "message" else [f"event: {event.event}"]
    fields += [f"id: {event.id}"] if event.id else []
    fields += [] if event.retry is None else [f"retry: {event.retry}"]
    return "\n".join([*fields, *(f"data: {line}" for line in data.split("\n")), "\n"])


def append_text(pieces: list[str], text: str) -> None:
    """Append text to a list of pieces; to the last one if that is short, because each object takes memory."""
    if pieces and len(pieces[-1]) < SHORT:
        pieces[-1] += text
    else:
        pieces.append(text)


class LineSplitter:
    """Splits text that arrives in chunks into lines, which end with CR, LF or CRLF."""

    def __init__(self, most: int | None = None) -> None:
        self._most = most
        self._pieces: list[str] = []  # of the incomplete line
        self._size = 0
        self._held = ""

    def feed(self, text: str) -> list[str]:
        """Return the complete lines.

        :raises ResponseTooLargeError: a line exceeds the limit.
        """
        text = self._held + text
        self._held = "\r" if text.endswith("\r") else ""  # its LF may be in the next chunk
        text = text.removesuffix("\r").replace("\r\n", "\n").replace("\r", "\n")
        start, *lines = text.split("\n")
        append_text(self._pieces, start)
        self._size += len(start)
        if lines:
            lines = ["".join(self._pieces), *lines]
            self._pieces = [lines.pop()]
            self._size = len(self._pieces[0])
        if self._most is not None and self._size > self._most:
            what = "a line"
            raise ResponseTooLargeError(what, self._most)
        return lines

    def end(self) -> list[str]:
        """Return the last line, which has no line end."""
        rest = "".join(self._pieces)
        self._pieces = []
        self._size, self._held = 0, ""
        return [rest] if rest else []


class EventParser:
    """Assembles lines to events. An incomplete event at the end of the stream is dropped.

    ``last_id`` is the id to resume after, ``retry`` the delay in milliseconds.
    """

    def __init__(self, most: int | None = None) -> None:
        self._most = most
        self._data: list[str] = []
        self._size = 0
        self._event = ""
        self._id = ""
        self._first = True
        self.last_id = ""
        self.retry: int | None = None

    def restart(self) -> None:
        """Drop an incomplete event before the stream is resumed."""
        self._data = []
        self._event, self._id, self._first, self._size = "", self.last_id, True, 0

    def line(self, line: str) -> ServerSentEvent[str] | None:
        """Parse a line, and return the event that it completes, if any.

        :raises ResponseTooLargeError: an event exceeds the limit.
        """
        if self._first:
            line, self._first = line.removeprefix("\ufeff"), False
        if not line:
            return self._complete()
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if name == "data":
            self._add(value)
        elif name == "event":
            self._event = value
        elif name == "id" and "\0" not in value:
            self._id = value
        elif name == "retry" and value.isascii() and value.isdigit() and len(value) <= MAX_DIGITS:
            self.retry = int(value)
        return None

    def _add(self, data: str) -> None:
        self._data.append(data)
        self._size += len(data) + LINE_COST
        if self._most is not None and self._size > self._most:
            what = "an event"
            raise ResponseTooLargeError(what, self._most)

    def _complete(self) -> ServerSentEvent[str] | None:
        data, event = self._data, self._event
        self._data = []
        self._event, self._size = "", 0
        self.last_id = self._id
        if not data:
            return None
        return ServerSentEvent("\n".join(data), event or "message", self._id, self.retry)


class ItemReader:
    """Parses the text of a response to values."""

    def __init__(
        self, operation: Operation[Any], status: int, headers: Mapping[str, str], report: Callable[[list[Drift]], None]
    ) -> None:
        content_type = headers.get("content-type", "")
        self._media: Media | None = media_for(declared(operation.responses, status), content_type)
        kind = content_type or (self._media.content_type if self._media else "")
        self._is_events = essence(kind) == EVENTS
        # a single value instead of the requested stream
        self._is_whole = is_json(kind) and not (self._media is not None and is_sequence(self._media))
        self._whole_text: list[str] = []
        self._report = report
        self._most: int | None = None
        self._whole_size = 0
        self._lines = LineSplitter()
        self._events = EventParser()
        self._count = 0
        self.done = False

    def bound(self, most: int | None) -> None:
        """Set the maximum length of a value."""
        self._most = most
        self._lines, self._events = LineSplitter(most), EventParser(most)

    def feed(self, text: str) -> Iterator[Any]:
        """Yield the complete values.

        :raises ValueError: a line is not JSON, or exceeds the limit.
        """
        if self._is_whole:
            append_text(self._whole_text, text)
            self._whole_size += len(text)
            if self._most is not None and self._whole_size > self._most:
                what = "the body"
                raise ResponseTooLargeError(what, self._most)
            return iter(())
        return self._values(self._lines.feed(text))

    def end(self) -> Iterator[Any]:
        """Yield the value of the last line."""
        if self._is_whole:
            text = "".join(self._whole_text)
            return iter([self._loaded(text)] if text.strip() else [])
        return iter(()) if self._is_events else self._values(self._lines.end())

    def restart(self) -> None:
        """Prepare for the resumed stream."""
        self._lines = LineSplitter(self._most)
        self._events.restart()

    @property
    def resumable(self) -> tuple[str, int | None] | None:
        """The id of the last event and the delay in milliseconds, None if the stream cannot be resumed."""
        return (self._events.last_id, self._events.retry) if self._is_events and self._events.last_id else None

    @property
    def count(self) -> int:
        """The number of values."""
        return self._count

    def _values(self, lines: Iterable[str]) -> Iterator[Any]:
        for line in lines:
            if self.done:
                return
            if self._is_events:
                event = self._events.line(line)
                if event is not None:
                    yield from self._event(event)
            elif text := line.strip(f" \t{RECORD_SEPARATOR}"):
                yield self._typed(self._item_type(), self._loaded(text))

    def _loaded(self, text: str) -> Any:
        content = text.encode()
        check_values(content, self._most)
        return load_json(content)

    def _item_type(self) -> Any:
        return self._media.item() if self._media is not None and self._media.item is not None else Any

    def _event(self, event: ServerSentEvent[str]) -> Iterator[Any]:
        media = self._media
        if media is not None and media.item is not None:
            yield self._whole(media.item(), event)
            return
        tp: Any = media.type() if media is not None and media.type is not None else str
        if tp is str:
            yield self._reported(event, [])
        elif event.data.strip() == DONE:  # end marker of several APIs
            self.done = True
        else:
            yield replace(event, data=self._typed(tp, self._loaded(event.data)))

    def _whole(self, tp: Any, event: ServerSentEvent[str]) -> Any:
        """Convert an event to the type of ``itemSchema`` (OpenAPI 3.2, Media Type Object)."""
        fields: dict[str, object] = {"data": event.data, "event": event.event, "id": event.id, "retry": event.retry}
        sent = {name: value for name, value in fields.items() if value not in ("", None)}
        value, drifts = parse(tp, sent)
        if drifts:
            try:
                other, fewer = parse(tp, {**sent, "data": self._loaded(event.data)})
            except ValueError:
                pass
            else:
                value, drifts = (other, fewer) if len(fewer) < len(drifts) else (value, drifts)
        return self._reported(value, drifts)

    def _typed(self, tp: Any, value: object) -> Any:
        return self._reported(*parse(tp, value))

    def _reported(self, value: Any, drifts: list[Drift]) -> Any:
        self._report([replace(drift, pointer=f"/{self._count}{drift.pointer}") for drift in drifts])
        self._count += 1
        return value
