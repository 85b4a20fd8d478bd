"""Files in memory, under names that are safe on every file system."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from codegen.core.paths import UnsafePathError, check_path, fold


class FileTree(Mapping[str, bytes]):
    """An immutable mapping from relative posix path to content, sorted by path.

    Raises ``UnsafePathError`` at construction when ``check_path`` refuses a path, when two paths are one on a file
    system that ignores case, or when a file stands where another path needs a folder.
    """

    __slots__ = ("_files",)

    def __init__(self, files: Mapping[str, bytes]) -> None:
        """Check and take over the files."""
        seen: dict[str, str] = {}
        for path in sorted(files):
            check_path(path)
            parts = path.split("/")
            for depth in range(1, len(parts) + 1):
                self._claim(seen, "/".join(parts[:depth]), is_file=depth == len(parts))
        self._files = MappingProxyType({path: bytes(files[path]) for path in sorted(files)})

    @staticmethod
    def _claim(seen: dict[str, str], path: str, *, is_file: bool) -> None:
        """Note a file as ``path`` and a folder as ``path/``; refuse what folds to another spelling or kind."""
        mine = path if is_file else path + "/"
        other = seen.setdefault(fold(path), mine)
        if other != mine:
            msg = f"{mine!r} and {other!r} cannot stand in one folder on every file system"
            raise UnsafePathError(msg)

    def __getitem__(self, path: str) -> bytes:
        """Return the content of a file."""
        return self._files[path]

    def __iter__(self) -> Iterator[str]:
        """Iterate over the paths, sorted."""
        return iter(self._files)

    def __len__(self) -> int:
        """Return the number of files."""
        return len(self._files)

    def __or__(self, other: Mapping[str, bytes]) -> FileTree:
        """Return a tree with the files of both; those of ``other`` win."""
        return FileTree({**self._files, **other})

    def __repr__(self) -> str:
        """Name the files, not their content."""
        return f"FileTree({list(self._files)})"
