"""Who may call: a secret key as bearer token, or as the user name of basic authentication."""

from __future__ import annotations

import base64
import binascii
import hmac
from typing import TYPE_CHECKING

from .errors import RefusedError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from promotion_catalog.server import RequestContext as CatalogContext
    from promotion_codes_clover.server import RequestContext as CodesContext

_SHOWN = 4


def authentication(keys: frozenset[str]) -> Callable[[CodesContext | CatalogContext], Awaitable[str]]:
    """Return the function that gives the key of a request, and refuses other keys."""
    known = [key.encode() for key in sorted(keys)]

    async def authenticate(context: CodesContext | CatalogContext) -> str:
        key = _given(context.headers.get("authorization", ""))
        if not key:
            message = (
                "You did not provide an API key. Send it as bearer token, or as user name of basic authentication."
            )
            raise RefusedError(401, message)
        # All keys are compared, each in constant time: how long it takes tells nothing.
        if not sum(hmac.compare_digest(key.encode(), candidate) for candidate in known):
            raise RefusedError(401, f"Invalid API Key provided: {masked(key)}")
        return key

    return authenticate


def masked(key: str) -> str:
    """Return a key as errors show it: ``sk_test_****1234``."""
    end = key.rfind("_") + 1
    secret = key[end:]
    return f"{key[:end]}****{secret[-_SHOWN:] if len(secret) > _SHOWN else ''}"


def _given(authorization: str) -> str:
    scheme, _, value = authorization.partition(" ")
    value = value.strip()
    if scheme.lower() == "bearer":
        return value
    if scheme.lower() != "basic":
        return ""
    try:
        return base64.b64decode(value, validate=True).decode().partition(":")[0]
    except (binascii.Error, UnicodeDecodeError):
        return ""
