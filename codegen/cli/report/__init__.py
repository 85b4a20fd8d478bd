"""How findings are shown: one format per file, each a pure function of resolved findings."""

from codegen.cli.report.findings import Finding, resolve
from codegen.cli.report.formats import FORMATS, Format

__all__ = ["FORMATS", "Finding", "Format", "resolve"]
