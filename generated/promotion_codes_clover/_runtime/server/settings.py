"""Choices that hold for a whole server."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from .forms import Limits

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..shared.operation import ApiInfo, Operation
    from .security import Authenticate, Verify

Unknown: TypeAlias = Literal["refuse", "ignore"]
Unset: TypeAlias = Literal["null", "omit"]
ReadOnly: TypeAlias = Literal["drop", "refuse"]


@dataclass(frozen=True, kw_only=True)
class Settings:
    """How requests are read and replies are written.

    ``unknown`` query parameters, and unknown names in closed bodies, are refused or dropped. Nullable fields that a
    service leaves ``unset`` go out as null, or are left out. ``authenticate`` is one function that is asked for every
    operation with security, or a function for each security scheme. With ``validate_replies``, a reply that its schema
    does not allow becomes a 500. ``read_only`` properties of bodies are dropped, after their types were checked, or
    refused.
    """

    api: ApiInfo
    unknown: Unknown = "refuse"
    unset: Unset = "null"
    read_only: ReadOnly = "drop"
    authenticate: Authenticate | Mapping[Any, Verify] | None = None
    validate_replies: bool = False
    limits: Limits = field(default_factory=Limits)

    def query_keys(self, operation: Operation[Any]) -> frozenset[str]:
        """Return the names under which the security of an operation puts API keys into the query."""
        wanted = {name for alternative in operation.security for name in alternative}
        return frozenset(
            scheme.key_name
            for scheme in self.api.security
            if scheme.name in wanted and scheme.kind == "apiKey" and scheme.key_in == "query"
        )
