"""How long in advance an end must be announced, and whether an announcement is good enough."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from codegen.core.json import Json

STABILITY = ("draft", "alpha", "beta", "stable")
"""Values of ``x-stability-level``, each promising more than the one before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """``today`` is an ISO date. ``beta`` and ``stable`` are days; 0 asks for no date of removal at all.

    What states no stability is stable; drafts and alphas may go at once.
    """

    today: str = ""
    beta: int = 0
    stable: int = 0

    def days(self, raw: Mapping[str, Json]) -> int:
        """Return how many days ahead the end of a thing has to be announced, by its stability."""
        return {"draft": 0, "alpha": 0, "beta": self.beta}.get(stability(raw) or "stable", self.stable)

    def judge(self, raw: Mapping[str, Json]) -> str:
        """Say what the sunset of a deprecated thing is: ``plain``, ``dated``, ``missing``, ``invalid``, ``small``."""
        sunset = raw.get("x-sunset")
        if sunset is None:
            return "missing" if self.days(raw) else "plain"
        if not is_date(sunset):
            return "invalid"
        return "small" if str(sunset)[:10] < self.earliest(raw) else "dated"

    def earliest(self, raw: Mapping[str, Json]) -> str:
        """Return the first day on which a thing may end that is deprecated today; empty where any day will do."""
        days = self.days(raw)
        return (date.fromisoformat(self.today) + timedelta(days=days)).isoformat() if days and self.today else ""

    def passed(self, sunset: Json) -> bool:
        """Whether a date of removal is over."""
        return str(sunset)[:10] <= self.today

    def hurried(self, old: Mapping[str, Json], new: Mapping[str, Json]) -> bool:
        """Whether a date of removal was moved to an earlier one that leaves too little time."""
        before, after = old.get("x-sunset"), new.get("x-sunset")
        if not is_date(before) or not is_date(after):
            return False
        return str(after)[:10] < min(str(before)[:10], self.earliest(new) or self.today)


NO_NOTICE = Notice()
"""Any end may come at once."""


def stability(raw: Mapping[str, Json]) -> str | None:
    """Return the stated stability; None where there is none, or an unknown one."""
    value = raw.get("x-stability-level")
    return value if isinstance(value, str) and value in STABILITY else None


def is_date(value: Json) -> bool:
    """Whether a value is a date or the date of a date-time (RFC 3339)."""
    if not isinstance(value, str):
        return False
    try:
        date.fromisoformat(value[:10])
    except ValueError:
        return False
    return True
