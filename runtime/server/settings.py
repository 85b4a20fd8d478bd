"""Settings of a server."""

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
class ServerSettings:
    """Options for parsing requests and writing responses.

    ``unknown`` query parameters, and unknown names in closed bodies, are refused or dropped. ``unset`` nullable fields
    are written as null or omitted. ``read_only`` properties in bodies are dropped after a check of their types, or
    refused. ``authenticate`` is one function for all operations with security, or a function per security scheme.
    With ``validate_replies``, a response that violates its schema becomes a 500.
    """

    api: ApiInfo
    unknown: Unknown = "refuse"
    unset: Unset = "null"
    read_only: ReadOnly = "drop"
    authenticate: Authenticate | Mapping[Any, Verify] | None = None
    validate_replies: bool = False
    limits: Limits = field(default_factory=Limits)

    def query_keys(self, operation: Operation[Any]) -> frozenset[str]:
        """Return the names of the query parameters with API keys of an operation."""
        wanted = {name for alternative in operation.security for name in alternative}
        return frozenset(
            scheme.key_name
            for scheme in self.api.security
            if scheme.name in wanted and scheme.kind == "apiKey" and scheme.key_in == "query"
        )
