# Generated from ../_async by `make runtime`. Do not edit.
"""Read the body of a response into memory, up to a limit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..limits import Pieces

if TYPE_CHECKING:
    import httpx2


def read_body(response: httpx2.Response, most: int | None) -> bytes:
    """Read the body, and close the response.

    :raises ResponseTooLargeError: it is larger than ``most``.
    """
    if response.is_stream_consumed:
        return response.content
    pieces = Pieces(most)
    try:
        for chunk in response.iter_bytes():
            pieces.add(chunk)
    finally:
        response.close()
    return pieces.keep_in(response)
