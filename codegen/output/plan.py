"""What publication would do with a folder: decided first, done afterwards, and the same for ``check``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from codegen.core.paths import fold
from codegen.output.folder import Snapshot, scan
from codegen.output.manifest import MANIFEST, Manifest, content_digest
from codegen.output.tree import FileTree

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Sorted paths, each in one of ``added``, ``changed``, ``deleted``, ``unchanged`` or (the user's) ``carried``.

    ``edited`` are files of ours that were changed by hand (also if that was merged since) and that the run would change
    or delete; ``foreign`` are
    files that the previous run did not write and that the run would overwrite; ``blocked`` are entries that stand in
    the way: no ordinary file or folder, or another spelling of a planned name.
    """

    added: tuple[str, ...]
    changed: tuple[str, ...]
    deleted: tuple[str, ...]
    unchanged: tuple[str, ...]
    carried: tuple[str, ...]
    empty: tuple[str, ...]
    edited: tuple[str, ...]
    foreign: tuple[str, ...]
    blocked: tuple[str, ...]

    @property
    def fresh(self) -> bool:
        """Whether the folder already is what the run would write."""
        return not (self.added or self.changed or self.deleted or self.blocked)


def _blocked(tree: FileTree, now: Snapshot, deleted: set[str]) -> tuple[str, ...]:
    """Return the entries that stand in the way of a planned path, under the same or an equal-folding name."""
    files = [path for path in now.files if path not in deleted]
    spelling = {fold(path): path for path in tree}
    folders = {fold(parent): parent for path in tree for parent in _parents(path)}
    wrong = {path for path in now.others if fold(path) in spelling or fold(path) in folders}
    for path in (*files, *now.empty):
        wrong.update(path for parent in _parents(path) if fold(parent) in spelling)
        wrong.update(path for parent in _parents(path) if folders.get(fold(parent), parent) != parent)
    wrong.update(path for path in files if spelling.get(fold(path), path) != path or fold(path) in folders)
    wrong.update(path for path in now.empty if fold(path) in spelling)
    return tuple(sorted(wrong))


def _parents(path: str) -> list[str]:
    parts = path.split("/")
    return ["/".join(parts[:depth]) for depth in range(1, len(parts))]


def make_plan(
    tree: FileTree, folder: Path, previous: Manifest | None, merged: Mapping[str, str] = MappingProxyType({})
) -> Plan:
    """Compare a tree with a folder and with what the manifest says was written. Raises ``OSError``.

    A file is no edited or foreign one while it has the digest that ``merged`` gives for it.
    """
    now = scan(folder)
    listed = dict(previous.outputs) if previous else {}
    digests = {
        path: content_digest((folder / path).read_bytes()) for path in now.files if path in tree or path in listed
    }
    scaffolds = {path for path, row in listed.items() if row.mode == "scaffold"}
    ours = {path for path in listed if path in digests and path not in scaffolds}
    kept = scaffolds & digests.keys()

    unchanged = {path for path in tree if path in kept or digests.get(path) == content_digest(tree[path])}
    changed = {path for path in tree if path in digests and path not in unchanged}
    if previous is not None and MANIFEST in now.files and not tree:
        ours.add(MANIFEST)  # an empty tree takes everything away
    deleted = ours - set(tree)
    loose = {path for path in changed | deleted if digests.get(path) != merged.get(path)} - {MANIFEST}
    return Plan(
        added=tuple(path for path in tree if path not in digests),
        changed=tuple(sorted(changed)),
        deleted=tuple(sorted(deleted)),
        unchanged=tuple(sorted(unchanged)),
        carried=tuple(path for path in (*now.files, *now.others) if path not in tree and path not in deleted),
        empty=now.empty,
        edited=tuple(sorted(path for path in loose & ours if digests[path] != listed[path].as_generated)),
        foreign=tuple(sorted(loose & changed - ours)),
        blocked=_blocked(tree, now, deleted),
    )
