"""Replies with everything that came along with their value, and the views of resources that give them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Generic, ParamSpec, TypeVar

from ..shared.omit import omit

if TYPE_CHECKING:
    import httpx2

    from ..shared.operation import Operation
    from .client import AsyncClientBase, ClientBase
    from .engine import Call
    from .errors import SentRequest
    from .options import RequestOptions
    from .pages import AsyncPage, SyncPage
    from .streams import AsyncStream, Stream

P = ParamSpec("P")
T = TypeVar("T")
E = TypeVar("E")


class RawResponse(Generic[T]):
    """A successful reply: ``parsed`` is what the plain method returns, ``http_response`` the HTTP library's object."""

    def __init__(self, call: Call[Any], response: httpx2.Response, parsed: T) -> None:
        self._call = call
        self.parsed: T = parsed
        self.http_response = response

    @property
    def status_code(self) -> int:
        """The status."""
        return self.http_response.status_code

    @property
    def headers(self) -> httpx2.Headers:
        """The headers, by names of any case."""
        return self.http_response.headers

    @property
    def content(self) -> bytes:
        """The body as it came, decompressed."""
        return self.http_response.content

    @property
    def request_id(self) -> str | None:
        """What to quote to the API's support."""
        return self.headers.get("request-id") or self.headers.get("x-request-id")

    @property
    def request(self) -> SentRequest:
        """The request, without its secrets."""
        return self._call.sent()

    @property
    def retries(self) -> int:
        """How many further attempts there were."""
        return self._call.retries

    def replaced(self, parsed: E) -> RawResponse[E]:
        """Give the same reply with another value."""
        return RawResponse(self._call, self.http_response, parsed)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.status_code})"


class RawSender:
    """Stands in for a client below a resource: its calls return raw responses."""

    def __init__(self, client: ClientBase) -> None:
        self._client = client

    def call(
        self,
        operation: Operation[T],
        params: Mapping[str, object],
        body: object = omit,
        options: RequestOptions | None = None,
    ) -> RawResponse[T]:
        """Call an operation."""
        return self._client.send(operation, params, body, options)

    def stream(
        self,
        operation: Operation[Any],
        params: Mapping[str, object],
        body: object = omit,
        options: RequestOptions | None = None,
    ) -> RawResponse[Stream[Any]]:
        """Call an operation whose reply is a sequence of values; ``content`` is not there before they were read."""
        stream = self._client.stream(operation, params, body, options)
        return RawResponse(stream.call, stream.http_response, stream)

    def page(
        self,
        operation: Operation[E],
        items: Callable[[E], Sequence[T] | None],
        params: Mapping[str, object],
        options: RequestOptions | None = None,
    ) -> RawResponse[SyncPage[T, E]]:
        """Call an operation that gives pages."""
        return self._client.raw_page(operation, items, params, options)


class AsyncRawSender:
    """Stands in for an asynchronous client below a resource: its calls return raw responses."""

    def __init__(self, client: AsyncClientBase) -> None:
        self._client = client

    async def call(
        self,
        operation: Operation[T],
        params: Mapping[str, object],
        body: object = omit,
        options: RequestOptions | None = None,
    ) -> RawResponse[T]:
        """Call an operation."""
        return await self._client.send(operation, params, body, options)

    async def stream(
        self,
        operation: Operation[Any],
        params: Mapping[str, object],
        body: object = omit,
        options: RequestOptions | None = None,
    ) -> RawResponse[AsyncStream[Any]]:
        """Call an operation whose reply is a sequence of values; ``content`` is not there before they were read."""
        stream = await self._client.stream(operation, params, body, options)
        return RawResponse(stream.call, stream.http_response, stream)

    async def page(
        self,
        operation: Operation[E],
        items: Callable[[E], Sequence[T] | None],
        params: Mapping[str, object],
        options: RequestOptions | None = None,
    ) -> RawResponse[AsyncPage[T, E]]:
        """Call an operation that gives pages."""
        return await self._client.raw_page(operation, items, params, options)


if TYPE_CHECKING:  # what the generated classes of the views are typed by; at run time the senders do the work

    def raw(method: Callable[P, T]) -> Callable[P, RawResponse[T]]:
        """Type a method that gives the raw response."""
        ...

    def async_raw(method: Callable[P, Awaitable[T]]) -> Callable[P, Coroutine[Any, Any, RawResponse[T]]]:
        """Type an asynchronous method that gives the raw response."""
        ...
