"""The result of an asynchronous list call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic

from ._async.pages import AsyncPage
from .pages import B, T
from .paging import PageRequest, PageState

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Generator

    from .pages import AsyncFetch


class AsyncPager(Generic[T, B]):
    """The result of a list call: ``await`` it for the first page, or iterate over all items with ``async for``."""

    def __init__(self, request: PageRequest[T], fetch: AsyncFetch[T]) -> None:
        self._request = request
        self._fetch = fetch

    def __await__(self) -> Generator[Any, None, AsyncPage[T, B]]:
        return self._first().__await__()

    async def __aiter__(self) -> AsyncIterator[T]:
        async for item in await self._first():
            yield item

    async def iter_pages(self) -> AsyncIterator[AsyncPage[T, B]]:
        """Iterate over the pages."""
        async for page in (await self._first()).iter_pages():
            yield page

    async def _first(self) -> AsyncPage[T, B]:
        return AsyncPage(PageState(self._request, await self._fetch(self._request)), self._fetch)
