"""The registry of report formats of diagnostics."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from codegen.cli.report.diagnostics import ShownDiagnostic
from codegen.cli.report.github import render_github
from codegen.cli.report.json import render_json
from codegen.cli.report.text import render_text

Render: TypeAlias = Callable[[Sequence[ShownDiagnostic], bool], list[str]]
"""Renders diagnostics as lines; the second argument enables colours."""


@dataclass(frozen=True, slots=True)
class DiagnosticFormat:
    """A report format; ``is_result`` decides between standard output and standard error."""

    render: Render
    is_result: bool


FORMATS: dict[str, DiagnosticFormat] = {
    "text": DiagnosticFormat(render_text, is_result=False),
    "json": DiagnosticFormat(render_json, is_result=True),
    "github": DiagnosticFormat(render_github, is_result=True),
}
