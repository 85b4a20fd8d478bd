"""Reads and writes numbers of JSON; rejects NaN, Infinity and numbers outside the range of a float."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any, Final, TypeVar

from pydantic_core import from_json, to_json

from .values import is_list, is_object

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T", str, bytes)

_SUSPICIOUS: Final = re.compile(rb"NaN|Infinity|[eE]\+?[0-9]{3}|[0-9]{200}")
"""Matches all texts with such a number, and some others."""


def is_suspicious(content: bytes) -> bool:
    """Return whether JSON text may contain such a number, without parsing it."""
    return _SUSPICIOUS.search(content) is not None


def check_numbers(content: bytes) -> None:
    """Raise ``ValueError`` for JSON text with such a number."""
    if is_suspicious(content) and not is_finite(from_json(content, allow_inf_nan=False)):
        msg = "a number is outside the range of a float"
        raise ValueError(msg)


def is_finite(value: object) -> bool:
    """Return whether every number in a JSON value is finite."""
    waiting: list[Any] = [value]
    while waiting:
        found = waiting.pop()
        if is_object(found):
            waiting.extend(found.values())
        elif is_list(found):
            waiting.extend(found)
        elif isinstance(found, float) and not math.isfinite(found):
            return False
    return True


class Numbers:
    """Reads and writes JSON text; `decimals` replaces it where a document has decimal numbers.

    ``exact`` tells that a serialiser must know the type of a number.
    """

    exact = False

    def load(self, text: str | bytes | bytearray) -> Any:
        """Parse JSON."""
        return from_json(text, allow_inf_nan=False)

    def write(self, value: object) -> bytes:
        """Return the JSON text of a value."""
        return to_json(value)

    def dump(self, write: Callable[[], T]) -> T:
        """Return what a serialiser of pydantic writes."""
        return write()

    def restore(self, built: Any, sent: object, *, text: bool = False) -> Any:  # noqa: ARG002 - for the other class
        """Return a value that pydantic built from JSON, which is a parsed value or ``text``."""
        return built


numbers: Final = [Numbers()]
"""The only item is in use."""
