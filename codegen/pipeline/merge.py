"""Merge hand edits of generated files into new output."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from codegen.core.diagnostic import Diagnostics
from codegen.core.location import Location
from codegen.output.base import BASE, LOCK_FOLDER, read_base, with_merged
from codegen.output.manifest import MANIFEST, content_digest
from codegen.output.merge import Merged, merge_trees
from codegen.output.publish import read_manifest
from codegen.output.verify import holds_conflict

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from codegen.output import FileTree
    from codegen.output.base import Base
    from codegen.output.manifest import Manifest


@dataclass(frozen=True, slots=True, kw_only=True)
class MergedTree:
    """A tree with merged hand edits, the result of the merge, and the digests of the edited files."""

    tree: FileTree
    merged: Merged = field(default_factory=Merged)
    known: Mapping[str, str] = field(default_factory=dict)


def merge_edits(tree: FileTree, folder: Path, label: str, found: Diagnostics) -> MergedTree:
    """Merge the hand edits of a folder into a fresh tree.

    A missing merge base or an unfinished earlier merge is an error. Files that were deleted by hand are restored.
    Raises ``OSError``.
    """
    previous = read_manifest(folder, label, Diagnostics())
    if previous is None or not folder.is_dir() or folder.is_symlink():
        return MergedTree(tree=tree)
    edits = _edits(folder, previous)
    if not edits:
        return MergedTree(tree=tree)
    base = _merge_base(folder, previous, edits, label, found)
    if base is None:
        return MergedTree(tree=tree)
    fresh = {path: content for path, content in tree.items() if path != MANIFEST and not _locked(path)}
    merged = merge_trees(base.files, {**base.files, **edits}, fresh)
    changed = {path: merged.files[path] for path in edits if path in merged.files}
    settled = with_merged(tree, changed, frozenset(merged.conflicts) - frozenset(merged.orphans))
    known = {path: content_digest(text) for path, text in edits.items()}
    return MergedTree(tree=settled, merged=merged, known=known)


def _edits(folder: Path, previous: Manifest) -> dict[str, bytes]:
    """Return the generated files of a folder that differ from their generated text."""
    ours = [path for path, row in previous.outputs.items() if row.mode == "owned" and not _locked(path)]
    texts = {path: (folder / path).read_bytes() for path in ours if _is_file(folder, path)}
    return {path: text for path, text in texts.items() if content_digest(text) != previous.outputs[path].as_generated}


def _merge_base(
    folder: Path, previous: Manifest, edits: Mapping[str, bytes], label: str, found: Diagnostics
) -> Base | None:
    """Return the merge base of edited files; None, with errors, if it is missing or a merge is unfinished."""
    _refuse_unfinished(edits, label, found)
    base = read_base(folder)
    if base is None or any(_lacks(base, path, previous.outputs[path].as_generated) for path in edits):
        hint = "move the changes out of the generated files, or discard them with --force"
        message = "edits cannot be merged without the merge base"
        found.error("output-edited", message, Location(f"{label}/{BASE}"), hint)
    return None if found.failed else base


def _lacks(base: Base, path: str, digest: str) -> bool:
    return path not in base.files or content_digest(base.files[path]) != digest


def _locked(path: str) -> bool:
    return path.startswith(f"{LOCK_FOLDER}/")


def _is_file(folder: Path, path: str) -> bool:
    return (folder / path).is_file() and not (folder / path).is_symlink()


def _refuse_unfinished(edits: Mapping[str, bytes], label: str, found: Diagnostics) -> None:
    for path, text in edits.items():
        if holds_conflict(text, path):
            message = "this file contains conflict markers of an earlier merge"
            found.error("output-edited", message, Location(f"{label}/{path}"), "resolve them first")
