"""What stands in an output folder now. Reads only, follows no symbolic link."""

from __future__ import annotations

import errno
import os
import secrets
import stat
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_CACHE = "__pycache__"
MAX_BYTES = 64 * 1024 * 1024
"""More than any manifest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """The entries of a folder at any depth, as sorted posix paths. ``others`` are links, sockets and the like.

    Python's bytecode caches are left out: they are rebuilt, and would keep empty folders alive.
    """

    files: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    empty: tuple[str, ...] = ()


def _scan(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield (kind, path) of everything below a folder, however deep."""
    waiting = [""]
    while waiting:
        prefix = waiting.pop()
        count = 0
        with os.scandir(folder / prefix) as entries:
            for entry in entries:
                if entry.name == _CACHE:
                    continue
                count += 1
                path = prefix + entry.name
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(path + "/")
                else:
                    yield ("file" if entry.is_file(follow_symlinks=False) else "other", path)
        if prefix and not count:
            yield ("empty", prefix.removesuffix("/"))


def scan(folder: Path) -> Snapshot:
    """Return what a folder holds; one that does not exist holds nothing. Raises ``OSError``."""
    if not folder.is_dir():
        return Snapshot()
    entries = sorted(_scan(folder))
    by_kind = {kind: tuple(path for its, path in entries if its == kind) for kind in ("file", "other", "empty")}
    return Snapshot(files=by_kind["file"], others=by_kind["other"], empty=by_kind["empty"])


def is_plain(folder: Path, path: str) -> bool:
    """Return whether a relative path names a regular file in a folder, and no part of it is a link."""
    parts = path.split("/")
    linked = any((folder / "/".join(parts[:end])).is_symlink() for end in range(1, len(parts) + 1))
    return not linked and (folder / path).is_file()


def read_file(path: Path, most: int = MAX_BYTES) -> bytes:
    """Return the content of an ordinary file.

    Raises ``OSError``, also for a link, a pipe or a device (none of which is waited for), and for more than ``most``
    bytes.
    """
    careful = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(path, os.O_RDONLY | careful), "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError(errno.EINVAL, "it is not a regular file", str(path))
        content = file.read(most + 1)
    if len(content) > most:
        raise OSError(errno.EFBIG, "it is too large", str(path))
    return content


def write_file(path: Path, content: bytes) -> None:
    """Write a file, in one step, in place of whatever has its name: a link there is replaced, not followed.

    Raises ``OSError``.
    """
    fresh = path.with_name(f".{secrets.token_hex(8)}.codegen")
    try:
        with fresh.open("xb") as file:
            file.write(content)
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
