"""Refuse the numbers that JSON does not have: NaN, Infinity, and those beyond the range of a float."""

from __future__ import annotations

import math
import re
from typing import Any, Final

from pydantic_core import from_json

from .values import is_list, is_object

_SUSPICIOUS: Final = re.compile(rb"NaN|Infinity|[eE]\+?[0-9]{3}|[0-9]{200}")
"""What the text of such a number holds; other texts may hold it too."""


def is_suspicious(content: bytes) -> bool:
    """Say whether JSON text may hold such a number, without parsing it."""
    return _SUSPICIOUS.search(content) is not None


def check_numbers(content: bytes) -> None:
    """Raise ``ValueError`` for JSON text with a number that JSON does not have."""
    if is_suspicious(content) and not is_finite(from_json(content, allow_inf_nan=False)):
        msg = "a number is beyond the range of a float"
        raise ValueError(msg)


def is_finite(value: object) -> bool:
    """Say whether every number in a JSON value is finite."""
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
