"""Parses streams of values: server-sent events, JSON lines and JSON text sequences.

Sources: HTML standard, section 9.2.6 (event streams); RFC 7464 (JSON text sequences).
"""

from __future__ import annotations

from typing import Final

from .limits import ResponseTooLargeError


SHORT: Final = 512
"""The memory overhead of a line, in bytes."""


def append_text(pieces: list[str], text: str) -> None:
    """Append text to a list of pieces; to the last one if that is short, because each object takes memory."""
    if pieces and len(pieces[-1]) < SHORT:
        pieces[-1] += text
    else:
        pieces.append(text)


class LineSplitter:
    """Splits text that arrives in chunks into lines, which end with CR, LF or CRLF."""

    def __init__(self, most: int | None = None) -> None:
        self._most = most
        self._pieces: list[str] = []  # of the incomplete line
        self._size = 0
        self._held = ""

    def feed(self, text: str) -> list[str]:
        """Return the complete lines.

        :raises ResponseTooLargeError: a line exceeds the limit.
        """
        text = self._held + text
        self._held = "\r" if text.endswith("\r") else ""  # its LF may be in the next chunk
        text = text.removesuffix("\r").replace("\r\n", "\n").replace("\r", "\n")
        start, *lines = text.split("\n")
        append_text(self._pieces, start)
        self._size += len(start)
        if lines:
            lines = ["".join(self._pieces), *lines]
            self._pieces = [lines.pop()]
            self._size = len(self._pieces[0])
        if self._most is not None and self._size > self._most:
            what = "a line"
            raise ResponseTooLargeError(what, self._most)
        return lines

    def end(self) -> list[str]:
        """Return the last line, which has no line end."""
        rest = "".join(self._pieces)
        self._pieces = []
        self._size, self._held = 0, ""
        return [rest] if rest else []
