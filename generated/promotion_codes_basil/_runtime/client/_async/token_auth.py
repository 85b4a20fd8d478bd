"""Signs requests with an access token, which is requested if there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx2

from ..deadline import deadline_of
from ..limits import ResponseTooLargeError
from ..tokens import MAX_TOKEN_RESPONSE, TokenError, is_refused, signed
from .body import read_body

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from ..tokens import Tokens


class AsyncTokenAuth(httpx2.Auth):
    """Signs requests with a token. After a 401, a new token is requested once, and the request is sent again."""

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens

    async def async_auth_flow(self, request: httpx2.Request) -> AsyncGenerator[httpx2.Request, httpx2.Response]:
        """Send the request with a token. Concurrent callers wait for a single token request."""
        tokens = self._tokens
        token = tokens.usable()
        if token is None:
            async with tokens.alock(request.extensions):
                token = tokens.usable()
                if token is None:
                    response = yield tokens.request(request.extensions)
                    await _read(response)
                    token = tokens.keep(response)
        response = yield signed(request, token)
        if is_refused(request, response):
            await response.aclose()
            async with tokens.alock(request.extensions):
                fresh = tokens.usable(other_than=token)
                if fresh is None:
                    response = yield tokens.request(request.extensions)
                    await _read(response)
                    fresh = tokens.keep(response)
            yield signed(request, fresh)


async def _read(response: httpx2.Response) -> None:
    try:
        await read_body(response, MAX_TOKEN_RESPONSE, deadline_of(response.request.extensions))
    except ResponseTooLargeError as error:
        raise TokenError(str(error)) from None
