"""Real documents for tests with random input: 50 of a size that takes little time."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from tests.support.packages import ROOT

CORPUS = Path(os.environ.get("CORPUS", ROOT.parent / "shared" / "corpus"))
DOCUMENTS, LARGEST = 50, 60_000


@cache
def documents() -> tuple[Path, ...]:
    """Return documents spread over the alphabet; none where there is no corpus (``CORPUS=…``)."""
    fitting = sorted(
        path
        for path in CORPUS.rglob("*")
        if path.suffix in {".json", ".yaml", ".yml"} and path.is_file() and path.stat().st_size <= LARGEST
    )
    return tuple(fitting[index * len(fitting) // DOCUMENTS] for index in range(min(DOCUMENTS, len(fitting))))
