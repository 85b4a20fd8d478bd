"""Registry of report formats."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from codegen.diff.model.changes import Report
from codegen.diff.report.github import render_github
from codegen.diff.report.html import render_html
from codegen.diff.report.json import join_json, render_json
from codegen.diff.report.junit import join_junit, render_junit
from codegen.diff.report.markdown import render_markdown
from codegen.diff.report.sarif import join_sarif, render_sarif
from codegen.diff.report.text import render_text
from codegen.diff.report.view import Options

Render: TypeAlias = Callable[[Report, Options], str]
"""From a report and options to text that ends with a line break."""

FORMATS: dict[str, Render] = {
    "text": render_text,
    "json": render_json,
    "markdown": render_markdown,
    "html": render_html,
    "github": render_github,
    "junit": render_junit,
    "sarif": render_sarif,
}

JOINED: dict[str, Callable[[Sequence[Report], Options], str]] = {
    "json": join_json,
    "junit": join_junit,
    "sarif": join_sarif,
}
"""Formats of which several reports are one document. Other formats are printed one after the other."""
