"""Plans the changes of a folder, for publication and for ``check``."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from codegen.core.paths import fold
from codegen.output.folder import Snapshot, scan
from codegen.output.manifest import MANIFEST, Manifest, OutputFile, content_digest
from codegen.output.tree import FileTree

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Sorted paths, each in one of ``added``, ``changed``, ``deleted``, ``unchanged`` or (the user's) ``carried``.

    ``edited`` are generated files that were changed by hand (also if that was merged since) and that the run would
    change or delete; ``foreign`` are files that the previous run did not write and that the run would overwrite;
    ``blocked`` are entries that prevent a file: not a regular file or folder, or another spelling of a planned name.
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
        """Return whether the folder is up to date."""
        return not (self.added or self.changed or self.deleted or self.blocked)


def _blocked(tree: FileTree, now: Snapshot, deleted: set[str]) -> tuple[str, ...]:
    """Return the entries that prevent a planned path, with the same name or one that differs only in letter case."""
    planned = _PlannedNames.of(tree)
    blocked = {path for path in now.others if planned.has_name(path)}
    blocked |= {path for path in now.files if path not in deleted and planned.conflicts_with_file(path)}
    blocked |= {path for path in now.empty if planned.conflicts_with_folder(path)}
    return tuple(sorted(blocked))


@dataclass(frozen=True, slots=True)
class _PlannedNames:
    """The files and folders that will be written, by their folded paths."""

    files: Mapping[str, str]
    folders: Mapping[str, str]

    @staticmethod
    def of(tree: FileTree) -> _PlannedNames:
        folders = {fold(parent): parent for path in tree for parent in _parents(path)}
        return _PlannedNames(files={fold(path): path for path in tree}, folders=folders)

    def has_name(self, path: str) -> bool:
        """Return whether a file or a folder of this name is planned."""
        return fold(path) in self.files or fold(path) in self.folders

    def conflicts_with_file(self, path: str) -> bool:
        """Return whether an existing file is a planned folder, or a planned file in another spelling."""
        folded = fold(path)
        return folded in self.folders or self.files.get(folded, path) != path or self._conflicts_above(path)

    def conflicts_with_folder(self, path: str) -> bool:
        """Return whether an existing empty folder is a planned file."""
        return fold(path) in self.files or self._conflicts_above(path)

    def _conflicts_above(self, path: str) -> bool:
        """Return whether a parent folder is a planned file, or a planned folder in another spelling."""
        for parent in _parents(path):
            folded = fold(parent)
            if folded in self.files or self.folders.get(folded, parent) != parent:
                return True
        return False


def _parents(path: str) -> list[str]:
    parts = path.split("/")
    return ["/".join(parts[:depth]) for depth in range(1, len(parts))]


def make_plan(
    tree: FileTree, folder: Path, previous: Manifest | None, merged: Mapping[str, str] = MappingProxyType({})
) -> Plan:
    """Compare a tree with a folder and with what the manifest says was written. Raises ``OSError``.

    A file with the digest that ``merged`` holds for it is neither edited nor foreign.
    """
    now = scan(folder)
    listed = dict(previous.outputs) if previous else {}
    digests = _digests(folder, now, listed.keys() | tree.keys())
    ours = {path for path in listed.keys() & digests.keys() if listed[path].mode != "scaffold"}
    if previous is not None and MANIFEST in now.files and not tree:
        ours.add(MANIFEST)  # an empty tree takes everything away

    unchanged, changed = _compare(tree, listed, digests)
    deleted = ours - tree.keys()
    replaced = {path: digests[path] for path in (changed | deleted) - {MANIFEST}}
    unmerged = {path for path, digest in replaced.items() if digest != merged.get(path)}
    edited = {path for path in unmerged & ours if digests[path] != listed[path].as_generated}
    return Plan(
        added=tuple(sorted(tree.keys() - digests.keys())),
        changed=tuple(sorted(changed)),
        deleted=tuple(sorted(deleted)),
        unchanged=tuple(sorted(unchanged)),
        carried=_without(tree.keys() | deleted, (*now.files, *now.others)),
        empty=now.empty,
        edited=tuple(sorted(edited)),
        foreign=tuple(sorted(unmerged & changed - ours)),
        blocked=_blocked(tree, now, deleted),
    )


def _without(dropped: AbstractSet[str], paths: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(path for path in paths if path not in dropped)


def _digests(folder: Path, now: Snapshot, paths: AbstractSet[str]) -> dict[str, str]:
    """Return the digests of those of the given files that exist."""
    return {path: content_digest((folder / path).read_bytes()) for path in now.files if path in paths}


def _compare(tree: FileTree, listed: Mapping[str, OutputFile], digests: Mapping[str, str]) -> tuple[set[str], set[str]]:
    """Return the existing files of a tree that stay unchanged, and those that change."""
    unchanged: set[str] = set()
    changed: set[str] = set()
    for path in tree.keys() & digests.keys():
        is_scaffold = path in listed and listed[path].mode == "scaffold"
        same = is_scaffold or digests[path] == content_digest(tree[path])
        (unchanged if same else changed).add(path)
    return unchanged, changed
