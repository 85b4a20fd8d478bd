"""Generate strings that match a pattern, from its syntax tree."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from codegen.ir.patterns import Alternation, CharSet, Concatenation, PatternError, PatternNode, Repeat, parse
from codegen.python.emit.matches import is_usable, matches

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

_TRIES = 4
"""Attempts until a string matches: lookaround assertions are ignored when it is generated."""
_MOST_REPEATS = 3
_MOST_PARTS = 10_000
"""Maximum number of parts written in all attempts: nested repetitions multiply."""
_LONGEST = 1000
_MOST_OF_A_RANGE = 0x100
_PRINTABLE = range(0x20, 0x7F)
_PLAIN = [ord(char) for char in "abcdefghijklmnopqrstuvwxyz0123456789"]


class _TooLongError(Exception):
    """Raised for a string of too many parts."""


@dataclass(slots=True)
class _Writer:
    """Writes strings, and counts their parts."""

    random: Random
    left: int = _MOST_PARTS

    def text(self, node: PatternNode, more: int) -> str:
        """Return a string for a part; outermost repetitions repeat ``more`` times more than their minimum."""
        self.left -= 1
        if self.left < 0:
            raise _TooLongError
        match node:
            case CharSet():
                samples = _samples(node)
                return chr(self.random.choice(samples)) if samples else ""
            case Concatenation(parts=parts):
                return "".join(self.text(part, more) for part in parts)
            case Alternation(options=options):
                return self.text(self.random.choice(options), more)
            case Repeat(part=part, least=least, most=most):
                count = least + max(more, self.random.randint(0, _MOST_REPEATS))
                count = count if most is None else min(most, count)
                return "".join(self.text(part, 0) for _ in range(count))


def matching(pattern: str, random: Random, least: int = 0) -> str | None:
    """Return a matching string of at least ``least`` characters, if the pattern has a repetition.

    None for a pattern that the engine does not support, or that has too many parts.
    """
    if not is_usable(pattern) or least > _LONGEST:
        return None
    writer = _Writer(random)
    try:
        tree = parse(pattern)
        for _ in range(_TRIES):
            text = _long_enough(writer, tree, least)
            if matches(pattern, text):
                return text
    except (PatternError, _TooLongError):
        pass
    return None


def _long_enough(writer: _Writer, tree: PatternNode, least: int) -> str:
    text = writer.text(tree, 0)
    more = 0
    while len(text) < least and more < least:  # not longer than needed: there may be a maximum
        more += 1
        text = writer.text(tree, more)
    return text


@lru_cache(maxsize=1024)
def _samples(chars: CharSet) -> Sequence[int]:
    """Return code points of a set: typical ones of a negated set, else the printable ones of ASCII."""
    excluding = bool(chars.ranges) and chars.ranges[-1][1] == sys.maxunicode
    for usual in (_PLAIN if excluding else (), _PRINTABLE):
        found = [code for code in usual if any(low <= code <= high for low, high in chars.ranges)]
        if found:
            return found
    return [code for low, high in chars.ranges for code in range(low, min(high + 1, low + _MOST_OF_A_RANGE))]
