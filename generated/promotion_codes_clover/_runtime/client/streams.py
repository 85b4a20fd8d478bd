"""Base of the streams of both clients."""

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
"""Resumes a stream: called with the delay in seconds and the id of the last event."""


class StreamBase(Generic[T]):
    """The values of a streamed response. ``http_response`` is the object of the HTTP library."""

    def __init__(self, call: Call[Any], response: httpx2.Response) -> None:
        self.call = call
        self.http_response: httpx2.Response = response
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._reader = ItemReader(call.operation, response.status_code, dict(response.headers), self._report)
        self._reader.bound(call.settings.max_reply_size)
        self._resumed_at, self._attempt = 0, 0

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.http_response.status_code})"

    @property
    def status_code(self) -> int:
        """The HTTP status."""
        return self.http_response.status_code

    @property
    def headers(self) -> httpx2.Headers:
        """The headers, with case-insensitive names."""
        return self.http_response.headers

    def _report(self, drifts: list[Any]) -> None:
        self.call.report(drifts, self.status_code, dict(self.headers), b"")

    def _values(self, chunk: bytes) -> Iterator[T]:
        yield from self._reader.feed(self._decoder.decode(chunk))

    def _last(self) -> Iterator[T]:
        yield from self._reader.feed(self._decoder.decode(b"", final=True))
        yield from self._reader.end()

    def _resumption(self) -> tuple[float, str] | None:
        """Return the delay in seconds and the last event id for resuming the stream, None if it is not resumed."""
        found = self._reader.resumable
        if found is None:
            return None
        last_id, requested = found
        self._attempt = 0 if self._reader.count > self._resumed_at else self._attempt + 1
        self._resumed_at = self._reader.count
        delay = self.call.wait_to_resume(self._attempt, requested)
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
