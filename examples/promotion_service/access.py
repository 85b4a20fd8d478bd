"""Who may call: a secret key as bearer token, or as the user name of basic authentication."""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING, Literal

from promotion_codes_clover.server import ServiceError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from promotion_catalog.server import Credential as CatalogCredential
    from promotion_codes_clover.server import Credential as CodesCredential

_SHOWN = 4


def authentication(
    keys: frozenset[str],
) -> Mapping[Literal["basicAuth", "bearerAuth"], Callable[[CodesCredential | CatalogCredential, object], str]]:
    """Return the functions that give the key of a request, and refuse other keys: one per security scheme."""
    known = [key.encode() for key in sorted(keys)]

    def check(credential: CodesCredential | CatalogCredential, _: object) -> str:
        # All keys are compared, each in constant time: how long it takes tells nothing.
        if not sum(hmac.compare_digest(credential.value.encode(), key) for key in known):
            raise ServiceError(401, f"Invalid API Key provided: {masked(credential.value)}")
        return credential.value

    return {"basicAuth": check, "bearerAuth": check}


def masked(key: str) -> str:
    """Return a key as errors show it: ``sk_test_****1234``."""
    end = key.rfind("_") + 1
    secret = key[end:]
    return f"{key[:end]}****{secret[-_SHOWN:] if len(secret) > _SHOWN else ''}"
