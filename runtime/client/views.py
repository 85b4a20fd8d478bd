"""Type the methods of resources in the forms that ``with_raw_response``, ``as_stream`` and the like give them.

The generated classes of these views exist for type checkers only; at run time the senders do the work.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine
    from contextlib import AbstractAsyncContextManager, AbstractContextManager
    from typing import Any

    from ._async.download import AsyncStreamedResponse
    from ._async.streams import AsyncStream
    from ._sync.download import StreamedResponse
    from ._sync.streams import Stream
    from .raw import RawResponse

P = ParamSpec("P")
T = TypeVar("T")

if TYPE_CHECKING:

    class StreamItems(Generic[T]):
        """Names the type of the values of a stream."""

    def raw(method: Callable[P, T]) -> Callable[P, RawResponse[T]]:
        """Type a method that gives the raw response."""
        ...

    def async_raw(method: Callable[P, Awaitable[T]]) -> Callable[P, Coroutine[Any, Any, RawResponse[T]]]:
        """Type an asynchronous method that gives the raw response."""
        ...

    def streamed(method: Callable[P, T]) -> Callable[P, AbstractContextManager[StreamedResponse[T]]]:
        """Type a method whose response is still to be read."""
        ...

    def async_streamed(
        method: Callable[P, Awaitable[T]],
    ) -> Callable[P, AbstractAsyncContextManager[AsyncStreamedResponse[T]]]:
        """Type an asynchronous method whose response is still to be read."""
        ...

    def stream_of(method: Callable[P, object], items: type[StreamItems[T]]) -> Callable[P, Stream[T]]:
        """Type a method whose values arrive one by one."""
        ...

    def async_stream_of(
        method: Callable[P, Awaitable[object]], items: type[StreamItems[T]]
    ) -> Callable[P, Coroutine[Any, Any, AsyncStream[T]]]:
        """Type an asynchronous method whose values arrive one by one."""
        ...
