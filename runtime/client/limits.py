"""How much of a response is held in memory: servers can send without end, and compress a gigabyte into a megabyte."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import httpx2

DEFAULT_RESPONSE_SIZE: Final = 128 * 1024 * 1024


class ResponseTooLargeError(ValueError):
    """More came than may be held."""

    def __init__(self, what: str, most: int) -> None:
        super().__init__(f"{what} is larger than {most} bytes (max_reply_size)")


class Pieces:
    """The pieces of a body, decompressed, as far as they may be held."""

    def __init__(self, most: int | None) -> None:
        self._most, self._size = most, 0
        self._chunks: list[bytes] = []

    def add(self, chunk: bytes) -> None:
        """Add a piece.

        :raises ResponseTooLargeError: together they are larger than allowed.
        """
        self._size += len(chunk)
        if self._most is not None and self._size > self._most:
            what = "the body"
            raise ResponseTooLargeError(what, self._most)
        self._chunks.append(chunk)

    def keep_in(self, response: httpx2.Response) -> bytes:
        """Return the whole body, and make it the content of the response."""
        content = b"".join(self._chunks)
        # the response has no other way to be told its content, and who asks for it shall have it
        vars(response)["_content"] = content
        return content
