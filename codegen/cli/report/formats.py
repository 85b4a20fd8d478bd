"""The registry of report formats."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from codegen.cli.report.findings import Finding
from codegen.cli.report.github import render_github
from codegen.cli.report.json import render_json
from codegen.cli.report.text import render_text

Render: TypeAlias = Callable[[Sequence[Finding], bool], list[str]]
"""From findings, and whether colours are wanted, to lines."""


@dataclass(frozen=True, slots=True)
class Format:
    """How findings are written, and whether they are the result (on standard output) or stand beside it."""

    render: Render
    is_result: bool


FORMATS: dict[str, Format] = {
    "text": Format(render_text, is_result=False),
    "json": Format(render_json, is_result=True),
    "github": Format(render_github, is_result=True),
}
