"""Machine-readable report: one JSON object, described by ``findings.schema.json`` beside this file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from codegen.core.printed import json_text
from codegen.diff.model.changes import Level
from codegen.diff.report.view import VERDICTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from codegen.core.json import Json
    from codegen.core.location import Location
    from codegen.diff.model.changes import Finding, Report, Witness
    from codegen.diff.report.view import Options

SCHEMA = Path(__file__).with_name("findings.schema.json")


def render_json(report: Report, options: Options) -> str:  # noqa: ARG001 - the shape of every format
    """Return the whole report, in ASCII only."""
    return json_text(report_value(report), indent=2) + "\n"


def join_json(reports: Sequence[Report], options: Options) -> str:  # noqa: ARG001 - the shape of every format
    """Return an array of reports."""
    return json_text([report_value(report) for report in reports], indent=2) + "\n"


def report_value(report: Report) -> dict[str, Json]:
    """Return the report as a JSON value."""
    return {
        "old": report.old,
        "new": report.new,
        "bump": report.bump,
        "counts": {name: {str(level): report.count(level, name) for level in Level} for name in VERDICTS},
        "ignored": dict(report.ignored),
        "findings": [finding_value(finding) for finding in report.findings],
    }


def finding_value(finding: Finding) -> dict[str, Json]:
    """Return one finding as a JSON value."""
    change = finding.change
    renamed: dict[str, Json] | None = None
    if change.renamed is not None:
        renamed = {"name": change.renamed[0], "confidence": change.renamed[1]}
    return {
        "id": finding.id,
        "level": str(finding.level),
        "direction": str(finding.rule.direction),
        "area": finding.rule.area,
        "kind": finding.rule.kind,
        "subject": change.subject,
        "message": change.message,
        "note": finding.note,
        "old": change.old,
        "new": change.new,
        "old_location": _place(change.old_at),
        "new_location": _place(change.new_at),
        "renamed": renamed,
        "operations": list(finding.operations),
        "verdicts": {name: str(getattr(finding.verdicts, name)) for name in VERDICTS},
        "fingerprint": change.fingerprint,
        **({"witness": _witness(finding.witness)} if finding.witness is not None else {}),
        **({"reproducer": finding.reproducer} if finding.reproducer else {}),
    }


def _witness(witness: Witness) -> Json:
    return {
        "value": witness.value,
        "place": witness.place,
        "sent_by": witness.sent_by,
        "status": witness.status,
    }


def _place(location: Location) -> Json:
    return {"file": location.file, "pointer": location.pointer} if location.file else None
