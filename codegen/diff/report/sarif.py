"""SARIF 2.1.0, for code scanning services."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from codegen import __version__
from codegen.core.printed import json_text
from codegen.diff.model.changes import Level
from codegen.diff.report.json import finding_value
from codegen.diff.report.view import severity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from codegen.core.json import Json
    from codegen.diff.model.changes import Finding, Report
    from codegen.diff.report.view import Options

_LEVELS = {Level.ERR: "error", Level.WARN: "warning", Level.INFO: "note", Level.NONE: "none"}


def render_sarif(report: Report, options: Options) -> str:
    """Return one run; the level of a result is the more severe of wire and callers."""
    return join_sarif([report], options)


def join_sarif(reports: Sequence[Report], options: Options) -> str:  # noqa: ARG001 - the shape of every format
    """Return a run per report."""
    value: dict[str, Json] = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [_run(report) for report in reports],
    }
    return json_text(value, indent=2) + "\n"


def _run(report: Report) -> Json:
    rules = {finding.id: finding.rule for finding in report.findings}
    described: list[Json] = [
        {
            "id": rule.id,
            "shortDescription": {"text": rule.about},
            "defaultConfiguration": {"level": _LEVELS[rule.level]},
            "properties": {"direction": str(rule.direction), "area": rule.area, "kind": rule.kind},
        }
        for rule in rules.values()
    ]
    return {
        "tool": {"driver": {"name": "spec-codegen diff", "version": __version__, "rules": described}},
        "columnKind": "utf16CodeUnits",
        "properties": {"bump": report.bump},
        "results": [_result(finding) for finding in report.findings],
    }


def _result(finding: Finding) -> Json:
    place = finding.change.new_at if finding.change.new_at.file else finding.change.old_at
    details = finding_value(finding)
    result: dict[str, Json] = {
        "ruleId": finding.id,
        "level": _LEVELS[severity(finding)],
        "message": {"text": finding.change.message},
        "partialFingerprints": {"codegenDiff/v1": finding.change.fingerprint},
        "properties": {key: details[key] for key in ("verdicts", "operations", "note")},
    }
    if place.file:
        physical: dict[str, Json] = {"artifactLocation": {"uri": quote(place.file)}}
        if place.line:
            physical["region"] = {"startLine": place.line, "startColumn": place.column}
        result["locations"] = [
            {"physicalLocation": physical, "logicalLocations": [{"fullyQualifiedName": place.pointer}]}
        ]
    return result
