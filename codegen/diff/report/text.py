"""Report for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen.core.printed import visible, visible_line
from codegen.diff.model.changes import Level
from codegen.diff.report.view import VERDICTS, grouped, reach, summary, witness_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codegen.diff.model.changes import Finding, Report
    from codegen.diff.report.view import Options

_COLORS = {Level.ERR: "31", Level.WARN: "33", Level.INFO: "36", Level.NONE: "2"}


def render_text(report: Report, options: Options) -> str:
    """Return the findings in groups, each with its three levels and its id."""
    return "".join(f"{line}\n" for line in _lines(report, options))


def _lines(report: Report, options: Options) -> Iterator[str]:
    yield visible_line(f"{report.old} -> {report.new}: {summary(report)}")
    for title, findings in grouped(report):
        yield ""
        yield _paint(f"{title} ({len(findings)})", "1", options)
        for finding in findings:
            yield from _finding(finding, options)


def _finding(finding: Finding, options: Options) -> Iterator[str]:
    levels = " ".join(
        f"{name} {_paint(level, _COLORS[level], options)}"
        for name, level in ((name, getattr(finding.verdicts, name)) for name in VERDICTS)
    )
    yield visible_line(f"  {finding.change.message}")
    tail = f"; {reach(finding)}" if reach(finding) else ""
    yield f"      {levels}  [{finding.id}]{tail}"
    if finding.note:
        yield visible_line(f"      {finding.note}")
    if finding.witness is not None:
        yield visible_line(f"      {witness_line(finding.witness)}")
    if options.operations:
        for operation in finding.operations:
            yield f"      - {visible(operation)}"


def _paint(text: str, codes: str, options: Options) -> str:
    return f"\x1b[{codes}m{text}\x1b[0m" if options.color else text
