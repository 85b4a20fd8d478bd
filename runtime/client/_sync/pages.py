# Generated from ../_async by `make runtime`. Do not edit.
"""Pages of lists, which can fetch the next and previous page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..pages import B, PageBase, T
from ..paging import PageState

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Self

    from ..pages import Fetch
    from ..paging import PageRequest


class SyncPage(PageBase[T, B]):
    """A page of a list. Iteration yields all items from this page on, fetching further pages.

    A list that was requested backwards (``ending_before`` and the like) is iterated backwards: the items before the
    cursor, nearest first.
    """

    def __init__(self, state: PageState[T], fetch: Fetch[T]) -> None:
        super().__init__(state)
        self._fetch = fetch

    def next_page(self) -> Self | None:
        """Fetch the next page, or None if this is the last."""
        return self._get(self._state.adjacent(back=False))

    def previous_page(self) -> Self | None:
        """Fetch the previous page, or None if this is the first."""
        return self._get(self._state.adjacent(back=True))

    def iter_pages(self) -> Iterator[Self]:
        """Iterate over the pages from this one on; stops at an empty page and after a repeated cursor."""
        yield self
        state, seen = self._state, {self._state.cursor}
        while (request := state.following()) is not None:
            before, state = state, PageState(request, self._fetch(request))
            if state.ends(before):
                return
            yield type(self)(state, self._fetch)
            if state.repeats(seen):
                return
            seen.add(state.cursor)

    def __iter__(self) -> Iterator[T]:
        for page in self.iter_pages():
            yield from self._in_order(page.data)

    def _get(self, request: PageRequest[T] | None) -> Self | None:
        return None if request is None else type(self)(PageState(request, self._fetch(request)), self._fetch)
