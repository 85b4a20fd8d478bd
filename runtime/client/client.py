"""Base classes of the generated clients."""

from __future__ import annotations

import weakref
from typing import TYPE_CHECKING, Any, TypeVar

import httpx2

from ..shared.omit import omit
from ._async.caller import AsyncCaller
from ._sync.caller import Caller
from .deadline import bound_waits
from .pager import AsyncPager
from .paging import PageRequest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from ..shared.operation import Operation
    from ._sync.pages import SyncPage
    from .options import RequestOptions

T = TypeVar("T")
E = TypeVar("E")


class ClientBase(Caller):
    """Base class of the generated ``Client``. It is thread-safe and a context manager that closes the connections."""

    def _make_http(self, settings: Mapping[str, Any]) -> httpx2.Client:
        http = httpx2.Client(**settings)
        bound_waits(http)
        weakref.finalize(self._connection, http.close)  # in case the caller does not close the client
        return http

    # feature pages
    def page(
        self,
        operation: Operation[E],
        items: Callable[[E], Sequence[T] | None],
        params: Mapping[str, object],
        options: RequestOptions | None = None,
        body: object = omit,
    ) -> SyncPage[T, E]:
        """Call an operation with pages; ``items`` extracts the items of its response."""
        return self.raw_page(operation, items, params, options, body).parsed


class AsyncClientBase(AsyncCaller):
    """Base class of the generated ``AsyncClient``, an asynchronous context manager that closes the connections."""

    def _make_http(self, settings: Mapping[str, Any]) -> httpx2.AsyncClient:
        return httpx2.AsyncClient(**settings)

    # feature pages
    def page(
        self,
        operation: Operation[E],
        items: Callable[[E], Sequence[T] | None],
        params: Mapping[str, object],
        options: RequestOptions | None = None,
        body: object = omit,
    ) -> AsyncPager[T, E]:
        """Call an operation with pages; ``items`` extracts the items of its response."""
        return AsyncPager(PageRequest(operation, items, params, options, body), self._fetch)
