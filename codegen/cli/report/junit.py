"""JUnit XML: a test case per issue, and one per package without issues."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from codegen.cli.report.run import issues, passed
from codegen.core.diagnostic import Severity
from codegen.core.printed import visible

if TYPE_CHECKING:
    from codegen.cli.report.run import Issue, RunReport


def render_junit(report: RunReport) -> str:
    """Return one test suite. Warnings are test cases that pass."""
    cases = [
        *(_passing(report, folder) for folder in passed(report)),
        *(_case(report, item) for item in issues(report)),
    ]
    failures = sum(item.level is not Severity.WARNING for item in issues(report))
    suite = f'<testsuite name="codegen {report.command}" tests="{len(cases)}" failures="{failures}">'
    return "\n".join(
        ['<?xml version="1.0" encoding="UTF-8"?>', f"<testsuites>{suite}", *cases, "</testsuite></testsuites>"]
    )


def _passing(report: RunReport, folder: str) -> str:
    return f'<testcase classname="codegen.{report.command}" name={quoteattr(visible(folder))}/>'


def _case(report: RunReport, issue: Issue) -> str:
    at = f"{issue.file}:{issue.line}:{issue.column}" if issue.line else issue.file
    message = visible(issue.message)
    name = quoteattr(visible(f"{at}: {issue.message}" if at else issue.message))
    head = f'<testcase classname="codegen.{report.command}.{issue.rule}" name={name}'
    if issue.level is Severity.WARNING:
        return f"{head}><system-out>{escape(message)}</system-out></testcase>"
    return f"{head}><failure message={quoteattr(message)}>{escape(issue.title)}</failure></testcase>"
