"""Real documents: the same bytes twice, in another order, on another hash seed.

A few of the corpus; with ``CORPUS_ALL=1`` every document.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests.corpus.test_round_trips import REAL
from tests.support.corpus import documents
from tests.support.corpus_digests import differing

if TYPE_CHECKING:
    from pathlib import Path

SIZE = 6

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(1800),
    pytest.mark.skipif(not REAL.is_dir(), reason="the real documents are not part of the repository"),
]


def chosen() -> list[Path]:
    """Return documents spread evenly over the sorted corpus, or all of them."""
    paths = documents(REAL)
    if os.environ.get("CORPUS_ALL"):
        return paths
    return [paths[index * len(paths) // SIZE + 3] for index in range(SIZE)]


def test_the_same_bytes_twice() -> None:
    assert differing(REAL, chosen()) == []
