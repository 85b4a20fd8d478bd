"""Missing bumps of the API version. Only semantic versions are checked (semver.org 2.0.0)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from codegen.diff.audience.verdict import judge
from codegen.diff.model.changes import Change, Finding, Level
from codegen.diff.model.rules import INFO, single

if TYPE_CHECKING:
    from codegen.diff.model.changes import Report

RULES = (
    single("api-version-not-bumped", INFO, "none", "Info", "lifecycle", "breaking change without a new version"),
    single(
        "api-major-version-not-bumped",
        INFO,
        "none",
        "Info",
        "lifecycle",
        "breaking change without a new major API version",
    ),
)
_SEMANTIC = re.compile(r"v?(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?")


def check_version(report: Report) -> Finding | None:
    """Return a change where the API version was not bumped as breaking changes require, else None.

    Below 1.0.0 a new minor version is enough (semver.org, 4). A decreased version is reported by ``checks.document``.
    """
    broken = any(item.verdicts.wire is Level.ERR for item in report.findings)
    old, new = report.versions
    before, after = _SEMANTIC.fullmatch(old), _SEMANTIC.fullmatch(new)
    if not broken or before is None or after is None:
        return None
    one, two = (tuple(int(match[part]) for part in (1, 2, 3)) for match in (before, after))
    if old == new:
        rule, words = RULES[0], f"breaking changes, but the API version is still {new}"
    elif two >= one and two[0] == one[0] and (one[0] > 0 or two[1] == one[1]):
        rule, words = RULES[1], f"breaking changes, but the API version changed only from {old} to {new}"
    else:
        return None
    change = Change(id=rule.id, subject="info.version", message=words, old=old, new=new)
    verdicts = judge(rule, change)
    return Finding(rule=rule, change=change, level=verdicts.wire, verdicts=verdicts)
