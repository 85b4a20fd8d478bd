"""Pagination: determines the requests for the next and previous page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar, Final, Generic, Protocol, TypeVar

from pydantic import BaseModel

from ..shared.omit import Omit, omit
from ..shared.operation import CursorPage, steps_of
from ..shared.values import is_list, is_object
from ..shared.wirenames import by_wire_name
from .responses import dig

if TYPE_CHECKING:
    from ..shared.operation import Operation
    from .options import RequestOptions
    from .raw import RawResponse

T = TypeVar("T")
MAX_EMPTY: Final = 100
"""The maximum number of consecutive empty pages."""


@dataclass(frozen=True)
class PageRequest(Generic[T]):
    """The call for a page. Other pages are the same call with other parameters, or with a ``link`` instead."""

    operation: Operation[Any]
    items: Callable[[Any], Sequence[T] | None]
    params: Mapping[str, object]
    options: RequestOptions | None = None
    body: object = omit
    link: str = ""

    def argument(self, name: str) -> str | None:
        """Return the argument of the query parameter with a wire name; None for a property of the body."""
        found = next((param.argument for param in self.operation.params if param.name == name), None)
        return name if found is None and not is_object(self.body) else found

    def passed(self, name: str) -> object:
        """Return what the caller passed for a query parameter or property of the body; None for nothing."""
        argument = self.argument(name)
        body: Mapping[str, object] = self.body if is_object(self.body) else {}
        value = body.get(name) if argument is None else self.params.get(argument)
        return None if isinstance(value, Omit) else value

    def has(self, name: str) -> bool:
        """Return whether the caller passed a query parameter or property of the body."""
        return self.passed(name) is not None

    def number(self, name: str, default: int) -> int:
        """Return the integer that the caller passed for a query parameter, else ``default``."""
        value = self.passed(name) if self.has(name) else default
        if isinstance(value, str):
            return int(value) if value.isdecimal() else default
        return int(value) if isinstance(value, int | float) else default

    def with_param(self, name: str, value: object, without: str = "") -> PageRequest[T]:
        """Return the call with one parameter or property of the body set, and another one removed."""
        changes = {name: value, **({without: omit} if without else {})}
        params, body = dict(self.params), dict(self.body) if is_object(self.body) else {}
        for key, item in changes.items():
            argument = self.argument(key)
            if argument is None:
                body[key] = item
            else:
                params[argument] = item
        return replace(self, params=params, body=body if is_object(self.body) else self.body, link="")


class PageState(Generic[T]):
    """The response to a page request. ``back`` is true if the caller requested the items before a cursor.

    ``cursor`` leads to the next page in that direction; None if there is none.
    """

    def __init__(self, request: PageRequest[T], response: RawResponse[Any]) -> None:
        body: object = response.parsed
        page = request.operation.page
        steps = steps_of(page.items) if page is not None else ("",)
        owner = dig(body, steps[:-1]) if steps[1:] else body
        fits = is_list(body) if not steps else isinstance(owner, BaseModel) or is_object(owner)
        found = request.items(body) if fits else None
        self.data: list[T] = list(found) if isinstance(found, (list, tuple)) else []
        self.body: Any = body
        self.request = request
        self._response = response
        self._empty = 0 if self.data else 1
        self.paging: Paging[T] = _paging(request, self.data, response)
        self.back: bool = self.paging.back
        self.has_more: bool = self.paging.has_more
        self.cursor: str | None = self.paging.cursor(back=self.back)

    def adjacent(self, *, back: bool) -> PageRequest[T] | None:
        """Return the call for the next or previous page, or None."""
        if back == self.back and not self.has_more:
            return None
        return self.paging.adjacent(back=back)

    def following(self) -> PageRequest[T] | None:
        """Return the call for the following page of an iteration, or None."""
        return self.adjacent(back=self.back)

    def ends(self, before: PageState[T]) -> bool:
        """Return whether this page adds nothing to the one before: it is empty, or has the same items.

        :raises ResponseDecodeError: more than ``MAX_EMPTY`` consecutive pages are empty.
        """
        if not self.data:
            self._empty = before._empty + 1
            if self._empty > MAX_EMPTY:
                msg = f"more than {MAX_EMPTY} consecutive pages are empty"
                raise self._response.unreadable(msg)
            return not self.paging.may_be_empty
        # a server that ignores the parameter always sends the first page
        unchanged = self.paging.is_numbered or self.cursor == before.cursor
        return unchanged and self.data == before.data

    def repeats(self, seen: set[str | None]) -> bool:
        """Return whether the cursors form a cycle, so that this page is the last."""
        return self.cursor is not None and self.cursor in seen


class Paging(Protocol[T]):
    """A kind of pagination. ``may_be_empty``: an empty page does not end the list. ``is_numbered``: without cursors."""

    may_be_empty: ClassVar[bool]
    is_numbered: ClassVar[bool]
    back: bool
    has_more: bool

    def cursor(self, *, back: bool) -> str | None:
        """Return what leads to the next or previous page."""
        ...

    def adjacent(self, *, back: bool) -> PageRequest[T] | None:
        """Return the call for the next or previous page."""
        ...


def _paging(request: PageRequest[T], data: list[T], response: RawResponse[Any]) -> Paging[T]:
    spec = request.operation.page
    return IdPaging(spec if isinstance(spec, CursorPage) else None, request, data, response.parsed)


class IdPaging(Generic[T]):
    """Pagination by the ids of the first and last item."""

    may_be_empty: ClassVar[bool] = False
    is_numbered: ClassVar[bool] = False

    def __init__(self, spec: CursorPage | None, request: PageRequest[T], data: list[T], body: object) -> None:
        self._spec, self._request, self._data = spec, request, data
        self.back: bool = bool(spec and spec.before and request.has(spec.before))
        more = dig(body, steps_of(spec.more)) if spec else None
        self.has_more: bool = more if isinstance(more, bool) else bool(spec and data)

    def cursor(self, *, back: bool) -> str | None:
        """Return the id of the first or last item."""
        if self._spec is None or not self._data:
            return None
        value = by_wire_name(self._data[0 if back else -1], self._spec.id)
        return str(value) if isinstance(value, str | int) else None

    def adjacent(self, *, back: bool) -> PageRequest[T] | None:
        """Return the call for the items before the first or after the last item."""
        spec, cursor = self._spec, self.cursor(back=back)
        if spec is None or cursor is None:
            return None
        if not back:
            return self._request.with_param(spec.after, cursor, spec.before)
        return self._request.with_param(spec.before, cursor, spec.after) if spec.before else None
