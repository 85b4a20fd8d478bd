# Generated from ../_async by `make runtime`. Do not edit.
"""Reads the body of a response into memory, up to a limit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..deadline import UNLIMITED
from ..limits import BodyBuffer

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx2

    from ..deadline import Deadline


def read_chunks(response: httpx2.Response, deadline: Deadline, chunk_size: int | None = None) -> Iterator[bytes]:
    """Yield the decompressed chunks of a body.

    :raises DeadlineReached: the time is over.
    """
    chunks = response.iter_bytes(chunk_size)
    while True:
        with deadline.scope():
            chunk = next(chunks, None)
        if chunk is None:
            return
        yield chunk


def read_body(response: httpx2.Response, most: int | None, deadline: Deadline = UNLIMITED) -> bytes:
    """Read the body and close the response.

    :raises ResponseTooLargeError: the body is larger than ``most`` bytes.
    :raises DeadlineReached: the time is over.
    """
    if response.is_stream_consumed:
        return response.content
    pieces = BodyBuffer(most)
    try:
        for chunk in read_chunks(response, deadline):
            pieces.add(chunk)
    finally:
        response.close()
    return pieces.keep_in(response)
