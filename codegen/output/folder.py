"""What stands in an output folder now. Reads only, follows no symbolic link."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_CACHE = "__pycache__"


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """The entries of a folder at any depth, as sorted posix paths. ``others`` are links, sockets and the like.

    Python's bytecode caches are left out: they are rebuilt, and would keep empty folders alive.
    """

    files: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    empty: tuple[str, ...] = ()


def _scan(folder: Path, prefix: str) -> Iterator[tuple[str, str]]:
    """Yield (kind, path) of everything below a folder."""
    with os.scandir(folder) as scan:
        entries = sorted((entry for entry in scan if entry.name != _CACHE), key=lambda entry: entry.name)
    for entry in entries:
        path = prefix + entry.name
        if entry.is_dir(follow_symlinks=False):
            below = list(_scan(folder / entry.name, path + "/"))
            yield from below or [("empty", path)]
        else:
            yield ("file" if entry.is_file(follow_symlinks=False) else "other", path)


def scan(folder: Path) -> Snapshot:
    """Return what a folder holds; one that does not exist holds nothing. Raises ``OSError``."""
    if not folder.is_dir():
        return Snapshot()
    entries = sorted(_scan(folder, ""))
    by_kind = {kind: tuple(path for its, path in entries if its == kind) for kind in ("file", "other", "empty")}
    return Snapshot(files=by_kind["file"], others=by_kind["other"], empty=by_kind["empty"])
