"""Arguments go out in the order in which the caller wrote them, as the entries of a dict would."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import wraps
from typing import Any, TypeVar, cast

from .options import RequestOptions

F = TypeVar("F", bound=Callable[..., Any])
V = TypeVar("V")


def in_order(method: F) -> F:
    """Make a method of a resource remember the order of its keywords; its signature stays as it is."""
    call: Callable[..., Any] = method
    if inspect.iscoroutinefunction(method):

        @wraps(method)
        async def wait(*args: Any, **keywords: Any) -> Any:
            return await call(*args, **_remembered(keywords))

        return cast("F", wait)

    @wraps(method)
    def ordered(*args: Any, **keywords: Any) -> Any:
        return call(*args, **_remembered(keywords))

    return cast("F", ordered)


def _remembered(keywords: dict[str, Any]) -> dict[str, Any]:
    if len(keywords) > 1:
        options: RequestOptions = keywords.get("request_options") or RequestOptions()
        return {**keywords, "request_options": replace(options, order=tuple(keywords))}
    return keywords


def arranged(values: Mapping[str, V], order: Iterable[str]) -> dict[str, V]:
    """Put the values that ``order`` names first, as it has them; the others follow as they are."""
    return {name: values[name] for name in order if name in values} | dict(values)
