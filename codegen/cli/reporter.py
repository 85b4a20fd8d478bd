"""Collects the diagnostics of a run and prints them in the chosen format."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from codegen.cli.console import wants_color
from codegen.cli.report import DOCUMENTS, FORMATS, LINES, RunReport, ShownDiagnostic, resolve
from codegen.core.diagnostic import Severity
from codegen.core.printed import visible

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from codegen.cli.console import Console
    from codegen.core.diagnostic import Diagnostics
    from codegen.openapi.document import Document
    from codegen.output.merge import Merged
    from codegen.pipeline.generate import Outcome


def add_report_arguments(parser: argparse.ArgumentParser, formats: Sequence[str] = FORMATS) -> None:
    """Add the arguments that decide the format of the report and the exit code."""
    parser.add_argument("--format", choices=formats, default="text", help="format of the report (default: text)")
    parser.add_argument("--strict", action="store_true", help="exit 1 when there are warnings")
    parser.add_argument("--allow-partial", action="store_true", help="write what can be generated, and exit 0")


@dataclass(slots=True, kw_only=True)
class Reporter:
    """Collects the diagnostics of a run and prints them, and results, in one format.

    Lines are printed by ``flush`` and ``result``, a document (``DOCUMENTS``) by ``finish``.
    """

    console: Console
    format: str
    diagnostics: list[ShownDiagnostic] = field(default_factory=list)
    flushed: list[ShownDiagnostic] = field(default_factory=list)
    results: list[Mapping[str, object]] = field(default_factory=list)

    @property
    def is_document(self) -> bool:
        """Return whether the report is one document, printed at the end."""
        return self.format in DOCUMENTS

    @property
    def failed(self) -> bool:
        """Return whether there are errors."""
        return any(item.severity is Severity.ERROR for item in (*self.diagnostics, *self.flushed))

    def add(self, found: Diagnostics, root: Path, documents: Mapping[str, Document]) -> None:
        """Add diagnostics whose files are relative to ``root``."""
        self.diagnostics.extend(resolve(found, root, documents, self.console.display))

    def add_outcomes(self, outcomes: Sequence[Outcome]) -> None:
        """Add the diagnostics of targets."""
        for outcome in outcomes:
            self.add(outcome.found, outcome.target.root, outcome.result.documents if outcome.result else {})

    def flush(self, *, summary: bool = True) -> None:
        """Print the distinct diagnostics since the last call, and their number by severity."""
        diagnostics = list(dict.fromkeys(self.diagnostics))
        self.diagnostics.clear()
        self.flushed += diagnostics
        if self.is_document:
            return
        if self.console.quiet:
            diagnostics = [item for item in diagnostics if item.severity is not Severity.WARNING]
        is_text = self.format == "text"  # annotations are read from standard output
        for line in LINES[self.format](diagnostics, is_text and wants_color(self.console.err, self.console.environ)):
            (self.console.error if is_text else self.console.result)(line)
        if diagnostics and summary and is_text:
            self.console.note(_summary(diagnostics))

    def result(self, text: str, **data: object) -> None:
        """Print a line of the result, or add ``data`` to the document."""
        if self.is_document:
            self.results.append(data)
        else:
            self.console.result(visible(text))

    def finish(self, command: str) -> None:
        """Print the document of a run, if the format is one."""
        self.flush()
        if self.is_document:
            report = RunReport(command=command, diagnostics=self.flushed, results=self.results)
            self.console.result(DOCUMENTS[self.format](report))

    def add_merge(self, merged: Merged, label: str) -> None:
        """Print the result of merging each edited file of a package, conflicts first."""
        for path, message in merged.conflicts.items():
            name = f"{label}/{path}"
            self.result(f"{name}: conflict: {message}", kind="conflict", path=name, message=message)
        notes = {"merged": merged.merged, "kept as edited": merged.kept, "kept as removed": merged.dropped}
        for note, paths in notes.items():
            for path in paths:
                if path not in merged.conflicts:
                    self.result(f"{label}/{path}: {note}", kind="file", path=f"{label}/{path}", message=note)


def _summary(diagnostics: Sequence[ShownDiagnostic]) -> str:
    counts: Counter[Severity] = Counter()
    for item in diagnostics:
        counts[item.severity] += item.count
    nouns = {Severity.ERROR: "error", Severity.INCOMPLETE: "element not generated", Severity.WARNING: "warning"}
    plurals = {Severity.ERROR: "errors", Severity.INCOMPLETE: "elements not generated", Severity.WARNING: "warnings"}
    parts = [
        f"{counts[severity]} {nouns[severity] if counts[severity] == 1 else plurals[severity]}"
        for severity in Severity
        if counts[severity]
    ]
    return ", ".join(parts)
