"""Rejects numbers that are not JSON (NaN, Infinity) and numbers outside the range of a float."""

from __future__ import annotations

import math
import re
from typing import Any, Final

from pydantic_core import from_json

from .values import is_list, is_object

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
