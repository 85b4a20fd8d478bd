"""Finds the documents of supported formats below a folder."""

from __future__ import annotations

import os
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from codegen.core.diagnostic import Diagnostics
from codegen.openapi.document import LIMITS, parse, read_bytes
from codegen.openapi.formats import format_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from collections.abc import Set as AbstractSet

_SUFFIXES = frozenset({".json", ".yaml", ".yml"})
_SKIPPED = frozenset({"node_modules", "__pycache__", "dist", "build", "site-packages", "tests"})
_WORDS = (b"openapi", b"swagger")
_MAX_DEPTH = 4
_MAX_FILES = 2_000


def find_documents(folder: Path, skipped: Sequence[str] = ()) -> list[str]:
    """Return the POSIX paths of documents, relative to ``folder``, those in the fewest folders first.

    Hidden folders, those of other tools and tests, and those in ``skipped`` are not searched, nor are links followed;
    the search ends after 2,000 files and below four folders.
    """
    paths = files_below(folder, _SUFFIXES, skipped)
    found = [path.relative_to(folder).as_posix() for path in paths if _is_document(path)]
    return sorted(found, key=lambda name: (name.count("/"), name))


def files_below(folder: Path, suffixes: AbstractSet[str], skipped: Sequence[str] = ()) -> Iterator[Path]:
    """Yield the files with a suffix, 2,000 at most. See ``find_documents`` for the folders."""
    return islice(_files(folder, suffixes, {*_SKIPPED, *skipped}), _MAX_FILES)


def _files(folder: Path, suffixes: AbstractSet[str], skipped: set[str]) -> Iterator[Path]:
    for root, folders, names in os.walk(folder):
        here = Path(root)
        depth = len(here.relative_to(folder).parts)
        below = [] if depth == _MAX_DEPTH else [name for name in folders if not name.startswith(".")]
        folders[:] = sorted(name for name in below if name not in skipped)
        yield from (
            here / name for name in sorted(names) if Path(name).suffix in suffixes and not (here / name).is_symlink()
        )


def _is_document(path: Path) -> bool:
    content = read_bytes(path, name=path.name, found=Diagnostics(), limit=LIMITS.bytes)
    if content is None or not any(word in content for word in _WORDS):
        return False
    document = parse(content, name=path.name, found=Diagnostics())
    return document is not None and format_of(document) is not None
