"""The files that a run depended on, and whether they are as they were."""

from __future__ import annotations

import glob
import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias, cast

Stat: TypeAlias = tuple[int, int, int, int]
"""Size, modification and status change in nanoseconds, inode."""

_TICK = 20_000_000
"""Nanoseconds by which the time of a file can lag behind the clock."""
_IGNORED = "__pycache__"


@dataclass(slots=True)
class FileState:
    """The content of a file, and its ``stat`` if that was taken after the last change was certainly visible in it."""

    sha256: str
    size: int
    stat: Stat | None = None


@dataclass(slots=True)
class Dependencies:
    """The inputs and outputs of a run.

    ``files`` are states by absolute path; ``absent`` paths do not exist; ``globs`` are the sorted matches by root and
    pattern; ``trees`` the names of all files by folder. Byte code is ignored.
    """

    files: dict[str, FileState] = field(default_factory=dict)
    absent: list[str] = field(default_factory=list)
    globs: list[tuple[str, str, list[str]]] = field(default_factory=list)
    trees: dict[str, list[str]] = field(default_factory=dict)

    def add_input(self, path: str, started: int) -> bool:
        """Add a file that was read; False if it may have changed since ``started`` (nanoseconds since the epoch).

        A path that does not exist, such as that of a temporary file, must not exist later; folders are not compared.
        """
        if not os.path.lexists(path):
            self.absent.append(path)
            return True
        if os.path.isdir(path):  # noqa: PTH112 - likewise
            return True
        if not os.path.isfile(path):  # noqa: PTH113 - paths of the audit hook; a pipe would block
            return False
        try:
            data = Path(path).read_bytes()
            stat = _stat(path)
        except OSError:
            return False
        self.files[path] = FileState(hashlib.sha256(data).hexdigest(), len(data), stat)
        return _is_settled(stat, started)

    def add_glob(self, root: Path, pattern: str) -> None:
        """Add the files that match a pattern."""
        self.globs.append((os.fspath(root), pattern, _matches(os.fspath(root), pattern)))

    def add_tree(self, folder: Path, expected: Mapping[str, bytes], started: int) -> None:
        """Add a package: the content of its files, and the names of all files in its folder."""
        states = _walk(os.fspath(folder))
        self.trees[os.fspath(folder)] = sorted(states)
        for name, data in expected.items():
            stat = states.get(name)
            known = stat if stat is not None and _is_settled(stat, started) and stat[0] == len(data) else None
            self.files[_inside(os.fspath(folder), name)] = FileState(hashlib.sha256(data).hexdigest(), len(data), known)

    def hold(self, started: int) -> bool:
        """Return whether everything is as it was; adds the ``stat`` of files whose content had to be compared."""
        return next(self.changes(started), None) is None

    def changes(self, started: int) -> Iterator[str]:
        """Yield the paths, patterns and folders that are not as they were. See ``hold``."""
        yield from (path for path in self.absent if os.path.lexists(path))
        yield from (pattern for root, pattern, matches in self.globs if _matches(root, pattern) != matches)
        found: dict[str, Stat] = {}
        for folder, names in self.trees.items():
            states = _walk(folder)
            if sorted(states) != names:
                yield folder
            found |= {_inside(folder, name): stat for name, stat in states.items()}
        yield from (path for path, state in self.files.items() if not _holds(path, state, found.get(path), started))

    def stats(self) -> list[Stat | None]:
        """Return what is known of each file without reading it."""
        return [state.stat for state in self.files.values()]

    def to_json(self) -> dict[str, object]:
        """Return the value to store."""
        return {
            "files": {path: [state.sha256, state.size, state.stat] for path, state in self.files.items()},
            "absent": self.absent,
            "globs": self.globs,
            "trees": self.trees,
        }

    @classmethod
    def from_json(cls, value: Mapping[str, object]) -> Dependencies:
        """Parse a stored value. Raises ``KeyError``, ``TypeError`` or ``ValueError`` for any other."""
        files = cast("Mapping[str, tuple[str, int, Sequence[int] | None]]", value["files"])
        return cls(
            files={
                path: FileState(digest, size, cast("Stat", tuple(stat)) if stat else None)
                for path, (digest, size, stat) in files.items()
            },
            absent=list(cast("Sequence[str]", value["absent"])),
            globs=[
                (root, pattern, list(matches))
                for root, pattern, matches in cast("Sequence[tuple[str, str, Sequence[str]]]", value["globs"])
            ],
            trees={
                folder: list(names) for folder, names in cast("Mapping[str, Sequence[str]]", value["trees"]).items()
            },
        )


def folder_state(folders: Sequence[Path]) -> str:
    """Return a digest of the names, sizes and times of all files in folders."""
    digest = hashlib.sha256()
    for folder in folders:
        for name, stat in sorted(_walk(os.fspath(folder)).items()):
            digest.update(f"{name}\0{stat}\0".encode("utf-8", "surrogateescape"))
    return digest.hexdigest()


def _inside(folder: str, name: str) -> str:
    return os.path.join(folder, *name.split("/"))  # noqa: PTH118 - thousands of paths


def _holds(path: str, state: FileState, known: Stat | None, started: int) -> bool:
    try:
        stat = known or _stat(path)
        if state.stat == stat:
            return True
        if stat[0] != state.size:
            return False
        data = Path(path).read_bytes()
    except OSError:
        return False
    if hashlib.sha256(data).hexdigest() != state.sha256:
        return False
    state.stat = stat if _is_settled(stat, started) else None
    return True


def _is_settled(stat: Stat, started: int) -> bool:
    """Return whether a file was last changed before ``started``, so that a later change gives another ``stat``."""
    return max(stat[1], stat[2]) < started - _TICK


def _stat(path: str) -> Stat:
    found = os.stat(path)  # noqa: PTH116 - hundreds of files
    return found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino


def _matches(root: str, pattern: str) -> list[str]:
    return sorted(glob.glob(pattern, root_dir=root, recursive=True))  # noqa: PTH207 - as the reader of tables


def _walk(folder: str) -> dict[str, Stat]:
    """Return the ``stat`` of all files in a folder, by relative path with ``/``; links are not followed."""
    found: dict[str, Stat] = {}
    pending = [(folder, "")]
    while pending:
        place, prefix = pending.pop()
        try:
            with os.scandir(place) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        if entry.name != _IGNORED:
                            pending.append((entry.path, f"{prefix}{entry.name}/"))
                    else:
                        stat = entry.stat(follow_symlinks=False)
                        found[prefix + entry.name] = (stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino)
        except OSError:
            continue
    return found
