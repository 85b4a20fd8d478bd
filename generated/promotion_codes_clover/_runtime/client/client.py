"""The two clients: they send what the engine prepares, one with threads in mind, one with coroutines."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

import httpx2

from ..shared.omit import omit
from .limits import ReplyTooLargeError, aread_reply, read_reply
from .options import with_header
from .pages import AsyncPage, AsyncPager, SyncPage
from .paging import PageRequest, View
from .raw import RawResponse
from .shell import Shell, lower
from .sse import LAST_EVENT_ID
from .streams import AsyncStream, Stream

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    from ..shared.operation import Operation
    from .engine import Call
    from .options import RequestOptions

T = TypeVar("T")
E = TypeVar("E")


class ClientBase(Shell[httpx2.Client]):
    """The base of the generated ``Client``. Threads may share one; used as a context manager, it closes itself."""

    def _make_http(self, settings: Mapping[str, Any]) -> httpx2.Client:
        http = httpx2.Client(**settings)
        weakref.finalize(self._connection, http.close)  # for whoever forgets to
        return http

    def call(
        self,
        operation: Operation[T],
        params: Mapping[str, object],
        body: object = omit,
        options: RequestOptions | None = None,
    ) -> T:
        """Call an operation. ``params`` are by argument name; ``body`` is a dict by wire names, or any other value.

        :raises InvalidArgumentError: an argument cannot be sent.
        :raises ApiError: the call failed.
        """
        return self.send(operation, params, body, options).parsed

    def send(
        self,
        operation: Operation[T],
        params: Mapping[str, object],
        body: object = omit,
        options: RequestOptions | None = None,
        link: str = "",
    ) -> RawResponse[T]:
        """Call an operation, and give its reply as a whole. ``link`` stands in for path and query.

        :raises InvalidArgumentError: an argument cannot be sent.
        :raises ApiError: the call failed.
        """
        call = self._prepare(operation, params, body, options, link)
        response = self._exchange(call, options, stream=False)
        return RawResponse(call, response, call.result(response.status_code, lower(response), response.content))

    def open(
        self,
        operation: Operation[T],
        params: Mapping[str, object],
        body: object = omit,
        options: RequestOptions | None = None,
    ) -> tuple[Call[T], httpx2.Response]:
        """Call an operation without reading a successful reply's body. The caller closes the response.

        :raises InvalidArgumentError: an argument cannot be sent.
        :raises ApiError: the call failed.
        """
        call = self._prepare(operation, params, body, options)
        response = self._exchange(call, options, stream=True)
        if not response.is_success:
            call.result(response.status_code, lower(response), response.content)
        return call, response

    def stream(
        self,
        operation: Operation[Any],
        params: Mapping[str, object],
        body: object = omit,
        options: RequestOptions | None = None,
    ) -> Stream[Any]:
        """Call an operation whose reply is a sequence of values that arrive one by one."""
        opened = self.open(operation, params, body, options)
        return Stream(*opened, partial(self._resume, operation, params, body, options))

    def _resume(
        self,
        operation: Operation[Any],
        params: Mapping[str, object],
        body: object,
        options: RequestOptions | None,
        delay: float,
        last_id: str,
    ) -> httpx2.Response:
        self._settings.retry.sleep(delay)
        return self.open(operation, params, body, with_header(options, LAST_EVENT_ID, last_id))[1]

    def _exchange(self, call: Call[Any], options: RequestOptions | None, *, stream: bool) -> httpx2.Response:
        """Send a request until a reply is final; with ``stream``, the body of a success is not read."""
        http = self._connection.get()
        while True:
            request = self._request(http, call, options, is_async=False)
            try:
                response = http.send(request, auth=self._signer(call), follow_redirects=False, stream=True)
                if not stream or not response.is_success:
                    self._read(call, response)
            except httpx2.RequestError as error:
                delay = call.wait_after_failure(error)
                if delay is None:
                    raise call.failure(error, timeout=isinstance(error, httpx2.TimeoutException)) from error
            else:
                delay = call.wait_after_reply(response.status_code, lower(response))
                if delay is None:
                    return response
            self._settings.retry.sleep(delay)

    def _read(self, call: Call[Any], response: httpx2.Response) -> None:
        try:
            read_reply(response, call.settings.max_reply_size)
        except ReplyTooLargeError as error:
            raise call.unreadable(error, response.status_code, lower(response), b"") from None

    def page(
        self,
        operation: Operation[E],
        items: Callable[[E], Sequence[T] | None],
        params: Mapping[str, object],
        options: RequestOptions | None = None,
    ) -> SyncPage[T, E]:
        """Call an operation that gives pages; ``items`` takes the items out of its reply."""
        return self.raw_page(operation, items, params, options).parsed

    def raw_page(
        self,
        operation: Operation[E],
        items: Callable[[E], Sequence[T] | None],
        params: Mapping[str, object],
        options: RequestOptions | None = None,
    ) -> RawResponse[SyncPage[T, E]]:
        """Call an operation that gives pages, and give its reply as a whole."""
        request = PageRequest(operation, items, params, options)
        return self.as_page(request, self._fetch(request))

    def as_page(self, request: PageRequest[T], reply: RawResponse[Any]) -> RawResponse[SyncPage[T, Any]]:
        """Give the page that a reply holds."""
        return reply.replaced(SyncPage(View(request, reply), self._fetch))

    def _fetch(self, turned: PageRequest[Any]) -> RawResponse[Any]:
        return self.send(turned.operation, turned.params, omit, turned.options, turned.link)

    def close(self) -> None:
        """Close the connections, unless the HTTP client is the caller's."""
        http = self._connection.release()
        if http is not None:
            http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()


class AsyncClientBase(Shell[httpx2.AsyncClient]):
    """The base of the generated ``AsyncClient``; used as an asynchronous context manager, it closes itself."""

    def _make_http(self, settings: Mapping[str, Any]) -> httpx2.AsyncClient:
        return httpx2.AsyncClient(**settings)

    async def call(
        self,
        operation: Operation[T],
        params: Mapping[str, object],
        body: object = omit,
        options: RequestOptions | None = None,
    ) -> T:
        """Call an operation. ``params`` are by argument name; ``body`` is a dict by wire names, or any other value.

        :raises InvalidArgumentError: an argument cannot be sent.
        :raises ApiError: the call failed.
        """
        return (await self.send(operation, params, body, options)).parsed

    async def send(
        self,
        operation: Operation[T],
        params: Mapping[str, object],
        body: object = omit,
        options: RequestOptions | None = None,
        link: str = "",
    ) -> RawResponse[T]:
        """Call an operation, and give its reply as a whole. ``link`` stands in for path and query.

        :raises InvalidArgumentError: an argument cannot be sent.
        :raises ApiError: the call failed.
        """
        call = self._prepare(operation, params, body, options, link)
        response = await self._exchange(call, options, stream=False)
        return RawResponse(call, response, call.result(response.status_code, lower(response), response.content))

    async def open(
        self,
        operation: Operation[T],
        params: Mapping[str, object],
        body: object = omit,
        options: RequestOptions | None = None,
    ) -> tuple[Call[T], httpx2.Response]:
        """Call an operation without reading a successful reply's body. The caller closes the response.

        :raises InvalidArgumentError: an argument cannot be sent.
        :raises ApiError: the call failed.
        """
        call = self._prepare(operation, params, body, options)
        response = await self._exchange(call, options, stream=True)
        if not response.is_success:
            call.result(response.status_code, lower(response), response.content)
        return call, response

    async def stream(
        self,
        operation: Operation[Any],
        params: Mapping[str, object],
        body: object = omit,
        options: RequestOptions | None = None,
    ) -> AsyncStream[Any]:
        """Call an operation whose reply is a sequence of values that arrive one by one."""
        opened = await self.open(operation, params, body, options)
        return AsyncStream(*opened, partial(self._resume, operation, params, body, options))

    async def _resume(
        self,
        operation: Operation[Any],
        params: Mapping[str, object],
        body: object,
        options: RequestOptions | None,
        delay: float,
        last_id: str,
    ) -> httpx2.Response:
        await self._settings.retry.sleep_async(delay)
        return (await self.open(operation, params, body, with_header(options, LAST_EVENT_ID, last_id)))[1]

    async def _exchange(self, call: Call[Any], options: RequestOptions | None, *, stream: bool) -> httpx2.Response:
        """Send a request until a reply is final; with ``stream``, the body of a success is not read."""
        http = self._connection.get()
        while True:
            request = self._request(http, call, options, is_async=True)
            try:
                response = await http.send(request, auth=self._signer(call), follow_redirects=False, stream=True)
                if not stream or not response.is_success:
                    await self._read(call, response)
            except httpx2.RequestError as error:
                delay = call.wait_after_failure(error)
                if delay is None:
                    raise call.failure(error, timeout=isinstance(error, httpx2.TimeoutException)) from error
            else:
                delay = call.wait_after_reply(response.status_code, lower(response))
                if delay is None:
                    return response
            await self._settings.retry.sleep_async(delay)

    async def _read(self, call: Call[Any], response: httpx2.Response) -> None:
        try:
            await aread_reply(response, call.settings.max_reply_size)
        except ReplyTooLargeError as error:
            raise call.unreadable(error, response.status_code, lower(response), b"") from None

    def page(
        self,
        operation: Operation[E],
        items: Callable[[E], Sequence[T] | None],
        params: Mapping[str, object],
        options: RequestOptions | None = None,
    ) -> AsyncPager[T, E]:
        """Call an operation that gives pages; ``items`` takes the items out of its reply."""
        return AsyncPager(PageRequest(operation, items, params, options), self._fetch)

    async def raw_page(
        self,
        operation: Operation[E],
        items: Callable[[E], Sequence[T] | None],
        params: Mapping[str, object],
        options: RequestOptions | None = None,
    ) -> RawResponse[AsyncPage[T, E]]:
        """Call an operation that gives pages, and give its reply as a whole."""
        request = PageRequest(operation, items, params, options)
        return self.as_page(request, await self._fetch(request))

    def as_page(self, request: PageRequest[T], reply: RawResponse[Any]) -> RawResponse[AsyncPage[T, Any]]:
        """Give the page that a reply holds."""
        return reply.replaced(AsyncPage(View(request, reply), self._fetch))

    async def _fetch(self, turned: PageRequest[Any]) -> RawResponse[Any]:
        return await self.send(turned.operation, turned.params, omit, turned.options, turned.link)

    async def close(self) -> None:
        """Close the connections, unless the HTTP client is the caller's."""
        http = self._connection.release()
        if http is not None:
            await http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.close()
