"""A page of a list, which can fetch the pages before and after it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..pages import B, PageBase, T
from ..paging import View

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from typing import Self

    from ..pages import AsyncFetch
    from ..paging import PageRequest


class AsyncPage(PageBase[T, B]):
    """A page of a list. Iterating over it goes through all items of the list from here on, page by page.

    A list that was asked for with its cursor for walking back is gone through backwards: the items before the cursor,
    nearest first.
    """

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
