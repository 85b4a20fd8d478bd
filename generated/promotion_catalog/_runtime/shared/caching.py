"""Caches functions by their arguments."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import ParamSpec, TypeVar, cast

P = ParamSpec("P")
R = TypeVar("R")


def cached(function: Callable[P, R]) -> Callable[P, R]:
    """Cache the results of a function, as `functools.cache` does, and keep the types of its parameters."""
    return cast("Callable[P, R]", cache(function))
