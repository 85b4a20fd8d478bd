"""Compare a generated or vendored package with its manifest, offline: nothing is generated, no link is followed."""

from __future__ import annotations

import contextlib
import hashlib
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from codegen.output.folder import MAX_BYTES, is_plain, read_file
from codegen.output.manifest import MANIFEST, InvalidManifestError, Manifest, OutputFile

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_SKIPPED = frozenset({"__pycache__", "node_modules"})
_CONFLICT = (b"<<<<<<< ", b">>>>>>> ")
_CHUNK = 1024 * 1024

_MESSAGES = {
    "edited": "the file was changed after it was written",
    "conflict": "the file holds conflict markers",
    "missing": "the file is missing",
    "extra": "the file is not in the manifest",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AlteredFile:
    """One file that is not as it was written.

    ``kind`` is ``edited``, ``conflict`` (edited, and holds merge markers), ``missing``, ``extra`` or ``moved``, with
    the new path in ``to``. Paths are relative to the package.
    """

    kind: str
    path: str
    to: str = ""

    @property
    def message(self) -> str:
        """One sentence without a final full stop."""
        return f"the file was moved to {self.to}" if self.kind == "moved" else _MESSAGES[self.kind]


def digest(path: Path) -> str:
    """Return the sha256 of a file with CRLF read as LF, as the manifest holds it, in memory of constant size."""
    sha256, held = hashlib.sha256(), b""
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            chunk = held + chunk
            held = b"\r" if chunk.endswith(b"\r") else b""
            sha256.update(chunk.removesuffix(held).replace(b"\r\n", b"\n"))
    sha256.update(held)
    return sha256.hexdigest()


def holds_conflict(content: bytes) -> bool:
    """Whether a file holds the markers of a merge conflict."""
    lines = content.splitlines()
    return all(any(line.startswith(mark) for line in lines) for mark in _CONFLICT)


def _read_outputs(folder: Path) -> dict[str, OutputFile]:
    """Return the rows of the manifest. Raises ``InvalidManifestError``."""
    try:
        content = read_file(folder / MANIFEST)
    except OSError as error:
        msg = f"it cannot be read: {error.strerror or error}"
        raise InvalidManifestError(msg) from error
    return dict(Manifest.from_bytes(content).outputs)


def _files_below(folder: Path) -> Iterator[str]:
    """Yield every entry that is not a folder; packages with their own manifest are not entered."""
    waiting = [""]
    while waiting:
        prefix = waiting.pop()
        with os.scandir(folder / prefix) as entries:
            for entry in entries:
                if not entry.is_dir(follow_symlinks=False):
                    yield prefix + entry.name
                elif entry.name not in _SKIPPED and not (folder / prefix / entry.name / MANIFEST).exists():
                    waiting.append(f"{prefix}{entry.name}/")


def _alteration(folder: Path, path: str, sha256: str) -> str:
    """Return the kind of alteration of an existing file, or an empty string."""
    if not is_plain(folder, path):
        return "edited"
    place = folder / path
    if digest(place) == sha256:
        return ""
    return "conflict" if place.stat().st_size <= MAX_BYTES and holds_conflict(place.read_bytes()) else "edited"


def verify(folder: Path) -> list[AlteredFile]:
    """Compare a package with its manifest and return what differs, sorted by path.

    Scaffolded files are the user's: they may change and go. Raises ``InvalidManifestError`` and ``OSError``.
    """
    outputs = _read_outputs(folder)
    present = set(_files_below(folder)) - {MANIFEST}
    extra = sorted(present - outputs.keys())
    missing: dict[str, str] = {}
    altered: list[AlteredFile] = []
    for path, row in sorted(outputs.items()):
        if row.mode != "owned":
            continue
        if path not in present:
            missing[path] = row.sha256
        elif kind := _alteration(folder, path, row.sha256):
            altered.append(AlteredFile(kind=kind, path=path))
    moved = _find_moved(folder, missing, extra)
    for path in missing:
        kind = "moved" if path in moved else "missing"
        altered.append(AlteredFile(kind=kind, path=path, to=moved.get(path, "")))
    altered += [AlteredFile(kind="extra", path=path) for path in set(extra).difference(moved.values())]
    return sorted(altered, key=lambda item: (item.path, item.kind))


def _find_moved(folder: Path, missing: dict[str, str], extra: list[str]) -> dict[str, str]:
    """Return where missing files are now: each at the first extra file, not taken yet, of its content."""
    digests = {path: digest(folder / path) for path in extra if is_plain(folder, path)}
    moved: dict[str, str] = {}
    for path, sha256 in missing.items():
        to = next((candidate for candidate, found in digests.items() if found == sha256), "")
        if to:
            moved[path] = to
            del digests[to]
    return moved


def find_packages(start: Path) -> list[Path]:
    """Return the folders with a manifest: ``start`` itself, or those below it; hidden folders are not searched."""
    found: list[Path] = []
    waiting = [start]
    while waiting:
        folder = waiting.pop()
        if os.path.lexists(folder / MANIFEST) and (folder != start or is_plain(folder, MANIFEST)):
            found.append(folder)
            continue
        with contextlib.suppress(OSError), os.scandir(folder) as entries:
            waiting += [
                folder / entry.name
                for entry in entries
                if entry.is_dir(follow_symlinks=False) and entry.name not in _SKIPPED and not entry.name.startswith(".")
            ]
    return sorted(found)
