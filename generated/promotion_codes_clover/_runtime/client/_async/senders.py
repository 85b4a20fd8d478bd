"""Adapters between resources and clients for raw responses, streams and streamed responses."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from ...shared.omit import omit
from ..paging import PageRequest
from ..raw import RawResponse
from .download import AsyncStreamedResponse

if TYPE_CHECKING:
    from ...shared.operation import Operation
    from ..options import RequestOptions
    from .caller import AsyncCaller
    from .pages import AsyncPage

T = TypeVar("T")
E = TypeVar("E")


class AsyncRawSender:
    """Client adapter whose calls return raw responses."""

    def __init__(self, client: AsyncCaller) -> None:
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

    async def page(
        self,
        operation: Operation[E],
        items: Callable[[E], Sequence[T] | None],
        params: Mapping[str, object],
        options: RequestOptions | None = None,
        body: object = omit,
    ) -> RawResponse[AsyncPage[T, E]]:
        """Call an operation with pages."""
        return await self._client.raw_page(operation, items, params, options, body)


class AsyncStreamingSender:
    """Client adapter whose calls return streamed responses."""

    def __init__(self, client: AsyncCaller) -> None:
        self._client = client

    async def call(
        self,
        operation: Operation[T],
        params: Mapping[str, object],
        body: object = omit,
        options: RequestOptions | None = None,
    ) -> AsyncStreamedResponse[T]:
        """Call an operation; the caller closes the response."""
        return AsyncStreamedResponse(*await self._client.open(operation, params, body, options))

    async def page(
        self,
        operation: Operation[E],
        items: Callable[[E], Sequence[T] | None],
        params: Mapping[str, object],
        options: RequestOptions | None = None,
        body: object = omit,
    ) -> AsyncStreamedResponse[AsyncPage[T, E]]:
        """Call an operation with pages; the caller closes the response."""
        request = PageRequest(operation, items, params, options, body)
        opened = await self._client.open(operation, params, body, options)
        return AsyncStreamedResponse(*opened, partial(self._client.as_page, request))


class AsyncOpener:
    """The methods of a resource whose client sends streamed responses, as context managers."""

    def __init__(self, resource: object) -> None:
        self._resource = resource

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._resource, name)
        return partial(_opened, found) if callable(found) else type(self)(found)


@asynccontextmanager
async def _opened(method: Callable[..., Any], *args: Any, **keywords: Any) -> AsyncGenerator[Any, None]:
    response = await method(*args, **keywords)
    try:
        yield response
    finally:
        await response.http_response.aclose()
