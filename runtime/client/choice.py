"""Calls that ask for a sequence of values, of operations that reply with that or with one value."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine, Mapping
from typing import TYPE_CHECKING, Any, Generic, ParamSpec, TypeVar

from ..shared.omit import Omit, omit
from ..shared.values import is_object
from .options import RequestOptions, with_header
from .sse import is_sequence

if TYPE_CHECKING:
    from ..shared.operation import Operation
    from .client import AsyncClientBase, ClientBase
    from .streams import AsyncStream, Stream

P = ParamSpec("P")
T = TypeVar("T")


def chosen(
    operation: Operation[Any], params: Mapping[str, object], body: object, options: RequestOptions | None
) -> tuple[Operation[Any], Mapping[str, object], object, RequestOptions]:
    """Give a call as it asks for a sequence: by its ``Accept`` header, and by the operation's switch if it has one."""
    media = [one.content_type for response in operation.responses for one in response.media if is_sequence(one)]
    options = with_header(options, "Accept", ", ".join(dict.fromkeys(media)) or "*/*", unless_given=True)
    switch = operation.stream_switch
    if switch in params:
        params = _switched(params, switch)
    elif switch and is_object(body):
        body = _switched(body, switch)
    return operation, params, body, options


def _switched(values: Mapping[str, object], name: str) -> Mapping[str, object]:
    return {**values, name: True} if isinstance(values.get(name), Omit) else values


class StreamSender:
    """Stands in for a client below a resource: its calls give the values of their replies as they arrive."""

    def __init__(self, client: ClientBase) -> None:
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


class AsyncStreamSender:
    """Stands in for an asynchronous client below a resource: its calls give values as they arrive."""

    def __init__(self, client: AsyncClientBase) -> None:
        self._client = client

    async def call(
        self,
        operation: Operation[Any],
        params: Mapping[str, object],
        body: object = omit,
        options: RequestOptions | None = None,
    ) -> AsyncStream[Any]:
        """Call an operation."""
        return await self._client.stream(*chosen(operation, params, body, options))


if TYPE_CHECKING:  # what the generated classes of the views are typed by; at run time the senders do the work

    class StreamItems(Generic[T]):
        """Names the type of the values of a stream."""

    def stream_of(method: Callable[P, object], items: type[StreamItems[T]]) -> Callable[P, Stream[T]]:
        """Type a method whose values arrive one by one."""
        ...

    def async_stream_of(
        method: Callable[P, Awaitable[object]], items: type[StreamItems[T]]
    ) -> Callable[P, Coroutine[Any, Any, AsyncStream[T]]]:
        """Type an asynchronous method whose values arrive one by one."""
        ...
