"""Where a fact stands: a file, a JSON pointer (RFC 6901) and, where known, a line and a column."""

from __future__ import annotations

from dataclasses import dataclass


def pointer(*tokens: str | int) -> str:
    """Build an RFC 6901 JSON pointer: ``pointer("paths", "/a~b", 0)`` is ``/paths/~1a~0b/0``."""
    return "".join("/" + str(token).replace("~", "~0").replace("/", "~1") for token in tokens)


def pointer_tokens(text: str) -> tuple[str, ...]:
    """Split a JSON pointer into its unescaped tokens; ``""`` is the root and gives ``()``.

    Raises ``ValueError`` when a non-empty pointer does not start with ``/`` (RFC 6901 section 3).
    """
    if not text:
        return ()
    if not text.startswith("/"):
        msg = f"a JSON pointer starts with '/': {text!r}"
        raise ValueError(msg)
    return tuple(token.replace("~1", "/").replace("~0", "~") for token in text[1:].split("/"))


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A place in an input. ``line`` and ``column`` count from 1; 0 means: ask the document where the pointer stands."""

    file: str
    pointer: str = ""
    line: int = 0
    column: int = 0

    def child(self, *tokens: str | int) -> Location:
        """Return the location of a node below this one in the same document."""
        return Location(self.file, self.pointer + pointer(*tokens))

    def __str__(self) -> str:
        """Render as ``file:line:col#pointer`` with what is known."""
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        return f"{place}#{self.pointer}" if self.pointer else place
