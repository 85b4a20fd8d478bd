"""What tells operations apart that share a method and a path: values that only one of them takes.

Documents write such paths with a fragment (``/#Action=CreateUser``) or a query (``/items?full=true``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote_plus

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .operation import Mark


def meets(marks: Sequence[Mark], query: str, headers: Mapping[str, str]) -> bool:
    """Say whether a request has what an operation asks for; header names are looked up as they are."""
    if not marks:
        return True
    pairs = [pair.partition("=") for pair in query.split("&")]
    sent = {unquote_plus(name): unquote_plus(value) for name, _, value in reversed(pairs)}
    for mark in marks:
        value = headers.get(mark.name) if mark.where == "header" else sent.get(mark.name)
        if value is None or (mark.value is not None and value != mark.value):
            return False
    return True
