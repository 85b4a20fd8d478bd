"""Files in memory, under names that are safe on every file system."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from types import MappingProxyType

_RESERVED = frozenset(
    [
        "con",
        "prn",
        "aux",
        "nul",
        "conin$",
        "conout$",
        *(f"{port}{n}" for port in ("com", "lpt") for n in "0123456789¹²³"),
    ]
)
_FORBIDDEN = frozenset('<>:"\\|?*')
_MAX_NAME = 200
_MAX_PATH = 1000


class UnsafePathError(ValueError):
    """A path that could leave its folder, or that some file system cannot hold."""


def check_path(path: str) -> None:
    """Accept a relative posix path whose parts every common file system can hold.

    Raises ``UnsafePathError`` for absolute paths, ``.`` and ``..``, empty parts, reserved device names, characters that
    Windows forbids, control characters, trailing dots and spaces, text that is not NFC, and names that are too long.
    """
    problem = next((problem for part in path.split("/") if (problem := _problem(part))), "")
    if not problem and len(path.encode("utf-8", "surrogatepass")) > _MAX_PATH:
        problem = "the path is too long"
    if problem:
        msg = f"{path!r}: {problem}"
        raise UnsafePathError(msg)


def _problem(part: str) -> str:
    """Return what is wrong with one name of a path, or an empty text."""
    rules = (
        (part in {"", ".", ".."}, "an empty or climbing part"),
        (not part.isprintable() or not _FORBIDDEN.isdisjoint(part), "a forbidden character"),
        (
            part.endswith((".", " ")) or part.startswith(" "),
            "a part that starts or ends with a space, or ends with a dot",
        ),
        (part.split(".", maxsplit=1)[0].rstrip().casefold() in _RESERVED, "a reserved device name"),
        (unicodedata.normalize("NFC", part) != part, "a part that is not in normal form C"),
        (len(part.encode("utf-8", "surrogatepass")) > _MAX_NAME, "a name that is too long"),
    )
    return next((message for broken, message in rules if broken), "")


def fold(path: str) -> str:
    """Return the form in which case-insensitive, normalising file systems compare names."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", path).casefold())


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
