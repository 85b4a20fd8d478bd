"""Calls user functions: ``async def`` directly, ``def`` in a worker thread."""

from __future__ import annotations

import inspect
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from anyio.to_thread import run_sync

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

Handler: TypeAlias = "Callable[..., Awaitable[object]]"


def awaited(function: Callable[..., Any]) -> Handler:
    """Wrap a function as coroutine function: ``async def`` unchanged, ``def`` run in a worker thread."""
    call: object = getattr(function, "__call__", None)  # noqa: B004 - an instance may have an async __call__
    if inspect.iscoroutinefunction(function) or inspect.iscoroutinefunction(call):
        return function

    async def in_thread(*arguments: object) -> object:
        result: object = await run_sync(partial(function, *arguments))
        return await cast("Awaitable[object]", result) if inspect.isawaitable(result) else result

    return in_thread
