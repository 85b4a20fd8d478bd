"""Names of media types."""

from __future__ import annotations

from typing import Final

FORM: Final = "application/x-www-form-urlencoded"


def essence(content_type: str) -> str:
    """Give a media type without its parameters."""
    return content_type.partition(";")[0].strip().lower()


def is_json(content_type: str) -> bool:
    """Say whether a media type is JSON (RFC 6839, section 3.1)."""
    kind = essence(content_type)
    return kind in ("application/json", "text/json") or kind.endswith("+json")
