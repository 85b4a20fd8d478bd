"""Formats and patterns of strings: checks, and short samples."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from codegen.ir.patterns import Alternation, CharSet, Concatenation, PatternError, Repeat, parse

if TYPE_CHECKING:
    from codegen.ir.patterns import PatternNode

_DATE = r"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
_FORMATS = {
    "date": (_DATE, "2000-01-01"),
    "date-time": (
        _DATE + r"[Tt ][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})",
        "2000-01-01T00:00:00Z",
    ),
    "time": (r"[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})", "00:00:00Z"),
    "uuid": (r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", "00000000-0000-0000-0000-000000000000"),
    "ipv4": (r"([0-9]{1,3}\.){3}[0-9]{1,3}", "0.0.0.0"),  # noqa: S104 - not an address to bind
    "email": (r"[^@\s]+@[^@\s]+", "a@b.c"),
    "uri": (r"[A-Za-z][A-Za-z0-9+.-]*:\S*", "a:b"),
}
"""Pattern and sample of the formats that are checked; any string is valid for another one."""
_MOST_PARTS = 2_000


def fits_format(text: str, name: str | None) -> bool:
    """Return whether a string is valid for a format."""
    pattern, _ = _FORMATS.get(name or "", ("", ""))
    return not pattern or re.fullmatch(pattern, text) is not None


def format_sample(name: str | None) -> str:
    """Return a string that is valid for a format; empty for formats that are not checked."""
    return _FORMATS.get(name or "", ("", ""))[1]


@lru_cache(maxsize=4096)
def pattern_sample(pattern: str) -> str | None:
    """Return a short string for a pattern; None for an unsupported one."""
    try:
        return "".join(_short(parse(pattern), [_MOST_PARTS]))
    except (PatternError, ValueError, RecursionError):
        return None


def _short(node: PatternNode, left: list[int]) -> list[str]:
    """Return the parts of a short string. Raises ``ValueError`` for too many."""
    left[0] -= 1
    if left[0] < 0:
        msg = "too many parts"
        raise ValueError(msg)
    match node:
        case CharSet(ranges=ranges):
            return [_character(ranges)]
        case Repeat(part=part, least=least):
            return [text for _ in range(least) for text in _short(part, left)]
        case Concatenation(parts=parts):
            return [text for part in parts for text in _short(part, left)]
        case Alternation(options=options):
            return _short(options[0], left)


def _character(ranges: tuple[tuple[int, int], ...]) -> str:
    usual = next((code for code in map(ord, "a0A-_. ") if any(low <= code <= high for low, high in ranges)), None)
    if usual is not None:
        return chr(usual)
    return chr(ranges[0][0]) if ranges else ""
