"""Results of a type checker for reproducers, and their notes on changes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from codegen.diff.model.changes import Finding, Report


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Result of mypy for a reproducer. ``why`` is empty for a confirmed one."""

    confirmed: bool
    why: str = ""

    @property
    def words(self) -> str:
        """Return ``confirmed``, or why it is not."""
        return "confirmed" if self.confirmed else f"unconfirmed: {self.why}"


def marked(report: Report, verdicts: Mapping[str, Verdict]) -> Report:
    """Return the report with the results of the checked changes. None is dropped."""
    findings = (_marked(item, verdicts.get(item.change.fingerprint)) for item in report.findings)
    return replace(report, findings=tuple(findings)) if verdicts else report


def _marked(finding: Finding, verdict: Verdict | None) -> Finding:
    if verdict is None:
        return finding
    words = "" if verdict.confirmed else f"not confirmed by a type checker: {verdict.why}"
    note = "; ".join(part for part in (finding.note, words) if part)
    return replace(finding, reproducer=verdict.words, note=note)
