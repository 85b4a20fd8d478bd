"""Streamed responses, which need not fit into memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..download import StreamedBase, T, aopen_file
from .body import read_body, read_chunks

if TYPE_CHECKING:
    import os
    from collections.abc import AsyncIterator


class AsyncStreamedResponse(StreamedBase[T]):
    """A response whose body is streamed. Errors while reading raise ``APIConnectionError``; there are no retries."""

    async def iter_bytes(self, chunk_size: int | None = None) -> AsyncIterator[bytes]:
        """Yield the body in chunks, decompressed."""
        with self._failures():
            async for chunk in read_chunks(self.http_response, self._call.deadline, chunk_size):
                yield chunk

    async def iter_lines(self) -> AsyncIterator[str]:
        """Yield the body line by line. A line has at most ``max_reply_size`` characters."""
        lines = self._lines()
        with self._failures():
            async for chunk in read_chunks(self.http_response, self._call.deadline):
                for line in lines.feed(chunk):
                    yield line
            for line in lines.end():
                yield line

    async def read(self) -> bytes:
        """Read the rest of the body into memory."""
        with self._failures():
            return await read_body(self.http_response, self._call.settings.max_reply_size, self._call.deadline)

    async def write_to(self, path: str | os.PathLike[str]) -> int:
        """Write the body to a file, and return the number of bytes."""
        total = 0
        async with await aopen_file(path) as file:
            async for chunk in self.iter_bytes():
                total += await file.write(chunk)
        return total

    async def parse(self) -> T:
        """Read the rest, and return the result of the plain method."""
        await self.read()
        return self._parsed()
