"""How merges of hand edits are told."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from codegen.cli.reporter import Reporter
    from codegen.output.merge import Merged


def tell_merge(merged: Merged, label: str, reporter: Reporter) -> None:
    """Print what became of every edited file: conflicts first."""
    for path, message in merged.conflicts.items():
        place = f"{label}/{path}"
        reporter.result(f"{place}: conflict: {message}", kind="conflict", path=place, message=message)
    notes = {"merged": merged.merged, "kept as edited": merged.kept, "left out as removed": merged.dropped}
    for what, paths in notes.items():
        for path in paths:
            if path not in merged.conflicts:
                reporter.result(f"{label}/{path}: {what}", kind="file", path=f"{label}/{path}", message=what)
