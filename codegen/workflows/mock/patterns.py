"""Texts that match a pattern: literal characters, classes, repetition, groups and alternatives."""

# ruff: noqa: ANN401 - the nodes of a parsed pattern have no public types

from __future__ import annotations

import importlib
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

# Python's own reader of patterns; its module has no public name since 3.11 (``sre_parse`` is deprecated).
_READER: Any = importlib.import_module("re._parser")
_MOST_REPEATS = 3
_PRINTABLE = range(0x20, 0x7F)
_CATEGORIES = {
    "CATEGORY_DIGIT": "0123456789",
    "CATEGORY_SPACE": " ",
    "CATEGORY_WORD": "abcdefghijklmnopqrstuvwxyz0123456789",
    "CATEGORY_NOT_DIGIT": "abcdefghijklmnopqrstuvwxyz",
    "CATEGORY_NOT_SPACE": "abcdefghijklmnopqrstuvwxyz",
    "CATEGORY_NOT_WORD": " -.",
}


def matching(pattern: str, random: Random, least: int = 0) -> str | None:
    """Return a text that matches, of at least so many characters if the pattern repeats anything.

    None for a pattern that Python cannot read, or that has more to it than this module knows.
    """
    try:
        parsed = _READER.parse(pattern)
        text = _sequence(parsed, random, 0)
        more = 0
        while len(text) < least and more < least:  # no longer than needed: there may be a limit above, too
            more += 1
            text = _sequence(parsed, random, more)
        return text if re.search(pattern, text) else None
    except (re.error, KeyError, RecursionError, OverflowError):
        return None


def _part(name: str, value: Any, random: Random, more: int) -> str:
    """Return text for one node of a pattern. Raises ``KeyError`` for a kind of node that is not known."""
    return _KINDS[name](value, random, more)


def _sequence(parsed: Any, random: Random, more: int) -> str:
    return "".join(_part(str(name), value, random, more) for name, value in parsed)


def _class(items: Any, random: Random, _: int) -> str:
    excluded = str(items[0][0]) == "NEGATE"
    listed = {char for name, value in items[int(excluded) :] for char in _members(str(name), value)}
    allowed = [chr(code) for code in _PRINTABLE if chr(code) not in listed] if excluded else sorted(listed)
    return random.choice(allowed) if allowed else ""


def _members(name: str, value: Any) -> str:
    if name == "RANGE":
        low, high = value
        return "".join(map(chr, range(low, min(high, low + 0x100) + 1)))
    return chr(value) if name == "LITERAL" else _CATEGORIES[str(value)]


def _repeat(value: Any, random: Random, more: int) -> str:
    low, high, inner = value
    count = min(int(high), int(low) + max(more, random.randint(0, _MOST_REPEATS)))
    return "".join(_sequence(inner, random, 0) for _ in range(count))


def _nothing(*_: Any) -> str:
    return ""


_KINDS: dict[str, Callable[[Any, Random, int], str]] = {
    "LITERAL": lambda value, _random, _more: chr(value),
    "NOT_LITERAL": lambda value, _random, _more: "a" if value != ord("a") else "b",
    "ANY": lambda _value, random, _more: random.choice("abcdefghijklmnopqrstuvwxyz"),
    "AT": _nothing,
    "ASSERT_NOT": _nothing,
    "IN": _class,
    "MAX_REPEAT": _repeat,
    "MIN_REPEAT": _repeat,
    "POSSESSIVE_REPEAT": _repeat,
    "SUBPATTERN": lambda value, random, more: _sequence(value[3], random, more),
    "BRANCH": lambda value, random, more: _sequence(random.choice(value[1]), random, more),
}
