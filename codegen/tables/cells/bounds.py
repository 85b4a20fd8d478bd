"""Parses limits in brackets behind a type: ``integer (1..10)``, ``string (36)``, ``string (1..36 characters)``."""

from __future__ import annotations

import re

from codegen.ir.types import Facets, Kind

_NUMBER = r"[-+]?\d{1,18}(?:\.\d{1,9})?"
_RANGE = re.compile(rf"(?P<low>{_NUMBER})? ?(?:\.\.\.?|to|–|—|(?<=\d) ?-) ?(?P<high>{_NUMBER})?")  # noqa: RUF001 - dashes
_ONE_SIDE = re.compile(
    rf"(?P<sign>>=|<=|≥|≤|min(?:imum)?:?|max(?:imum)?:?|at least|at most|up to) ?(?P<number>{_NUMBER})"
)
_LENGTH = re.compile(r"\d{1,9}")
_CHARACTERS = re.compile(r" ?(?:char(?:acter)?s?|symbols?|long)$")
_LOWER = frozenset({">=", "≥", "min", "minimum", "min:", "minimum:", "at least"})


def bounds_of(text: str, kind: Kind) -> Facets | None:
    """Parse the text in brackets behind a type of ``kind``; return None for text that is not a limit."""
    words = " ".join(text.casefold().split())
    if kind in {Kind.INTEGER, Kind.NUMBER}:
        limits = _limits(words)
        return Facets(minimum=limits[0], maximum=limits[1]) if limits else None
    return _length_limits(words) if kind is Kind.STRING else None


def _length_limits(words: str) -> Facets | None:
    bare = _CHARACTERS.sub("", words).removeprefix("length ").removeprefix("length: ")
    if _LENGTH.fullmatch(bare):
        return Facets(max_length=int(bare))
    limits = _limits(bare)
    if limits is None:
        return None
    low, high = limits
    if isinstance(low, float) or isinstance(high, float):
        return None
    if (low is not None and low < 0) or (high is not None and high < 0):
        return None
    return Facets(min_length=low, max_length=high)


def _limits(text: str) -> tuple[int | float | None, int | float | None] | None:
    if match := _ONE_SIDE.fullmatch(text):
        number = _number(match["number"])
        return (number, None) if match["sign"] in _LOWER else (None, number)
    match = _RANGE.fullmatch(text)
    if match is None or not (match["low"] or match["high"]):
        return None
    low, high = (_number(part) if part else None for part in (match["low"], match["high"]))
    return None if low is not None and high is not None and low > high else (low, high)


def _number(text: str) -> int | float:
    return float(text) if "." in text else int(text)


def bounds_text(facets: Facets, kind: Kind) -> str | None:
    """Format limits as ``bounds_of`` parses them; return None for limits that it has no notation for."""
    if kind in {Kind.INTEGER, Kind.NUMBER} and facets == Facets(minimum=facets.minimum, maximum=facets.maximum):
        return _range_text(facets.minimum, facets.maximum)
    if kind is Kind.STRING and facets == Facets(min_length=facets.min_length, max_length=facets.max_length):
        text = _range_text(facets.min_length, facets.max_length)
        return f"{text} characters" if text else None
    return None


def _range_text(low: float | None, high: float | None) -> str | None:
    text = "..".join("" if limit is None else str(limit) for limit in (low, high))
    found = _limits(text)
    return text if found == (low, high) else None
