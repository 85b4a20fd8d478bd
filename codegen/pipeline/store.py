"""Keep results by the digest of everything that shapes them: in a folder, or at an address that fsspec reads.

An entry is data: it holds the digest of its key and content, and one that does not match is a missing one. What
fails disables the store for the rest of the run, which goes on without it.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import zlib
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

LIMIT: Final = 512 * 1024 * 1024
"""The size of a folder, in bytes, beyond which the entries that were not used for longest are deleted."""
_MOST_CONTENT = 64 * 1024 * 1024
_DIGEST_SIZE = 32
_KEPT_SHARE = 0.8


class Place(Protocol):
    """Storage for entries. Methods raise ``OSError``."""

    is_trusted: bool
    """Whether only this user writes there."""

    def read(self, names: Sequence[str]) -> dict[str, bytes]:
        """Return the entries that exist."""

    def write(self, entries: Mapping[str, bytes]) -> None:
        """Write entries, each in one step."""

    def trim(self) -> None:
        """Delete entries beyond the limit."""


@dataclass(slots=True)
class FolderPlace:
    """A folder of the user: entries are files in subfolders by the first two characters of their names."""

    folder: Path
    limit: int = LIMIT
    is_trusted: bool = True

    def read(self, names: Sequence[str]) -> dict[str, bytes]:
        """Return the entries that exist, and mark them as used."""
        found = {}
        for name in names:
            path = self._path(name)
            with suppress(FileNotFoundError):
                found[name] = path.read_bytes()
                with suppress(OSError):
                    os.utime(path)
        return found

    def write(self, entries: Mapping[str, bytes]) -> None:
        """Write each entry beside its place, and rename it."""
        for name, content in entries.items():
            path = self._path(name)
            fresh = path.parent / f".{secrets.token_hex(8)}"
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            try:
                fresh.write_bytes(content)
                fresh.replace(path)
            except OSError:
                with suppress(OSError):
                    fresh.unlink()
                raise

    def trim(self) -> None:
        """Delete the entries that were not used for longest if the folder is beyond its limit."""
        entries = sorted(self.entries())
        size = sum(entry[1] for entry in entries)
        if size <= self.limit:
            return
        for _, length, path in entries:
            if size <= self.limit * _KEPT_SHARE:
                return
            path.unlink(missing_ok=True)
            size -= length

    def clear(self) -> int:
        """Delete all entries; return their number."""
        entries = [*self.entries()]
        for _, _, path in entries:
            path.unlink(missing_ok=True)
        return len(entries)

    def entries(self) -> Iterator[tuple[float, int, Path]]:
        """Yield the time of the last use, the size and the path of each file."""
        for place, folders, names in os.walk(self.folder):
            folders[:] = [name for name in folders if not Path(place, name).is_symlink()]
            for name in names:
                path = Path(place, name)
                with suppress(FileNotFoundError):
                    stat = path.lstat()
                    yield stat.st_mtime, stat.st_size, path

    def _path(self, name: str) -> Path:
        return self.folder / name[:2] / name[2:]


@dataclass(slots=True)
class Store:
    """Entries of a place, verified. ``problem`` is what disabled it; ``hits`` and ``misses`` count readings."""

    place: Place
    is_read_only: bool = False
    problem: str = ""
    hits: int = 0
    misses: int = 0
    written: int = 0

    @property
    def is_trusted(self) -> bool:
        """Whether only this user writes to the place."""
        return self.place.is_trusted

    def get(self, keys: Sequence[str]) -> dict[str, bytes]:
        """Return the content of the keys that have one; damaged entries are missing."""
        entries: dict[str, bytes] = {}
        if not self.problem:
            try:
                entries = self.place.read(keys)
            except OSError as error:
                self.problem = _reason(error)
        checked = {key: _content(key, entry) for key, entry in entries.items()}
        found = {key: content for key, content in checked.items() if content is not None}
        self.hits += len(found)
        self.misses += len(keys) - len(found)
        return found

    def put(self, contents: Mapping[str, bytes]) -> None:
        """Keep the content of each key."""
        if self.problem or self.is_read_only:
            return
        small = {key: content for key, content in contents.items() if len(content) <= _MOST_CONTENT}
        try:
            self.place.write({key: _entry(key, content) for key, content in small.items()})
        except OSError as error:
            self.problem = _reason(error)
        self.written += len(small)

    def add(self, other: Store) -> None:
        """Add the counts and the problem of the same store in another process."""
        self.hits += other.hits
        self.misses += other.misses
        self.written += other.written
        self.problem = self.problem or other.problem

    def close(self) -> None:
        """Delete entries beyond the limit, if any were written."""
        if self.written and not self.problem:
            try:
                self.place.trim()
            except OSError as error:
                self.problem = _reason(error)


def _entry(key: str, content: bytes) -> bytes:
    return _digest(key, content) + zlib.compress(content, 1)


def _content(key: str, entry: bytes) -> bytes | None:
    """Return the verified content of an entry."""
    digest, packed = entry[:_DIGEST_SIZE], entry[_DIGEST_SIZE:]
    unpacking = zlib.decompressobj()
    try:
        content = unpacking.decompress(packed, _MOST_CONTENT)
    except zlib.error:
        return None
    return content if unpacking.eof and secrets.compare_digest(_digest(key, content), digest) else None


def _digest(key: str, content: bytes) -> bytes:
    return hashlib.sha256(key.encode() + b"\0" + content).digest()


def _reason(error: OSError) -> str:
    return error.strerror or str(error) or type(error).__name__
