"""Report formats, one per file: pure functions from a ``Report`` to text."""

from codegen.diff.report.registry import FORMATS, JOINED, Render

__all__ = ["FORMATS", "JOINED", "Render"]
