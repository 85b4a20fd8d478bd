"""Renders diagnostics as JSON Lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen.core.printed import json_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from codegen.cli.report.diagnostics import ShownDiagnostic, SourcePosition


def _place(place: SourcePosition) -> dict[str, object]:
    return {"file": place.file, "line": place.line, "column": place.column, "pointer": place.pointer}


def render_json(diagnostics: Sequence[ShownDiagnostic], color: bool) -> list[str]:  # noqa: ARG001, FBT001 - signature of all formats
    """Return one object per diagnostic, in ASCII. An unknown line or column is 0."""
    return [
        json_text(
            {
                "kind": "diagnostic",
                "severity": str(item.severity),
                "code": item.code,
                "message": item.message,
                "hint": item.hint,
                **_place(item.place),
                "count": item.count,
                "related": [{"message": message, **_place(place)} for message, place in item.related],
            }
        )
        for item in diagnostics
    ]
