"""The bases of the generated clients: what is not the same with and without coroutines."""

from __future__ import annotations

import weakref
from typing import TYPE_CHECKING, Any, TypeVar

import httpx2

from ._async.caller import AsyncCaller
from ._sync.caller import Caller
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
    """The base of the generated ``Client``. Threads may share one; used as a context manager, it closes itself."""

    def _make_http(self, settings: Mapping[str, Any]) -> httpx2.Client:
        http = httpx2.Client(**settings)
        weakref.finalize(self._connection, http.close)  # for whoever forgets to
        return http

    def page(
        self,
        operation: Operation[E],
        items: Callable[[E], Sequence[T] | None],
        params: Mapping[str, object],
        options: RequestOptions | None = None,
    ) -> SyncPage[T, E]:
        """Call an operation that gives pages; ``items`` takes the items out of its response."""
        return self.raw_page(operation, items, params, options).parsed


class AsyncClientBase(AsyncCaller):
    """The base of the generated ``AsyncClient``; used as an asynchronous context manager, it closes itself."""

    def _make_http(self, settings: Mapping[str, Any]) -> httpx2.AsyncClient:
        return httpx2.AsyncClient(**settings)

    def page(
        self,
        operation: Operation[E],
        items: Callable[[E], Sequence[T] | None],
        params: Mapping[str, object],
        options: RequestOptions | None = None,
    ) -> AsyncPager[T, E]:
        """Call an operation that gives pages; ``items`` takes the items out of its response."""
        return AsyncPager(PageRequest(operation, items, params, options), self._fetch)
