"""The synchronous modules of the client equal the output of ``make runtime``."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

ROOT = Path(__file__).parents[3]
SYNC = ROOT / "runtime" / "client" / "_sync"


def test_the_committed_modules_are_the_generated_ones() -> None:
    files = runpy.run_path(str(ROOT / "scripts" / "sync_runtime.py"))["generate"]()
    committed = {path.name: path.read_text(encoding="utf-8") for path in SYNC.glob("*.py")}
    assert committed == files, "run `make runtime`"


def test_the_synchronous_modules_have_no_coroutines() -> None:
    for path in SYNC.glob("*.py"):
        header, _, text = path.read_text(encoding="utf-8").partition("\n")
        assert header.endswith("Do not edit.")
        assert not re.findall(r"(?i)async|await|\banext\b|\baclose\b|\baiter", text), path.name
