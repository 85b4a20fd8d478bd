"""Query parameters and headers that select between operations on one path.

Documents write such paths with a fragment (``/#Action=CreateUser``) or a query (``/items?full=true``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote_plus

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .operation import Selector


def satisfies(selectors: Sequence[Selector], query: str, headers: Mapping[str, str]) -> bool:
    """Return whether a request satisfies all selectors; ``headers`` must be case-insensitive."""
    if not selectors:
        return True
    pairs = [pair.partition("=") for pair in query.split("&")]
    sent = {unquote_plus(name): unquote_plus(value) for name, _, value in reversed(pairs)}
    for selector in selectors:
        value = headers.get(selector.name) if selector.where == "header" else sent.get(selector.name)
        if value is None or (selector.value is not None and value != selector.value):
            return False
    return True
