"""Findings as annotations of a GitHub workflow run (workflow commands ``::error`` and ``::warning``)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen.core.diagnostic import Severity
from codegen.core.printed import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from codegen.cli.report.findings import ShownDiagnostic


def _data(text: str) -> str:
    """Escape the message of a command; nothing that is left can end it."""
    return visible(text).replace("%", "%25")


def _property(text: str) -> str:
    """Escape a property of a command, which colons and commas would end."""
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _line(finding: ShownDiagnostic) -> str:
    place = finding.place
    properties = [("file", place.file)] if place.file else []
    if place.line:
        properties += [("line", str(place.line)), ("col", str(place.column))]
    properties.append(("title", f"codegen {finding.code}"))
    kind = "warning" if finding.severity is Severity.WARNING else "error"
    texts = [finding.message, finding.hint, *(f"{place}: {message}" for message, place in finding.related)]
    message = "; ".join(text for text in texts if text)
    return f"::{kind} {','.join(f'{name}={_property(value)}' for name, value in properties)}::{_data(message)}"


def annotation(file: str, title: str, message: str) -> str:
    """Return the command for what is wrong with a file as a whole."""
    return f"::error file={_property(file)},title={_property(title)}::{_data(message)}"


def render_github(findings: Sequence[ShownDiagnostic], color: bool) -> list[str]:  # noqa: ARG001, FBT001 - the shape of every format
    """Return one command per finding."""
    return [_line(finding) for finding in findings]
