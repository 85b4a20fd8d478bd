"""Retry policy: when to retry, and the delay."""

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

    A ``Retry-After`` of more than ``patience`` seconds prevents a retry. ``should_retry_headers`` are headers by which
    an API decides on retries. ``jitter`` returns numbers from 0 to 1, ``now`` seconds since 1970; they and the sleep
    functions can be replaced in tests.
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
        """Return the seconds to wait after a failed attempt; the first attempt is 0."""
        return self.jitter() * min(self.longest, self.first * 2.0 ** min(attempt, 32))

    def delay(self, status: int, headers: Mapping[str, str], attempt: int) -> float | None:
        """Return the seconds to wait after a response, or None if it is final. Header names are lower-case."""
        if not self._wanted(status, headers):
            return None
        requested = self.retry_after(headers)
        if requested is None:
            return self.backoff(attempt)
        return requested if requested <= self.patience else None

    def _wanted(self, status: int, headers: Mapping[str, str]) -> bool:
        for name in self.should_retry_headers:
            value = headers.get(name, "").lower()
            if value in ("true", "false"):
                return value == "true"
        return status in STATUSES

    def retry_after(self, headers: Mapping[str, str]) -> float | None:
        """Read ``Retry-After`` (RFC 9110, section 10.2.3): seconds, or a date. Other values are ignored."""
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
    """Return whether a request can be repeated safely: it is idempotent (RFC 9110, section 9.2.2) or has a key."""
    return method in IDEMPOTENT or idempotency_key is not None
