"""Limits the memory of a response: servers can send endless or highly compressed bodies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ..shared.jsonsize import RATIO, takes_more

if TYPE_CHECKING:
    import httpx2

DEFAULT_RESPONSE_SIZE: Final = 128 * 1024 * 1024


class ResponseTooLargeError(ValueError):
    """A response is larger than the limit."""

    def __init__(self, what: str, most: int, ratio: int = 1) -> None:
        times = f"{ratio} times " if ratio > 1 else ""
        super().__init__(f"{what} is larger than {times}{most} bytes (max_reply_size)")


def check_values(content: bytes, most: int | None) -> None:
    """Check the memory that JSON text takes when it is parsed.

    :raises ResponseTooLargeError: it is more than a multiple of ``most``.
    """
    if most is not None and takes_more(content, most):
        what = "the memory of the parsed JSON"
        raise ResponseTooLargeError(what, most, RATIO)


class BodyBuffer:
    """Collects the decompressed chunks of a body up to a limit."""

    def __init__(self, most: int | None) -> None:
        self._most = most
        self._data = bytearray()  # a list of many small chunks would need a multiple of the memory

    def add(self, chunk: bytes) -> None:
        """Add a chunk.

        :raises ResponseTooLargeError: the body exceeds the limit.
        """
        if self._most is not None and len(self._data) + len(chunk) > self._most:
            what = "the body"
            raise ResponseTooLargeError(what, self._most)
        self._data += chunk

    def keep_in(self, response: httpx2.Response) -> bytes:
        """Return the body, and set it as the content of the response."""
        content = bytes(self._data)
        # there is no public way to set the content, which callers may read
        vars(response)["_content"] = content
        return content
