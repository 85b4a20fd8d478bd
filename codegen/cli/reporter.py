"""Collects the diagnostics of a run and prints them in the chosen format."""

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
    """Add the arguments that decide the format of diagnostics and the exit code."""
    parser.add_argument("--format", choices=FORMATS, default="text", help="format of diagnostics (default: text)")
    parser.add_argument("--strict", action="store_true", help="exit 1 when there are warnings")
    parser.add_argument("--allow-partial", action="store_true", help="write what can be generated, and exit 0")


@dataclass(slots=True, kw_only=True)
class Reporter:
    """Collects the diagnostics of a run and prints them, and results, in one format."""

    console: Console
    format: str
    diagnostics: list[ShownDiagnostic] = field(default_factory=list)

    def add(self, found: Diagnostics, root: Path, documents: Mapping[str, Document]) -> None:
        """Add diagnostics whose files are relative to ``root``."""
        self.diagnostics.extend(resolve(found, root, documents, self.console.display))

    def add_outcomes(self, outcomes: Sequence[Outcome]) -> None:
        """Add the diagnostics of targets."""
        for outcome in outcomes:
            self.add(outcome.found, outcome.target.root, outcome.result.documents if outcome.result else {})

    def flush(self, *, summary: bool = True) -> None:
        """Print the distinct diagnostics, and their number by severity."""
        diagnostics = list(dict.fromkeys(self.diagnostics))
        if self.console.quiet:
            diagnostics = [item for item in diagnostics if item.severity is not Severity.WARNING]
        chosen = FORMATS[self.format]
        stream = self.console.out if chosen.is_result else self.console.err
        for line in chosen.render(diagnostics, wants_color(stream, self.console.environ)):
            (self.console.result if chosen.is_result else self.console.error)(line)
        if diagnostics and summary and not chosen.is_result:
            self.console.note(_summary(diagnostics))

    def result(self, text: str, **data: object) -> None:
        """Print a line of the result: ``data`` in the format ``json``, else ``text``."""
        if self.format == "json":
            self.console.result(json_text(data))
        else:
            self.console.result(visible(text))

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
