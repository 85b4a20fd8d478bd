"""Run ``codegen diff --scan`` and ``--fix``: from a report and two versions to uses, moves and rewrites."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from codegen.diff.audience.callers.breaks import find_breaks
from codegen.diff.audience.callers.rewrites import propose
from codegen.migrate.report import as_json, as_text, left_lines, unasked_lines
from codegen.migrate.rewrite import moves as codemod_moves
from codegen.migrate.rewrite import service as codemod
from codegen.migrate.scan.service import Question, scan

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from codegen.diff.audience.callers.rewrites import Moves
    from codegen.diff.match.compared_api import ComparedApi
    from codegen.diff.model.changes import Report
    from codegen.migrate.rewrite.service import Fix
    from codegen.migrate.scan.service import Scan


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """Uses, moves and rewrites of one run."""

    found: Scan
    moves: Moves
    made: Fix
    imported: bool

    @property
    def left(self) -> list[str]:
        """The lines about uses that were not rewritten."""
        return [*left_lines(self.made), *unasked_lines(self.made)]

    def as_text(self) -> str:
        """Return the uses as text."""
        return as_text(self.found, self.made)

    def as_json(self) -> str:
        """Return the uses as JSON."""
        return as_json(self.found, self.made)

    def write(self) -> None:
        """Rewrite the files, all or none. Raises ``UsageError``."""
        codemod.write(self.made)


def look(
    roots: Sequence[Path],
    cwd: Path,
    report: Report,
    sides: tuple[ComparedApi, ComparedApi],
    options: tuple[str, Path | None],
) -> Looked:
    """Scan files and folders; ``options`` are the dotted name of the package, if not its own, and a file of moves.

    Raises ``UsageError`` when something cannot be read.
    """
    old, new = sides
    package, file = options
    breaks = find_breaks(report, old, new)
    moves = propose(breaks, old, new)
    if file is not None:
        edited = codemod_moves.load(file, file.name)
        moves = replace(edited, package=edited.package if all(edited.package) else moves.package)
    found = scan(roots, cwd, Question(old=old, new=new, breaks=breaks, package=package or str(old.names.package)))
    made = codemod.fix(found, moves, sides)
    return Looked(found=found, moves=moves, made=made, imported=any(found.imports.values()))
