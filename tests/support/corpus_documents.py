"""Selects corpus documents: those in tests/corpus/documents, or in the folder that ``CORPUS`` names.

Tests use a sample of a large folder, spread evenly over the sorted names, or all of it with ``CORPUS_ALL=1``.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from tests.support.packages import ROOT

if TYPE_CHECKING:
    from collections.abc import Sequence

OWN = ROOT / "tests" / "corpus" / "documents"
CORPUS = Path(os.environ.get("CORPUS", OWN)).resolve()
_SUFFIXES = {".json", ".yaml", ".yml"}


@cache
def documents(most: int, largest: int | None = None) -> tuple[Path, ...]:
    """Return up to ``most`` documents, none of more than ``largest`` bytes."""
    found = sorted(path for path in CORPUS.rglob("*") if path.suffix in _SUFFIXES and path.is_file())
    return tuple(_spread([path for path in found if largest is None or path.stat().st_size <= largest], most))


def _spread(paths: Sequence[Path], most: int) -> Sequence[Path]:
    if os.environ.get("CORPUS_ALL"):
        return paths
    size = min(most, len(paths))
    return [paths[index * len(paths) // size] for index in range(size)]


def label(path: Path) -> str:
    return path.relative_to(CORPUS).as_posix()
