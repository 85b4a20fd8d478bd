"""Compares, writes and restores snapshots of documents.

A snapshot is the folder of the target's document. Its lock names the files that ``fetch`` wrote. A file that differs
from the lock was edited and is not overwritten, unless the source has the same content.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from codegen.core.location import Location
from codegen.output.folder import is_plain, read_file, write_file
from codegen.sources.lock import LOCK, Lock, LockError, digest, read_lock
from codegen.sources.model import MAX_BYTES, Fetched, SourceError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from codegen.config import Target
    from codegen.core.diagnostic import Diagnostics


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """The snapshot of a target as it is on disk: the contents of the files of its lock, and of the document.

    ``damage`` is the problem of an unreadable lock, ``edited`` are the files that differ from the lock.
    """

    folder: Path
    document: str
    lock: Lock | None = None
    damage: str = ""
    files: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def edited(self) -> tuple[str, ...]:
        """Return the files with another content than the lock pins; without a lock all of them."""
        pinned = self.lock.files if self.lock is not None else {}
        return tuple(sorted(name for name, content in self.files.items() if pinned.get(name) != digest(content)))

    @property
    def intact(self) -> bool:
        """Return whether all pinned files exist unchanged."""
        return self.lock is not None and not self.edited and set(self.files) == set(self.lock.files)

    def etag(self, target: Target) -> str:
        """Return the entity tag for a conditional request; empty if the answer "not modified" would not be enough."""
        if self.lock is None or not self.intact or not _is_source(self.lock, target) or len(self.files) != 1:
            return ""
        return self.lock.facts.get("etag", "")


def _is_source(lock: Lock, target: Target) -> bool:
    return target.source is not None and lock.source == target.source.shown


def read_snapshot(target: Target) -> Snapshot:
    """Read the snapshot of a target. Raises ``SourceError`` for a file that cannot be read."""
    place = target.root / target.spec
    folder, document = place.parent, place.name
    damage, lock = "", None
    try:
        lock = read_lock(folder)
    except LockError as error:
        damage = str(error)
    names = sorted({document, *(lock.files if lock is not None else ())})
    try:
        files = {name: read_file(folder / name, MAX_BYTES) for name in names if is_plain(folder, name)}
    except OSError as error:
        msg = f"{error.filename} cannot be read: {error.strerror}"
        raise SourceError(msg) from None
    return Snapshot(folder=folder, document=document, lock=lock, damage=damage, files=files)


def check_snapshot(target: Target, found: Diagnostics) -> bool:
    """Report a missing snapshot as an error, and one that differs from its lock or source as a warning.

    Returns whether there is a document. Uses no network.
    """
    if target.source is None:
        return True
    try:
        snapshot = read_snapshot(target)
    except SourceError as error:
        found.error("file-unreadable", str(error), Location(target.spec))
        return False
    lock_file = beside(target, LOCK)
    if snapshot.document not in snapshot.files:
        message = f"there is no snapshot of {target.source.shown} yet"
        found.error("source-not-fetched", message, Location(target.spec), f"run codegen fetch {target.name}")
        return False
    if snapshot.damage:
        found.warning("source-changed", snapshot.damage, Location(lock_file), _restore(target))
    elif snapshot.lock is None:
        message = f"the snapshot has no {LOCK}, so it is not known whether it is that of {target.source.shown}"
        found.warning("source-changed", message, Location(target.spec), _restore(target))
    elif not _is_source(snapshot.lock, target):
        message = f"the snapshot is that of {snapshot.lock.source}, and the configuration names {target.source.shown}"
        found.warning("source-changed", message, Location(lock_file), f"run codegen fetch {target.name}")
    for name in snapshot.edited if snapshot.lock is not None else ():
        message = f"this file is not the one that {LOCK} pins: one of both was edited"
        found.warning("source-changed", message, Location(beside(target, name)), _keep(target))
    return True


def beside(target: Target, name: str) -> str:
    """Return the path of a file in the snapshot of a target, relative to the configuration."""
    return f"{target.spec.rpartition('/')[0]}/{name}".lstrip("/")


def _keep(target: Target) -> str:
    return (
        f"keep an edit as an overlay: codegen fetch {target.name} --pinned original.yaml, then "
        f"codegen overlay from-diff original.yaml {target.spec} --output overlay.yaml"
    )


def _restore(target: Target) -> str:
    return f"restore it, or run codegen fetch {target.name} --force"


@dataclass(slots=True)
class Change:
    """A new version of a snapshot. ``before`` has the previous contents of the files to write or delete."""

    target: Target
    snapshot: Snapshot
    writes: Mapping[str, bytes]
    deletes: tuple[str, ...]
    before: dict[str, bytes | None] = field(default_factory=dict)

    def __bool__(self) -> bool:
        """Return whether anything changes."""
        return bool(self.writes or self.deletes)

    @property
    def new_document(self) -> bool:
        """Return whether files of the document change, and not the lock alone."""
        return bool(set(self.writes) - {LOCK} or self.deletes)

    def apply(self) -> None:
        """Write the files, the lock last. Raises ``SourceError`` after restoring the previous files."""
        folder = self.snapshot.folder
        try:
            _refuse_links(self.target, [*self.writes, *self.deletes])
            for name, content in sorted(self.writes.items(), key=lambda item: item[0] == LOCK):
                self.before[name] = _content(folder / name)
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                write_file(folder / name, content)
            for name in self.deletes:
                self.before[name] = _content(folder / name)
                (folder / name).unlink(missing_ok=True)
        except OSError as error:
            self.undo()
            msg = f"the snapshot cannot be written: {error.strerror or error}"
            raise SourceError(msg) from None

    def undo(self) -> None:
        """Restore the previous files."""
        for name, content in self.before.items():
            path = self.snapshot.folder / name
            if content is None:
                path.unlink(missing_ok=True)
            else:
                write_file(path, content)
        self.before.clear()


def plan_change(target: Target, snapshot: Snapshot, fetched: Fetched, *, force: bool) -> Change:
    """Return the change from a snapshot to a fetched document.

    Raises ``SourceError`` for edits that would be lost. If the content is the pinned one, the lock keeps its facts: a
    server may change them without the document.
    """
    if not fetched.files or target.source is None:
        return Change(target, snapshot, {}, ())
    lost = [name for name in snapshot.edited if _differs(snapshot.files[name], fetched.files.get(name))]
    if lost and not force:
        raise SourceError(_edited(target, snapshot, lost))
    lock = _new_lock(target.source.shown, snapshot.lock, fetched).to_bytes()
    writes = {name: text for name, text in fetched.files.items() if _differs(text, snapshot.files.get(name))}
    if _content(snapshot.folder / LOCK) != lock:
        writes[LOCK] = lock
    gone = tuple(sorted(set(snapshot.files) - set(fetched.files)))
    return Change(target, snapshot, writes, gone)


def _new_lock(source: str, old: Lock | None, fetched: Fetched) -> Lock:
    """Return the lock of a fetched document: the old one if it pins the same files of the same source."""
    files = {name: digest(content) for name, content in fetched.files.items()}
    if old is not None and (old.source, old.files) == (source, files):
        return old
    return Lock(source=source, files=files, facts=fetched.facts)


def _edited(target: Target, snapshot: Snapshot, lost: list[str]) -> str:
    names = ", ".join(beside(target, name) for name in lost)
    if snapshot.damage or snapshot.lock is None:
        problem = snapshot.damage or f"there is no {LOCK}"
        return f"{problem}, and {names} differs from the source: restore the lock, or overwrite with --force"
    return f"{names} differs from {LOCK}, and is kept: {_keep(target)}, list it in overlays, and fetch with --force"


def _differs(content: bytes, other: bytes | None) -> bool:
    return other is None or digest(content) != digest(other)


def _content(path: Path) -> bytes | None:
    """Return the content of a file, or None if there is none. Raises ``OSError``."""
    try:
        return read_file(path, MAX_BYTES)
    except FileNotFoundError:
        return None


def _refuse_links(target: Target, names: list[str]) -> None:
    """Raise ``SourceError`` if a path leads through a symbolic link below the folder of the configuration."""
    for name in names:
        parts = beside(target, name).split("/")
        for end in range(1, len(parts) + 1):
            place = target.root.joinpath(*parts[:end])
            if parts[end - 1] != ".." and place.is_symlink():
                msg = f"{'/'.join(parts[:end])} is a symbolic link, and nothing is written through links"
                raise SourceError(msg)
