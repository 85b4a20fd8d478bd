"""Pages of a list, which know how to get the pages around them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Generator, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Generic

from typing_extensions import TypeVar  # with a default, so that SyncPage[Item] will do

from .paging import PageRequest, View

if TYPE_CHECKING:
    from typing import Self

    from .raw import RawResponse

T = TypeVar("T")
B = TypeVar("B", default=Any)
Fetch = Callable[[PageRequest[T]], "RawResponse[Any]"]
AsyncFetch = Callable[[PageRequest[T]], Awaitable["RawResponse[Any]"]]


class _Page(Generic[T, B]):
    """One page: its items in ``data``, the whole reply in ``body``.

    ``has_more`` says whether the list goes on, in the direction in which the page was asked for.
    """

    def __init__(self, view: View[T]) -> None:
        self._view = view
        self.data: list[T] = view.data
        self.body: B = view.body
        self.has_more: bool = view.has_more

    def __repr__(self) -> str:
        return f"{type(self).__name__}({len(self.data)} items, has_more={self.has_more})"

    def _in_order(self, data: Sequence[T]) -> Iterator[T]:
        return reversed(data) if self._view.back else iter(data)


class SyncPage(_Page[T, B]):
    """A page of a list. Iterating over it goes through all items of the list from here on, page by page.

    A list that was asked for with its cursor for walking back is gone through backwards: the items before the cursor,
    nearest first.
    """

    def __init__(self, view: View[T], fetch: Fetch[T]) -> None:
        super().__init__(view)
        self._fetch = fetch

    def next_page(self) -> Self | None:
        """Get the page after this one, or None if this is the last."""
        return self._get(self._view.beyond(back=False))

    def previous_page(self) -> Self | None:
        """Get the page before this one, or None if this is the first."""
        return self._get(self._view.beyond(back=True))

    def iter_pages(self) -> Iterator[Self]:
        """Go through the pages from this one on; stops where a page is empty or its cursor was there before."""
        yield self
        view, seen = self._view, {self._view.cursor}
        while (request := view.onward()) is not None:
            before, view = view, View(request, self._fetch(request))
            if view.repeats(seen, before):
                return
            seen.add(view.cursor)
            yield type(self)(view, self._fetch)

    def __iter__(self) -> Iterator[T]:
        for page in self.iter_pages():
            yield from self._in_order(page.data)

    def _get(self, request: PageRequest[T] | None) -> Self | None:
        return None if request is None else type(self)(View(request, self._fetch(request)), self._fetch)


class AsyncPage(_Page[T, B]):
    """A page of a list, as `SyncPage`, for ``async for``."""

    def __init__(self, view: View[T], fetch: AsyncFetch[T]) -> None:
        super().__init__(view)
        self._fetch = fetch

    async def next_page(self) -> Self | None:
        """Get the page after this one, or None if this is the last."""
        return await self._get(self._view.beyond(back=False))

    async def previous_page(self) -> Self | None:
        """Get the page before this one, or None if this is the first."""
        return await self._get(self._view.beyond(back=True))

    async def iter_pages(self) -> AsyncIterator[Self]:
        """Go through the pages from this one on; stops where a page is empty or its cursor was there before."""
        yield self
        view, seen = self._view, {self._view.cursor}
        while (request := view.onward()) is not None:
            before, view = view, View(request, await self._fetch(request))
            if view.repeats(seen, before):
                return
            seen.add(view.cursor)
            yield type(self)(view, self._fetch)

    async def __aiter__(self) -> AsyncIterator[T]:
        async for page in self.iter_pages():
            for item in self._in_order(page.data):
                yield item

    async def _get(self, request: PageRequest[T] | None) -> Self | None:
        return None if request is None else type(self)(View(request, await self._fetch(request)), self._fetch)


class AsyncPager(Generic[T, B]):
    """What a list call gives: ``await`` it for the first page, or go through all items with ``async for``."""

    def __init__(self, request: PageRequest[T], fetch: AsyncFetch[T]) -> None:
        self._request = request
        self._fetch = fetch

    def __await__(self) -> Generator[Any, None, AsyncPage[T, B]]:
        return self._first().__await__()

    async def __aiter__(self) -> AsyncIterator[T]:
        async for item in await self._first():
            yield item

    async def iter_pages(self) -> AsyncIterator[AsyncPage[T, B]]:
        """Go through the pages."""
        async for page in (await self._first()).iter_pages():
            yield page

    async def _first(self) -> AsyncPage[T, B]:
        return AsyncPage(View(self._request, await self._fetch(self._request)), self._fetch)
