"""SARIF 2.1.0, for code scanning services."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING
from urllib.parse import quote

from codegen import __version__
from codegen.cli.report.run import issues
from codegen.core.diagnostic import Severity
from codegen.core.printed import json_text

if TYPE_CHECKING:
    from codegen.cli.report.run import Issue, RunReport


def render_sarif(report: RunReport) -> str:
    """Return one run with a result per issue."""
    found = list(issues(report))
    titles = {item.rule: item.title for item in found}
    rules = [{"id": rule, "shortDescription": {"text": title}} for rule, title in sorted(titles.items())]
    driver = {"name": f"spec-codegen {report.command}", "version": __version__, "rules": rules}
    value = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {"tool": {"driver": driver}, "columnKind": "utf16CodeUnits", "results": [_result(item) for item in found]}
        ],
    }
    return json_text(value, indent=2)


def _result(issue: Issue) -> dict[str, object]:
    fingerprint = hashlib.sha256(f"{issue.rule} {issue.file} {issue.message}".encode()).hexdigest()
    result: dict[str, object] = {
        "ruleId": issue.rule,
        "level": "warning" if issue.level is Severity.WARNING else "error",
        "message": {"text": issue.message},
        "partialFingerprints": {"codegen/v1": fingerprint},
    }
    if issue.file:
        physical: dict[str, object] = {"artifactLocation": {"uri": quote(issue.file)}}
        if issue.line:
            physical["region"] = {"startLine": issue.line, "startColumn": issue.column}
        result["locations"] = [{"physicalLocation": physical}]
    return result
