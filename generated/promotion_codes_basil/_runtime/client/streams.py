"""Iterators over the values of a reply that arrive one by one."""

from __future__ import annotations

import codecs
from collections.abc import AsyncIterator, Awaitable, Callable, Generator, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import httpx2

from .sse import ItemReader

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    from .engine import Call

T = TypeVar("T")


class _Stream(Generic[T]):
    """The values of one reply. ``http_response`` is the HTTP library's object, ``call`` what was asked."""

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
        """Give the seconds to wait and the id to go on from after the reply broke off; None where it cannot go on."""
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


class Stream(_Stream[T]):
    """The values of a reply, as they arrive. Use it as a context manager, or go through it to its end.

    A GET of events with ids that breaks off is asked for the rest, as often as the client sends requests again.
    Otherwise going on raises ``APIConnectionError``, and ``ResponseDecodeError`` where the reply is not JSON.
    """

    def __init__(
        self, call: Call[Any], response: httpx2.Response, resume: Callable[[float, str], httpx2.Response] | None = None
    ) -> None:
        super().__init__(call, response)
        self._resume = resume
        self._items = self._iterate()

    def __iter__(self) -> Iterator[T]:
        return self._items

    def __next__(self) -> T:
        return next(self._items)

    def _iterate(self) -> Iterator[T]:
        try:
            with self._failures():
                while not self._reader.done:
                    try:
                        for chunk in self.http_response.iter_bytes():
                            yield from self._values(chunk)
                            if self._reader.done:
                                return
                    except httpx2.RequestError:
                        plan = self._resumption()
                        if plan is None or self._resume is None:
                            raise
                        self.close()
                        self._restarted(self._resume(*plan))
                    else:
                        yield from self._last()
                        return
        finally:
            self.close()

    def close(self) -> None:
        """End the reply, however much of it is still to come."""
        self.http_response.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()


class AsyncStream(_Stream[T]):
    """The values of a reply, as `Stream`, for ``async for``."""

    def __init__(
        self,
        call: Call[Any],
        response: httpx2.Response,
        resume: Callable[[float, str], Awaitable[httpx2.Response]] | None = None,
    ) -> None:
        super().__init__(call, response)
        self._resume = resume
        self._items = self._iterate()

    def __aiter__(self) -> AsyncIterator[T]:
        return self._items

    async def __anext__(self) -> T:
        return await anext(self._items)

    async def _iterate(self) -> AsyncIterator[T]:
        try:
            with self._failures():
                while not self._reader.done:
                    try:
                        async for chunk in self.http_response.aiter_bytes():
                            for value in self._values(chunk):
                                yield value
                            if self._reader.done:
                                return
                    except httpx2.RequestError:
                        plan = self._resumption()
                        if plan is None or self._resume is None:
                            raise
                        await self.close()
                        self._restarted(await self._resume(*plan))
                    else:
                        for value in self._last():
                            yield value
                        return
        finally:
            await self.close()

    async def close(self) -> None:
        """End the reply, however much of it is still to come."""
        await self.http_response.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.close()
