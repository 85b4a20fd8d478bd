"""Recognise conflict markers of git, and read a manifest that contains them."""

from __future__ import annotations

import ast
import contextlib
from dataclasses import replace
from typing import TYPE_CHECKING

from codegen.output.folder import is_plain, read_file
from codegen.output.history import conflicting_texts
from codegen.output.manifest import MANIFEST, InvalidManifestError, Manifest, OutputFile, content_digest

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

_OURS, _BASE, _MIDDLE, _THEIRS = b"<<<<<<< ", b"||||||| ", b"=======", b">>>>>>> "


def holds_conflict(content: bytes, path: str = "") -> bool:
    """Return whether a file contains a marker of a merge conflict, also a leftover one.

    A line ``=======`` alone may be text: it counts in Python modules that it makes invalid.
    """
    lines = content.splitlines()
    if any(line.startswith((_OURS, _THEIRS)) for line in lines):
        return True
    return path.endswith(".py") and _MIDDLE in lines and not _is_python(content)


def _is_python(content: bytes) -> bool:
    try:
        ast.parse(content)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def recovered_manifests(content: bytes) -> list[Manifest]:
    """Return the manifests in a lock with conflict markers of git: ours, theirs, or that of both."""
    found: list[Manifest] = []
    for side in _sides(content):
        with contextlib.suppress(InvalidManifestError):
            found.append(Manifest.from_bytes(side))
    return found


def _sides(content: bytes) -> Iterator[bytes]:
    lines = content.splitlines(keepends=True)
    if not any(line.startswith((_OURS, _THEIRS)) or line.rstrip() == _MIDDLE for line in lines):
        return
    for skipped in ("theirs", "ours", ""):
        kept: list[bytes] = []
        part = ""
        for line in lines:
            if line.startswith(_OURS):
                part = "ours"
            elif line.startswith(_BASE):
                part = "base"
            elif line.rstrip() == _MIDDLE:
                part = "theirs"
            elif line.startswith(_THEIRS):
                part = ""
            elif not part or part not in {"base", skipped}:
                kept.append(line)
        yield b"".join(kept)


def read_lock(folder: Path) -> Manifest:
    """Return the manifest of a package; of one with conflict markers of git, the rows of both sides.

    Where the sides differ, the row is that which the file on disk satisfies, else ours. A file in which git left
    conflict markers counts as written, if it was not edited on either side. Raises ``InvalidManifestError`` and
    ``OSError``.
    """
    content = read_file(folder / MANIFEST)
    sides = recovered_manifests(content)[:2]
    if not sides:
        return Manifest.from_bytes(content)
    paths = sorted({path for side in sides for path in side.outputs})
    rows = {path: [side.outputs[path] for side in sides if path in side.outputs] for path in paths}
    return replace(sides[0], outputs={path: _matching(folder, path, found) for path, found in rows.items()})


def _matching(folder: Path, path: str, rows: Sequence[OutputFile]) -> OutputFile:
    """Return the row of a file that its content satisfies, else the first."""
    if len(set(rows)) == 1 or not is_plain(folder, path):
        return rows[0]
    content = (folder / path).read_bytes()
    digest = content_digest(content)
    found = next((row for row in rows if digest in {row.sha256, row.as_generated}), rows[0])
    if holds_conflict(content) and _was_generated(folder, path, rows):
        return OutputFile(sha256=digest)
    return found


def _was_generated(folder: Path, path: str, rows: Sequence[OutputFile]) -> bool:
    """Return whether a file with a conflict had no hand edits on either side."""
    texts = conflicting_texts(folder, path)
    generated = {row.as_generated for row in rows}
    return texts is not None and all(content_digest(text) in generated for text in texts)
