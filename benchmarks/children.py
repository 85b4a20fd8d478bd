"""Processes whose CPU time and memory are measured."""

from __future__ import annotations

import os
import statistics
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

ROOT = Path(__file__).parents[1]
DOCUMENT = ROOT.parent / "shared" / "specs" / "stripe" / "stripe-2022-04-12.json"
RUNS = 3


@dataclass(frozen=True)
class Cost:
    """CPU seconds (user and system) and the most memory, in MB, of one process; and what it printed."""

    cpu: float
    memory: float
    output: str


def run(*arguments: str, path: Path = ROOT) -> Cost:
    """Run Python with ``path`` first among its import folders.

    :raises SystemExit: it failed.
    """
    reader, writer = os.pipe()
    environment = {**os.environ, "PYTHONPATH": str(path)}
    actions = [(os.POSIX_SPAWN_DUP2, writer, 1), (os.POSIX_SPAWN_CLOSE, reader)]
    command = [sys.executable, *arguments]
    child = os.posix_spawn(sys.executable, command, environment, file_actions=actions)
    os.close(writer)
    with os.fdopen(reader, encoding="utf-8") as pipe:
        output = pipe.read()
    _, status, usage = os.wait4(child, 0)
    if status:
        message = f"{' '.join(command)} failed:\n{output}"
        raise SystemExit(message)
    unit = 1024**2 if sys.platform == "darwin" else 1024  # ru_maxrss is in bytes there, in KB elsewhere
    return Cost(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / unit, output)


def median(values: Iterable[float]) -> float:
    """Give the middle one."""
    return statistics.median(values)


def document() -> Path:
    """Give the document that the command line names, or Stripe's of 2022-04-12 beside the checkout.

    :raises SystemExit: it is not there.
    """
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else DOCUMENT
    if not path.is_file():
        message = f"usage: {sys.argv[0]} DOCUMENT (there is none at {path})"
        raise SystemExit(message)
    return path
