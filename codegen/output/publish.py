"""Writes a tree: all of it or nothing. Files of the user are kept, edits are overwritten only on request."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

from codegen.core.diagnostic import Diagnostics
from codegen.core.location import Location
from codegen.output.aside import set_aside
from codegen.output.conflict import read_lock
from codegen.output.journal import entries, entries_for
from codegen.output.lock import Waiting, exclusive
from codegen.output.manifest import MANIFEST, InvalidManifestError
from codegen.output.plan import Plan, make_plan
from codegen.output.signals import uninterrupted
from codegen.output.staging import abandon, leftovers, recover, stage, swap

if TYPE_CHECKING:
    from codegen.output.manifest import Manifest
    from codegen.output.tree import FileTree


Digests: TypeAlias = Mapping[str, str]

_NONE: Digests = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """The changes of a folder by a run, as sorted relative paths.

    ``set_aside`` are files whose overwritten content was first copied to the folder ``aside``.
    """

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    deleted: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    set_aside: tuple[str, ...] = ()
    aside: Path | None = None


def resume(folder: Path, waiting: Waiting | None = None) -> None:
    """Complete an interrupted publication of this user to a folder that will be written. Raises ``OSError``."""
    if entries_for(folder) and folder.parent.is_dir() and not folder.parent.is_symlink():
        with exclusive(folder.parent, waiting):
            recover(folder)


def resume_below(start: Path) -> None:
    """Complete interrupted publications of this user to a folder, or to folders below it. Raises ``OSError``."""
    real = Path(os.path.realpath(start))
    for folder in sorted({entry.folder for entry in entries() if entry.folder.is_relative_to(real)}):
        resume(folder)


def preview(
    tree: FileTree, folder: Path, label: str, found: Diagnostics, *, force: bool = False, merged: Digests = _NONE
) -> Publication | None:
    """Return what ``publish`` would do now; nothing is changed. Raises ``OSError``."""
    if not _usable(folder, label, found):
        return None
    plan = _admitted(tree, folder, label, found, force=force, merged=merged)
    return None if plan is None else _as_publication(plan)


def publish(
    tree: FileTree,
    folder: Path,
    label: str,
    found: Diagnostics,
    *,
    force: bool = False,
    merged: Digests = _NONE,
    waiting: Waiting | None = None,
    keep: bool = False,
) -> Publication | None:
    """Write a tree to a folder, beside the user's own files. ``label`` names the folder in messages.

    The new folder is completed beside the old one and replaces it in one step, so a failed or killed run leaves the old
    one. Unchanged files are not touched. Returns None, with the reasons in ``found``, if something prevents it: a link
    or other special file, a file that the generator did not write, or (without ``force``) an edited file of its own.
    Raises ``OSError`` for errors of the system.

    ``merged`` maps files whose edits are part of ``tree`` to the digest they had when they were merged: these may be
    replaced, unless they were edited again. ``waiting`` receives the holder of the lock if another run is writing.
    With ``keep``, what ``force`` overwrites is first copied to a folder beside the output.
    """
    if not _usable(folder, label, found):
        return None
    folder.parent.mkdir(parents=True, exist_ok=True)
    with exclusive(folder.parent, waiting):
        recover(folder)
        _report_leftovers(folder, label, found)
        plan = _admitted(tree, folder, label, found, force=force, merged=merged)
        if plan is None:
            return None
        overwritten = tuple(sorted({*plan.edited, *plan.foreign})) if keep else ()
        aside = set_aside(folder, overwritten) if overwritten else None
        if not plan.fresh:
            with uninterrupted():  # takes about a second, and leaves no temporary files
                _replace(tree, plan, folder)
    return replace(_as_publication(plan), set_aside=overwritten, aside=aside)


def _as_publication(plan: Plan) -> Publication:
    return Publication(added=plan.added, changed=plan.changed, deleted=plan.deleted, unchanged=plan.unchanged)


def _admitted(
    tree: FileTree, folder: Path, label: str, found: Diagnostics, *, force: bool, merged: Digests
) -> Plan | None:
    """Return the plan, unless something prevents it; earlier diagnostics do not count."""
    mine = Diagnostics()
    previous = read_manifest(folder, label, mine, force=force)
    plan = make_plan(tree, folder, previous, merged)
    if not mine.failed:
        _refuse(plan, label, mine, force=force)
    found.extend(mine)
    return None if mine.failed else plan


def _replace(tree: FileTree, plan: Plan, folder: Path) -> None:
    entry = stage(tree, plan, folder)
    try:
        swap(entry, folder, plan)
    except BaseException:
        abandon(entry, folder)
        raise


def _report_leftovers(folder: Path, label: str, found: Diagnostics) -> None:
    """Report folders with names of temporary ones that no run of this user made."""
    for path in leftovers(folder):
        message = f"{path.name!r} looks like the rest of an interrupted run, but no run of this user made it"
        found.warning("output-leftover", message, Location(label), "it is left as it is; delete it, if it is not yours")


def _usable(folder: Path, label: str, found: Diagnostics) -> bool:
    """Return whether a folder can be written; report it otherwise."""
    link = _link(folder, label)
    if link is not None:
        which = "the output folder" if link == folder else f"{link.name!r}, a folder above the output,"
        message = f"{which} is a symbolic link, and nothing is written through links"
        found.error("output-blocked", message, Location(label), "give the path that it leads to")
    elif folder.exists() and not folder.is_dir():
        found.error("output-blocked", "the output folder is a file", Location(label), "move it away")
    else:
        return True
    return False


def _link(folder: Path, label: str) -> Path | None:
    """Return the nearest symbolic link among the output folder, its parent, and the folders that the label names.

    The label is relative to the project, so a link that a repository holds is found. Links further up are how the
    user's machine is laid out.
    """
    parts = PurePosixPath(label).parts
    named = len(parts) if folder.parts[-len(parts) :] == parts else 0
    return next((path for path in [folder, *folder.parents][: max(2, named)] if path.is_symlink()), None)


def read_manifest(folder: Path, label: str, found: Diagnostics, *, force: bool = False) -> Manifest | None:
    """Return the manifest of a folder, None without one; conflict markers of git in it are resolved.

    An invalid one is an error, or ignored with ``force``.
    """
    path = folder / MANIFEST
    if not path.is_file() or path.is_symlink():
        return None
    try:
        return read_lock(folder)
    except InvalidManifestError as error:
        if not force:
            hint = (
                "restore it from version control, or run again with --force to overwrite the files, which are set aside"
            )
            found.error(
                "manifest-invalid", f"the manifest cannot be used: {error}", Location(f"{label}/{MANIFEST}"), hint
            )
        return None


def _refuse(plan: Plan, label: str, found: Diagnostics, *, force: bool) -> None:
    """Report everything that prevents the publication."""
    for path in plan.blocked:
        message = "this is not a regular file or folder, or differs in letter case from a file that would be written"
        found.error("output-blocked", message, Location(f"{label}/{path}"), "move it away")
    if force:
        return
    for path in plan.edited:
        hint = "move the change out of the generated file, or use --merge to keep it, --force to set it aside"
        found.error("output-edited", "this generated file was edited by hand", Location(f"{label}/{path}"), hint)
    for path in plan.foreign:
        hint = "move it away, or run again with --force to overwrite it"
        found.error("output-foreign", "this file was not written by the generator", Location(f"{label}/{path}"), hint)
