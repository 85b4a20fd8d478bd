"""Options of a single call."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..shared.omit import Omit, omit

if TYPE_CHECKING:
    from collections.abc import Mapping

    import httpx2


@dataclass(frozen=True, kw_only=True)
class RequestOptions:
    """Settings of one call, which override those of the client.

    ``headers`` (None removes a header), ``query`` and ``body`` add headers, parameters and body properties that the
    document does not declare. ``timeout`` and ``deadline`` (of the whole call) are in seconds, None disables
    them.
    """

    timeout: float | httpx2.Timeout | Omit | None = omit
    deadline: float | Omit | None = omit
    max_retries: int | Omit = omit
    idempotency_key: str | None = None
    headers: Mapping[str, str | None] = field(default_factory=dict[str, "str | None"], repr=False)
    query: Mapping[str, object] = field(default_factory=dict[str, object])
    body: Mapping[str, object] = field(default_factory=dict[str, object], repr=False)
