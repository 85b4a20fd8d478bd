from __future__ import annotations

import asyncio
import inspect

from runtime.client.options import RequestOptions
from runtime.client.order import arranged, in_order
from runtime.shared.omit import Omit, omit


class Things:
    @in_order
    def create(
        self, key: str, *, a: int, b: int | Omit = omit, request_options: RequestOptions | None = None
    ) -> RequestOptions | None:
        """Create a thing."""
        assert (key, a, b) in {("k", 1, omit), ("k", 1, 2)}
        return request_options

    @in_order
    async def create_later(
        self, *, a: int, b: int | Omit = omit, request_options: RequestOptions | None = None
    ) -> RequestOptions | None:
        assert (a, b) == (1, 2)
        return request_options


def test_keywords_are_remembered_in_order() -> None:
    options = Things().create("k", b=2, a=1)
    assert options is not None
    assert options.order == ("b", "a")
    mine = RequestOptions(timeout=3)
    options = Things().create(request_options=mine, a=1, key="k")
    assert options == mine  # the order is no part of what a caller says
    assert options.order == ("request_options", "a", "key")
    assert Things().create("k", a=1) is None
    later = asyncio.run(Things().create_later(b=2, a=1))
    assert later is not None
    assert later.order == ("b", "a")


def test_methods_stay_what_they_are() -> None:
    names = list(inspect.signature(Things().create).parameters)
    assert names == ["key", "a", "b", "request_options"]
    assert Things.create.__doc__ == "Create a thing."
    assert inspect.iscoroutinefunction(Things().create_later)
    assert not inspect.iscoroutinefunction(Things().create)


def test_what_is_not_named_follows() -> None:
    values = {"a": 1, "b": 2, "c": 3}
    assert list(arranged(values, ("c", "x", "a"))) == ["c", "a", "b"]
    assert list(arranged(values, ())) == ["a", "b", "c"]
