"""When to send a request again, and how long to wait before."""

from __future__ import annotations

import random
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Final

import anyio

IDEMPOTENT: Final = frozenset({"GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE"})
STATUSES: Final = frozenset({408, 409, 429, *(status for status in range(500, 600) if status not in (501, 505))})


@dataclass(frozen=True)
class RetryPolicy:
    """Exponential backoff with full jitter, bounded by ``longest`` seconds.

    A response that asks for more than ``patience`` seconds is not waited for. ``should_retry_headers`` are the headers by
    which an API says itself whether to try again. ``jitter`` gives numbers from 0 to 1, ``now`` seconds since 1970;
    they and the two ways to sleep can be replaced, for tests.
    """

    first: float = 0.5
    longest: float = 8.0
    patience: float = 60.0
    should_retry_headers: tuple[str, ...] = ("stripe-should-retry", "x-should-retry")
    jitter: Callable[[], float] = random.random
    now: Callable[[], float] = time.time
    sleep: Callable[[float], object] = time.sleep
    sleep_async: Callable[[float], Awaitable[object]] = anyio.sleep

    def backoff(self, attempt: int) -> float:
        """Return the seconds to wait after the failure of an attempt; the first one is 0."""
        return self.jitter() * min(self.longest, self.first * 2.0 ** min(attempt, 32))

    def delay(self, status: int, headers: Mapping[str, str], attempt: int) -> float | None:
        """Return the seconds to wait after a response, or None where it is final. Names of headers are lower-case."""
        if not self._wanted(status, headers):
            return None
        asked = self.retry_after(headers)
        if asked is None:
            return self.backoff(attempt)
        return asked if asked <= self.patience else None

    def _wanted(self, status: int, headers: Mapping[str, str]) -> bool:
        for name in self.should_retry_headers:
            word = headers.get(name, "").lower()
            if word in ("true", "false"):
                return word == "true"
        return status in STATUSES

    def retry_after(self, headers: Mapping[str, str]) -> float | None:
        """Read ``Retry-After`` (RFC 9110, section 10.2.3): seconds, or a date. What is neither counts as absent."""
        value = headers.get("retry-after", "").strip()
        if not value:
            return None
        try:
            seconds = float(value)
        except ValueError:
            try:
                seconds = parsedate_to_datetime(value).timestamp() - self.now()
            except (ValueError, OverflowError):
                return None
        return max(0.0, seconds) if seconds == seconds else None  # noqa: PLR0124


def may_repeat(method: str, idempotency_key: str | None) -> bool:
    """Return whether sending a request twice does no more than sending it once (RFC 9110, section 9.2.2)."""
    return method in IDEMPOTENT or idempotency_key is not None
