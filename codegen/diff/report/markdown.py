"""A changelog in Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen.core.printed import markdown
from codegen.diff.report.view import VERDICTS, grouped, reach, summary

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codegen.diff.model.changes import Finding, Report
    from codegen.diff.report.view import Options


def render_markdown(report: Report, options: Options) -> str:
    """Return a heading, the counts, and one list per group."""
    return "\n".join(_lines(report, options)) + "\n"


def _lines(report: Report, options: Options) -> Iterator[str]:
    yield f"# {markdown(report.old)} → {markdown(report.new)}"
    yield ""
    yield from changes_lines(report, options)


def changes_lines(report: Report, options: Options, heading: str = "##") -> Iterator[str]:
    """Yield the counts, and one list per group below headings of a level."""
    yield f"{markdown(summary(report))}."
    for title, findings in grouped(report):
        yield ""
        yield f"{heading} {title}"
        yield ""
        for finding in findings:
            yield from _finding(finding, options)


def _finding(finding: Finding, options: Options) -> Iterator[str]:
    levels = ", ".join(f"{name} {getattr(finding.verdicts, name)}" for name in VERDICTS)
    tail = f"; {reach(finding)}" if reach(finding) else ""
    yield f"- {markdown(finding.change.message)} ({levels}{tail}) `{finding.id}`"
    if finding.note:
        yield f"  - {markdown(finding.note)}"
    if options.operations:
        for operation in finding.operations:
            yield f"  - {markdown(operation)}"
