"""Choices that hold for a whole server."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias

from .context import RequestContext
from .forms import Limits

if TYPE_CHECKING:
    from ..operation import ApiInfo, Operation

Unknown: TypeAlias = Literal["refuse", "ignore"]
Unset: TypeAlias = Literal["null", "omit"]
Authenticate: TypeAlias = Callable[[RequestContext], Awaitable[object] | object]
"""Returns the principal of a request; raises ``ServiceError(401)`` or ``(403)`` to refuse it."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """How requests are read and replies are written.

    ``unknown`` query parameters, and unknown names in closed bodies, are refused or dropped. Nullable fields that a
    service leaves ``unset`` go out as null, or are left out. ``authenticate`` is asked for every operation that
    declares security.
    """

    api: ApiInfo
    unknown: Unknown = "refuse"
    unset: Unset = "null"
    authenticate: Authenticate | None = None
    limits: Limits = field(default_factory=Limits)

    def query_keys(self, operation: Operation[object]) -> frozenset[str]:
        """Return the names under which the security of an operation puts API keys into the query."""
        wanted = {name for alternative in operation.security for name in alternative}
        return frozenset(
            scheme.key_name
            for scheme in self.api.security
            if scheme.name in wanted and scheme.kind == "apiKey" and scheme.key_in == "query"
        )
