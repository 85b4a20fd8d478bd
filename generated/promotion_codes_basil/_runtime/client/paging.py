"""Where a page stands in its list, and which call gives the page beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from pydantic import BaseModel

from ..shared.model import by_wire_name
from ..shared.omit import Omit
from ..shared.operation import CursorPage, NextPage
from ..shared.values import is_list, is_object
from .replies import dig

if TYPE_CHECKING:
    from ..shared.operation import Operation
    from .options import RequestOptions
    from .raw import RawResponse

T = TypeVar("T")
MAX_EMPTY: Final = 100
"""How many pages without items may follow each other."""


@dataclass(frozen=True)
class PageRequest(Generic[T]):
    """The call behind a page: another page is the same call with other parameters, or with a ``link`` instead."""

    operation: Operation[Any]
    items: Callable[[Any], Sequence[T] | None]
    params: Mapping[str, object]
    options: RequestOptions | None = None
    link: str = ""

    def argument(self, name: str) -> str:
        """Give the argument for the query parameter with a wire name."""
        return next((param.argument for param in self.operation.params if param.name == name), name)

    def has(self, name: str) -> bool:
        """Say whether the caller gave a query parameter."""
        value = self.params.get(self.argument(name))
        return value is not None and not isinstance(value, Omit)

    def number(self, name: str, default: int) -> int:
        """Give the whole number that the caller gave a query parameter."""
        value = self.params.get(self.argument(name)) if self.has(name) else default
        return int(value) if isinstance(value, int) or (isinstance(value, str) and value.isdecimal()) else default

    def turned(self, name: str, value: object, without: str = "") -> PageRequest[T]:
        """Give the call with one parameter set, and another one taken away."""
        gone = self.argument(without) if without else None
        params = {key: item for key, item in self.params.items() if key != gone}
        return replace(self, params={**params, self.argument(name): value}, link="")


class View(Generic[T]):
    """The reply to a page request. ``back`` says that the caller asked for the items before a cursor.

    ``cursor`` is what leads onward, in the direction of ``back``; None where nothing does.
    """

    def __init__(self, request: PageRequest[T], reply: RawResponse[Any]) -> None:
        body: object = reply.parsed
        page = request.operation.page
        bare = isinstance(page, NextPage) and not page.items
        fits = is_list(body) if bare else isinstance(body, BaseModel) or is_object(body)
        found = request.items(body) if fits else None
        self.data: list[T] = list(found) if isinstance(found, list | tuple) else []
        self.body: Any = body
        self.request = request
        self._reply = reply
        self._empty = 0 if self.data else 1
        self.turns = _turns(request, self.data, reply)
        self.back = self.turns.back
        self.has_more = self.turns.has_more
        self.cursor = self.turns.cursor(back=self.back)

    def beyond(self, *, back: bool) -> PageRequest[T] | None:
        """Give the call for the page on one side, or None where there is none."""
        if back == self.back and not self.has_more:
            return None
        return self.turns.beyond(back=back)

    def onward(self) -> PageRequest[T] | None:
        """Give the call for the page that follows when the list is gone through."""
        return self.beyond(back=self.back)

    def repeats(self, seen: set[str | None], before: View[T]) -> bool:
        """Say whether the list ends before this page: nothing can follow it, or the list goes in a circle.

        :raises ResponseDecodeError: it is one more empty page than may follow each other.
        """
        if self.cursor is not None and self.cursor in seen:
            return True
        if not self.data:
            self._empty = before._empty + 1
            if self._empty > MAX_EMPTY:
                msg = f"more than {MAX_EMPTY} pages without items follow each other"
                raise self._reply.unreadable(msg)
            return not self.turns.may_be_empty
        # a server that does not know the parameter sends the first page for ever
        return isinstance(self.turns, NumberedTurns) and self.data == before.data


def _turns(
    request: PageRequest[T], data: list[T], reply: RawResponse[Any]
) -> IdTurns[T] | NextTurns[T] | NumberedTurns[T]:
    spec = request.operation.page
    if isinstance(spec, NextPage):
        if spec.kind in ("page", "offset"):
            return NumberedTurns(spec, request, data, reply.parsed)
        return NextTurns(spec, request, reply)
    return IdTurns(spec, request, data, reply.parsed)


class IdTurns(Generic[T]):
    """The ids of the first and last items lead onward. ``may_be_empty``: an empty page does not end the list."""

    may_be_empty = False

    def __init__(self, spec: CursorPage | None, request: PageRequest[T], data: list[T], body: object) -> None:
        self._spec, self._request, self._data = spec, request, data
        self.back = bool(spec and spec.before and request.has(spec.before))
        more = by_wire_name(body, spec.more) if spec and spec.more else None
        self.has_more = more if isinstance(more, bool) else bool(spec and data)

    def cursor(self, *, back: bool) -> str | None:
        """Give the id of the item at one end."""
        if self._spec is None or not self._data:
            return None
        value = by_wire_name(self._data[0 if back else -1], self._spec.id)
        return str(value) if isinstance(value, str | int) else None

    def beyond(self, *, back: bool) -> PageRequest[T] | None:
        """Give the call for the items beyond one end."""
        spec, cursor = self._spec, self.cursor(back=back)
        if spec is None or cursor is None:
            return None
        if not back:
            return self._request.turned(spec.after, cursor, spec.before)
        return self._request.turned(spec.before, cursor, spec.after) if spec.before else None


class NextTurns(Generic[T]):
    """A value of the reply leads onward: an opaque cursor, or an address in its body or its ``Link`` header."""

    back = False
    may_be_empty = True

    def __init__(self, spec: NextPage, request: PageRequest[T], reply: RawResponse[Any]) -> None:
        self._spec, self._request, self._reply = spec, request, reply
        self.has_more = self.cursor(back=False) is not None and dig(reply.parsed, spec.more) is not False

    def cursor(self, *, back: bool) -> str | None:
        """Give the cursor or address for one side."""
        if self._spec.kind == "link":
            links = self._reply.http_response.links
            value: object = links.get("prev" if back else "next", {}).get("url")
        else:
            value = dig(self._reply.parsed, self._spec.previous if back else self._spec.next)
        return (str(value) or None) if isinstance(value, str | int) and not isinstance(value, bool) else None

    def beyond(self, *, back: bool) -> PageRequest[T] | None:
        """Give the call that the reply names for one side."""
        cursor = self.cursor(back=back)
        if cursor is None:
            return None
        if self._spec.kind == "cursor":
            return self._request.turned(self._spec.param, cursor)
        return replace(self._request, link=cursor)


class NumberedTurns(Generic[T]):
    """Pages are counted, or their items are. A list ends with an empty page where its length is not known."""

    back = False
    may_be_empty = False

    def __init__(self, spec: NextPage, request: PageRequest[T], data: list[T], body: object) -> None:
        self._spec, self._request = spec, request
        self._first = spec.start if spec.kind == "page" else 0
        self._step = 1 if spec.kind == "page" else len(data)
        self._here = request.number(spec.param, self._first)
        total = dig(body, spec.total)
        ended = dig(body, spec.more) is False
        if isinstance(total, int) and not isinstance(total, bool):
            ended = ended or self._here + self._step >= total + self._first
        self.has_more = bool(data) and not ended

    def cursor(self, *, back: bool) -> str | None:
        """Give the number of the page on one side."""
        if not back:
            return str(self._here + self._step) if self._step else None
        step = self._step if self._spec.kind == "page" else self._request.number(self._spec.size, self._step)
        return str(max(self._first, self._here - step)) if step and self._here > self._first else None

    def beyond(self, *, back: bool) -> PageRequest[T] | None:
        """Give the call for the page on one side."""
        cursor = self.cursor(back=back)
        return None if cursor is None else self._request.turned(self._spec.param, int(cursor))
