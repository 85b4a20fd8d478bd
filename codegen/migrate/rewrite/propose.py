"""Write the moves that a comparison proposes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen.core.errors import UsageError
from codegen.diff.audience.callers.breaks import find_breaks
from codegen.diff.audience.callers.rewrites import propose
from codegen.migrate.rewrite.moves import dump

if TYPE_CHECKING:
    from pathlib import Path

    from codegen.diff.match.compared_api import ComparedApi
    from codegen.diff.model.changes import Report


def write_moves(path: Path, label: str, report: Report, sides: tuple[ComparedApi, ComparedApi]) -> None:
    """Write a file of moves. Raises ``UsageError`` when it cannot be written."""
    text = dump(propose(find_breaks(report, *sides), *sides), path, (report.old, report.new))
    try:
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        msg = f"{label} cannot be written: {error.strerror}"
        raise UsageError(msg) from error
