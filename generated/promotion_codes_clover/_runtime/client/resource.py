"""Base classes of the generated resources, with their raw, streaming and ``as_stream`` variants."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._async.senders import AsyncOpener, AsyncRawSender, AsyncStreamingSender
from ._sync.senders import Opener, RawSender, StreamingSender

if TYPE_CHECKING:
    from .client import AsyncClientBase, ClientBase


class Resource:
    """Base class of the resources of ``Client``. The types of its variants are generated."""

    def __init__(self, client: ClientBase) -> None:
        self._client = client

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._client!r})"

    if not TYPE_CHECKING:

        @property
        def with_raw_response(self) -> Resource:
            """The same methods, returning ``RawResponse``."""
            return type(self)(RawSender(self._client))

        @property
        def with_streaming_response(self) -> Opener:
            """The same methods, returning context managers of streamed responses."""
            return Opener(type(self)(StreamingSender(self._client)))


class AsyncResource:
    """Base class of the resources of ``AsyncClient``. The types of its variants are generated."""

    def __init__(self, client: AsyncClientBase) -> None:
        self._client = client

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._client!r})"

    if not TYPE_CHECKING:

        @property
        def with_raw_response(self) -> AsyncResource:
            """The same methods, returning ``RawResponse``."""
            return type(self)(AsyncRawSender(self._client))

        @property
        def with_streaming_response(self) -> AsyncOpener:
            """The same methods, returning context managers of streamed responses."""
            return AsyncOpener(type(self)(AsyncStreamingSender(self._client)))
