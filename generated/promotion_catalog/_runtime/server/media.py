"""Media types."""

from __future__ import annotations


def essence(content_type: str) -> str:
    """Return a media type without its parameters, in lower case."""
    return content_type.partition(";")[0].strip().lower()


def is_json(content_type: str) -> bool:
    """Say whether a media type is JSON (RFC 6839, ``+json``)."""
    kind = essence(content_type)
    return kind == "application/json" or kind.endswith("+json")
