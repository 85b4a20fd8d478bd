"""Collects the findings of a run and prints them once, in the chosen format."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from codegen.cli.console import wants_color
from codegen.cli.report import FORMATS, ShownDiagnostic, resolve
from codegen.core.diagnostic import Severity
from codegen.core.printed import json_text, visible

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from codegen.cli.console import Console
    from codegen.core.diagnostic import Diagnostics
    from codegen.openapi.document import Document
    from codegen.output.merge import Merged
    from codegen.pipeline.generate import Outcome


def add_report_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what decides how findings are shown and how they count."""
    parser.add_argument("--format", choices=FORMATS, default="text", help="format of findings (default: text)")
    parser.add_argument("--strict", action="store_true", help="exit 1 when there are warnings")
    parser.add_argument("--allow-partial", action="store_true", help="go on with what is intact, and exit 0")


@dataclass(slots=True, kw_only=True)
class Reporter:
    """What one run has to say, in one format."""

    console: Console
    format: str
    findings: list[ShownDiagnostic] = field(default_factory=list)

    def add(self, found: Diagnostics, root: Path, documents: Mapping[str, Document]) -> None:
        """Take findings whose files are relative to ``root``."""
        self.findings.extend(resolve(found, root, documents, self.console.display))

    def add_outcomes(self, outcomes: Sequence[Outcome]) -> None:
        """Take the findings of targets."""
        for outcome in outcomes:
            self.add(outcome.found, outcome.target.root, outcome.result.documents if outcome.result else {})

    def flush(self, *, summary: bool = True) -> None:
        """Print every finding once, and how many there are."""
        findings = list(dict.fromkeys(self.findings))
        chosen = FORMATS[self.format]
        stream = self.console.out if chosen.is_result else self.console.err
        for line in chosen.render(findings, wants_color(stream, self.console.environ)):
            print(line, file=stream)
        if findings and summary and not chosen.is_result:
            self.console.note(_summary(findings))

    def result(self, text: str, **data: object) -> None:
        """Print one line of the result: the text for people, the data for programs."""
        if self.format == "json":
            self.console.result(json_text(data))
        else:
            self.console.result(visible(text))

    def add_merge(self, merged: Merged, label: str) -> None:
        """Print what became of every edited file of a package: conflicts first."""
        for path, message in merged.conflicts.items():
            place = f"{label}/{path}"
            self.result(f"{place}: conflict: {message}", kind="conflict", path=place, message=message)
        notes = {"merged": merged.merged, "kept as edited": merged.kept, "left out as removed": merged.dropped}
        for what, paths in notes.items():
            for path in paths:
                if path not in merged.conflicts:
                    self.result(f"{label}/{path}: {what}", kind="file", path=f"{label}/{path}", message=what)


def _summary(findings: Sequence[ShownDiagnostic]) -> str:
    counts = Counter(finding.severity for finding in findings)
    nouns = {Severity.ERROR: "error", Severity.INCOMPLETE: "thing left out", Severity.WARNING: "warning"}
    plurals = {Severity.ERROR: "errors", Severity.INCOMPLETE: "things left out", Severity.WARNING: "warnings"}
    parts = [
        f"{counts[severity]} {nouns[severity] if counts[severity] == 1 else plurals[severity]}"
        for severity in Severity
        if counts[severity]
    ]
    return ", ".join(parts)
