"""Rebuild the lock and the merge base of a vendored package from its files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen.output.base import LOCK_FOLDER, read_base
from codegen.output.folder import is_plain, read_file, scan
from codegen.output.manifest import Manifest, OutputFile, VendorSource, content_digest
from codegen.output.verify import digest, is_generated

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path


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
    files = () if (folder / LOCK_FOLDER).is_symlink() else scan(folder / LOCK_FOLDER).files
    return (f"{LOCK_FOLDER}/{name}" for name in files)


def unedited_files(folder: Path, manifest: Manifest) -> Mapping[str, bytes]:
    """Return the files that are as the manifest says; edited ones as empty, so that a merge keeps both versions."""
    found: dict[str, bytes] = {}
    for path, row in manifest.outputs.items():
        if not path.startswith(f"{LOCK_FOLDER}/") and row.mode == "owned" and is_plain(folder, path):
            content = read_file(folder / path)
            found[path] = content if content_digest(content) == row.as_generated else b""
    return found
