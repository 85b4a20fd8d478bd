"""The report of a run as one JSON document, described by ``schemas/report.json``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen.core.printed import json_text

if TYPE_CHECKING:
    from codegen.cli.report.diagnostics import ShownDiagnostic, SourcePosition
    from codegen.cli.report.run import RunReport


def _place(place: SourcePosition) -> dict[str, object]:
    return {"file": place.file, "line": place.line, "column": place.column, "pointer": place.pointer}


def diagnostic_value(item: ShownDiagnostic) -> dict[str, object]:
    """Return a diagnostic as a JSON value. An unknown line or column is 0."""
    return {
        "severity": str(item.severity),
        "code": item.code,
        "message": item.message,
        "hint": item.hint,
        **_place(item.place),
        "count": item.count,
        "related": [{"message": message, **_place(place)} for message, place in item.related],
    }


def render_json(report: RunReport) -> str:
    """Return the document, in ASCII."""
    value = {
        "command": report.command,
        "diagnostics": [diagnostic_value(item) for item in report.diagnostics],
        "results": report.results,
    }
    return json_text(value, indent=2)
