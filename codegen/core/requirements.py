"""Versions of installed distributions, and the ranges that this one requires, from their metadata."""

from __future__ import annotations

import re
from functools import cache
from importlib import metadata
from importlib.metadata import PackageNotFoundError, requires

_EXTRA = re.compile(r"""\bextra\s*==\s*["'](?P<extra>[^"']+)["']""")
_DISTRIBUTION = "spec-codegen"


@cache
def version(distribution: str) -> str:
    """Return the version of an installed distribution; reading its metadata takes milliseconds."""
    return metadata.version(distribution)


def extra_requirements(extra: str) -> tuple[str, ...]:
    """Return the requirements of an extra, such as ``httpx2<3,>=2.16`` for ``client``; none without metadata."""
    try:
        rows = requires(_DISTRIBUTION) or []
    except PackageNotFoundError:
        return ()
    found = ((row.partition(";")[0].strip(), _EXTRA.search(row)) for row in rows)
    return tuple(text for text, match in found if match is not None and match["extra"] == extra)
