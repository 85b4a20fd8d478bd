"""What the streams of both clients have in common."""

from __future__ import annotations

import codecs
from collections.abc import Awaitable, Callable, Generator, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import httpx2

from .sse import ItemReader

if TYPE_CHECKING:
    from .engine import Call

T = TypeVar("T")
Resume = Callable[[float, str], httpx2.Response]
AsyncResume = Callable[[float, str], Awaitable[httpx2.Response]]
"""Asks for the rest of a stream: waits for some seconds, and goes on from the event with an id."""


class StreamBase(Generic[T]):
    """The values of one response. ``http_response`` is the HTTP library's object, ``call`` what was asked."""

    def __init__(self, call: Call[Any], response: httpx2.Response) -> None:
        self.call = call
        self.http_response = response
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._reader = ItemReader(call.operation, response.status_code, dict(response.headers), self._report)
        self._reader.bound(call.settings.max_reply_size)
        self._resumed_at, self._attempt = 0, 0

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.http_response.status_code})"

    @property
    def status_code(self) -> int:
        """The status."""
        return self.http_response.status_code

    @property
    def headers(self) -> httpx2.Headers:
        """The headers, by names of any case."""
        return self.http_response.headers

    def _report(self, drifts: list[Any]) -> None:
        self.call.report(drifts, self.status_code, dict(self.headers), b"")

    def _values(self, chunk: bytes) -> Iterator[T]:
        yield from self._reader.feed(self._decoder.decode(chunk))

    def _last(self) -> Iterator[T]:
        yield from self._reader.feed(self._decoder.decode(b"", final=True))
        yield from self._reader.end()

    def _resumption(self) -> tuple[float, str] | None:
        """Return the seconds to wait and the id to go on from after the response broke off; None where it cannot go on."""
        found = self._reader.resumable
        if found is None:
            return None
        last_id, asked = found
        self._attempt = 0 if self._reader.count > self._resumed_at else self._attempt + 1
        self._resumed_at = self._reader.count
        delay = self.call.wait_to_resume(self._attempt, asked)
        return None if delay is None else (delay, last_id)

    def _restarted(self, response: httpx2.Response) -> None:
        self.http_response = response
        self._decoder.reset()
        self._reader.restart()

    @contextmanager
    def _failures(self) -> Generator[None, None, None]:
        try:
            yield
        except httpx2.RequestError as error:
            raise self.call.failure(error, timeout=isinstance(error, httpx2.TimeoutException)) from error
        except ValueError as error:
            raise self.call.unreadable(error, self.status_code, dict(self.headers), b"") from None
