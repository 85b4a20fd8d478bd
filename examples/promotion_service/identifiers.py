"""Ids and codes that nobody can guess."""

from __future__ import annotations

import secrets
import string

_ID = string.ascii_letters + string.digits
_CODE = string.ascii_uppercase + string.digits


def new_id(prefix: str, length: int = 24) -> str:
    """Return an id such as ``promo_1Q…``; without a prefix only its random part."""
    random = "".join(secrets.choice(_ID) for _ in range(length))
    return f"{prefix}_{random}" if prefix else random


def new_code() -> str:
    """Return a code that people can type: eight upper-case letters and digits."""
    return "".join(secrets.choice(_CODE) for _ in range(8))
