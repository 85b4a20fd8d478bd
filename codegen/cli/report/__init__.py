"""Report formats of diagnostics, one per file; each is a pure function of resolved diagnostics."""

from codegen.cli.report.diagnostics import ShownDiagnostic, resolve
from codegen.cli.report.formats import FORMATS, DiagnosticFormat

__all__ = ["FORMATS", "DiagnosticFormat", "ShownDiagnostic", "resolve"]
