"""Apply a team's policy: levels per id, and accepted changes with a reason and an expiry date."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from codegen.diff.audience.bump import suggest
from codegen.diff.audience.versions import RULES as VERSIONS
from codegen.diff.audience.versions import check_version
from codegen.diff.model.changes import Finding, Level, Report

if TYPE_CHECKING:
    from codegen.core.location import Location


@dataclass(frozen=True, slots=True, kw_only=True)
class Ignore:
    """A row of the ignore list. ``id`` and ``pointer`` are shell patterns; ``expires`` is an ISO date, or empty.

    With ``fingerprint``, the row is about one change.
    """

    id: str
    reason: str
    pointer: str = "*"
    expires: str = ""
    fingerprint: str = ""

    def matches(self, finding: Finding, today: str) -> bool:
        """Return whether the row matches a change by id and location, and has not expired."""
        if self.expires and self.expires < today:
            return False
        if self.fingerprint and self.fingerprint != finding.change.fingerprint:
            return False
        return fnmatchcase(finding.id, self.id) and any(
            fnmatchcase(pointer, self.pointer) for pointer in _pointers(finding)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Levels by id, which replace those of the wire, and rows of the ignore list.

    ``beta_days`` and ``stable_days`` are the minimum days between deprecation and sunset; 0 requires no sunset.
    ``versions`` enables the version check, as do levels for its ids.
    """

    levels: Mapping[str, Level] = field(default_factory=dict)
    ignores: tuple[Ignore, ...] = ()
    beta_days: int = 0
    stable_days: int = 0
    versions: bool = False


def apply_policy(report: Report, policy: Policy, today: str) -> Report:
    """Return the report with the policy's levels and without ignored changes; the suggested bump is recomputed."""
    version = check_version(report) if policy.versions or any(rule.id in policy.levels for rule in VERSIONS) else None
    kept: list[Finding] = []
    ignored: Counter[str] = Counter()
    for finding in (*report.findings, *([] if version is None else [version])):
        row = next((item for item in policy.ignores if item.matches(finding, today)), None)
        if row is not None:
            ignored[row.reason] += 1
            continue
        level = policy.levels.get(finding.id)
        if level is Level.NONE:
            ignored["severity NONE"] += 1
        elif level is not None:
            kept.append(replace(finding, level=level, verdicts=replace(finding.verdicts, wire=level)))
        else:
            kept.append(finding)
    return replace(report, findings=tuple(kept), bump=suggest(kept), ignored=dict(ignored))


def _pointers(finding: Finding) -> list[str]:
    places: tuple[Location, Location] = (finding.change.old_at, finding.change.new_at)
    return [place.pointer for place in places]
