"""Reads the files of an SDK: a folder, a wheel, a source distribution, an installed package, a commit of a repository.

Nothing is extracted, imported or executed. Links and special files are not read; sizes and numbers are limited.
"""

from __future__ import annotations

import gzip
import io
import os
import re
import stat
import tarfile
import zipfile
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from codegen.core.errors import UsageError
from codegen.core.printed import visible
from codegen.output.folder import read_file
from codegen.sources.checkout import checkout, installed_folder

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MAX_FILES = 20_000
MAX_ENTRIES = 100_000
MAX_FILE_BYTES = 16 * 1024 * 1024
MAX_BYTES = 256 * 1024 * 1024
MAX_DEPTH = 24
_READ = (".py", ".md", ".yml", ".yaml")
_SKIPPED = frozenset({"__pycache__", "node_modules", "site-packages", "test", "tests", "examples", "build", "dist"})
_HIDDEN = frozenset({".speakeasy", ".fern", ".stats.yml", ".openapi-generator"})
_ARCHIVES = (".whl", ".zip", ".tar.gz", ".tgz")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_.-]*")


@dataclass(frozen=True, slots=True)
class SdkFiles:
    """The files of an SDK by POSIX path; ``unread`` are those that exceed a limit or cannot be read."""

    label: str
    files: Mapping[str, bytes]
    unread: tuple[str, ...] = ()


def read_sdk(source: str, cwd: Path) -> SdkFiles:
    """Read the files of an SDK. Raises ``UsageError`` with one sentence."""
    if source.startswith("git+"):
        with checkout(source) as (folder, _):
            return _checked(_from_folder(folder, source))
    path = cwd / source
    if path.is_dir():
        return _checked(_from_folder(path, source))
    if path.is_file():
        return _checked(_from_archive(path, source))
    if _NAME.fullmatch(source) and not source.endswith(_ARCHIVES):
        return _checked(_from_folder(_installed(source), source))
    msg = (
        f"{visible(source)} does not exist: name a folder, a wheel, an sdist, an installed package or git+URL@REVISION"
    )
    raise UsageError(msg)


def _checked(sdk: SdkFiles) -> SdkFiles:
    if not any(path.endswith(".py") for path in sdk.files):
        msg = f"{visible(sdk.label)} has no Python modules: it is not a Python SDK"
        raise UsageError(msg)
    return sdk


def _installed(name: str) -> Path:
    """Return the folder of an installed package, or of the package of a distribution with this name."""
    for top in (name, *_top_levels(name)):
        try:
            return installed_folder(top)
        except UsageError:
            continue
    msg = f"{name} is neither a file or folder nor a package that is installed in the environment of codegen"
    raise UsageError(msg)


def _top_levels(name: str) -> list[str]:
    """Return the top-level packages of a distribution, those with the most files first."""
    try:
        files = distribution(name).files or []
    except (PackageNotFoundError, ValueError):
        return []
    tops = [path.parts[0] for path in files if path.suffix == ".py" and len(path.parts) > 1]
    return sorted({top for top in tops if top.isidentifier()}, key=lambda top: (-tops.count(top), top))


def _wanted(path: str) -> bool:
    """Return whether a file can say something about the SDK."""
    *folders, name = path.split("/")
    hidden = [part for part in (*folders, name) if part.startswith(".") and part not in _HIDDEN]
    return name.endswith(_READ) and not hidden and not _SKIPPED.intersection(folders)


class _Collected:
    """Collects files within the limits."""

    def __init__(self, label: str) -> None:
        self.label = label
        self.files: dict[str, bytes] = {}
        self.unread: list[str] = []
        self.bytes = 0

    def room(self) -> int:
        """Return how many bytes the next file may have."""
        return min(MAX_FILE_BYTES, MAX_BYTES - self.bytes)

    def add(self, path: str, content: bytes | None) -> None:
        """Add a file; ``None`` stands for one that cannot be read. Raises ``UsageError`` beyond the limits."""
        is_full = len(self.files) >= MAX_FILES or self.room() < MAX_FILE_BYTES
        if is_full and (content is None or len(content) >= self.room() or len(self.files) >= MAX_FILES):
            msg = f"{visible(self.label)} is too large: more than {MAX_FILES} files or {MAX_BYTES // 1024**2} MiB"
            raise UsageError(msg)
        if content is None:
            self.unread.append(path)
            return
        self.bytes += len(content)
        self.files[path] = content

    def done(self) -> SdkFiles:
        return SdkFiles(self.label, dict(sorted(self.files.items())), tuple(sorted(self.unread)))


def _from_folder(folder: Path, label: str) -> SdkFiles:
    """Read a folder. The name of a package's folder is the first part of its paths."""
    found = _Collected(label)
    lead = f"{folder.resolve().name}/" if (folder / "__init__.py").is_file() else ""
    for path in _walk(folder):
        try:
            content = read_file(folder / path, found.room())
        except OSError:
            found.add(lead + path, None)
        else:
            found.add(lead + path, content)
    return found.done()


def _walk(folder: Path) -> Iterator[str]:
    """Yield the wanted regular files, sorted; links are not followed."""
    waiting, count = [""], 0
    while waiting:
        prefix = waiting.pop()
        try:
            with os.scandir(folder / prefix) as listed:
                entries = sorted(listed, key=lambda entry: entry.name)
        except OSError:
            continue
        for entry in entries:
            count += 1
            if count > MAX_ENTRIES:
                msg = f"{visible(str(folder))} is too large: more than {MAX_ENTRIES} files"
                raise UsageError(msg)
            path = prefix + entry.name
            if entry.is_dir(follow_symlinks=False):
                if path.count("/") < MAX_DEPTH and _wanted(f"{path}/x.py"):
                    waiting.append(path + "/")
            elif entry.is_file(follow_symlinks=False) and _wanted(path):
                yield path


def _from_archive(path: Path, label: str) -> SdkFiles:
    name = path.name.lower()
    try:
        if name.endswith((".whl", ".zip")):
            return _from_zip(path, label)
        if name.endswith((".tar.gz", ".tgz")):
            return _from_tar(path, label)
    except (zipfile.BadZipFile, tarfile.TarError, OSError, EOFError, NotImplementedError, RuntimeError) as error:
        msg = f"{visible(label)} cannot be read: it is damaged, encrypted or no archive"
        raise UsageError(msg) from error
    except ValueError as error:
        msg = f"{visible(label)} cannot be read: it has invalid entries"
        raise UsageError(msg) from error
    msg = f"{visible(label)} is not a Python SDK: expected a folder, .whl, .zip, .tar.gz or .tgz"
    raise UsageError(msg)


def _safe(path: str, label: str) -> str:
    """Return the path of an archive's entry. Raises ``UsageError`` for one that leads out of the archive."""
    parts = PurePosixPath(path).parts
    if path.startswith(("/", "\\")) or ".." in parts or "\\" in path or ":" in path.split("/", maxsplit=1)[0]:
        msg = f"{visible(label)} has the unsafe entry {visible(path[:200])!r}"
        raise UsageError(msg)
    return "/".join(parts)


def _from_zip(path: Path, label: str) -> SdkFiles:
    found = _Collected(label)
    with zipfile.ZipFile(path) as archive:
        rows = archive.infolist()
        if len(rows) > MAX_ENTRIES:
            msg = f"{visible(label)} is too large: more than {MAX_ENTRIES} entries"
            raise UsageError(msg)
        for row in rows:
            name = _safe(row.filename, label)
            is_link = stat.S_ISLNK(row.external_attr >> 16)
            if row.is_dir() or is_link or not _wanted(name):
                continue
            with archive.open(row) as file:
                content = file.read(found.room() + 1)
            found.add(name, content if len(content) <= found.room() else None)
    return found.done()


class _Limited(io.RawIOBase):
    """A stream that ends with an error after a number of bytes."""

    def __init__(self, stream: gzip.GzipFile, most: int) -> None:
        self.stream = stream
        self.left = most

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        content = self.stream.read(size)
        self.left -= len(content)
        if self.left < 0:
            msg = "the archive is too large"
            raise OSError(msg)
        return content


def _from_tar(path: Path, label: str) -> SdkFiles:
    found = _Collected(label)
    with (
        gzip.open(path) as stream,
        tarfile.open(fileobj=_Limited(stream, 4 * MAX_BYTES), mode="r|") as archive,
    ):
        for count, row in enumerate(archive):
            if count >= MAX_ENTRIES:
                msg = f"{visible(label)} is too large: more than {MAX_ENTRIES} entries"
                raise UsageError(msg)
            name = _safe(row.name, label)
            if row.isreg() and _wanted(name):
                file = archive.extractfile(row) if row.size <= found.room() else None
                found.add(name, file.read() if file is not None else None)
    return found.done()
