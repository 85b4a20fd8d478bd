"""Requests and caches OAuth2 access tokens (RFC 6749, section 4.4)."""

from __future__ import annotations

import math
import re
import threading
from collections.abc import Callable, Generator, Mapping, MutableMapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

import anyio
import httpx2
from anyio.lowlevel import RunVar

from ..shared.values import is_object
from .deadline import deadline_of
from .lenient import load_json
from .retry import STATUSES

EARLY: Final = 30.0
MAX_TOKEN_RESPONSE: Final = 1024 * 1024
TOKEN: Final = re.compile(r"[\x21-\x7e]{1,65536}")
UNAUTHORIZED: Final = 401
Extensions: TypeAlias = MutableMapping[str, Any]
"""The extensions of a request of the HTTP library, such as timeouts."""


class TokenError(httpx2.RequestError):
    """The authorisation server returned no token. Calls raise ``APIConnectionError`` with this as cause.

    ``final`` is true if the request was rejected and is not retried.
    """

    def __init__(self, message: str, *, final: bool = True) -> None:
        super().__init__(message)
        self.final = final


@dataclass(frozen=True)
class Token:
    """A token and its expiry."""

    text: str = field(repr=False)
    expires: float


class Tokens:
    """The cached token of one authorisation server, and the locks for requesting it once.

    :param make_request: Returns the token request.
    """

    def __init__(self, make_request: Callable[[Extensions], httpx2.Request], now: Callable[[], float]) -> None:
        self.request = make_request
        self._now = now
        self._token: Token | None = None
        self._lock = threading.Lock()
        # one lock per event loop: tasks of different loops cannot wait for each other
        self._run_lock: RunVar[anyio.Lock] = RunVar("token")

    @contextmanager
    def lock(self, extensions: Mapping[str, Any]) -> Generator[None, None, None]:
        """Hold the lock for threads. ``extensions`` are those of the request that needs the token.

        :raises DeadlineReached: the deadline of the call has passed.
        """
        deadline = deadline_of(extensions)
        while not self._lock.acquire(timeout=-1 if deadline.left is None else deadline.left):
            deadline.limit(None)
        try:
            yield
        finally:
            self._lock.release()

    def alock(self, extensions: Mapping[str, Any]) -> anyio.Lock:
        """Return the lock for the tasks of the running event loop."""
        del extensions  # a call is cancelled at its deadline
        lock = self._run_lock.get(None)
        if lock is None:
            lock = anyio.Lock()
            self._run_lock.set(lock)
        return lock

    def usable(self, other_than: Token | None = None) -> Token | None:
        """Return the token, None if there is none or it has expired."""
        token = self._token
        fits = token is not None and token is not other_than and self._now() < token.expires
        return token if fits else None

    def keep(self, response: httpx2.Response) -> Token:
        """Cache and return the token of a response.

        :raises TokenError: the response has none.
        """
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
        self._token = Token(text, self._now() + max(0.0, lasting - min(EARLY, lasting / 10)))
        return self._token


def _seconds(value: float | str) -> float:
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return math.inf
    return math.inf if math.isnan(found) else found


def is_refused(request: httpx2.Request, response: httpx2.Response) -> bool:
    """Return whether the token was rejected, and the request can be sent again: its body is not a consumed iterator."""
    return response.status_code == UNAUTHORIZED and isinstance(request.stream, httpx2.ByteStream)


def signed(request: httpx2.Request, token: Token) -> httpx2.Request:
    """Add a token to a request."""
    request.headers["Authorization"] = f"Bearer {token.text}"
    return request
