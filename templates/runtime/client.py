"""The two clients: they send what the engine prepares, one with threads in mind, one with coroutines."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import httpx2

from .download import AsyncOpener, AsyncStreamingSender, StreamingSender
from .omit import omit
from .pages import AsyncPage, AsyncPager, SyncPage
from .paging import PageRequest, View
from .raw import AsyncRawSender, RawResponse, RawSender
from .shell import Shell, lower
from .streams import AsyncStream, Stream

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    from .engine import Call
    from .operation import Operation
    from .options import RequestOptions

T = TypeVar("T")
E = TypeVar("E")


class ClientBase(Shell[httpx2.Client]):
    """The base of the generated ``Client``. Threads may share one; used as a context manager, it closes itself."""

    def _make_http(self) -> httpx2.Client:
        http = httpx2.Client()
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
        call, response = self.open(operation, params, body, options)
        return Stream(call, response)

    def _exchange(self, call: Call[Any], options: RequestOptions | None, *, stream: bool) -> httpx2.Response:
        """Send a request until a reply is final; with ``stream``, the body of a success is not read."""
        http = self._connection.get()
        auth = self._auth or call.auth or httpx2.USE_CLIENT_DEFAULT
        while True:
            request = self._request(http, call, options, is_async=False)
            try:
                response = http.send(request, auth=auth, follow_redirects=False, stream=stream)
                if stream and not response.is_success:
                    response.read()
            except httpx2.RequestError as error:
                delay = call.wait_after_failure()
                if delay is None:
                    raise call.failure(error, timeout=isinstance(error, httpx2.TimeoutException)) from error
            else:
                delay = call.wait_after_reply(response.status_code, lower(response))
                if delay is None:
                    return response
            self._settings.retry.sleep(delay)

    def page(
        self,
        operation: Operation[E],
        items: Callable[[E], Sequence[T] | None],
        params: Mapping[str, object],
        options: RequestOptions | None = None,
    ) -> SyncPage[T]:
        """Call an operation that gives pages; ``items`` takes the items out of its reply."""
        return self.raw_page(operation, items, params, options).parsed

    def raw_page(
        self,
        operation: Operation[E],
        items: Callable[[E], Sequence[T] | None],
        params: Mapping[str, object],
        options: RequestOptions | None = None,
    ) -> RawResponse[SyncPage[T]]:
        """Call an operation that gives pages, and give its reply as a whole."""
        request = PageRequest(operation, items, params, options)
        reply = self._fetch(request)
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

    def _make_http(self) -> httpx2.AsyncClient:
        return httpx2.AsyncClient()

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
        call, response = await self.open(operation, params, body, options)
        return AsyncStream(call, response)

    async def _exchange(self, call: Call[Any], options: RequestOptions | None, *, stream: bool) -> httpx2.Response:
        """Send a request until a reply is final; with ``stream``, the body of a success is not read."""
        http = self._connection.get()
        auth = self._auth or call.auth or httpx2.USE_CLIENT_DEFAULT
        while True:
            request = self._request(http, call, options, is_async=True)
            try:
                response = await http.send(request, auth=auth, follow_redirects=False, stream=stream)
                if stream and not response.is_success:
                    await response.aread()
            except httpx2.RequestError as error:
                delay = call.wait_after_failure()
                if delay is None:
                    raise call.failure(error, timeout=isinstance(error, httpx2.TimeoutException)) from error
            else:
                delay = call.wait_after_reply(response.status_code, lower(response))
                if delay is None:
                    return response
            await self._settings.retry.sleep_async(delay)

    def page(
        self,
        operation: Operation[E],
        items: Callable[[E], Sequence[T] | None],
        params: Mapping[str, object],
        options: RequestOptions | None = None,
    ) -> AsyncPager[T]:
        """Call an operation that gives pages; ``items`` takes the items out of its reply."""
        return AsyncPager(PageRequest(operation, items, params, options), self._fetch)

    async def raw_page(
        self,
        operation: Operation[E],
        items: Callable[[E], Sequence[T] | None],
        params: Mapping[str, object],
        options: RequestOptions | None = None,
    ) -> RawResponse[AsyncPage[T]]:
        """Call an operation that gives pages, and give its reply as a whole."""
        request = PageRequest(operation, items, params, options)
        reply = await self._fetch(request)
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


class Resource:
    """The base of the generated resources of ``Client``. What type checkers see of its views is generated."""

    def __init__(self, client: ClientBase) -> None:
        self._client = client

    if not TYPE_CHECKING:

        @property
        def with_raw_response(self) -> Resource:
            """The same methods, which return the whole reply."""
            return type(self)(RawSender(self._client))

        @property
        def with_streaming_response(self) -> Resource:
            """The same methods, which give context managers of replies that are still to be read."""
            return type(self)(StreamingSender(self._client))


class AsyncResource:
    """The base of the generated resources of ``AsyncClient``. What type checkers see of its views is generated."""

    def __init__(self, client: AsyncClientBase) -> None:
        self._client = client

    if not TYPE_CHECKING:

        @property
        def with_raw_response(self) -> AsyncResource:
            """The same methods, which return the whole reply."""
            return type(self)(AsyncRawSender(self._client))

        @property
        def with_streaming_response(self) -> AsyncOpener:
            """The same methods, which give context managers of replies that are still to be read."""
            return AsyncOpener(type(self)(AsyncStreamingSender(self._client)))
