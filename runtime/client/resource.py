"""The bases of the generated resources, and the other forms in which their methods can be called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._async.senders import AsyncOpener, AsyncRawSender, AsyncStreamingSender, AsyncStreamSender
from ._sync.senders import Opener, RawSender, StreamingSender, StreamSender

if TYPE_CHECKING:
    from .client import AsyncClientBase, ClientBase


class Resource:
    """The base of the generated resources of ``Client``. What type checkers see of its views is generated."""

    def __init__(self, client: ClientBase) -> None:
        self._client = client

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._client!r})"

    if not TYPE_CHECKING:

        @property
        def with_raw_response(self) -> Resource:
            """The same methods, which return the whole response."""
            return type(self)(RawSender(self._client))

        @property
        def with_streaming_response(self) -> Opener:
            """The same methods, which give context managers of responses that are still to be read."""
            return Opener(type(self)(StreamingSender(self._client)))

        @property
        def as_stream(self) -> Resource:
            """The same methods, which give the values of their responses as they arrive."""
            return type(self)(StreamSender(self._client))


class AsyncResource:
    """The base of the generated resources of ``AsyncClient``. What type checkers see of its views is generated."""

    def __init__(self, client: AsyncClientBase) -> None:
        self._client = client

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._client!r})"

    if not TYPE_CHECKING:

        @property
        def with_raw_response(self) -> AsyncResource:
            """The same methods, which return the whole response."""
            return type(self)(AsyncRawSender(self._client))

        @property
        def with_streaming_response(self) -> AsyncOpener:
            """The same methods, which give context managers of responses that are still to be read."""
            return AsyncOpener(type(self)(AsyncStreamingSender(self._client)))

        @property
        def as_stream(self) -> AsyncResource:
            """The same methods, which give the values of their responses as they arrive."""
            return type(self)(AsyncStreamSender(self._client))
