"""How many cases the tests with random input run: FUZZ_CASES, in batches, which bound what hypothesis remembers."""

from __future__ import annotations

import os

CASES = int(os.environ.get("FUZZ_CASES", "50"))
PER_BATCH = min(CASES, 200)
BATCHES = range(-(-CASES // PER_BATCH))
