"""Values as they are written on the wire."""

from __future__ import annotations

import time
from datetime import datetime

from .errors import invalid


def seconds(moment: datetime | int | None) -> int | None:
    """Return a moment as Unix seconds."""
    return int(moment.timestamp()) if isinstance(moment, datetime) else moment


def positive(value: int | None, param: str, least: int = 1) -> int | None:
    """Return a number that must not be less than ``least``. Raises ``ServiceError``."""
    if value is not None and value < least:
        message = f"This value must be greater than or equal to {least}."
        raise invalid(message, param, "parameter_invalid_integer")
    if value is not None and value >= 2**63:
        raise invalid(f"Invalid integer: {value}", param, "parameter_invalid_integer")
    return value


def future(moment: datetime | int | None, param: str) -> int | None:
    """Return a moment that is still to come as Unix seconds. Raises ``ServiceError`` for a past one."""
    value = positive(seconds(moment), param)
    if value is not None and value <= time.time():
        raise invalid(f"Invalid timestamp: `{param}` must be in the future.", param)
    return value


def currency(code: str | None, param: str) -> str | None:
    """Return a currency code (ISO 4217: three letters) in lower case. Raises ``ServiceError`` for other text."""
    if not code:
        return None
    if len(code) != 3 or not (code.isascii() and code.isalpha()):  # noqa: PLR2004 - ISO 4217
        raise invalid(f"Invalid currency: {code}", param, "parameter_invalid")
    return code.lower()


def has_nul(value: object) -> bool:
    """Say whether there is U+0000 in text, or in the text of lists and dicts."""
    if isinstance(value, str):
        return "\0" in value
    if isinstance(value, dict):
        return any(has_nul(part) for item in value.items() for part in item)
    return isinstance(value, (list, tuple)) and any(map(has_nul, value))
