"""Verifies webhook signatures of Standard Webhooks (https://www.standardwebhooks.com).

The headers are ``webhook-id``, ``webhook-timestamp`` and ``webhook-signature``: signatures separated by spaces, each
``v1,`` and the base64 of the HMAC-SHA256 of ``id.timestamp.payload``. Secrets are base64 after ``whsec_``.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
from typing import TYPE_CHECKING, Final

from .events import TIME, TOLERANCE, SignatureError, as_bytes, check_time

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

ID: Final = "webhook-id"
TIMESTAMP: Final = "webhook-timestamp"
SIGNATURE: Final = "webhook-signature"
PREFIX: Final = "whsec_"


def verify(
    payload: bytes | str,
    headers: Mapping[str, str],
    secret: str,
    *,
    tolerance: float | None = TOLERANCE,
    now: Callable[[], float] = time.time,
) -> None:
    """Verify the signature of a webhook call.

    ``payload`` is the unmodified body; ``headers`` are those of the request, which may contain several signatures
    while a secret is rotated. The ``tolerance`` None accepts calls of any age.

    :raises SignatureError: the signature is invalid, or its time is more than ``tolerance`` seconds from now.
    :raises ValueError: the secret is empty or not base64.
    """
    known = {name.lower(): value for name, value in headers.items()}
    message_id, timestamp, signatures = (_header(known, name) for name in (ID, TIMESTAMP, SIGNATURE))
    if not TIME.fullmatch(timestamp):
        msg = f"the header {TIMESTAMP} is not a number of seconds"
        raise SignatureError(msg)
    expected = sign(as_bytes(payload), secret, message_id, timestamp).encode()
    # constant time: every signature is compared
    matches = [hmac.compare_digest(expected, one.encode(errors="surrogatepass")) for one in signatures.split(" ")]
    if not any(matches):
        msg = "no signature matches the payload"
        raise SignatureError(msg)
    check_time(timestamp, tolerance, now)


def _header(headers: Mapping[str, str], name: str) -> str:
    value = headers.get(name, "")
    if not value:
        msg = f"the header {name} is missing"
        raise SignatureError(msg)
    return value


def sign(payload: bytes, secret: str, message_id: str, timestamp: str) -> str:
    """Return the signature of a payload for an id and a Unix timestamp, for tests.

    :raises ValueError: the secret is empty or not base64.
    """
    content = f"{message_id}.{timestamp}.".encode(errors="surrogatepass") + payload
    return "v1," + base64.b64encode(hmac.new(_key(secret), content, hashlib.sha256).digest()).decode()


def _key(secret: str) -> bytes:
    text = secret.strip().removeprefix(PREFIX)
    try:
        key = base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except ValueError:
        msg = "the webhook secret is not base64"
        raise ValueError(msg) from None
    if not key:
        msg = "the webhook secret is empty: anyone could compute its signatures"
        raise ValueError(msg)
    return key


def headers_for(
    payload: bytes | str, secret: str, *, message_id: str = "msg_1", at: int | None = None
) -> dict[str, str]:
    """Return the headers of a signed webhook call, for tests."""
    timestamp = str(int(time.time()) if at is None else at)
    return {ID: message_id, TIMESTAMP: timestamp, SIGNATURE: sign(as_bytes(payload), secret, message_id, timestamp)}
