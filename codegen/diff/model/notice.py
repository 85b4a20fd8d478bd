"""Notice periods: how long before a sunset a deprecation must be announced."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from codegen.core.json import Json

STABILITY = ("draft", "alpha", "beta", "stable")
"""Values of ``x-stability-level``, from the least to the most stable."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """``today`` is an ISO date. ``beta`` and ``stable`` are days; 0 requires no sunset date.

    Without a stability level, ``stable`` applies; drafts and alphas may be removed at once.
    """

    today: str = ""
    beta: int = 0
    stable: int = 0

    def days(self, raw: Mapping[str, Json]) -> int:
        """Return the required days between deprecation and sunset, by stability level."""
        return {"draft": 0, "alpha": 0, "beta": self.beta}.get(stability(raw) or "stable", self.stable)

    def judge(self, raw: Mapping[str, Json]) -> str:
        """Classify the sunset of a deprecated element: ``plain``, ``dated``, ``missing``, ``invalid`` or ``small``."""
        sunset = raw.get("x-sunset")
        if sunset is None:
            return "missing" if self.days(raw) else "plain"
        if not is_date(sunset):
            return "invalid"
        return "small" if str(sunset)[:10] < self.earliest(raw) else "dated"

    def earliest(self, raw: Mapping[str, Json]) -> str:
        """Return the earliest allowed sunset for a deprecation announced today; empty without a notice period."""
        days = self.days(raw)
        return (date.fromisoformat(self.today) + timedelta(days=days)).isoformat() if days and self.today else ""

    def passed(self, sunset: Json) -> bool:
        """Return whether a sunset date has passed."""
        return str(sunset)[:10] <= self.today

    def hurried(self, old: Mapping[str, Json], new: Mapping[str, Json]) -> bool:
        """Return whether a sunset date was moved to an earlier one that is too soon."""
        before, after = old.get("x-sunset"), new.get("x-sunset")
        if not is_date(before) or not is_date(after):
            return False
        return str(after)[:10] < min(str(before)[:10], self.earliest(new) or self.today)


NO_NOTICE = Notice()
"""No notice period."""


def stability(raw: Mapping[str, Json]) -> str | None:
    """Return the stability level; None if it is absent or unknown."""
    value = raw.get("x-stability-level")
    return value if isinstance(value, str) and value in STABILITY else None


def is_date(value: Json) -> bool:
    """Return whether a value is a date or the date of a date-time (RFC 3339)."""
    if not isinstance(value, str):
        return False
    try:
        date.fromisoformat(value[:10])
    except ValueError:
        return False
    return True
