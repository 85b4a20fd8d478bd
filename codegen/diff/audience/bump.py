"""Which part of the generated package's version has to move."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen.diff.model.changes import Level

if TYPE_CHECKING:
    from collections.abc import Iterable

    from codegen.diff.model.changes import Finding

_ADDS = ("added", "generalized", "widened")


def suggest(findings: Iterable[Finding]) -> str:
    """Return ``major`` where the wire or callers break, ``minor`` where something came, ``patch`` else, or ``none``.

    It is about the version of the package: an API whose own versions are dates asks for the same.
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
