"""Report formats, one per file; each is a pure function of resolved diagnostics and results."""

from codegen.cli.report.diagnostics import ShownDiagnostic, resolve
from codegen.cli.report.formats import CI_FORMATS, DOCUMENTS, FORMATS, LINES
from codegen.cli.report.run import RunReport

__all__ = ["CI_FORMATS", "DOCUMENTS", "FORMATS", "LINES", "RunReport", "ShownDiagnostic", "resolve"]
