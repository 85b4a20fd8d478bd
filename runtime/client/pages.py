"""What the pages of both clients have in common."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Generic

from typing_extensions import TypeVar  # with a default, so that SyncPage[Item] will do

from .paging import PageRequest

if TYPE_CHECKING:
    from .paging import View
    from .raw import RawResponse

T = TypeVar("T")
B = TypeVar("B", default=Any)
Fetch = Callable[[PageRequest[T]], "RawResponse[Any]"]
AsyncFetch = Callable[[PageRequest[T]], Awaitable["RawResponse[Any]"]]


class PageBase(Generic[T, B]):
    """One page: its items in ``data``, the whole response in ``body``.

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
