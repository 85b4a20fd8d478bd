"""Rewrite callers' code mechanically along a map of moves; list the uses that are left."""

from __future__ import annotations

import difflib
import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from libcst.metadata import PositionProvider

from codegen.core.errors import UsageError
from codegen.diff.audience.callers.breaks import Effect
from codegen.migrate.rewrite.edits import Edits
from codegen.migrate.rewrite.expand import expand
from codegen.migrate.rewrite.rewrite import Rewriter
from codegen.migrate.scan.service import parents
from codegen.output.signals import uninterrupted

if TYPE_CHECKING:
    from codegen.diff.audience.callers.rewrites import Moves
    from codegen.diff.match.compared_api import ComparedApi
    from codegen.migrate.scan.service import Scan, ScannedModule, UsePosition

LEAST = 0.5
"""Uses and moves with a lower confidence are listed, not rewritten."""


@dataclass(frozen=True, slots=True)
class Left:
    """A use that was not rewritten, and why."""

    place: UsePosition
    why: str


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A file before and after."""

    source: ScannedModule
    content: bytes


@dataclass(slots=True)
class Fix:
    """Result of a rewrite. ``unasked`` lists calls that must expand a field and are not rewritten."""

    files: list[Rewritten] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)
    unasked: list[str] = field(default_factory=list)
    done: int = 0

    def patch(self) -> str:
        """Return a unified diff for ``git apply`` and ``patch -p1``."""
        parts: list[str] = []
        for item in self.files:
            before, after = (_lines(content) for content in (item.source.content, item.content))
            label = item.source.label
            lines = difflib.unified_diff(before, after, _name(f"a/{label}"), _name(f"b/{label}"))
            parts += [line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines]
        return "".join(parts)


def _name(path: str) -> str:
    """Return a path quoted as in git patches (git-config, ``core.quotePath``)."""
    if path.isprintable() and not {'"', "\\"} & set(path):
        return path
    octal = "".join(
        char if char.isprintable() else "".join(f"\\{byte:03o}" for byte in char.encode("utf-8", "surrogateescape"))
        for char in path.replace("\\", "\\\\").replace('"', '\\"')
    )
    return f'"{octal}"'


def _lines(content: bytes) -> list[str]:
    return content.decode("utf-8", "surrogateescape").splitlines(keepends=True)


def fix(found: Scan, moves: Moves, sides: tuple[ComparedApi, ComparedApi]) -> Fix:
    """Apply the moves in memory; writes nothing."""
    result = Fix()
    edited: list[tuple[ScannedModule, Edits]] = []
    expanded: set[str] = set()
    for source in found.sources:
        edits = Edits()
        expanded |= _rewrite(found, source, edits, moves, sides, result)
        edited.append((source, edits))
    asked = [move for move in moves.moves if move.expand and move.within in expanded]
    for source, edits in edited:
        for call in expand(edits, found.calls.get(source.label, {}), asked, sides):
            line = source.wrapper.resolve(PositionProvider)[call].start.line
            result.unasked.append(f"{source.label}:{line}: expand {', '.join(move.expand for move in asked)} here")
        content = edits.apply(source.wrapper.module).bytes if edits else source.content
        if content != source.content:
            result.files.append(Rewritten(source, content))
    return result


def _rewrite(
    found: Scan, source: ScannedModule, edits: Edits, moves: Moves, sides: tuple[ComparedApi, ComparedApi], result: Fix
) -> set[str]:
    """Rewrite the uses of one file into ``edits``; return the classes that calls must expand."""
    places = [place for place in found.places if place.path == source.label]
    rewriter = Rewriter(edits, parents(source) if places else {}, moves, sides)
    reasons = rewriter.rewrite([place.use for place in places], LEAST)
    rewriter.package(found.imports.get(source.label, ()), found.mentions.get(source.label, ()))
    for place in places:
        why = reasons.get(place.use)
        if why is None or (place.use.row.effect is Effect.NEEDED and rewriter.gives(place.use)):
            result.done += 1
        else:
            result.left.append(Left(place, why))
    return rewriter.reads.expanded


def write(made: Fix) -> None:
    """Replace all files, or none.

    Raises ``UsageError`` when a file was changed since it was read, or cannot be written.
    """
    staged: list[tuple[Path, Path]] = []
    try:
        for item in made.files:
            path = item.source.path.resolve()
            if path.read_bytes() != item.source.content:
                msg = f"{item.source.label} was changed during the rewrite"
                raise UsageError(msg)
            staged.append((_stage(path, item.content), path))
        with uninterrupted():
            _swap(staged, [item.source.content for item in made.files])
    except OSError as error:
        msg = f"{error.filename} cannot be written: {error.strerror}"
        raise UsageError(msg) from error
    finally:
        for temporary, _ in staged:
            temporary.unlink(missing_ok=True)


def _stage(path: Path, content: bytes) -> Path:
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    with os.fdopen(handle, "wb") as stream:
        stream.write(content)
        os.fchmod(stream.fileno(), path.stat().st_mode & 0o7777)
    return Path(name)


def _swap(staged: Sequence[tuple[Path, Path]], before: Sequence[bytes]) -> None:
    """Rename all files; on failure restore those already renamed."""
    for index, (temporary, path) in enumerate(staged):
        try:
            temporary.replace(path)
        except OSError:
            for (_, done), content in zip(staged[:index], before, strict=False):
                done.write_bytes(content)
            raise
