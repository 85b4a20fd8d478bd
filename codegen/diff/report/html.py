"""A self-contained HTML page: the findings as data, and a script that filters them. It loads no resources."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from codegen.core.printed import script_json
from codegen.diff.report.json import finding_value, report_value
from codegen.diff.report.view import summary

if TYPE_CHECKING:
    from codegen.core.json import Json
    from codegen.diff.model.changes import Report
    from codegen.diff.report.view import Options

_PAGE = Path(__file__).with_name("page.html")
_MARK = "__REPORT__"


def render_html(report: Report, options: Options) -> str:
    """Return the page. The data is in a script element of type JSON, escaped so that it cannot end the element."""
    shown = {key: list(keys) for key, keys in options.trees.shown.items()}
    value = report_value(report) | {"summary": summary(report), "shown": shown, "trees": dict(options.trees.trees)}
    value |= _shared_operations(report)
    return _PAGE.read_text(encoding="utf-8").replace(_MARK, script_json(value))


def _shared_operations(report: Report) -> dict[str, Json]:
    """Return the findings with operations as indexes into a list: many findings affect the same ones."""
    numbers: dict[str, int] = {}
    findings: list[Json] = []
    for finding in report.findings:
        indexes: list[Json] = [numbers.setdefault(name, len(numbers)) for name in finding.operations]
        findings.append(finding_value(finding) | {"operations": indexes})
    return {"findings": findings, "operations": [*numbers]}
