"""OAuth2 client credentials (RFC 6749, section 4.4): a token is fetched when one is needed."""

from __future__ import annotations

import base64
import math
import re
import threading
import time
from collections.abc import AsyncGenerator, Callable, Generator, MutableMapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias
from urllib.parse import quote_plus, urlencode

import anyio
import httpx2
from anyio.lowlevel import RunVar

from ..shared.values import is_object
from .lenient import load_json
from .limits import ReplyTooLargeError, aread_reply, read_reply
from .retry import STATUSES

EARLY: Final = 30.0
MAX_REPLY: Final = 1024 * 1024
TOKEN: Final = re.compile(r"[\x21-\x7e]{1,65536}")
UNAUTHORIZED: Final = 401
Extensions: TypeAlias = MutableMapping[str, Any]
"""What HTTP libraries attach to a request, such as its time limits."""


class TokenError(httpx2.RequestError):
    """The authorisation server gave no token. A call then raises ``APIConnectionError`` with this as its cause.

    ``final`` says that the server refused: asking again would not help.
    """

    def __init__(self, message: str, *, final: bool = True) -> None:
        super().__init__(message)
        self.final = final


@dataclass(frozen=True)
class _Token:
    text: str = field(repr=False)
    expires: float


class ClientCredentials:
    """The id and secret of a client, and the tokens that they were exchanged for.

    :param scopes: What the token shall be good for; the server's default without it.
    :param token_url: Where tokens come from, instead of the address in the API's document.
    :param in_body: Send id and secret as form fields, for servers that do not take HTTP basic.
    """

    def __init__(
        self,
        client_id: str,
        client_secret: str,
        *,
        scopes: Sequence[str] = (),
        token_url: str = "",
        in_body: bool = False,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._id, self._secret = client_id, client_secret
        self._scopes = " ".join(scopes)
        self._token_url = token_url
        self._in_body = in_body
        self._now = now
        self._at: dict[str, TokenAuth] = {}

    def __repr__(self) -> str:
        return f"{type(self).__name__}(client_id={self._id!r})"

    def at(self, token_url: str) -> TokenAuth:
        """Give what signs requests with tokens of one authorisation server."""
        url = self._token_url or token_url
        return self._at.setdefault(url, TokenAuth(url, self._request, self._now))

    def _request(self, url: str, extensions: Extensions) -> httpx2.Request:
        fields = {"grant_type": "client_credentials", **({"scope": self._scopes} if self._scopes else {})}
        headers = {"Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded"}
        if self._in_body:
            fields |= {"client_id": self._id, "client_secret": self._secret}
        else:  # both are form-encoded before they are joined (RFC 6749, section 2.3.1)
            pair = f"{quote_plus(self._id)}:{quote_plus(self._secret)}"
            headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
        content = urlencode(fields).encode()
        return httpx2.Request("POST", url, headers=headers, content=content, extensions=dict(extensions))


class TokenAuth(httpx2.Auth):
    """Signs requests with a token. One that the API refuses with 401 is replaced once, and the request sent again."""

    def __init__(
        self, url: str, request: Callable[[str, Extensions], httpx2.Request], now: Callable[[], float]
    ) -> None:
        self._url, self._request, self._now = url, request, now
        self._token: _Token | None = None
        self._lock = threading.Lock()
        # an event loop has a lock of its own: coroutines of two loops cannot wait for each other
        self._run_lock: RunVar[anyio.Lock] = RunVar("token")

    def sync_auth_flow(self, request: httpx2.Request) -> Generator[httpx2.Request, httpx2.Response, None]:
        """Send the request with a token, fetching one where there is none; threads that need one wait for the first."""
        token = self._usable()
        if token is None:
            with self._lock:
                token = self._usable()
                if token is None:
                    response = yield self._request(self._url, request.extensions)
                    _read(response)
                    token = self._keep(response)
        response = yield _signed(request, token)
        if response.status_code == UNAUTHORIZED and _repeatable(request):
            response.close()
            with self._lock:
                fresh = self._usable(other_than=token)
                if fresh is None:
                    response = yield self._request(self._url, request.extensions)
                    _read(response)
                    fresh = self._keep(response)
            yield _signed(request, fresh)

    async def async_auth_flow(self, request: httpx2.Request) -> AsyncGenerator[httpx2.Request, httpx2.Response]:
        """Send the request with a token, fetching one where there is none; tasks that need one wait for the first."""
        token = self._usable()
        if token is None:
            async with self._lock_of_loop():
                token = self._usable()
                if token is None:
                    response = yield self._request(self._url, request.extensions)
                    await _aread(response)
                    token = self._keep(response)
        response = yield _signed(request, token)
        if response.status_code == UNAUTHORIZED and _repeatable(request):
            await response.aclose()
            async with self._lock_of_loop():
                fresh = self._usable(other_than=token)
                if fresh is None:
                    response = yield self._request(self._url, request.extensions)
                    await _aread(response)
                    fresh = self._keep(response)
            yield _signed(request, fresh)

    def _lock_of_loop(self) -> anyio.Lock:
        lock = self._run_lock.get(None)
        if lock is None:
            lock = anyio.Lock()
            self._run_lock.set(lock)
        return lock

    def _usable(self, other_than: _Token | None = None) -> _Token | None:
        token = self._token
        fits = token is not None and token is not other_than and self._now() < token.expires
        return token if fits else None

    def _keep(self, response: httpx2.Response) -> _Token:
        try:
            body: object = load_json(response.content)
        except ValueError:
            body = None
        text = body.get("access_token") if is_object(body) and response.is_success else None
        if not is_object(body) or not isinstance(text, str) or not TOKEN.fullmatch(text):
            code = body.get("error") if is_object(body) else None
            msg = f"no token: status {response.status_code}{f', {code}' if isinstance(code, str) else ''}"
            raise TokenError(msg, final=response.status_code not in STATUSES)
        seconds = body.get("expires_in")
        lasting = _seconds(seconds) if isinstance(seconds, int | float | str) else math.inf
        self._token = _Token(text, self._now() + max(0.0, lasting - min(EARLY, lasting / 10)))
        return self._token


def _seconds(value: float | str) -> float:
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return math.inf
    return math.inf if math.isnan(found) else found


def _read(response: httpx2.Response) -> None:
    try:
        read_reply(response, MAX_REPLY)
    except ReplyTooLargeError as error:
        raise TokenError(str(error)) from None


async def _aread(response: httpx2.Response) -> None:
    try:
        await aread_reply(response, MAX_REPLY)
    except ReplyTooLargeError as error:
        raise TokenError(str(error)) from None


def _repeatable(request: httpx2.Request) -> bool:
    """Say whether the body of a request is still there: a source that was read is not."""
    return isinstance(request.stream, httpx2.ByteStream)


def _signed(request: httpx2.Request, token: _Token) -> httpx2.Request:
    request.headers["Authorization"] = f"Bearer {token.text}"
    return request
