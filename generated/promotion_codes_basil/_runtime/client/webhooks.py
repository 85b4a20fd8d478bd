"""Verifies webhook signatures in Stripe's scheme: ``t=<seconds>,v1=<HMAC-SHA256 of "t.payload">`` in one header."""

from __future__ import annotations

import hashlib
import hmac
import time
from typing import TYPE_CHECKING

from .events import TIME, TOLERANCE, SignatureError, as_bytes, check_time

if TYPE_CHECKING:
    from collections.abc import Callable


def verify(
    payload: bytes | str,
    header: str,
    secret: str,
    *,
    tolerance: float | None = TOLERANCE,
    now: Callable[[], float] = time.time,
) -> None:
    """Verify the signature of a webhook call.

    ``payload`` is the unmodified body; ``header`` the value of the signature header, which may contain several
    signatures while a secret is rotated. The ``tolerance`` None accepts calls of any age.

    :raises SignatureError: the signature is invalid, or its time is more than ``tolerance`` seconds from now.
    :raises ValueError: the secret is empty.
    """
    content = as_bytes(payload)
    timestamp, signatures = _parse_header(header)
    expected = sign(content, secret, timestamp).encode()
    # constant time: every signature is compared
    matches = [hmac.compare_digest(expected, signature.encode(errors="surrogatepass")) for signature in signatures]
    if not any(matches):
        msg = "no signature matches the payload"
        raise SignatureError(msg)
    check_time(timestamp, tolerance, now)


def _parse_header(header: str) -> tuple[str, list[str]]:
    pairs = [part.strip().partition("=") for part in header.split(",")]
    times = [value for name, _, value in pairs if name == "t"]
    signatures = [value for name, _, value in pairs if name == "v1"]
    if len(times) != 1 or not TIME.fullmatch(times[0]) or not signatures:
        msg = "the signature header has no timestamp or no signature"
        raise SignatureError(msg)
    return times[0], signatures


def sign(payload: bytes, secret: str, timestamp: str) -> str:
    """Return the signature of a payload for a Unix timestamp, for tests.

    :raises ValueError: the secret is empty.
    """
    if not secret:
        msg = "the webhook secret is empty: anyone could compute its signatures"
        raise ValueError(msg)
    return hmac.new(secret.encode(), timestamp.encode() + b"." + payload, hashlib.sha256).hexdigest()


def header_for(payload: bytes | str, secret: str, *, at: int | None = None) -> str:
    """Return the value of a signature header, for tests."""
    content = as_bytes(payload)
    timestamp = str(int(time.time()) if at is None else at)
    return f"t={timestamp},v1={sign(content, secret, timestamp)}"
