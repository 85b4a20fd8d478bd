"""Streams of values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx2

from ..streams import StreamBase, T
from .body import read_chunks

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from types import TracebackType
    from typing import Self

    from ..engine import Call
    from ..streams import AsyncResume


class AsyncStream(StreamBase[T]):
    """The values of a response, as they arrive. Use it as a context manager, or iterate to its end.

    If a GET of events with ids is interrupted, it is resumed up to ``max_retries`` times. Otherwise iteration raises
    ``APIConnectionError``, or ``ResponseDecodeError`` for invalid JSON.
    """

    def __init__(self, call: Call[Any], response: httpx2.Response, resume: AsyncResume | None = None) -> None:
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
                        async for chunk in read_chunks(self.http_response, self.call.deadline):
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
        """Close the response without reading the rest."""
        await self.http_response.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.close()
