"""Estimates the memory that JSON text takes when it is parsed: three bytes, ``{},``, become a model of 600."""

from __future__ import annotations

import re
from typing import Final

RATIO: Final = 8
"""The most memory for parsed JSON, as a multiple of the limit of its text."""
_CONTAINER: Final = 640
_VALUE: Final = 48
_STRING: Final = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)


def takes_more(content: bytes, limit: int) -> bool:
    """Return whether JSON text, once parsed, takes more than ``RATIO`` times ``limit`` bytes."""
    budget = RATIO * limit
    if len(content) * _CONTAINER // 2 <= budget or _memory(content) <= budget:
        return False
    return _memory(_STRING.sub(b"", content)) > budget


def _memory(content: bytes) -> int:
    containers = content.count(b"{") + content.count(b"[")
    return _CONTAINER * containers + _VALUE * content.count(b",")
