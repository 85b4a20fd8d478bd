# Generated from ../_async by `make runtime`. Do not edit.
"""Reads the body of a response into memory, up to a limit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..limits import BodyBuffer

if TYPE_CHECKING:
    import httpx2


def read_body(response: httpx2.Response, most: int | None) -> bytes:
    """Read the body and close the response.

    :raises ResponseTooLargeError: the body is larger than ``most`` bytes.
    """
    if response.is_stream_consumed:
        return response.content
    pieces = BodyBuffer(most)
    try:
        for chunk in response.iter_bytes():
            pieces.add(chunk)
    finally:
        response.close()
    return pieces.keep_in(response)
