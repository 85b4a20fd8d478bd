"""The whole new folder, made beside the old one, and put in its place when it is complete.

What stands beside an output folder while a run writes is also the journal of that run:

- ``.NAME.codegen-new-INODE-TOKEN`` is the new folder, as long as it has the inode that its name says. After an exchange
  the old folder has this name.
- ``.NAME.codegen-old-INODE-TOKEN`` is the old folder where the system cannot exchange folders. It gets this name only
  when the new one is complete, so the next command can finish what was begun (``recover``).
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from codegen.output.exchange import exchange, sync_folder
from codegen.output.folder import read_file, scan
from codegen.output.manifest import MANIFEST, InvalidManifestError, Manifest

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from codegen.output.plan import Plan
    from codegen.output.tree import FileTree

_MARK = ".codegen-"
_NEW, _OLD = "new-", "old-"


def recover(folder: Path) -> None:
    """Finish or clear what a killed run left beside a folder.

    Where the old folder was moved away, the complete new one takes its place. What the user put into the old folder
    while the run wrote is carried across. Only runs under the lock, so nothing here belongs to a run that is still
    alive. Raises ``OSError``.
    """
    for old in _left(folder, _OLD):
        if not os.path.lexists(folder):
            new = _renamed(old, _OLD, _NEW)
            (new if new.is_dir() else old).rename(folder)
            sync_folder(folder.parent)
        _retire(old, folder)
    for new in _left(folder, _NEW):
        if _was_exchanged(new):
            _retire(new, folder)
        discard(new)


def interrupted(folder: Path) -> bool:
    """Whether a killed run left something beside a folder that ``recover`` would finish or clear."""
    return any(_left(folder, kind) for kind in (_OLD, _NEW))


def interrupted_below(start: Path) -> list[Path]:
    """Return the folders below one beside which a killed run left something; hidden folders are not searched."""
    found: set[Path] = set()
    waiting = [start]
    while waiting:
        place = waiting.pop()
        with contextlib.suppress(OSError), os.scandir(place) as entries:
            folders = [entry.name for entry in entries if entry.is_dir(follow_symlinks=False)]
            for kind in (_OLD, _NEW):
                names = [name.rpartition(_MARK + kind)[0] for name in folders]
                found |= {place / name.removeprefix(".") for name in names if name.startswith(".")}
            waiting += [place / name for name in folders if not name.startswith(".")]
    return sorted(found)


def _left(folder: Path, kind: str) -> list[Path]:
    found = folder.parent.glob(f"{_glob_escape(f'.{folder.name}{_MARK}{kind}')}*")
    return sorted(path for path in found if path.is_dir() and not path.is_symlink())


def _renamed(path: Path, kind: str, other: str) -> Path:
    head, _, tail = path.name.rpartition(_MARK + kind)
    return path.with_name(f"{head}{_MARK}{other}{tail}")


def _was_exchanged(new: Path) -> bool:
    inode = new.name.rpartition(f"{_MARK}{_NEW}")[2].partition("-")[0]
    return new.is_dir() and not new.is_symlink() and inode.isdecimal() and new.stat().st_ino != int(inode)


def _retire(old: Path, folder: Path) -> None:
    """Carry what the user put into an old folder at the last moment across, and remove the folder."""
    if old.is_dir() and folder.is_dir():
        with contextlib.suppress(InvalidManifestError, FileNotFoundError):
            rescue(old, folder, {*Manifest.from_bytes(read_file(old / MANIFEST)).outputs, MANIFEST})
    discard(old)


def _glob_escape(text: str) -> str:
    return "".join(f"[{char}]" if char in "*?[" else char for char in text)


def discard(path: Path) -> None:
    """Remove a folder of ours with all it holds; links in it are removed, not followed."""
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


def stage(tree: FileTree, plan: Plan, folder: Path) -> Path:
    """Make the new folder beside the old one and return it. Leaves nothing behind when it fails. Raises ``OSError``."""
    bare = folder.parent / f".{folder.name}{_MARK}{_NEW}{secrets.token_hex(8)}"
    bare.mkdir()
    staged = _renamed(bare, _NEW, f"{_NEW}{bare.stat().st_ino}-")
    try:
        bare.rename(staged)
        fill(staged, tree, plan, folder)
    except BaseException:
        discard(bare)
        discard(staged)
        raise
    return staged


def fill(staged: Path, tree: FileTree, plan: Plan, folder: Path) -> None:
    """Write what is new, take over what is not, and give folders the mode they had."""
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


def swap(staged: Path, folder: Path, plan: Plan) -> None:
    """Put the staged folder in its place and remove the old one. Raises ``OSError``, then the old one stands.

    What came into the old folder since the plan was made is the user's, and is carried across first.

    Where the system cannot exchange two folders, there is a moment between two renames in which the folder is missing;
    the next command puts the new one there (``recover``).
    """
    if not folder.exists():
        staged.rename(folder)
        sync_folder(folder.parent)
        return
    if exchange(staged, folder):
        sync_folder(folder.parent)
        rescue(staged, folder, _known(plan))
        discard(staged)
        return
    old = _renamed(staged, _NEW, _OLD)
    folder.rename(old)
    try:
        staged.rename(folder)
    except BaseException:
        old.rename(folder)
        raise
    sync_folder(folder.parent)
    rescue(old, folder, _known(plan))
    discard(old)


def _known(plan: Plan) -> set[str]:
    """Return what a plan found in a folder."""
    return {*plan.changed, *plan.deleted, *plan.unchanged, *plan.carried, *plan.empty}


def rescue(old: Path, folder: Path, known: AbstractSet[str]) -> None:
    """Move entries that are not known from the old folder to the new one, where nothing is in their place."""
    now = scan(old)
    for path in (*now.files, *now.others, *now.empty):
        place = folder / path
        if path not in known and not os.path.lexists(place):
            place.parent.mkdir(parents=True, exist_ok=True)
            (old / path).rename(place)
