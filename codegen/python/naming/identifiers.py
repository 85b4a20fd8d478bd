"""Splits wire names into words and builds snake_case, PascalCase and UPPER_CASE identifiers."""

from __future__ import annotations

import keyword
import re
import unicodedata
from functools import cache

from codegen.python.code import Ident, ident

_BREAKS = re.compile(
    r"""
    (?<=[a-z0-9])(?=[A-Z])                              # fooBar -> foo Bar
    | (?<=[A-Z])(?=[A-Z][a-z])(?![A-Z]s(?![a-z]))       # HTTPServer -> HTTP Server, but IDs stays IDs
    """,
    re.VERBOSE,
)
_ONE_WORD = re.compile(r"OAuth|IPv(?=\d)|iOS|macOS|GraphQL|GitHub")
_SYMBOLS = {"+": "plus", "-": "minus", "*": "star", "$": "dollar", "@": "at", "%": "percent", "&": "and", "#": "hash"}
_SIGNS = ("+", "-")
_LONGEST = 120
_MOST_BYTES = 160
"""File systems limit bytes: 120 non-Latin letters do not fit into a file name."""


@cache
def split_words(text: str) -> tuple[str, ...]:
    """Split a name in any case style into lower-case words; never empty.

    ``promotion_codes`` and ``promotionCodes`` give the same words. Symbols alone are spelled out: ``+`` is ``plus``.
    """
    normal = unicodedata.normalize("NFKC", text)
    if normal[:1] in _SIGNS and normal[1:2].isdigit():
        normal = f"{_SYMBOLS[normal[0]]} {normal[1:]}"  # "+1" is not "1"
    normal = _ONE_WORD.sub(lambda found: found.group().capitalize(), normal)
    separated = "".join(char if char.isalnum() else " " for char in normal)
    words = [word for chunk in separated.split() for word in _BREAKS.split(chunk) if word]
    if not words:
        words = [_SYMBOLS.get(char, f"u{ord(char):04x}") for char in normal[:16]] or ["empty"]
    return tuple(word.lower() for word in words)


def snake(words: tuple[str, ...]) -> Ident:
    """Return a snake_case identifier; a leading digit gets the prefix ``n``, a keyword the suffix ``_``."""
    return _identifier("_".join(words), "n")


def pascal(words: tuple[str, ...]) -> Ident:
    """Return a PascalCase identifier; a leading digit gets the prefix ``N``."""
    return _identifier("".join(word[:1].upper() + word[1:] for word in words), "N")


def constant(name: str) -> Ident:
    """Return a snake_case identifier as UPPER_CASE."""
    return _identifier(name.strip("_").upper(), "N")


def joined(*parts: str) -> Ident:
    """Concatenate identifiers, NFKC-normalised, since characters may compose at the boundaries (PEP 3131)."""
    return ident(unicodedata.normalize("NFKC", "".join(parts)))


def suffixed(name: str, suffix: str = "_") -> Ident:
    """Return an identifier with a suffix."""
    return joined(name, suffix)


def _identifier(text: str, lead: str) -> Ident:
    normal = (
        unicodedata.normalize("NFKC", text)[:_LONGEST].encode(errors="ignore")[:_MOST_BYTES].decode(errors="ignore")
    )
    # case conversion can produce combining marks ("İ".lower(), "ǰ".upper()), which are dropped
    kept = "".join(char for char in normal if char == "_" or (char.isalnum() and ("a" + char).isidentifier()))
    if not kept or kept[0].isdigit() or not kept.isidentifier():
        kept = lead + kept
    kept = unicodedata.normalize("NFKC", kept)
    return ident(kept + "_" if keyword.iskeyword(kept) else kept)
