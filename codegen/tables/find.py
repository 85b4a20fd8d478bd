"""Finds reference pages with schema tables below a folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen.core.diagnostic import Diagnostics
from codegen.openapi.document import LIMITS, read_bytes
from codegen.openapi.find import files_below
from codegen.tables.read import read_reference

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_SUFFIXES = frozenset({".html", ".md"})
_MOST = 200


def find_pages(folder: Path, skipped: Sequence[str] = ()) -> list[str]:
    """Return patterns of the pages that document an operation with its method and path: ``reference/*.md``.

    Folders with more than 200 pages are searched in part. Pages without an operation are no sign: any text has tables.
    """
    patterns: dict[str, None] = {}
    for number, path in enumerate(files_below(folder, _SUFFIXES, skipped)):
        if number == _MOST:
            break
        pattern = path.relative_to(folder).with_name(f"*{path.suffix}").as_posix()
        if pattern not in patterns and _has_operations(path):
            patterns[pattern] = None
    return sorted(patterns)


def _has_operations(path: Path) -> bool:
    found = Diagnostics()
    content = read_bytes(path, name=path.name, found=found, limit=LIMITS.bytes)
    tables = () if content is None else read_reference({path.name: content}, found).tables
    return any(table.endpoint is not None and not table.endpoint.inferred for table in tables)
