"""Texts that match a pattern: literal characters, classes, repetition, groups and alternatives."""

# ruff: noqa: ANN401 - the nodes of a parsed pattern have no public types

from __future__ import annotations

import importlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from codegen.mock.matches import is_usable, matches

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

# Python's own reader of patterns; its module has no public name since 3.11 (``sre_parse`` is deprecated).
_READER: Any = importlib.import_module("re._parser")
_MOST_REPEATS = 3
_MOST_PARTS = 10_000
"""Parts of a pattern that are written, all tries together."""
_LONGEST = 1000
_PRINTABLE = range(0x20, 0x7F)
_CATEGORIES = {
    "CATEGORY_DIGIT": "0123456789",
    "CATEGORY_SPACE": " ",
    "CATEGORY_WORD": "abcdefghijklmnopqrstuvwxyz0123456789",
    "CATEGORY_NOT_DIGIT": "abcdefghijklmnopqrstuvwxyz",
    "CATEGORY_NOT_SPACE": "abcdefghijklmnopqrstuvwxyz",
    "CATEGORY_NOT_WORD": " -.",
}


@dataclass(slots=True)
class _Writer:
    """Chooses, and counts what was written: patterns that repeat what repeats come to any number of parts."""

    random: Random
    left: int = _MOST_PARTS

    def part(self, name: str, value: Any, more: int) -> str:
        """Return text for one node. Raises ``KeyError`` for an unknown kind, ``OverflowError`` past the bound."""
        self.left -= 1
        if self.left < 0:
            raise OverflowError
        return _KINDS[name](value, self, more)


def matching(pattern: str, random: Random, least: int = 0) -> str | None:
    """Return a text that matches, of at least so many characters if the pattern repeats anything.

    None for a pattern that Python or the models' engine cannot read, or that has more to it than this module knows.
    """
    if not is_usable(pattern) or least > _LONGEST:
        return None
    writer = _Writer(random)
    try:
        parsed = _READER.parse(pattern)
        text = _sequence(parsed, writer, 0)
        more = 0
        while len(text) < least and more < least:  # no longer than needed: there may be a limit above, too
            more += 1
            text = _sequence(parsed, writer, more)
        return text if matches(pattern, text) else None
    except (re.error, KeyError, RecursionError, OverflowError):
        return None


def _sequence(parsed: Any, writer: _Writer, more: int) -> str:
    return "".join(writer.part(str(name), value, more) for name, value in parsed)


def _class(items: Any, writer: _Writer, _: int) -> str:
    excluded = str(items[0][0]) == "NEGATE"
    listed = {char for name, value in items[int(excluded) :] for char in _members(str(name), value)}
    allowed = [chr(code) for code in _PRINTABLE if chr(code) not in listed] if excluded else sorted(listed)
    return writer.random.choice(allowed) if allowed else ""


def _members(name: str, value: Any) -> str:
    if name == "RANGE":
        low, high = value
        return "".join(map(chr, range(low, min(high, low + 0x100) + 1)))
    return chr(value) if name == "LITERAL" else _CATEGORIES[str(value)]


def _repeat(value: Any, writer: _Writer, more: int) -> str:
    low, high, inner = value
    count = min(int(high), int(low) + max(more, writer.random.randint(0, _MOST_REPEATS)))
    return "".join(_sequence(inner, writer, 0) for _ in range(count if list(inner) else 0))


def _nothing(*_: Any) -> str:
    return ""


_KINDS: dict[str, Callable[[Any, _Writer, int], str]] = {
    "LITERAL": lambda value, _writer, _more: chr(value),
    "NOT_LITERAL": lambda value, _writer, _more: "a" if value != ord("a") else "b",
    "ANY": lambda _value, writer, _more: writer.random.choice("abcdefghijklmnopqrstuvwxyz"),
    "AT": _nothing,
    "ASSERT_NOT": _nothing,
    "IN": _class,
    "MAX_REPEAT": _repeat,
    "MIN_REPEAT": _repeat,
    "POSSESSIVE_REPEAT": _repeat,
    "SUBPATTERN": lambda value, writer, more: _sequence(value[3], writer, more),
    "BRANCH": lambda value, writer, more: _sequence(writer.random.choice(value[1]), writer, more),
}
