"""The merge base of a package: its files as generated, and its inputs, as text files inside the package.

``.codegen/base`` holds every generated file as it came, ``.codegen/inputs`` what the package was made of, for a
comparison with what comes next. Their names end with ``.txt``, so that no tool takes them for modules.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from codegen.output.conflict import holds_conflict, read_lock
from codegen.output.folder import read_file, scan
from codegen.output.manifest import MANIFEST, InvalidManifestError, Manifest, OutputFile, content_digest

if TYPE_CHECKING:
    from pathlib import Path

    from codegen.output.tree import FileTree

LOCK_FOLDER = ".codegen"
BASE = f"{LOCK_FOLDER}/base/"
INPUTS = f"{LOCK_FOLDER}/inputs/"
ATTRIBUTES = f"{LOCK_FOLDER}/.gitattributes"
GENERATED = b"* linguist-generated\n"
_SUFFIX = ".txt"

_NONE: Mapping[str, bytes] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """Generated files as they came, and the inputs that they were made of, by path."""

    files: Mapping[str, bytes] = field(default_factory=lambda: _NONE)
    inputs: Mapping[str, bytes] = field(default_factory=lambda: _NONE)

    @property
    def entries(self) -> dict[str, bytes]:
        """The files of the lock folder that hold the base, by their path in the package."""
        base = {f"{BASE}{path}{_SUFFIX}": content for path, content in self.files.items()}
        inputs = {f"{INPUTS}{path}{_SUFFIX}": content for path, content in self.inputs.items()}
        return {**base, **inputs, ATTRIBUTES: GENERATED}


def read_base(folder: Path) -> Base | None:
    """Return the base of a package, without files that hold conflict markers of git; None if there is none.

    Line ends are LF: a checkout may have changed them.
    """
    files, inputs = _below(folder, BASE), _below(folder, INPUTS)
    return Base(files=files, inputs=inputs) if files else None


def _below(folder: Path, prefix: str) -> dict[str, bytes]:
    """Return the ordinary files below a folder of the lock folder, by their path without prefix and suffix."""
    if (folder / LOCK_FOLDER).is_symlink() or (folder / prefix).is_symlink():
        return {}
    try:
        names = [path for path in scan(folder / prefix).files if path.endswith(_SUFFIX)]
        texts = {path: read_file(folder / prefix / path).replace(b"\r\n", b"\n") for path in names}
    except OSError:
        return {}
    return {path.removesuffix(_SUFFIX): text for path, text in texts.items() if not holds_conflict(text)}


def with_base(tree: FileTree, inputs: Mapping[str, bytes]) -> FileTree:
    """Return a fresh package with its base in it, and its manifest with the rows of the lock folder."""
    files = {path: content for path, content in tree.items() if path != MANIFEST}
    locked = Base(files=files, inputs=inputs).entries
    return _relisted(tree | locked, Manifest.digests(locked))


def keep_merged(tree: FileTree, folder: Path) -> FileTree:
    """Return a fresh package with the hand edits that earlier runs merged: those of files for which nothing new comes.

    Files that went, and that the user kept, stay the user's.
    """
    try:
        manifest = read_lock(folder)
    except (InvalidManifestError, OSError):
        return tree
    rows: dict[str, OutputFile] = {}
    kept: dict[str, bytes] = {}
    for path, row in manifest.outputs.items():
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
