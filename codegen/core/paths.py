"""Portable relative paths: validation, and comparison as case-insensitive file systems do it."""

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
    """A path that could leave its folder, or that some file system cannot store."""


def check_path(path: str) -> None:
    """Check that a path is a relative POSIX path that every common file system can store.

    Raises ``UnsafePathError`` for absolute paths, ``.`` and ``..``, empty segments, reserved device names, characters
    that Windows forbids, control characters, trailing dots and spaces, text that is not NFC, and too long names.
    """
    problem = next((problem for part in path.split("/") if (problem := _problem(part))), "")
    if not problem and len(path.encode("utf-8", "surrogatepass")) > _MAX_PATH:
        problem = f"longer than {_MAX_PATH} bytes"
    if problem:
        msg = f"{path!r}: {problem}"
        raise UnsafePathError(msg)


def _problem(part: str) -> str:
    """Return what is wrong with one segment of a path, or an empty string."""
    rules = (
        (part in {"", ".", ".."}, "an empty, '.' or '..' segment"),
        (not part.isprintable() or not _FORBIDDEN.isdisjoint(part), "a forbidden character"),
        (
            part.endswith((".", " ")) or part.startswith(" "),
            "a segment that starts or ends with a space, or ends with a dot",
        ),
        (part.split(".", maxsplit=1)[0].rstrip().casefold() in _RESERVED, "a reserved device name"),
        (unicodedata.normalize("NFC", part) != part, "a segment that is not in Unicode normal form C"),
        (len(part.encode("utf-8", "surrogatepass")) > _MAX_NAME, f"a segment longer than {_MAX_NAME} bytes"),
    )
    return next((message for broken, message in rules if broken), "")


def fold(path: str) -> str:
    """Return a path case-folded and normalised, as case-insensitive file systems compare names."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", path).casefold())
