"""Build the complete new folder beside the old one and exchange the two.

While a run writes, ``.NAME.codegen-TOKEN`` stands beside the output folder ``NAME``: the staged folder, and after the
exchange the old one. Where the system cannot exchange two folders, the old one is first renamed to
``.NAME.codegen-TOKEN-old``. The journal names every token of this user; what it does not name is never touched.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import stat
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from codegen.output import journal
from codegen.output.exchange import exchange, sync_folder
from codegen.output.folder import read_file, scan
from codegen.output.manifest import MANIFEST, InvalidManifestError, Manifest

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from codegen.output.journal import Entry
    from codegen.output.plan import Plan
    from codegen.output.tree import FileTree

_LEFTOVER = re.compile(r"\.(?P<name>.+)\.codegen-(?P<token>[0-9a-f]{32})(?P<old>-old)?", re.DOTALL)


def staged_path(folder: Path, entry: Entry) -> Path:
    """Return where a publication stages the new folder."""
    return folder.parent / f".{folder.name}.codegen-{entry.token}"


def _old_path(folder: Path, entry: Entry) -> Path:
    return folder.parent / f".{folder.name}.codegen-{entry.token}-old"


def recover(folder: Path) -> None:
    """Finish or delete what an interrupted run of this user left beside a folder.

    If the old folder was moved away, the complete new one replaces it. Files that the user put into the old
    folder while the run wrote are moved across. Call it under the lock of the parent folder. Raises ``OSError``.
    """
    for entry in journal.entries_for(folder):
        staged, old = staged_path(folder, entry), _old_path(folder, entry)
        if _is_folder(old):
            if not os.path.lexists(folder):
                (staged if _is_folder(staged) else old).rename(folder)
                sync_folder(folder.parent)
            _retire(old, folder)
        if _is_folder(staged):
            if entry.inode and staged.stat().st_ino != entry.inode:
                _retire(staged, folder)
            discard(staged)
        journal.end(entry)


def leftovers(folder: Path) -> list[Path]:
    """Return what looks like the rest of an interrupted run beside a folder, but is not in the journal."""
    known = {entry.token for entry in journal.entries_for(folder)}
    found: list[Path] = []
    with contextlib.suppress(OSError), os.scandir(folder.parent) as siblings:
        for sibling in siblings:
            match = _LEFTOVER.fullmatch(sibling.name)
            if match and match["name"] == folder.name and match["token"] not in known:
                found.append(folder.parent / sibling.name)
    return sorted(found)


def _is_folder(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink()


def _retire(old: Path, folder: Path) -> None:
    """Move what the user put into an old folder at the last moment across, and delete the folder."""
    if _is_folder(old) and _is_folder(folder):
        with contextlib.suppress(InvalidManifestError, FileNotFoundError):
            rescue(old, folder, {*Manifest.from_bytes(read_file(old / MANIFEST)).outputs, MANIFEST})
    discard(old)


def discard(path: Path) -> None:
    """Delete a folder with all it holds; links in it are deleted, not followed."""
    shutil.rmtree(path, ignore_errors=True)


def _write(path: Path, content: bytes) -> None:
    """Write a file that must be new, and make it durable."""
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _take(source: Path, place: Path) -> None:
    """Put an entry of the old folder into the new one: the same file under a second name, or a copy."""
    try:
        os.link(source, place, follow_symlinks=False)
    except (OSError, NotImplementedError):
        shutil.copy2(source, place, follow_symlinks=False)


def stage(tree: FileTree, plan: Plan, folder: Path) -> Entry:
    """Build the new folder beside the old one. Leaves nothing behind when it fails. Raises ``OSError``."""
    entry = journal.begin(folder)
    staged = staged_path(folder, entry)
    try:
        staged.mkdir()
        entry = replace(entry, inode=staged.stat().st_ino)
        journal.record(entry)
        fill(staged, tree, plan, folder)
    except BaseException:
        discard(staged)
        journal.end(entry)
        raise
    return entry


def fill(staged: Path, tree: FileTree, plan: Plan, folder: Path) -> None:
    """Write what is new, link what is not, and give folders the mode they had."""
    written = (*plan.added, *plan.changed)
    taken = (*plan.unchanged, *plan.carried)
    for path in (*written, *taken):
        (staged / path).parent.mkdir(parents=True, exist_ok=True)
    for path in plan.empty:
        (staged / path).mkdir(parents=True, exist_ok=True)
    for path in written:
        _write(staged / path, tree[path])
    for path in taken:
        _take(folder / path, staged / path)
    for place, _, _ in os.walk(staged, topdown=False):
        new = staged.joinpath(place)
        with contextlib.suppress(FileNotFoundError):
            new.chmod(stat.S_IMODE((folder / new.relative_to(staged)).stat(follow_symlinks=False).st_mode))
        sync_folder(new)


def swap(entry: Entry, folder: Path, plan: Plan) -> None:
    """Put the staged folder in its place and delete the old one. Raises ``OSError``, then the old one stands.

    Entries that were added to the old folder since the plan was made are the user's, and are moved across.

    Where the system cannot exchange two folders, the folder is missing for a moment between two renames; the next
    command that writes it puts the new one there (``recover``).
    """
    staged = staged_path(folder, entry)
    if not folder.exists():
        staged.rename(folder)
        sync_folder(folder.parent)
    elif exchange(staged, folder):
        sync_folder(folder.parent)
        rescue(staged, folder, _known(plan))
        discard(staged)
    else:
        _rename_both(staged, _old_path(folder, entry), folder)
        rescue(_old_path(folder, entry), folder, _known(plan))
        discard(_old_path(folder, entry))
    journal.end(entry)


def _rename_both(staged: Path, old: Path, folder: Path) -> None:
    folder.rename(old)
    try:
        staged.rename(folder)
    except BaseException:
        old.rename(folder)
        raise
    sync_folder(folder.parent)


def abandon(entry: Entry, folder: Path) -> None:
    """Delete the staged folder of a publication that failed. After the exchange the next run finishes it instead."""
    staged = staged_path(folder, entry)
    if _is_folder(staged) and staged.stat().st_ino != entry.inode:
        return
    discard(staged)
    journal.end(entry)


def _known(plan: Plan) -> set[str]:
    """Return the entries that a plan found in a folder."""
    return {*plan.changed, *plan.deleted, *plan.unchanged, *plan.carried, *plan.empty}


def rescue(old: Path, folder: Path, known: AbstractSet[str]) -> None:
    """Move entries that are not known from the old folder to the new one, where nothing has their name.

    Nothing is moved through a link in the new folder.
    """
    now = scan(old)
    for path in (*now.files, *now.others, *now.empty):
        place = folder / path
        if path in known or os.path.lexists(place) or _through_link(folder, path):
            continue
        place.parent.mkdir(parents=True, exist_ok=True)
        (old / path).rename(place)


def _through_link(folder: Path, path: str) -> bool:
    """Return whether a parent of a relative path is a link, or is not a folder."""
    parts = path.split("/")[:-1]
    parents = [folder.joinpath(*parts[:depth]) for depth in range(len(parts) + 1)]
    return any(os.path.lexists(parent) and not _is_folder(parent) for parent in parents)
