"""Suggest the version bump of the generated package."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen.diff.model.changes import Level

if TYPE_CHECKING:
    from collections.abc import Iterable

    from codegen.diff.model.changes import Finding

_ADDS = ("added", "generalized", "widened")


def suggest(findings: Iterable[Finding]) -> str:
    """Return ``major`` for breaks on the wire or for callers, ``minor`` for additions, else ``patch`` or ``none``.

    The bump is that of the package, also where the API's own versions are dates.
    """
    listed = list(findings)
    if any(Level.ERR in {item.verdicts.wire, item.verdicts.caller} for item in listed):
        return "major"
    if any(_adds(item) or item.verdicts.caller is Level.WARN for item in listed):
        return "minor"
    return "patch" if listed else "none"


def _adds(finding: Finding) -> bool:
    return finding.rule.area != "Tags" and (
        finding.id.startswith(("new-", "endpoint-added")) or any(word in finding.id for word in _ADDS)
    )
