"""Annotations of a GitHub workflow run (workflow commands ``::error``, ``::warning`` and ``::notice``)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen.core.printed import visible
from codegen.diff.model.changes import Level
from codegen.diff.report.view import severity, summary

if TYPE_CHECKING:
    from codegen.diff.model.changes import Finding, Report
    from codegen.diff.report.view import Options

_COMMANDS = {Level.ERR: "error", Level.WARN: "warning"}


def render_github(report: Report, options: Options) -> str:  # noqa: ARG001 - the shape of every format
    """Return one command per finding that breaks or may break, and one with the counts."""
    lines = [_line(finding) for finding in report.findings if severity(finding) in _COMMANDS]
    lines.append(f"::notice title=codegen diff::{_data(summary(report))}")
    return "".join(f"{line}\n" for line in lines)


def _line(finding: Finding) -> str:
    place = finding.change.new_at if finding.change.new_at.file else finding.change.old_at
    properties = [("file", place.file)] if place.file else []
    if place.line:
        properties += [("line", str(place.line)), ("col", str(place.column))]
    properties.append(("title", f"codegen diff {finding.id}"))
    text = "; ".join(part for part in (finding.change.message, finding.note) if part)
    joined = ",".join(f"{name}={_property(value)}" for name, value in properties)
    return f"::{_COMMANDS[severity(finding)]} {joined}::{_data(text)}"


def _data(text: str) -> str:
    """Escape the message of a command (percent sign and line breaks)."""
    return visible(text).replace("%", "%25")


def _property(text: str) -> str:
    """Escape a property of a command (also colons and commas)."""
    return _data(text).replace(":", "%3A").replace(",", "%2C")
