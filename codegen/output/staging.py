"""The whole new folder, made beside the old one, and put in its place when it is complete."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import stat
from typing import TYPE_CHECKING

from codegen.output.exchange import exchange, sync_folder
from codegen.output.folder import scan

if TYPE_CHECKING:
    from pathlib import Path

    from codegen.output.plan import Plan
    from codegen.output.tree import FileTree

_MARK = ".codegen-"
_NEW, _OLD = "new-", "old-"


def _beside(folder: Path, kind: str) -> Path:
    return folder.parent / f".{folder.name}{_MARK}{kind}{secrets.token_hex(8)}"


def recover(folder: Path) -> None:
    """Clear what a killed run left beside a folder. An old folder whose successor never came goes back to its place.

    Only runs under the lock, so nothing here belongs to a run that is still alive. Raises ``OSError``.
    """
    left = sorted(folder.parent.glob(f"{_glob_escape('.' + folder.name + _MARK)}*"))
    for path in left:
        if path.name.startswith(f".{folder.name}{_MARK}{_OLD}") and not os.path.lexists(folder):
            path.rename(folder)
        else:
            discard(path)


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
    staged = _beside(folder, _NEW)
    staged.mkdir()
    try:
        fill(staged, tree, plan, folder)
    except BaseException:
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
    the next run over it puts the old one back (``recover``).
    """
    if not folder.exists():
        staged.rename(folder)
        sync_folder(folder.parent)
        return
    if exchange(staged, folder):
        sync_folder(folder.parent)
        rescue(staged, folder, plan)
        discard(staged)
        return
    old = _beside(folder, _OLD)
    folder.rename(old)
    try:
        staged.rename(folder)
    except BaseException:
        old.rename(folder)
        raise
    sync_folder(folder.parent)
    rescue(old, folder, plan)
    discard(old)


def rescue(old: Path, folder: Path, plan: Plan) -> None:
    """Move entries younger than the plan from the old folder to the new one, where nothing is in their place."""
    known = {*plan.changed, *plan.deleted, *plan.unchanged, *plan.carried, *plan.empty}
    now = scan(old)
    for path in (*now.files, *now.others, *now.empty):
        place = folder / path
        if path not in known and not os.path.lexists(place):
            place.parent.mkdir(parents=True, exist_ok=True)
            (old / path).rename(place)
