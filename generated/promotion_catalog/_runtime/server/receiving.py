"""Receives request bodies within limits of size and time."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import anyio

from .errors import ServiceError

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Generator

    from starlette.requests import Request


@contextmanager
def within(seconds: float | None) -> Generator[None, None, None]:
    """Cancel receiving a body after some seconds. Raises ``ServiceError`` (408), which closes the connection."""
    if seconds is None:
        yield
        return
    with anyio.move_on_after(seconds) as step:
        yield
    if step.cancelled_caught:
        message = f"The request body was not received within {seconds:g} seconds."
        raise ServiceError(408, message, headers={"Connection": "close"})


async def chunks_of(request: Request, limit: int) -> AsyncGenerator[bytes, None]:
    """Yield the chunks of a body. Raises ``ServiceError`` (413) as soon as it exceeds the limit."""
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > limit:
            raise ServiceError(413, f"The request body is larger than {limit} bytes.")
        yield chunk


async def read_bytes(request: Request, limit: int, seconds: float | None) -> bytes:
    """Return the whole body. Raises ``ServiceError`` as soon as it exceeds its size (413) or time (408)."""
    data = bytearray()  # a list of many small chunks would need a multiple of the memory
    with within(seconds):
        async for chunk in chunks_of(request, limit):
            data += chunk
    return bytes(data)
