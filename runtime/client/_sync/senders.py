# Generated from ../_async by `make runtime`. Do not edit.
"""Adapters between resources and clients for raw responses, streams and streamed responses."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from ...shared.omit import omit
from ..choice import chosen
from ..paging import PageRequest
from ..raw import RawResponse
from .download import StreamedResponse

if TYPE_CHECKING:
    from ...shared.operation import Operation
    from ..options import RequestOptions
    from .caller import Caller
    from .pages import SyncPage
    from .streams import Stream

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

    # feature streams
    def stream(
        self,
        operation: Operation[Any],
        params: Mapping[str, object],
        body: object = omit,
        options: RequestOptions | None = None,
    ) -> RawResponse[Stream[Any]]:
        """Call an operation that returns a stream; ``content`` is not available before it was read."""
        stream = self._client.stream(operation, params, body, options)
        return RawResponse(stream.call, stream.http_response, stream)

    # feature streams
    def call_or_stream(
        self,
        operation: Operation[T],
        streams: bool,  # noqa: FBT001 - like the other arguments, written by the generator
        params: Mapping[str, object],
        body: object = omit,
        options: RequestOptions | None = None,
    ) -> RawResponse[T] | RawResponse[Stream[Any]]:
        """Call an operation that returns a value, or a stream if the arguments request it."""
        if streams:
            return self.stream(*chosen(operation, params, body, options))
        return self.call(operation, params, body, options)

    # feature pages
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


class StreamSender:
    """Client adapter whose calls return streams."""

    def __init__(self, client: Caller) -> None:
        self._client = client

    def call(
        self,
        operation: Operation[Any],
        params: Mapping[str, object],
        body: object = omit,
        options: RequestOptions | None = None,
    ) -> Stream[Any]:
        """Call an operation."""
        return self._client.stream(*chosen(operation, params, body, options))

    def call_or_stream(
        self,
        operation: Operation[Any],
        _: bool,  # noqa: FBT001 - like the other arguments, written by the generator
        params: Mapping[str, object],
        body: object = omit,
        options: RequestOptions | None = None,
    ) -> Stream[Any]:
        """Call an operation."""
        return self.call(operation, params, body, options)


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

    # feature streams
    def call_or_stream(
        self,
        operation: Operation[Any],
        streams: bool,  # noqa: FBT001 - like the other arguments, written by the generator
        params: Mapping[str, object],
        body: object = omit,
        options: RequestOptions | None = None,
    ) -> StreamedResponse[Any]:
        """Call an operation; the caller closes the response."""
        if streams:
            return self.call(*chosen(operation, params, body, options))
        return self.call(operation, params, body, options)

    # feature pages
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
