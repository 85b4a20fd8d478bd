"""Metadata: the caller's own notes on an object."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .errors import invalid
from .values import has_nul

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_KEYS = 50
LONGEST_KEY = 40
LONGEST_VALUE = 500


def merged(old: Mapping[str, str], sent: Mapping[str, str] | str | None) -> dict[str, str]:
    """Return the notes after a change: keys are added or replaced, an empty value removes one, ``""`` removes all.

    Raises ``ServiceError`` for more or longer notes than an object may have.
    """
    if sent is None:
        return dict(old)
    if isinstance(sent, str):
        return {}
    if has_nul(sent):  # the database keeps it as JSON, in which PostgreSQL accepts what text cannot hold
        raise invalid("Metadata cannot contain the character U+0000.", "metadata")
    for key, value in sent.items():
        if len(key) > LONGEST_KEY:
            raise invalid(f"Metadata keys can be up to {LONGEST_KEY} characters long.", f"metadata[{key}]")
        if len(value) > LONGEST_VALUE:
            raise invalid(f"Metadata values can be up to {LONGEST_VALUE} characters long.", f"metadata[{key}]")
    result = {key: value for key, value in {**old, **sent}.items() if value}
    if len(result) > MOST_KEYS:
        raise invalid(f"Metadata can have up to {MOST_KEYS} keys.", "metadata")
    return result
