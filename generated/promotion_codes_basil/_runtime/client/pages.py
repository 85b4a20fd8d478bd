"""Base of the pages of both clients."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Generic

from typing_extensions import TypeVar  # with a default, so that SyncPage[Item] is valid

from .paging import PageRequest

if TYPE_CHECKING:
    from .paging import PageState
    from .raw import RawResponse

T = TypeVar("T")
B = TypeVar("B", default=Any)
Fetch = Callable[[PageRequest[T]], "RawResponse[Any]"]
AsyncFetch = Callable[[PageRequest[T]], Awaitable["RawResponse[Any]"]]


class PageBase(Generic[T, B]):
    """One page: its items in ``data``, the whole response in ``body``.

    ``has_more`` tells whether further pages follow in the direction of the request.
    """

    def __init__(self, state: PageState[T]) -> None:
        self._state = state
        self.data: list[T] = state.data
        self.body: B = state.body
        self.has_more: bool = state.has_more

    def __repr__(self) -> str:
        return f"{type(self).__name__}({len(self.data)} items, has_more={self.has_more})"

    def _in_order(self, data: Sequence[T]) -> Iterator[T]:
        return reversed(data) if self._state.back else iter(data)
