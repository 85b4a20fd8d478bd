"""Base of streamed responses of both clients."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Generic, TypeVar

import anyio
import httpx2

from ..shared.media import text_codec
from .limits import ResponseTooLargeError
from .raw import RawResponse
from .sse import LineSplitter

if TYPE_CHECKING:
    import os
    from collections.abc import Awaitable

    from .engine import Call
    from .errors import SentRequest

T = TypeVar("T")


class TextLines:
    """Decodes chunks of bytes and splits the text into lines."""

    def __init__(self, codec: str, most: int | None) -> None:
        self._decoder = codecs.getincrementaldecoder(codec)("replace")
        self._splitter = LineSplitter(most)

    def feed(self, chunk: bytes) -> list[str]:
        """Return the lines completed by a chunk.

        :raises ResponseTooLargeError: a line is longer than the limit.
        """
        return self._splitter.feed(self._decoder.decode(chunk))

    def end(self) -> list[str]:
        """Return the remaining lines, the last of which has no line ending."""
        return [*self._splitter.feed(self._decoder.decode(b"", final=True)), *self._splitter.end()]


class StreamedBase(Generic[T]):
    """A successful response whose body has not been read yet."""

    def __init__(
        self,
        call: Call[Any],
        response: httpx2.Response,
        whole: Callable[[RawResponse[Any]], RawResponse[T]] | None = None,
    ) -> None:
        self._call = call
        self.http_response = response
        self._whole = whole

    @property
    def status_code(self) -> int:
        """The HTTP status."""
        return self.http_response.status_code

    @property
    def headers(self) -> httpx2.Headers:
        """The headers, with case-insensitive names."""
        return self.http_response.headers

    @property
    def request(self) -> SentRequest:
        """The request, with secrets redacted."""
        return self._call.sent()

    def _parsed(self) -> T:
        value: Any = self._call.result(self.status_code, dict(self.headers), self.http_response.content)
        response = RawResponse(self._call, self.http_response, value)
        return (self._whole(response) if self._whole is not None else response).parsed

    def _lines(self) -> TextLines:
        most = self._call.settings.max_reply_size
        return TextLines(text_codec(self.headers.get("content-type", "")) or "utf-8", most)

    @contextmanager
    def _failures(self) -> Generator[None, None, None]:
        """Convert errors while reading to the exceptions of this package."""
        try:
            yield
        except httpx2.RequestError as error:
            raise self._call.failure(error, timeout=isinstance(error, httpx2.TimeoutException)) from error
        except ResponseTooLargeError as error:
            raise self._call.unreadable(error, self.status_code, dict(self.headers), b"") from None

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.status_code})"


def open_file(path: str | os.PathLike[str]) -> BinaryIO:
    """Open a file for writing."""
    return Path(path).open("wb")


def aopen_file(path: str | os.PathLike[str]) -> Awaitable[anyio.AsyncFile[bytes]]:
    """Open a file for writing without blocking the event loop."""
    return anyio.open_file(path, "wb")
