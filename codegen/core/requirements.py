"""The distributions that this one requires, with their ranges, from its own metadata."""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, requires

_EXTRA = re.compile(r"""\bextra\s*==\s*["'](?P<extra>[^"']+)["']""")
_DISTRIBUTION = "spec-codegen"


def extra_requirements(extra: str) -> tuple[str, ...]:
    """Return the requirements of an extra, such as ``httpx2<3,>=2.16`` for ``client``; none without metadata."""
    try:
        rows = requires(_DISTRIBUTION) or []
    except PackageNotFoundError:
        return ()
    found = ((row.partition(";")[0].strip(), _EXTRA.search(row)) for row in rows)
    return tuple(text for text, match in found if match is not None and match["extra"] == extra)
