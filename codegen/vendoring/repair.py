"""Recover the lock of a vendored package: from the sides of a git conflict, from its files, or from its merge base."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from codegen.output.base import BASE, LOCK_FOLDER, read_base
from codegen.output.folder import is_plain, read_file
from codegen.output.manifest import MANIFEST, InvalidManifestError, Manifest, OutputFile, VendorSource, content_digest
from codegen.output.verify import digest, is_generated

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

_OURS, _MIDDLE, _THEIRS = b"<<<<<<< ", b"=======", b">>>>>>> "


def recovered_manifest(content: bytes) -> Manifest | None:
    """Return the manifest in a lock with conflict markers of git: ours, else theirs, else what is left without them."""
    for side in _sides(content):
        with contextlib.suppress(InvalidManifestError):
            return Manifest.from_bytes(side)
    return None


def _sides(content: bytes) -> Iterator[bytes]:
    lines = content.splitlines(keepends=True)
    if not any(line.startswith((_OURS, _THEIRS)) or line.rstrip() == _MIDDLE for line in lines):
        return
    for skipped in ("theirs", "ours", ""):
        kept: list[bytes] = []
        part = ""
        for line in lines:
            if line.startswith(_OURS):
                part = "ours"
            elif line.rstrip() == _MIDDLE:
                part = "theirs"
            elif line.startswith(_THEIRS):
                part = ""
            elif not part or part != skipped:
                kept.append(line)
        yield b"".join(kept)


def rebuilt_manifest(folder: Path, source: str) -> Manifest:
    """Return a manifest for a package without a usable one: the files of the merge base, and generated ones."""
    base = read_base(folder)
    known = dict(base.files) if base is not None else {}
    rows = Manifest.digests(known)
    for path in _generated(folder):
        rows.setdefault(path, OutputFile(sha256=digest(folder / path)))
    rows |= {path: OutputFile(sha256=digest(folder / path)) for path in _locked(folder)}
    return Manifest(generator="", outputs=rows, vendor=VendorSource(source=source))


def _generated(folder: Path) -> Iterator[str]:
    places = sorted(folder.rglob("*.py"))
    names = (place.relative_to(folder).as_posix() for place in places)
    return (name for name in names if is_generated(folder, name))


def _locked(folder: Path) -> Iterator[str]:
    return (
        f"{LOCK_FOLDER}/{name}"
        for name in ("base.tar.bz2", ".gitattributes")
        if is_plain(folder, f"{LOCK_FOLDER}/{name}")
    )


def unedited_files(folder: Path, manifest: Manifest) -> Mapping[str, bytes]:
    """Return the files that are as the manifest says; edited ones as empty, so that a merge keeps both versions."""
    found: dict[str, bytes] = {}
    for path, row in manifest.outputs.items():
        if path != BASE and not path.startswith(f"{LOCK_FOLDER}/") and row.mode == "owned" and is_plain(folder, path):
            content = read_file(folder / path)
            found[path] = content if content_digest(content) == row.as_generated else b""
    return found


def read_lock(folder: Path) -> Manifest | None:
    """Return the manifest of a folder, recovered from a conflict if need be; None if that is impossible."""
    try:
        content = read_file(folder / MANIFEST)
    except OSError:
        return None
    try:
        return Manifest.from_bytes(content)
    except InvalidManifestError:
        return recovered_manifest(content)
