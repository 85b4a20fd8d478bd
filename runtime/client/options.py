"""What one call may set apart from its arguments."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from ..shared.omit import Omit, omit

if TYPE_CHECKING:
    from collections.abc import Mapping

    import httpx2


@dataclass(frozen=True, kw_only=True)
class RequestOptions:
    """Settings of one call, which win over those of the client.

    ``headers`` are added (None takes a header away), so are ``query`` parameters and properties of the ``body``, for
    what the API's document does not know. ``timeout`` is in seconds, None waits for ever.
    """

    timeout: float | httpx2.Timeout | Omit | None = omit
    max_retries: int | Omit = omit
    idempotency_key: str | None = None
    headers: Mapping[str, str | None] = field(default_factory=dict[str, "str | None"], repr=False)
    query: Mapping[str, object] = field(default_factory=dict[str, object])
    body: Mapping[str, object] = field(default_factory=dict[str, object], repr=False)


def with_header(options: RequestOptions | None, name: str, value: str, *, unless_given: bool = False) -> RequestOptions:
    """Return options with one more header, which ``unless_given`` leaves to the caller where he set it."""
    options = options or RequestOptions()
    if unless_given and any(given.lower() == name.lower() for given in options.headers):
        return options
    return replace(options, headers={**options.headers, name: value})
