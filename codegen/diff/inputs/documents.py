"""Read the two versions of a comparison, compare them, and apply a policy."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from codegen.diff.audience.policy import Policy, apply_policy
from codegen.diff.compare import compare
from codegen.diff.match.compared_api import ComparedApi
from codegen.diff.model.notice import Notice
from codegen.openapi.document import Syntax
from codegen.pipeline.steps import prepare, read

if TYPE_CHECKING:
    from pathlib import Path

    from codegen.config import Target
    from codegen.diff.model.changes import Report
    from codegen.pipeline.stages import Preparation


@dataclass(frozen=True, slots=True)
class ReadSide:
    """One version, None where it cannot be compared, and its preparation with the diagnostics."""

    side: ComparedApi | None
    preparation: Preparation


def read_side(target: Target, label: str, path: Path | None = None, name: str = "") -> ReadSide:
    """Read the inputs of a target: its document with its tables, or its tables alone.

    ``path`` is read instead of the document, and named ``name`` in messages.
    """
    preparation = prepare(read(target, path, name))
    return ReadSide(side_of(preparation, label), preparation)


def side_of(preparation: Preparation, label: str) -> ComparedApi | None:
    """Return a prepared API for comparison. Tables alone are partial."""
    document, prepared = preparation.document, preparation.prepared
    if prepared is None:
        return None
    partial = document is not None and document.syntax is Syntax.TABLES
    return ComparedApi(label=label, prepared=prepared, documents=preparation.documents, partial=partial)


def compare_sides(
    old: ComparedApi, new: ComparedApi, policy: Policy | None = None, *, today: date | None = None
) -> Report:
    """Compare two versions and apply a policy. ``today`` defaults to the current date."""
    now = (today or date.today()).isoformat()  # noqa: DTZ011 - sunsets and expiry dates have no time zone
    known = policy or Policy()
    return apply_policy(
        compare(old, new, notice=Notice(today=now, beta=known.beta_days, stable=known.stable_days)), known, now
    )


def with_lines(report: Report, old: ComparedApi, new: ComparedApi) -> Report:
    """Return the report with lines and columns. Every document is scanned once."""
    changes = [finding.change for finding in report.findings]
    before, after = old.locate(item.old_at for item in changes), new.locate(item.new_at for item in changes)
    findings = tuple(
        replace(
            finding,
            change=replace(
                finding.change,
                old_at=before.get(finding.change.old_at, finding.change.old_at),
                new_at=after.get(finding.change.new_at, finding.change.new_at),
            ),
        )
        for finding in report.findings
    )
    return replace(report, findings=findings)
