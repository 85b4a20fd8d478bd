# Generated from ../_async by `make runtime`. Do not edit.
"""Adapters between resources and clients for raw responses, streams and streamed responses."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from ...shared.omit import omit
from ..paging import PageRequest
from ..raw import RawResponse
from .download import StreamedResponse

if TYPE_CHECKING:
    from ...shared.operation import Operation
    from ..options import RequestOptions
    from .caller import Caller
    from .pages import SyncPage

T = TypeVar("T")
E = TypeVar("E")


class RawSender:
    """Client adapter whose calls return raw responses."""

    def __init__(self, client: Caller) -> None:
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

    def page(
        self,
        operation: Operation[E],
        items: Callable[[E], Sequence[T] | None],
        params: Mapping[str, object],
        options: RequestOptions | None = None,
        body: object = omit,
    ) -> RawResponse[SyncPage[T, E]]:
        """Call an operation with pages."""
        return self._client.raw_page(operation, items, params, options, body)


class StreamingSender:
    """Client adapter whose calls return streamed responses."""

    def __init__(self, client: Caller) -> None:
        self._client = client

    def call(
        self,
        operation: Operation[T],
        params: Mapping[str, object],
        body: object = omit,
        options: RequestOptions | None = None,
    ) -> StreamedResponse[T]:
        """Call an operation; the caller closes the response."""
        return StreamedResponse(*self._client.open(operation, params, body, options))

    def page(
        self,
        operation: Operation[E],
        items: Callable[[E], Sequence[T] | None],
        params: Mapping[str, object],
        options: RequestOptions | None = None,
        body: object = omit,
    ) -> StreamedResponse[SyncPage[T, E]]:
        """Call an operation with pages; the caller closes the response."""
        request = PageRequest(operation, items, params, options, body)
        opened = self._client.open(operation, params, body, options)
        return StreamedResponse(*opened, partial(self._client.as_page, request))


class Opener:
    """The methods of a resource whose client sends streamed responses, as context managers."""

    def __init__(self, resource: object) -> None:
        self._resource = resource

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._resource, name)
        return partial(_opened, found) if callable(found) else type(self)(found)


@contextmanager
def _opened(method: Callable[..., Any], *args: Any, **keywords: Any) -> Generator[Any, None]:
    response = method(*args, **keywords)
    try:
        yield response
    finally:
        response.http_response.close()
