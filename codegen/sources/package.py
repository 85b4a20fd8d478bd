"""Reads a document from an installed distribution, without importing it."""

from __future__ import annotations

import posixpath
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import TYPE_CHECKING

from codegen.core.suggest import closest
from codegen.output.folder import read_file
from codegen.sources.gather import gather
from codegen.sources.model import MAX_BYTES, Fetched, SourceError

if TYPE_CHECKING:
    from importlib.metadata import Distribution

    from codegen.config import PackageAddress

_SUFFIXES = (".json", ".yaml", ".yml")


def fetch_package(address: PackageAddress) -> Fetched:
    """Read a file that a distribution lists, and the files that it refers to. Raises ``SourceError``."""
    try:
        found = distribution(address.distribution)
    except PackageNotFoundError:
        msg = f"the package {address.distribution!r} is not installed in the environment of codegen"
        raise SourceError(msg) from None
    listed = frozenset(path.as_posix() for path in found.files or ())
    content = _read(found, listed, address.path)
    if content is None:
        documents = sorted(path for path in listed if path.endswith(_SUFFIXES))
        hint = closest(address.path, documents) if documents else "it lists no JSON or YAML files"
        msg = f"the package {address.distribution!r} has no file {address.path!r}; {hint}"
        raise SourceError(msg)
    folder = posixpath.dirname(address.path)
    files = gather(address.document, content, lambda name: _read(found, listed, posixpath.join(folder, name)))
    return Fetched(files=files, facts={"package_version": found.version})


def _read(found: Distribution, listed: frozenset[str], path: str) -> bytes | None:
    """Return the content of a listed file, or None. Raises ``SourceError`` for one that cannot be read."""
    if path not in listed:
        return None
    try:
        return read_file(Path(str(found.locate_file(path))), MAX_BYTES)
    except OSError as error:
        msg = f"{path} cannot be read: {error.strerror}"
        raise SourceError(msg) from None
