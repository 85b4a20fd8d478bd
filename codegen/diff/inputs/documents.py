"""The two sides of a comparison, from documents, revisions and targets; what was decided about their findings."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from codegen.diff.audience.policy import Policy, apply_policy
from codegen.diff.compare import compare
from codegen.diff.match.compared_api import ComparedApi
from codegen.diff.model.notice import Notice
from codegen.openapi.document import load
from codegen.pipeline import steps as pipeline
from codegen.tables.source import tables_source

if TYPE_CHECKING:
    from codegen.config import Target
    from codegen.core.diagnostic import Diagnostics
    from codegen.diff.model.changes import Report
    from codegen.openapi.document import Document


def make_side(document: Document, target: Target, found: Diagnostics, label: str) -> ComparedApi | None:
    """Read and name one side with the settings of a target. Returns None when nothing could be read."""
    return _side(pipeline.prepare(document, target, found), label, partial=False)


def tables_side(target: Target, found: Diagnostics, label: str) -> ComparedApi | None:
    """Read one side that is made of schema tables alone. Returns None when there are none."""
    made = tables_source(target, found)
    if made is None:
        return None
    document, files = made
    return _side(pipeline.prepare(document, target, found, files.digests), label, partial=True)


def target_side(target: Target, found: Diagnostics, label: str) -> ComparedApi | None:
    """Read one side that a target describes: its document with its tables, or its tables alone. None without any."""
    if not target.spec:
        return tables_side(target, found, label)
    document = load(target.root / target.spec, name=target.spec, found=found)
    return None if document is None else make_side(document, target, found, label)


def _side(prepared: pipeline.Prepared | None, label: str, *, partial: bool) -> ComparedApi | None:
    if prepared is None:
        return None
    return ComparedApi(
        label=label,
        api=prepared.read,
        emitted=prepared.api,
        names=prepared.names,
        documents=prepared.documents,
        partial=partial,
    )


def compare_sides(
    old: ComparedApi, new: ComparedApi, policy: Policy | None = None, *, today: date | None = None
) -> Report:
    """Compare two sides, and apply what was decided about findings. ``today`` defaults to the current date."""
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
