"""One run at a time per output folder, without a file that could be left behind."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeAlias

if sys.platform != "win32":
    import fcntl


Waiting: TypeAlias = Callable[[str], None]
"""Hears, once, whom a run waits for."""


@contextlib.contextmanager
def exclusive(folder: Path, waiting: Waiting | None = None) -> Iterator[None]:
    """Wait until no other run publishes into a folder, and keep others out.

    The lock is on the folder itself and ends with the process, so none is ever left behind. Where the system has no
    such locks, none is taken. Raises ``OSError`` when the folder cannot be opened.
    """
    if sys.platform == "win32":
        yield
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        with contextlib.suppress(OSError):  # a file system without locks: publication is atomic all the same
            _acquire(handle, waiting)
        yield
    finally:
        os.close(handle)


def _acquire(handle: int, waiting: Waiting | None) -> None:
    """Take the lock; whoever has to wait is told why first."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        if waiting is not None:
            waiting(holder(os.fstat(handle)))
        fcntl.flock(handle, fcntl.LOCK_EX)


def holder(folder: os.stat_result) -> str:
    """Return who holds the lock on a folder: a process id where the system tells (Linux: proc(5), /proc/locks)."""
    with contextlib.suppress(OSError, ValueError):
        for line in Path("/proc/locks").read_text(encoding="ascii").splitlines():
            _, kind, _, _, process, place, *_ = line.split()
            if kind == "FLOCK" and int(place.rpartition(":")[2]) == folder.st_ino:
                return f"process {process}"
    return "another run"
