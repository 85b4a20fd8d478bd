r"""Parses regular expressions of the ECMA dialect (JSON Schema Core, 6.4) into tokens and a syntax tree.

The dialect is that of ECMA-262, 22.2.1, plus equivalents of other engines: ``(?P<name>…)``, ``(?i)``, ``\A``.
Lookahead, lookbehind and backreferences are not supported.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MAX_NESTING = 100
"""Limit of nested groups."""

_ESCAPE = r"\\c[A-Za-z]|\\x[0-9A-Fa-f]{2}|\\u[0-9A-Fa-f]{4}|\\[xu]\{[0-9A-Fa-f]{1,6}\}|\\[pP](?:\{\w*\}|\w)|\\."
_GROUP = r"\(\?(?::|P?<\w+>|[a-zA-Z-]+[:)]|<?[=!])"
_QUANTIFIER = r"[*+?]\??|\{\d{1,9}(?:,\d{0,9})?\}\??"
_OUTSIDE = re.compile(rf"{_ESCAPE}|\[\^?\]?|{_GROUP}|{_QUANTIFIER}|.", re.DOTALL)
_INSIDE = re.compile(rf"{_ESCAPE}|.", re.DOTALL)

_CONTROL = re.compile(r"\\c[A-Za-z]")
_NUMBERED = re.compile(r"\\[xu]\{?([0-9A-Fa-f]+)\}?")
_PROPERTY = re.compile(r"\\[pP]\{?([A-Z][a-z]?)\}?")
_CONTROLS = {"\\0": 0, "\\a": 7, "\\t": 9, "\\n": 10, "\\v": 11, "\\f": 12, "\\r": 13}
_ASSERTIONS = frozenset({"^", "$", r"\b", r"\B", r"\A", r"\z"})
_MOST_PROPERTY_CHARACTERS = 0x250
"""Code points that a Unicode property is evaluated for: Latin."""


class PatternError(ValueError):
    """An invalid or unsupported pattern."""


@dataclass(frozen=True, slots=True)
class Token:
    """A token of a pattern.

    ``inside``: the token is inside a character class (its closing bracket included, the opening one not); ``end`` is
    the start of the next token.
    """

    text: str
    inside: bool
    end: int


@dataclass(frozen=True, slots=True)
class CharSet:
    """One character of sorted, disjoint ranges of code points."""

    ranges: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """A part repeated ``least`` to ``most`` times; ``most`` is None for no upper limit."""

    part: PatternNode
    least: int
    most: int | None


@dataclass(frozen=True, slots=True)
class Concatenation:
    """A sequence of parts. An assertion is one without parts: it matches no character."""

    parts: tuple[PatternNode, ...]


@dataclass(frozen=True, slots=True)
class Alternation:
    """A choice between parts."""

    options: tuple[PatternNode, ...]


PatternNode: TypeAlias = CharSet | Repeat | Concatenation | Alternation

_EMPTY = Concatenation(())


def tokens(pattern: str) -> Iterator[Token]:
    """Yield the tokens of a pattern; every character belongs to one."""
    at, inside = 0, False
    while found := (_INSIDE if inside else _OUTSIDE).match(pattern, at):
        text, at = found[0], found.end()
        yield Token(text, inside, at)
        inside = text != "]" if inside else text in {"[", "[^"}


@lru_cache(maxsize=1024)
def parse(pattern: str) -> PatternNode:
    """Return the syntax tree of a pattern. Raises ``PatternError`` for invalid or unsupported ones."""
    reader = _Reader(pattern)
    tree = reader.alternation(0)
    if reader.peek():
        msg = f"unmatched ')' at {reader.at}"
        raise PatternError(msg)
    return tree


class _Reader:
    """Recursive descent parser over the tokens of a pattern."""

    def __init__(self, pattern: str) -> None:
        self.texts = [text.text for text in tokens(pattern)]
        self.at = 0

    def peek(self) -> str:
        """Return the next token; an empty string at the end."""
        return self.texts[self.at] if self.at < len(self.texts) else ""

    def next(self) -> str:
        """Consume and return the next token."""
        text = self.peek()
        self.at += 1
        return text

    def alternation(self, depth: int) -> PatternNode:
        """Parse up to the end, or up to the parenthesis that closes a group."""
        if depth > MAX_NESTING:
            msg = f"groups are nested more than {MAX_NESTING} deep"
            raise PatternError(msg)
        options: list[list[PatternNode]] = [[]]
        while (text := self.peek()) not in {"", ")"}:
            if text == "|":
                self.at += 1
                options.append([])
            else:
                options[-1].append(self.term(depth))
        read = tuple(parts[0] if len(parts) == 1 else Concatenation(tuple(parts)) for parts in options)
        return read[0] if len(read) == 1 else Alternation(read)

    def term(self, depth: int) -> PatternNode:
        """Parse one atom and its quantifiers."""
        node = self.atom(self.next(), depth)
        while _is_quantifier(self.peek()):
            least, most = _bounds(self.next())
            node = Repeat(node, least, most)
        return node

    def atom(self, text: str, depth: int) -> PatternNode:
        if text in _ASSERTIONS:
            return _EMPTY
        if text.startswith("("):
            return self.group(text, depth)
        if text in {"[", "[^"}:
            ranges = self.ranges()
            return CharSet(_complement(ranges) if text == "[^" else ranges)
        if _is_quantifier(text):
            msg = f"nothing to repeat before {text!r}"
            raise PatternError(msg)
        match text:
            case ".":
                return CharSet(_complement(_merged((ord(char), ord(char)) for char in "\n\r\u2028\u2029")))
            case "[]":
                return CharSet(())
            case "[^]":
                return CharSet(_complement(()))
            case _:
                return CharSet(_characters(text))

    def group(self, text: str, depth: int) -> PatternNode:
        """Parse a group; ``(?i)`` alone is a flag, not a group."""
        if text.endswith(("=", "!")):
            msg = "lookahead and lookbehind are not supported"
            raise PatternError(msg)
        if text.endswith(")"):
            return _EMPTY
        inner = self.alternation(depth + 1)
        if self.next() != ")":
            msg = "a group is not closed"
            raise PatternError(msg)
        return inner

    def ranges(self) -> tuple[tuple[int, int], ...]:
        """Parse a character class up to its closing bracket."""
        listed: list[tuple[int, int]] = []
        while (text := self.next()) != "]":
            if not text:
                msg = "a character class is not closed"
                raise PatternError(msg)
            first = _characters(text, inside=True)
            if self.peek() == "-" and self.texts[self.at + 1 : self.at + 2] not in ([], ["]"]) and _is_one(first):
                last = _characters(self.texts[self.at + 1], inside=True)
                if _is_one(last):
                    self.at += 2
                    first = ((first[0][0], last[0][0]),)
            listed += first
        return _merged(listed)


def _is_quantifier(text: str) -> bool:
    return text[:1] in {"*", "+", "?"} or (text[:1] == "{" and len(text) > 1)


def _bounds(quantifier: str) -> tuple[int, int | None]:
    match quantifier[0]:
        case "*":
            return 0, None
        case "+":
            return 1, None
        case "?":
            return 0, 1
        case _:
            least, comma, most = quantifier.rstrip("?")[1:-1].partition(",")
            return int(least), int(most) if most else None if comma else int(least)


def _is_one(ranges: tuple[tuple[int, int], ...]) -> bool:
    return len(ranges) == 1 and ranges[0][0] == ranges[0][1]


def _characters(text: str, *, inside: bool = False) -> tuple[tuple[int, int], ...]:
    """Return the code points that a token matches. Raises ``PatternError`` for unsupported escapes."""
    if not text.startswith("\\") or text == "\\":
        return ((ord(text), ord(text)),)
    if inside and text == r"\b":
        return ((8, 8),)
    letter = text[1]
    named = _CLASSES.get(letter.lower()) if letter.lower() != "p" else _property(text)
    if named is not None:
        return _complement(named) if letter.isupper() else named
    code = _code(text)
    return ((code, code),)


def _code(text: str) -> int:
    """Return the code point of a single-character escape."""
    numbered = _NUMBERED.fullmatch(text)
    if numbered:
        code = int(numbered[1], 16)
    elif _CONTROL.fullmatch(text):
        code = ord(text[2]) % 32
    elif text in _CONTROLS:
        code = _CONTROLS[text]
    else:
        code = -1 if text[1:].isalnum() else ord(text[1])
    if not 0 <= code <= sys.maxunicode:
        msg = f"{text!r} is not supported"
        raise PatternError(msg)
    return code


def _property(text: str) -> tuple[tuple[int, int], ...]:
    r"""Return the Latin characters of a general category: ``\p{L}``, ``\p{Lu}``."""
    found = _PROPERTY.fullmatch(text)
    if not found:
        msg = f"{text!r} is not supported"
        raise PatternError(msg)
    return _category(found[1])


@cache
def _category(name: str) -> tuple[tuple[int, int], ...]:
    codes = range(_MOST_PROPERTY_CHARACTERS)
    return _merged((code, code) for code in codes if unicodedata.category(chr(code)).startswith(name))


def _merged(ranges: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Sort ranges, and merge adjacent and overlapping ones."""
    joined: list[tuple[int, int]] = []
    for low, high in sorted(ranges):
        if joined and low <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(high, joined[-1][1]))
        elif low <= high:
            joined.append((low, high))
    return tuple(joined)


def _complement(ranges: tuple[tuple[int, int], ...]) -> tuple[tuple[int, int], ...]:
    """Return the code points that are in none of the ranges."""
    starts = [0, *(high + 1 for _, high in ranges)]
    ends = [*(low - 1 for low, _ in ranges), sys.maxunicode]
    return tuple((low, high) for low, high in zip(starts, ends, strict=True) if low <= high)


_CLASSES = {
    "d": _merged([(0x30, 0x39)]),
    "w": _merged([(0x30, 0x39), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A)]),
    "s": _merged([(9, 13), (0x20, 0x20), (0xA0, 0xA0), (0x2028, 0x2029), (0x3000, 0x3000), (0xFEFF, 0xFEFF)]),
}
