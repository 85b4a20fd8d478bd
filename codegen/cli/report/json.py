"""Findings for programs: one JSON object per line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen.core.printed import json_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from codegen.cli.report.findings import ShownDiagnostic, SourcePosition


def _place(place: SourcePosition) -> dict[str, object]:
    return {"file": place.file, "line": place.line, "column": place.column, "pointer": place.pointer}


def render_json(findings: Sequence[ShownDiagnostic], color: bool) -> list[str]:  # noqa: ARG001, FBT001 - the shape of every format
    """Return one line per finding. A line and a column of 0 are unknown. ASCII only, so no character can do harm."""
    return [
        json_text(
            {
                "kind": "diagnostic",
                "severity": str(finding.severity),
                "code": finding.code,
                "message": finding.message,
                "hint": finding.hint,
                **_place(finding.place),
                "related": [{"message": message, **_place(place)} for message, place in finding.related],
            }
        )
        for finding in findings
    ]
