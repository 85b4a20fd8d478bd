"""The two clients: they send what the engine prepares, one with threads in mind, one with coroutines."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

import httpx2

from .omit import omit
from .pages import AsyncPager, SyncPage
from .paging import PageRequest, View
from .shell import Shell, lower

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

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
        call = self._prepare(operation, params, body, options)
        http = self._connection.get()
        while True:
            request = self._request(http, call, options, is_async=False)
            try:
                response = http.send(request, auth=self._auth or httpx2.USE_CLIENT_DEFAULT, follow_redirects=False)
            except httpx2.RequestError as error:
                delay = call.wait_after_failure()
                if delay is None:
                    raise call.failure(error, timeout=isinstance(error, httpx2.TimeoutException)) from error
            else:
                delay = call.wait_after_reply(response.status_code, lower(response))
                if delay is None:
                    return call.result(response.status_code, lower(response), response.content)
            self._settings.retry.sleep(delay)

    def page(
        self,
        operation: Operation[E],
        items: Callable[[E], Sequence[T] | None],
        params: Mapping[str, object],
        options: RequestOptions | None = None,
    ) -> SyncPage[T]:
        """Call an operation that gives pages; ``items`` takes the items out of its reply."""

        def fetch(turned: PageRequest[T]) -> object:
            return self.call(operation, turned.params, omit, turned.options)

        request = PageRequest(operation, items, params, options)
        return SyncPage(View(request, fetch(request)), fetch)

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
        call = self._prepare(operation, params, body, options)
        http = self._connection.get()
        while True:
            request = self._request(http, call, options, is_async=True)
            try:
                response = await http.send(
                    request, auth=self._auth or httpx2.USE_CLIENT_DEFAULT, follow_redirects=False
                )
            except httpx2.RequestError as error:
                delay = call.wait_after_failure()
                if delay is None:
                    raise call.failure(error, timeout=isinstance(error, httpx2.TimeoutException)) from error
            else:
                delay = call.wait_after_reply(response.status_code, lower(response))
                if delay is None:
                    return call.result(response.status_code, lower(response), response.content)
            await self._settings.retry.sleep_async(delay)

    def page(
        self,
        operation: Operation[E],
        items: Callable[[E], Sequence[T] | None],
        params: Mapping[str, object],
        options: RequestOptions | None = None,
    ) -> AsyncPager[T]:
        """Call an operation that gives pages; ``items`` takes the items out of its reply."""

        async def fetch(turned: PageRequest[T]) -> object:
            return await self.call(operation, turned.params, omit, turned.options)

        return AsyncPager(PageRequest(operation, items, params, options), fetch)

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
    """The base of the generated resources of ``Client``."""

    def __init__(self, client: ClientBase) -> None:
        self._client = client


class AsyncResource:
    """The base of the generated resources of ``AsyncClient``."""

    def __init__(self, client: AsyncClientBase) -> None:
        self._client = client
