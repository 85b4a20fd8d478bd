# Generated from ../_async by `make runtime`. Do not edit.
"""Streamed responses, which need not fit into memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..download import StreamedBase, T, open_file
from .body import read_body, read_chunks

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator


class StreamedResponse(StreamedBase[T]):
    """A response whose body is streamed. Errors while reading raise ``APIConnectionError``; there are no retries."""

    def iter_bytes(self, chunk_size: int | None = None) -> Iterator[bytes]:
        """Yield the body in chunks, decompressed."""
        with self._failures():
            yield from read_chunks(self.http_response, self._call.deadline, chunk_size)

    def iter_lines(self) -> Iterator[str]:
        """Yield the body line by line. A line has at most ``max_reply_size`` characters."""
        lines = self._lines()
        with self._failures():
            for chunk in read_chunks(self.http_response, self._call.deadline):
                for line in lines.feed(chunk):
                    yield line
            for line in lines.end():
                yield line

    def read(self) -> bytes:
        """Read the rest of the body into memory."""
        with self._failures():
            return read_body(self.http_response, self._call.settings.max_reply_size, self._call.deadline)

    def write_to(self, path: str | os.PathLike[str]) -> int:
        """Write the body to a file, and return the number of bytes."""
        total = 0
        with open_file(path) as file:
            for chunk in self.iter_bytes():
                total += file.write(chunk)
        return total

    def parse(self) -> T:
        """Read the rest, and return the result of the plain method."""
        self.read()
        return self._parsed()
