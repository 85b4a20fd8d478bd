"""How findings are shown: one format per file, each a pure function of resolved findings."""

from codegen.cli.report.findings import ShownDiagnostic, resolve
from codegen.cli.report.formats import FORMATS, DiagnosticFormat

__all__ = ["FORMATS", "DiagnosticFormat", "ShownDiagnostic", "resolve"]
