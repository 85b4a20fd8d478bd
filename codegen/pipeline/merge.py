"""Merge hand edits of generated files into new output."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from codegen.core.diagnostic import Diagnostics
from codegen.core.location import Location
from codegen.output.base import LOCK_FOLDER, read_base, with_merged
from codegen.output.conflict import holds_conflict
from codegen.output.history import committed_text
from codegen.output.manifest import MANIFEST, content_digest
from codegen.output.merge import Merged, merge_trees
from codegen.output.publish import read_manifest

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from codegen.output import FileTree
    from codegen.output.manifest import Manifest


@dataclass(frozen=True, slots=True, kw_only=True)
class MergedTree:
    """A tree with merged hand edits, the result of the merge, and the digests of the edited files."""

    tree: FileTree
    merged: Merged = field(default_factory=Merged)
    known: Mapping[str, str] = field(default_factory=dict)


def merge_edits(tree: FileTree, folder: Path, label: str, found: Diagnostics) -> MergedTree:
    """Merge the hand edits of a folder into a fresh tree.

    The original of an edited file is in the merge base, in a commit of git, or is what would be written now. None of
    these, or an unfinished earlier merge, is an error. Files that were deleted by hand are restored.
    Raises ``OSError``.
    """
    previous = read_manifest(folder, label, Diagnostics())
    if previous is None or not folder.is_dir() or folder.is_symlink():
        return MergedTree(tree=tree)
    edits = _edits(folder, previous)
    if not edits:
        return MergedTree(tree=tree)
    originals = _originals(folder, previous, edits, tree, label, found)
    if found.failed:
        return MergedTree(tree=tree)
    fresh = {path: content for path, content in tree.items() if path != MANIFEST and not _locked(path)}
    merged = merge_trees(originals, edits, fresh)
    changed = {path: merged.files[path] for path in edits if path in merged.files}
    settled = with_merged(tree, changed, frozenset(merged.conflicts) - frozenset(merged.orphans))
    known = {path: content_digest(text) for path, text in edits.items()}
    return MergedTree(tree=settled, merged=merged, known=known)


def _edits(folder: Path, previous: Manifest) -> dict[str, bytes]:
    """Return the generated files of a folder that differ from their generated text."""
    ours = [path for path, row in previous.outputs.items() if row.mode == "owned" and not _locked(path)]
    texts = {path: (folder / path).read_bytes() for path in ours if _is_file(folder, path)}
    return {path: text for path, text in texts.items() if content_digest(text) != previous.outputs[path].as_generated}


def _originals(
    folder: Path, previous: Manifest, edits: Mapping[str, bytes], tree: FileTree, label: str, found: Diagnostics
) -> dict[str, bytes]:
    """Return the generated texts of edited files; errors are unknown ones, and files of an unfinished merge."""
    _refuse_unfinished(edits, label, found)
    base = read_base(folder)
    kept = base.files if base is not None else {}
    originals: dict[str, bytes] = {}
    for path in edits:
        original = _original(folder, path, previous.outputs[path].as_generated, (kept.get(path), tree.get(path)))
        if original is None:
            hint = (
                "move the change out of the generated file, or set it aside with --force; merge_base = true in the "
                "target keeps the text as generated"
            )
            message = "this edit cannot be merged: neither the package nor git has the text of the file as generated"
            found.error("output-edited", message, Location(f"{label}/{path}"), hint)
        else:
            originals[path] = original
    return originals


def _original(folder: Path, path: str, digest: str, known: tuple[bytes | None, bytes | None]) -> bytes | None:
    """Return the text of a file as generated: that of the merge base, the fresh one, or a committed one.

    After git merged branches, the manifest is that of one of them, but merge base and fresh text are of both.
    """
    kept, fresh = known
    if fresh is not None and content_digest(fresh) == digest:
        return fresh
    if kept is not None and (content_digest(kept) == digest or kept == fresh):
        return kept
    return committed_text(folder, path, digest)


def _locked(path: str) -> bool:
    return path.startswith(f"{LOCK_FOLDER}/")


def _is_file(folder: Path, path: str) -> bool:
    return (folder / path).is_file() and not (folder / path).is_symlink()


def _refuse_unfinished(edits: Mapping[str, bytes], label: str, found: Diagnostics) -> None:
    for path, text in edits.items():
        if holds_conflict(text, path):
            message = "this file contains conflict markers of an earlier merge"
            found.error("output-edited", message, Location(f"{label}/{path}"), "resolve them first")
