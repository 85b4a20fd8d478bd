"""Wire names to words, and words to identifiers of the three customary shapes."""

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
"""What file systems count: a name of 120 letters that are no Latin ones does not fit into a file's name."""


@cache
def split_words(text: str) -> tuple[str, ...]:
    """Split a name of any shape into lower-case words; never empty.

    ``promotion_codes`` and ``promotionCodes`` give the same words. Text without a letter or digit is spelled out.
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
    """Return a snake_case identifier; a leading digit is led by ``n``, a keyword followed by ``_``."""
    return _identifier("_".join(words), "n")


def pascal(words: tuple[str, ...]) -> Ident:
    """Return a PascalCase identifier; a leading digit is led by ``N``."""
    return _identifier("".join(word[:1].upper() + word[1:] for word in words), "N")


def constant(name: str) -> Ident:
    """Return an UPPER_CASE identifier of a snake_case one."""
    return _identifier(name.strip("_").upper(), "N")


def joined(*parts: str) -> Ident:
    """Return an identifier of several; letters that compose at the seams are normalised (PEP 3131)."""
    return ident(unicodedata.normalize("NFKC", "".join(parts)))


def suffixed(name: str, suffix: str = "_") -> Ident:
    """Return an identifier with something put behind it."""
    return joined(name, suffix)


def _identifier(text: str, lead: str) -> Ident:
    normal = (
        unicodedata.normalize("NFKC", text)[:_LONGEST].encode(errors="ignore")[:_MOST_BYTES].decode(errors="ignore")
    )
    # a change of case can leave combining marks behind ("İ".lower(), "ǰ".upper()): no part of a word, nor of names
    kept = "".join(char for char in normal if char == "_" or (char.isalnum() and ("a" + char).isidentifier()))
    if not kept or kept[0].isdigit() or not kept.isidentifier():
        kept = lead + kept
    kept = unicodedata.normalize("NFKC", kept)
    return ident(kept + "_" if keyword.iskeyword(kept) else kept)
