"""Types of resource methods under ``with_raw_response``, ``with_streaming_response`` and ``as_stream``.

The generated classes that use them exist for type checkers only; at run time `senders` are used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine
    from contextlib import AbstractAsyncContextManager, AbstractContextManager
    from typing import Any

    from ._async.download import AsyncStreamedResponse
    from ._sync.download import StreamedResponse
    from .raw import RawResponse

P = ParamSpec("P")
T = TypeVar("T")

if TYPE_CHECKING:

    def raw(method: Callable[P, T]) -> Callable[P, RawResponse[T]]:
        """Type a method that returns the raw response."""
        ...

    def async_raw(method: Callable[P, Awaitable[T]]) -> Callable[P, Coroutine[Any, Any, RawResponse[T]]]:
        """Type an asynchronous method that returns the raw response."""
        ...

    def streamed(method: Callable[P, T]) -> Callable[P, AbstractContextManager[StreamedResponse[T]]]:
        """Type a method that returns a streamed response."""
        ...

    def async_streamed(
        method: Callable[P, Awaitable[T]],
    ) -> Callable[P, AbstractAsyncContextManager[AsyncStreamedResponse[T]]]:
        """Type an asynchronous method that returns a streamed response."""
        ...
