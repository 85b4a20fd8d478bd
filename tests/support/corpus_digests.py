"""Generates the documents of a corpus in one process and prints their digests as JSON.

``python -m tests.support.corpus_digests FOLDER [DOCUMENT…]`` prints a digest of output and diagnostics by document. It
must not depend on hash seed and order. ``--compare`` runs twice and counts the documents with equal digests.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from tests.support.corpus import documents, generate_one

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).parents[2]
SEEDS = ("0", "20261121")


def digests(folder: Path, paths: Sequence[Path]) -> dict[str, str]:
    """Generate documents in the given order."""
    found: dict[str, str] = {}
    for path in paths:
        row = asdict(generate_one(path, folder=folder, output=None))
        del row["seconds"]
        found[str(row["document"])] = hashlib.sha256(json.dumps(row, sort_keys=True).encode()).hexdigest()
    return found


def differing(folder: Path, paths: Sequence[Path]) -> list[str]:
    """Generate documents twice, with another order, hash seed and folder. Return the differences."""
    with tempfile.TemporaryDirectory() as elsewhere, ThreadPoolExecutor(2) as pool:
        first = pool.submit(_run, folder, list(paths), SEEDS[0], ROOT)
        second = pool.submit(_run, folder, list(reversed(paths)), SEEDS[1], Path(elsewhere))
        one, two = first.result(), second.result()
    assert len(one) == len(paths)
    return sorted(name for name in one.keys() | two.keys() if one.get(name) != two.get(name))


def _run(folder: Path, paths: Sequence[Path], seed: str, cwd: Path) -> dict[str, str]:
    command = [sys.executable, "-m", "tests.support.corpus_digests", str(folder), *map(str, paths)]
    environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr)
    found: dict[str, str] = json.loads(done.stdout)
    return found


def main(arguments: Sequence[str]) -> int:
    """Print digests, or with ``--compare`` the number of documents with equal digests."""
    compare = "--compare" in arguments
    folder, *named = (Path(argument).resolve() for argument in arguments if argument != "--compare")
    paths = named or documents(folder)
    if not compare:
        json.dump(digests(folder, paths), sys.stdout)
        return 0
    wrong = differing(folder, paths)
    sys.stdout.write(
        f"{len(paths) - len(wrong)} of {len(paths)} documents give the same bytes and findings twice,"
        " in another order, on another hash seed, in another folder\n"
    )
    sys.stdout.writelines(f"{name} differs\n" for name in wrong)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
