"""Encodes multipart bodies (RFC 7578), streamed part by part."""

from __future__ import annotations

import re
import secrets
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from typing import Final

from ..shared.files import Upload

LINE: Final = b"\r\n"
QUOTED: Final = {ord('"'): "%22", ord("\r"): "%0D", ord("\n"): "%0A"}  # HTML standard, multipart/form-data encoding


@dataclass(frozen=True)
class Part:
    """One part; a field if ``filename`` is empty."""

    name: str
    content: bytes | Upload = field(repr=False)
    filename: str = ""
    content_type: str = ""

    def head(self) -> bytes:
        """Return the headers of the part."""
        lines = [f'Content-Disposition: form-data; name="{self.name.translate(QUOTED)}"']
        if self.filename:
            lines[0] += f'; filename="{self.filename.translate(QUOTED)}"'
        if self.content_type:
            lines.append(f"Content-Type: {re.sub(r'[^ -~]', '', self.content_type)}")
        return LINE.join(line.encode() for line in lines) + LINE + LINE


@dataclass(frozen=True)
class Multipart:
    """A body of several parts. A retry sends the same bytes, from the original positions of file objects."""

    parts: tuple[Part, ...]
    subtype: str = "multipart/form-data"
    boundary: str = field(default_factory=lambda: secrets.token_hex(16))
    starts: tuple[int | None, ...] = field(init=False)

    def __post_init__(self) -> None:
        starts = (part.content.start() if isinstance(part.content, Upload) else None for part in self.parts)
        object.__setattr__(self, "starts", tuple(starts))

    @property
    def content_type(self) -> str:
        """The media type with the boundary."""
        return f"{self.subtype}; boundary={self.boundary}"

    def repeatable(self) -> bool:
        """Return whether the body can be sent again."""
        return all(isinstance(part.content, bytes) or part.content.repeatable() for part in self.parts)

    def size(self) -> int | None:
        """Return the size in bytes, or None if it is unknown before reading the files."""
        total = len(self._end())
        for part in self.parts:
            size = len(part.content) if isinstance(part.content, bytes) else part.content.size()
            if size is None:
                return None
            total += len(self._head(part)) + size + len(LINE)
        return total

    def chunks(self) -> Iterator[bytes]:
        """Yield the body in chunks."""
        for part, start in zip(self.parts, self.starts, strict=True):
            yield self._head(part)
            if isinstance(part.content, bytes):
                yield part.content
            else:
                yield from part.content.chunks(start)
            yield LINE
        yield self._end()

    async def achunks(self) -> AsyncIterator[bytes]:
        """Yield the body in chunks."""
        for part, start in zip(self.parts, self.starts, strict=True):
            yield self._head(part)
            if isinstance(part.content, bytes):
                yield part.content
            else:
                async for chunk in part.content.achunks(start):
                    yield chunk
            yield LINE
        yield self._end()

    def _head(self, part: Part) -> bytes:
        return f"--{self.boundary}".encode() + LINE + part.head()

    def _end(self) -> bytes:
        return f"--{self.boundary}--".encode() + LINE
