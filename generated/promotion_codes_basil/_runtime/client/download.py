"""Replies that are read piece by piece, so that they need not fit into memory."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Generator, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AbstractContextManager, asynccontextmanager, contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, ParamSpec, TypeVar

import anyio
import httpx2

from ..shared.omit import omit
from .limits import ReplyTooLargeError, aread_reply, read_reply
from .paging import PageRequest
from .raw import RawResponse

if TYPE_CHECKING:
    import os

    from ..shared.operation import Operation
    from .client import AsyncClientBase, ClientBase
    from .engine import Call
    from .errors import SentRequest
    from .options import RequestOptions
    from .pages import AsyncPage, SyncPage

P = ParamSpec("P")
T = TypeVar("T")
E = TypeVar("E")


class _Streamed(Generic[T]):
    """A successful reply whose headers are there, and whose body is still to come."""

    def __init__(
        self,
        call: Call[Any],
        response: httpx2.Response,
        whole: Callable[[RawResponse[Any]], RawResponse[T]] | None = None,
    ) -> None:
        self._call = call
        self.http_response = response
        self._whole = whole

    @property
    def status_code(self) -> int:
        """The status."""
        return self.http_response.status_code

    @property
    def headers(self) -> httpx2.Headers:
        """The headers, by names of any case."""
        return self.http_response.headers

    @property
    def request(self) -> SentRequest:
        """The request, without its secrets."""
        return self._call.sent()

    def _parsed(self) -> T:
        value: Any = self._call.result(self.status_code, dict(self.headers), self.http_response.content)
        reply = RawResponse(self._call, self.http_response, value)
        return (self._whole(reply) if self._whole is not None else reply).parsed

    @contextmanager
    def _failures(self) -> Generator[None, None, None]:
        """Turn what goes wrong while reading into the errors of this package."""
        try:
            yield
        except httpx2.RequestError as error:
            raise self._call.failure(error, timeout=isinstance(error, httpx2.TimeoutException)) from error
        except ReplyTooLargeError as error:
            raise self._call.unreadable(error, self.status_code, dict(self.headers), b"") from None

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.status_code})"


class StreamedResponse(_Streamed[T]):
    """A reply that is read piece by piece. Errors while reading are ``APIConnectionError``; nothing is sent again."""

    def iter_bytes(self, chunk_size: int | None = None) -> Iterator[bytes]:
        """Read the body in pieces, decompressed."""
        with self._failures():
            yield from self.http_response.iter_bytes(chunk_size)

    def iter_lines(self) -> Iterator[str]:
        """Read the body line by line."""
        with self._failures():
            yield from self.http_response.iter_lines()

    def read(self) -> bytes:
        """Read the rest of the body into memory."""
        with self._failures():
            return read_reply(self.http_response, self._call.settings.max_reply_size)

    def write_to(self, path: str | os.PathLike[str]) -> int:
        """Write the body to a file, and give the number of bytes."""
        total = 0
        with Path(path).open("wb") as file:
            for chunk in self.iter_bytes():
                total += file.write(chunk)
        return total

    def parse(self) -> T:
        """Read the rest, and give what the plain method returns."""
        self.read()
        return self._parsed()


class AsyncStreamedResponse(_Streamed[T]):
    """A reply that is read piece by piece, as `StreamedResponse`, with coroutines."""

    async def iter_bytes(self, chunk_size: int | None = None) -> AsyncIterator[bytes]:
        """Read the body in pieces, decompressed."""
        with self._failures():
            async for chunk in self.http_response.aiter_bytes(chunk_size):
                yield chunk

    async def iter_lines(self) -> AsyncIterator[str]:
        """Read the body line by line."""
        with self._failures():
            async for line in self.http_response.aiter_lines():
                yield line

    async def read(self) -> bytes:
        """Read the rest of the body into memory."""
        with self._failures():
            return await aread_reply(self.http_response, self._call.settings.max_reply_size)

    async def write_to(self, path: str | os.PathLike[str]) -> int:
        """Write the body to a file, and give the number of bytes."""
        total = 0
        async with await anyio.open_file(path, "wb") as file:
            async for chunk in self.iter_bytes():
                total += await file.write(chunk)
        return total

    async def parse(self) -> T:
        """Read the rest, and give what the plain method returns."""
        await self.read()
        return self._parsed()


class StreamingSender:
    """Stands in for a client below a resource: its calls give replies that are still to be read."""

    def __init__(self, client: ClientBase) -> None:
        self._client = client

    @contextmanager
    def call(
        self,
        operation: Operation[T],
        params: Mapping[str, object],
        body: object = omit,
        options: RequestOptions | None = None,
    ) -> Generator[StreamedResponse[T], None, None]:
        """Call an operation; the connection is given back at the end of the block."""
        call, response = self._client.open(operation, params, body, options)
        try:
            yield StreamedResponse(call, response)
        finally:
            response.close()

    @contextmanager
    def page(
        self,
        operation: Operation[E],
        items: Callable[[E], Sequence[T] | None],
        params: Mapping[str, object],
        options: RequestOptions | None = None,
    ) -> Generator[StreamedResponse[SyncPage[T, E]], None, None]:
        """Call an operation that gives pages."""
        request = PageRequest(operation, items, params, options)
        call, response = self._client.open(operation, params, omit, options)
        try:
            yield StreamedResponse(call, response, partial(self._client.as_page, request))
        finally:
            response.close()


class AsyncStreamingSender:
    """Stands in for an asynchronous client below a resource: its calls give replies that are still to be read."""

    def __init__(self, client: AsyncClientBase) -> None:
        self._client = client

    async def call(
        self,
        operation: Operation[T],
        params: Mapping[str, object],
        body: object = omit,
        options: RequestOptions | None = None,
    ) -> AsyncStreamedResponse[T]:
        """Call an operation; the caller closes the reply."""
        return AsyncStreamedResponse(*await self._client.open(operation, params, body, options))

    async def page(
        self,
        operation: Operation[E],
        items: Callable[[E], Sequence[T] | None],
        params: Mapping[str, object],
        options: RequestOptions | None = None,
    ) -> AsyncStreamedResponse[AsyncPage[T, E]]:
        """Call an operation that gives pages; the caller closes the reply."""
        request = PageRequest(operation, items, params, options)
        opened = await self._client.open(operation, params, omit, options)
        return AsyncStreamedResponse(*opened, partial(self._client.as_page, request))


class AsyncOpener:
    """The methods of a resource over an `AsyncStreamingSender`, as asynchronous context managers."""

    def __init__(self, resource: object) -> None:
        self._resource = resource

    def __getattr__(self, name: str) -> Callable[..., AbstractAsyncContextManager[AsyncStreamedResponse[Any]]]:
        method = getattr(self._resource, name)

        @asynccontextmanager
        async def opened(*args: Any, **keywords: Any) -> AsyncGenerator[AsyncStreamedResponse[Any], None]:
            reply: AsyncStreamedResponse[Any] = await method(*args, **keywords)
            try:
                yield reply
            finally:
                await reply.http_response.aclose()

        return opened


if TYPE_CHECKING:  # what the generated classes of the views are typed by; at run time the senders do the work

    def streamed(method: Callable[P, T]) -> Callable[P, AbstractContextManager[StreamedResponse[T]]]:
        """Type a method whose reply is still to be read."""
        ...

    def async_streamed(
        method: Callable[P, Awaitable[T]],
    ) -> Callable[P, AbstractAsyncContextManager[AsyncStreamedResponse[T]]]:
        """Type an asynchronous method whose reply is still to be read."""
        ...
