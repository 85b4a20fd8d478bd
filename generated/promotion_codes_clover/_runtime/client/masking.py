"""URLs that mask secrets, because HTTP libraries, hooks and tracers log them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit, urlunsplit

import httpx2

from .auth import REDACTED

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet


class MaskedURL(httpx2.URL):
    """A URL that shows ``***`` for secret query parameters when printed; the URL that is sent is unchanged."""

    def __init__(self, url: httpx2.URL, secrets: AbstractSet[str]) -> None:
        super().__init__(url)
        self._secrets = secrets

    def copy_with(self, **kwargs: Any) -> httpx2.URL:
        """Return a copy with other parts that masks the same parameters."""
        return MaskedURL(super().copy_with(**kwargs), self._secrets)

    def __str__(self) -> str:
        parts = urlsplit(super().__str__())
        return urlunsplit(parts._replace(query="&".join(self._shown(part) for part in parts.query.split("&"))))

    def _shown(self, part: str) -> str:
        name = part.partition("=")[0]
        return f"{name}={REDACTED}" if unquote(name) in self._secrets else part

    def __repr__(self) -> str:
        return f"URL({str(self)!r})"
