"""Choices that hold for a whole server."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias

from .context import RequestContext
from .forms import Limits

if TYPE_CHECKING:
    from ..operation import ApiInfo

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
