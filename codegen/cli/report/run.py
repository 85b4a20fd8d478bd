"""The report of a run as one document: its diagnostics and results, and the issues among them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from codegen.core.codes import CODES
from codegen.core.diagnostic import Severity
from codegen.output.manifest import MANIFEST

if TYPE_CHECKING:
    from codegen.cli.report.diagnostics import ShownDiagnostic

RULES: Mapping[str, str] = {
    "not-up-to-date": "The package is not what its document and settings generate",
    "edited": "The file was changed after it was written",
    "conflict": "The file contains conflict markers",
    "missing": "The file, or the manifest of a package, is missing",
    "moved": "The file was moved",
    "extra": "The file is not in the manifest of the package",
    "manifest-invalid": "The manifest of the package cannot be used",
    "output-orphan": "A package that no target of the configuration writes",
}
"""Titles of issues that are not diagnostics."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunReport:
    """The findings and results of a command. Each result is a JSON object with its ``kind``."""

    command: str
    diagnostics: Sequence[ShownDiagnostic] = ()
    results: Sequence[Mapping[str, object]] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """Something to correct. ``rule`` is a diagnostic code or a key of ``RULES``; line and column are 0 if unknown."""

    rule: str
    level: Severity
    message: str
    file: str
    line: int = 0
    column: int = 0

    @property
    def title(self) -> str:
        """The subject of the rule."""
        return CODES[self.rule].title if self.rule in CODES else RULES[self.rule]


def issues(report: RunReport) -> Iterator[Issue]:
    """Yield the diagnostics, then the issues of packages."""
    for item in report.diagnostics:
        message = f"{item.counted}; {item.hint}" if item.hint else item.counted
        place = item.place
        yield Issue(
            rule=item.code, level=item.severity, message=message,
            file=place.file, line=place.line, column=place.column,
        )  # fmt: skip
    for row in report.results:
        yield from _package_issues(row)


def _package_issues(row: Mapping[str, object]) -> Iterator[Issue]:
    folder = str(row.get("folder", ""))
    manifest = f"{folder}/{MANIFEST}"
    if row["kind"] == "target" and row.get("fresh") is False:
        causes = [str(cause["message"]) for cause in _objects(row, "causes")]
        message = "; ".join(["the package is not up to date", *causes])
        yield Issue(rule="not-up-to-date", level=Severity.ERROR, message=message, file=manifest)
    for problem in _objects(row, "problems"):
        file = f"{folder}/{problem['path']}"
        yield Issue(rule=str(problem["kind"]), level=Severity.ERROR, message=str(problem["message"]), file=file)
    if row.get("error"):
        yield Issue(rule="manifest-invalid", level=Severity.ERROR, message=str(row["error"]), file=manifest)
    if row["kind"] == "orphan":
        yield Issue(rule="output-orphan", level=Severity.WARNING, message=str(row["message"]), file=folder)


def _objects(row: Mapping[str, object], key: str) -> Sequence[Mapping[str, object]]:
    return cast("Sequence[Mapping[str, object]]", row.get(key, ()))


def passed(report: RunReport) -> list[str]:
    """Return the folders of the packages without an issue."""
    return [str(row["folder"]) for row in report.results if row.get("fresh") is True]
