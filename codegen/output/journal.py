"""A record of the publications that have begun and not ended, kept in the user's state folder.

A folder beside an output folder is finished or deleted only when it is named here: a repository can hold a folder of
any name, but it cannot add an entry on this machine. Where the state folder cannot be written, publication works all
the same, and what an interrupted run leaves is reported instead of deleted.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import secrets
from dataclasses import dataclass
from pathlib import Path

import platformdirs

_APPLICATION = "spec-codegen"
_TOKEN = re.compile(r"[0-9a-f]{32}")
_MAX_BYTES = 65_536


@dataclass(frozen=True, slots=True)
class Entry:
    """A publication into ``folder``. ``inode`` is that of the staged folder, 0 as long as there is none."""

    token: str
    folder: Path
    inode: int = 0


def _place() -> Path:
    return platformdirs.user_state_path(_APPLICATION) / "publications"


def begin(folder: Path) -> Entry:
    """Record that a publication into a folder begins, and return its entry."""
    entry = Entry(secrets.token_hex(16), Path(os.path.realpath(folder)))
    record(entry)
    return entry


def record(entry: Entry) -> None:
    """Write an entry in one step. What the system refuses is ignored (see the module's docstring)."""
    place = _place()
    fresh = place / f".{entry.token}"
    text = json.dumps({"folder": os.fspath(entry.folder), "inode": entry.inode})
    with contextlib.suppress(OSError):
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh.write_text(text, encoding="utf-8", errors="surrogateescape")
        fresh.replace(place / entry.token)


def end(entry: Entry) -> None:
    """Remove an entry."""
    with contextlib.suppress(OSError):
        (_place() / entry.token).unlink()


def entries() -> list[Entry]:
    """Return the entries of this user, sorted by token. Files that are not entries are ignored."""
    try:
        names = sorted(path.name for path in _place().iterdir() if _TOKEN.fullmatch(path.name))
    except OSError:
        return []
    found = (_read(name) for name in names)
    return [entry for entry in found if entry is not None]


def entries_for(folder: Path) -> list[Entry]:
    """Return the entries of publications into a folder."""
    real = Path(os.path.realpath(folder))
    return [entry for entry in entries() if entry.folder == real]


def _read(token: str) -> Entry | None:
    try:
        with (_place() / token).open("rb") as file:
            value = json.loads(file.read(_MAX_BYTES).decode("utf-8", "surrogateescape"))
    except (OSError, ValueError, RecursionError):
        return None
    match value:
        case {"folder": str(folder), "inode": int(inode)} if Path(folder).is_absolute():
            return Entry(token, Path(folder), inode)
        case _:
            return None
