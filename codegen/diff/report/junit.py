"""JUnit XML: a test case per finding; those that fail the run are failures."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from codegen.core.printed import visible
from codegen.diff.report.view import VERDICTS, fails

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from codegen.diff.model.changes import Finding, Report
    from codegen.diff.report.view import Options


def render_junit(report: Report, options: Options) -> str:
    """Return one test suite. A comparison without findings is one passing test case."""
    return _document([_suite(report, options, "codegen diff")])


def join_junit(reports: Sequence[Report], options: Options) -> str:
    """Return a test suite per report, with the name of its new version."""
    return _document(_suite(report, options, f"codegen diff {report.new}") for report in reports)


def _document(suites: Iterable[str]) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>{"".join(suites)}</testsuites>\n'


def _suite(report: Report, options: Options, name: str) -> str:
    failures = sum(1 for item in report.findings if fails(item, options.fail_on))
    count = max(len(report.findings), 1)
    lines = [f'<testsuite name={quoteattr(visible(name))} tests="{count}" failures="{failures}">']
    lines.extend(line for finding in report.findings for line in _case(finding, options))
    if not report.findings:
        lines.append('<testcase classname="codegen.diff" name="no changes"/>')
    return "\n".join([*lines, "</testsuite>"])


def _case(finding: Finding, options: Options) -> Iterator[str]:
    message = visible(finding.change.message)
    head = f'<testcase classname="codegen.diff.{finding.id}" name={quoteattr(message)}'
    if not fails(finding, options.fail_on):
        yield f"{head}/>"
        return
    levels = ", ".join(f"{name} {getattr(finding.verdicts, name)}" for name in VERDICTS)
    yield f"{head}>"
    yield f"<failure message={quoteattr(message)}>{escape(levels)}; {escape(visible(finding.note))}</failure>"
    yield "</testcase>"
