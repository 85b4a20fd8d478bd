"""The merge base of a package: its files as generated, compressed, inside the package.

``.codegen/base.tar.bz2`` holds every generated file as it came, and below ``INPUTS`` what the package was made of, for
a comparison with what comes next.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from codegen.output.archive import MAX_BYTES, InvalidArchiveError, pack, unpack
from codegen.output.folder import read_file
from codegen.output.manifest import MANIFEST, InvalidManifestError, Manifest, OutputFile, content_digest
from codegen.output.tree import FileTree

if TYPE_CHECKING:
    from pathlib import Path

LOCK_FOLDER = ".codegen"
BASE = f"{LOCK_FOLDER}/base.tar.bz2"
ATTRIBUTES = f"{LOCK_FOLDER}/.gitattributes"
BINARY = b"base.tar.bz2 binary\n"
INPUTS = f"{LOCK_FOLDER}/inputs/"

_NONE: Mapping[str, bytes] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """Generated files as they came, and the inputs that they were made of, by path below ``INPUTS``."""

    files: Mapping[str, bytes] = field(default_factory=lambda: _NONE)
    inputs: Mapping[str, bytes] = field(default_factory=lambda: _NONE)

    @staticmethod
    def from_bytes(content: bytes) -> Base:
        """Read an archive. Raises ``InvalidArchiveError``."""
        entries = unpack(content)
        inputs = {path.removeprefix(INPUTS): data for path, data in entries.items() if path.startswith(INPUTS)}
        return Base(files={path: data for path, data in entries.items() if not path.startswith(INPUTS)}, inputs=inputs)

    @property
    def entries(self) -> dict[str, bytes]:
        """What the archive holds, by path."""
        return {**self.files, **{INPUTS + path: data for path, data in self.inputs.items()}}

    @property
    def digest(self) -> str:
        """The sha256 over paths and contents."""
        rows = (f"{hashlib.sha256(data).hexdigest()} {path}\n" for path, data in sorted(self.entries.items()))
        return hashlib.sha256("".join(rows).encode()).hexdigest()

    def to_bytes(self) -> bytes:
        """Return the archive."""
        return pack(self.entries)


def read_base(folder: Path) -> Base | None:
    """Return the base of a package; None when there is none that can be used."""
    try:
        return Base.from_bytes(read_file(folder / BASE, MAX_BYTES))
    except (InvalidArchiveError, OSError):
        return None


def archive_of(base: Base, folder: Path) -> bytes:
    """Return the bytes of an archive: those in the folder if they hold the same, however they were compressed."""
    if read_base(folder) == base:
        return read_file(folder / BASE, MAX_BYTES)
    return base.to_bytes()


def with_base(tree: FileTree, inputs: Mapping[str, bytes], folder: Path) -> FileTree:
    """Return a fresh package with its base in it, and its manifest with the rows of the lock folder."""
    base = Base(files={path: content for path, content in tree.items() if path != MANIFEST}, inputs=inputs)
    digest = base.digest
    locked = {BASE: _as_written(digest, folder) or archive_of(base, folder), ATTRIBUTES: BINARY}
    done = _relisted(tree | locked, Manifest.digests(locked))
    return done | {MANIFEST: replace(Manifest.from_bytes(done[MANIFEST]), base=digest).to_bytes()}


def _as_written(digest: str, folder: Path) -> bytes:
    """Return the archive in a folder if its manifest says that it holds this, and it was not touched; else nothing."""
    try:
        manifest = Manifest.from_bytes(read_file(folder / MANIFEST))
        content = read_file(folder / BASE, MAX_BYTES)
    except (InvalidManifestError, OSError):
        return b""
    row = manifest.outputs.get(BASE)
    return content if manifest.base == digest and row is not None and row.sha256 == content_digest(content) else b""


def keep_merged(tree: FileTree, folder: Path) -> FileTree:
    """Return a fresh package with the hand edits that earlier runs merged: those of files for which nothing new comes.

    Files that went, and that the user kept, stay the user's.
    """
    try:
        listed = Manifest.from_bytes(read_file(folder / MANIFEST)).outputs
    except (InvalidManifestError, OSError):
        return tree
    rows: dict[str, OutputFile] = {}
    kept: dict[str, bytes] = {}
    for path, row in listed.items():
        if path not in tree:
            if row.mode == "scaffold" and (folder / path).is_file():
                rows[path] = row
        elif row.generated and content_digest(tree[path]) == row.generated:
            content = _unchanged_since(folder / path, row)
            if content is not None:
                kept[path] = content
                rows[path] = row
    return _relisted(tree | kept, rows) if rows else tree


def _unchanged_since(place: Path, row: OutputFile) -> bytes | None:
    """Return the content of a file that is as its row says, or None."""
    if place.is_symlink() or not place.is_file():
        return None
    content = place.read_bytes()
    return content if content_digest(content) == row.sha256 else None


def with_merged(tree: FileTree, files: Mapping[str, bytes], unsettled: frozenset[str]) -> FileTree:
    """Return a fresh package with merged files in it. ``unsettled`` are those that verification must not accept."""
    rows = {path: _merged_row(tree, path, content) for path, content in files.items() if path not in unsettled}
    return _relisted(tree | files, rows)


def _merged_row(tree: FileTree, path: str, content: bytes) -> OutputFile:
    if path not in tree:
        return OutputFile(sha256=content_digest(content), mode="scaffold")
    written, generated = content_digest(content), content_digest(tree[path])
    return OutputFile(sha256=written, generated=generated if generated != written else "")


def _relisted(tree: FileTree, rows: Mapping[str, OutputFile]) -> FileTree:
    manifest = Manifest.from_bytes(tree[MANIFEST])
    return tree | {MANIFEST: replace(manifest, outputs={**manifest.outputs, **rows}).to_bytes()}
