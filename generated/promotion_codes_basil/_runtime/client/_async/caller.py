"""Sends the requests that the engine prepares."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import httpx2

from ...shared.omit import omit
from ..base import UNSENT, BaseClient, lower
from ..limits import ResponseTooLargeError
from ..observation import Observation
from ..paging import PageRequest, PageState
from ..raw import RawResponse
from .body import read_body
from .pages import AsyncPage

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    from ...shared.operation import Operation
    from ..engine import Call
    from ..options import RequestOptions

T = TypeVar("T")
E = TypeVar("E")


class AsyncCaller(BaseClient[httpx2.AsyncClient]):
    """A client without resources. As a context manager, it closes the connections."""

    async def call(
        self,
        operation: Operation[T],
        params: Mapping[str, object],
        body: object = omit,
        options: RequestOptions | None = None,
    ) -> T:
        """Call an operation. ``params`` are keyed by argument name; ``body`` is a dict by wire names, or another value.

        :raises InvalidArgumentError: an argument is invalid.
        :raises ApiError: the call failed.
        """
        response = await self.send(operation, params, body, options)
        return response.parsed

    async def send(
        self,
        operation: Operation[T],
        params: Mapping[str, object],
        body: object = omit,
        options: RequestOptions | None = None,
        link: str = "",
    ) -> RawResponse[T]:
        """Call an operation, and return the raw response. ``link`` replaces path and query.

        :raises InvalidArgumentError: an argument is invalid.
        :raises ApiError: the call failed.
        """
        call = self._prepare(operation, params, body, options, link)
        async with self._observed(call, params, body) as seen:
            response = await self._exchange(call, options, stream=False)
            value = call.result(response.status_code, lower(response), response.content)
            call.compare_version(response.status_code, lower(response), response.content)
            seen.response = raw = RawResponse(call, response, value)
        return raw

    async def open(
        self,
        operation: Operation[T],
        params: Mapping[str, object],
        body: object = omit,
        options: RequestOptions | None = None,
    ) -> tuple[Call[T], httpx2.Response]:
        """Call an operation without reading the body of a success. The caller closes the response.

        :raises InvalidArgumentError: an argument is invalid.
        :raises ApiError: the call failed.
        """
        call = self._prepare(operation, params, body, options)
        async with self._observed(call, params, body) as seen:
            response = await self._exchange(call, options, stream=True)
            if not response.is_success:
                call.result(response.status_code, lower(response), response.content)
            seen.response = RawResponse(call, response, None)
            call.compare_version(response.status_code, lower(response))
        return call, response

    @asynccontextmanager
    async def _observed(
        self, call: Call[Any], params: Mapping[str, object], body: object
    ) -> AsyncGenerator[Observation, None]:
        """Log, trace and call the hooks around the requests of a call."""
        with Observation(call, self._hooks, params, body) as seen:
            await seen.before_async()
            try:
                try:
                    yield seen
                except Exception as error:
                    await seen.failed_async(error)
                    raise
                await seen.after_async()
            except BaseException:
                await seen.close_async()
                raise

    async def _exchange(self, call: Call[Any], options: RequestOptions | None, *, stream: bool) -> httpx2.Response:
        """Send a request with retries and redirects; with ``stream``, the body of a success is not read."""
        http = self._connection.get()
        while True:
            request = self._request(http, call, options, call.outgoing.content.achunks())
            try:
                with call.deadline.scope_async():
                    response = await http.send(request, auth=self._signer(call), follow_redirects=False, stream=True)
                if not stream or not response.is_success:
                    await self._read(call, response)
            except UNSENT as error:
                delay = call.wait_after_failure(error)
                if delay is None:
                    raise call.failure(error, timeout=isinstance(error, httpx2.TimeoutException)) from error
            else:
                delay = call.wait_after_response(response.status_code, lower(response))
                if delay is None:
                    return response
            await self._settings.retry.sleep_async(delay)

    async def _read(self, call: Call[Any], response: httpx2.Response) -> None:
        try:
            await read_body(response, call.settings.max_reply_size, call.deadline)
        except ResponseTooLargeError as error:
            raise call.unreadable(error, response.status_code, lower(response), b"") from None

    async def raw_page(
        self,
        operation: Operation[E],
        items: Callable[[E], Sequence[T] | None],
        params: Mapping[str, object],
        options: RequestOptions | None = None,
        body: object = omit,
    ) -> RawResponse[AsyncPage[T, E]]:
        """Call an operation with pages, and return the raw response."""
        request = PageRequest(operation, items, params, options, body)
        return self.as_page(request, await self._fetch(request))

    def as_page(self, request: PageRequest[T], response: RawResponse[Any]) -> RawResponse[AsyncPage[T, Any]]:
        """Return a response with its page as the value."""
        return response.replaced(AsyncPage(PageState(request, response), self._fetch))

    async def _fetch(self, request: PageRequest[Any]) -> RawResponse[Any]:
        return await self.send(request.operation, request.params, request.body, request.options, request.link)

    async def close(self) -> None:
        """Close the connections, unless the caller passed the HTTP client."""
        http = self._connection.release()
        if http is not None:
            await http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.close()
