"""The registries of report formats: lines, printed as they arise, and documents of a whole run."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from codegen.cli.report.diagnostics import ShownDiagnostic
from codegen.cli.report.github import render_github
from codegen.cli.report.json import render_json
from codegen.cli.report.junit import render_junit
from codegen.cli.report.run import RunReport
from codegen.cli.report.sarif import render_sarif
from codegen.cli.report.text import render_text

Render: TypeAlias = Callable[[Sequence[ShownDiagnostic], bool], list[str]]
"""Renders diagnostics as lines; the second argument enables colours."""

LINES: Mapping[str, Render] = {"text": render_text, "github": render_github}

DOCUMENTS: Mapping[str, Callable[[RunReport], str]] = {
    "json": render_json,
    "junit": render_junit,
    "sarif": render_sarif,
}

FORMATS = ("text", "json", "github")
"""The formats of every command that prints diagnostics."""

CI_FORMATS = (*FORMATS, "junit", "sarif")
"""The formats of commands that check packages."""
