"""Tests one operation per resource of the corpus with the generated client and server."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support.corpus_documents import CORPUS, documents, label
from tests.support.corpus_round_trips import SEED

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[2]
SIZE = 25
TIMEOUT = 300
pytestmark = pytest.mark.slow


@pytest.mark.parametrize("path", documents(SIZE), ids=label)
def test_one_operation_per_resource(path: Path, tmp_path: Path, record_property: Callable[[str, object], None]) -> None:
    command = [sys.executable, "-m", "tests.support.corpus_round_trips", str(CORPUS), str(path), str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=TIMEOUT)
    assert done.returncode == 0, done.stderr
    outcomes = json.loads(done.stdout)
    counts = Counter(outcome["verdict"] for outcome in outcomes)
    line = f"{label(path)}: {dict(counts)} (seed {SEED})"
    sys.stdout.write(f"{line}\n")
    record_property("counts", line)
    wrong = [f"{outcome['operation']}: {outcome['reason']}" for outcome in outcomes if outcome["verdict"] == "failed"]
    assert not wrong, line
