"""Locations in inputs (file, JSON pointer, line, column), and JSON pointers (RFC 6901)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from codegen.core.json import Json

_INDEX = re.compile(r"0|[1-9][0-9]{0,9}")
"""An array index (RFC 6901, section 4) of at most 10 digits."""


def escape(token: str | int) -> str:
    """Escape one token of a JSON pointer (RFC 6901, section 3)."""
    return str(token).replace("~", "~0").replace("/", "~1")


def unescape(text: str) -> str:
    """Unescape one token of a JSON pointer (RFC 6901, section 4)."""
    return text.replace("~1", "/").replace("~0", "~")


def pointer(*tokens: str | int) -> str:
    """Build an RFC 6901 JSON pointer: ``pointer("paths", "/a~b", 0)`` is ``/paths/~1a~0b/0``."""
    return "".join("/" + escape(token) for token in tokens)


def pointer_tokens(text: str) -> tuple[str, ...]:
    """Split a JSON pointer into its unescaped tokens; ``""`` is the root and gives ``()``.

    Raises ``ValueError`` when a non-empty pointer does not start with ``/`` (RFC 6901 section 3).
    """
    if not text:
        return ()
    if not text.startswith("/"):
        msg = f"a JSON pointer starts with '/': {text!r}"
        raise ValueError(msg)
    return tuple(map(unescape, text[1:].split("/")))


def array_index(token: str | int) -> int | None:
    """Return a token as an array index; None for any other token, ``-`` and ``01`` included."""
    return int(token) if _INDEX.fullmatch(str(token)) else None


def descend(value: Json, tokens: Iterable[str | int]) -> Json:
    """Return the value at a path of keys and indices; None if the path does not exist."""
    for token in tokens:
        if isinstance(value, dict):
            value = value.get(str(token))
        elif isinstance(value, list) and (index := array_index(token)) is not None and index < len(value):
            value = value[index]
        else:
            return None
    return value


def resolve(value: Json, text: str) -> Json:
    """Return the value that a JSON pointer refers to; None if it does not exist.

    Raises ``ValueError`` for text that is not a JSON pointer.
    """
    return descend(value, pointer_tokens(text))


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A location in an input. ``line`` and ``column`` count from 1; if 0, the document resolves the pointer to them."""

    file: str
    pointer: str = ""
    line: int = 0
    column: int = 0

    def child(self, *tokens: str | int) -> Location:
        """Return the location of a node below this one in the same document."""
        return Location(self.file, self.pointer + pointer(*tokens))

    def __str__(self) -> str:
        """Render as ``file:line:col#pointer`` with what is known."""
        position = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        return f"{position}#{self.pointer}" if self.pointer else position
