"""Real documents: one operation per resource goes from the generated client to the generated server, and back.

The fixed sample of the corpus; with ``CORPUS_ALL=1`` every document.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support.corpus import documents
from tests.support.corpus_round_trips import SEED

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[2]
REAL = ROOT.parent / "shared" / "corpus"
SIZE = 25
TIMEOUT = 300
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not REAL.is_dir(), reason="the real documents are not part of the repository"),
]


def chosen() -> list[Path]:
    """Return documents spread evenly over the sorted corpus, or all of them."""
    paths = documents(REAL) if REAL.is_dir() else []
    if os.environ.get("CORPUS_ALL") or not paths:
        return paths
    return [paths[index * len(paths) // SIZE] for index in range(SIZE)]


@pytest.mark.parametrize("path", chosen(), ids=lambda path: path.relative_to(REAL).as_posix())
def test_one_operation_per_resource(path: Path, tmp_path: Path, record_property: Callable[[str, object], None]) -> None:
    command = [sys.executable, "-m", "tests.support.corpus_round_trips", str(REAL), str(path), str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=TIMEOUT)
    assert done.returncode == 0, done.stderr
    outcomes = json.loads(done.stdout)
    counts = Counter(outcome["verdict"] for outcome in outcomes)
    line = f"{path.relative_to(REAL)}: {dict(counts)} (seed {SEED})"
    sys.stdout.write(f"{line}\n")
    record_property("counts", line)
    wrong = [f"{outcome['operation']}: {outcome['reason']}" for outcome in outcomes if outcome["verdict"] == "failed"]
    assert not wrong, line
