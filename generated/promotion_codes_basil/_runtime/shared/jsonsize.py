"""Estimates what parsing JSON text costs: its memory (three bytes, ``{},``, become a model of 600), and its nesting."""

from __future__ import annotations

import re
from typing import Final

RATIO: Final = 8
"""The most memory for parsed JSON, as a multiple of the limit of its text."""
_CONTAINER: Final = 640
_COPIED: Final = 200
_VALUE: Final = 48
_STRING: Final = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)
_TOKEN: Final = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"|[\[\]{}]', re.DOTALL)
_COUNTED: Final = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"|[\[\]{},]', re.DOTALL)
_STEPS: Final = {b"["[0]: 1, b"{"[0]: 1, b"]"[0]: -1, b"}"[0]: -1}


def is_deeper(content: bytes, levels: int) -> bool:
    """Return whether JSON text has more than ``levels`` levels."""
    depth = 0
    for token in _TOKEN.finditer(content):
        depth += _STEPS.get(content[token.start()], 0)
        if depth > levels:
            return True
    return False


def takes_more(content: bytes, limit: int) -> bool:
    """Return whether JSON text, once parsed, takes more than ``RATIO`` times ``limit`` bytes."""
    budget = RATIO * limit
    if len(content) * _CONTAINER // 2 <= budget or _memory(content) <= budget:
        return False
    return _memory(_STRING.sub(b"", content)) > budget


def _memory(content: bytes) -> int:
    containers = content.count(b"{") + content.count(b"[")
    return _CONTAINER * containers + _VALUE * content.count(b",")


def nests_more(content: bytes, limit: int) -> bool:
    """Return whether JSON text, if each level is parsed again, takes more than ``RATIO`` times ``limit`` bytes."""
    budget, used, depth = RATIO * limit, 0, 0
    for token in _COUNTED.finditer(content):
        step = _STEPS.get(content[token.start()], 0)
        depth += step
        used += depth * (_COPIED if step > 0 else _VALUE if not step else 0)
        if used > budget:
            return True
    return False
