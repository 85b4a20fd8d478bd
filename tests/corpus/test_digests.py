"""Tests that output for the corpus is reproducible in another order and with another hash seed."""

from __future__ import annotations

import pytest

from tests.support.corpus_digests import differing
from tests.support.corpus_documents import CORPUS, documents

SIZE = 25

pytestmark = [
    pytest.mark.slow,
    pytest.mark.long,
    pytest.mark.timeout(1800),
]


def test_the_same_bytes_twice() -> None:
    assert differing(CORPUS, documents(SIZE)) == []
