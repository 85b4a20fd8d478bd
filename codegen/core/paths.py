"""Relative paths that every common file system can hold, and how such systems compare names."""

from __future__ import annotations

import unicodedata

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
