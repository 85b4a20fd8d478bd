"""Where a page stands in its list, and which call gives the page beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from pydantic import BaseModel

from .model import by_wire_name
from .omit import Omit
from .values import is_object

if TYPE_CHECKING:
    from .operation import CursorPage, Operation
    from .options import RequestOptions

T = TypeVar("T")


@dataclass(frozen=True)
class PageRequest(Generic[T]):
    """The call behind a page: another page is the same call with other parameters."""

    operation: Operation[Any]
    items: Callable[[Any], Sequence[T] | None]
    params: Mapping[str, object]
    options: RequestOptions | None = None

    def argument(self, name: str) -> str:
        """Give the argument for the query parameter with a wire name."""
        return next((param.argument for param in self.operation.params if param.name == name), name)

    def has(self, name: str) -> bool:
        """Say whether the caller gave a query parameter."""
        value = self.params.get(self.argument(name))
        return value is not None and not isinstance(value, Omit)

    def turned(self, name: str, value: object, without: str) -> PageRequest[T]:
        """Give the call with one parameter set, and another one taken away."""
        gone = self.argument(without) if without else None
        params = {key: item for key, item in self.params.items() if key != gone}
        return replace(self, params={**params, self.argument(name): value})


class View(Generic[T]):
    """The reply to a page request. ``back`` says that the caller asked for the items before a cursor.

    ``cursor`` is the one that leads onward, in the direction of ``back``; None where no item has one.
    """

    def __init__(self, request: PageRequest[T], body: object) -> None:
        found = request.items(body) if isinstance(body, BaseModel) or is_object(body) else None
        self.data: list[T] = list(found) if isinstance(found, list | tuple) else []
        self.body: object = body
        self.request = request
        self.spec: CursorPage | None = request.operation.page
        self.back = bool(self.spec and self.spec.before and request.has(self.spec.before))
        more = by_wire_name(body, self.spec.more) if self.spec and self.spec.more else None
        self.has_more: bool = more if isinstance(more, bool) else bool(self.spec and self.data)
        self.cursor = self._cursor(back=self.back)

    def _cursor(self, *, back: bool) -> str | None:
        if self.spec is None or not self.data:
            return None
        value = by_wire_name(self.data[0 if back else -1], self.spec.id)
        return str(value) if isinstance(value, str | int) else None

    def beyond(self, *, back: bool) -> PageRequest[T] | None:
        """Give the call for the page on one side, or None where there is none."""
        cursor = self._cursor(back=back)
        if self.spec is None or cursor is None or (back == self.back and not self.has_more):
            return None
        if not back:
            return self.request.turned(self.spec.after, cursor, self.spec.before)
        return self.request.turned(self.spec.before, cursor, self.spec.after) if self.spec.before else None

    def onward(self) -> PageRequest[T] | None:
        """Give the call for the page that follows when the list is gone through."""
        return self.beyond(back=self.back)

    def repeats(self, seen: set[str | None]) -> bool:
        """Say whether the list ends before this page: it is empty, or the list goes in a circle."""
        return not self.data or (self.cursor is not None and self.cursor in seen)
