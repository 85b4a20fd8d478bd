"""Reads the body of a response into memory, up to a limit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..limits import BodyBuffer

if TYPE_CHECKING:
    import httpx2


async def read_body(response: httpx2.Response, most: int | None) -> bytes:
    """Read the body and close the response.

    :raises ResponseTooLargeError: the body is larger than ``most`` bytes.
    """
    if response.is_stream_consumed:
        return response.content
    pieces = BodyBuffer(most)
    try:
        async for chunk in response.aiter_bytes():
            pieces.add(chunk)
    finally:
        await response.aclose()
    return pieces.keep_in(response)
