"""The example service as a process, as ``make serve`` starts it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
KEY = "sk_test_123"
_RUNNING = re.compile(r"Uvicorn running on (http://\S+)")
_STARTED = "Application startup complete"


def missing(reason: str) -> NoReturn:
    """Skip a test whose requirement is not installed; fail with ``E2E_REQUIRED=1``, as in CI."""
    if os.environ.get("E2E_REQUIRED"):
        pytest.fail(f"E2E_REQUIRED is set: {reason}")
    pytest.skip(reason)


class Service:
    """A running service: its URL and processes."""

    def __init__(self, database: str, *, workers: int = 1) -> None:
        environ = {
            **os.environ,
            "API_KEY": KEY,
            "DATABASE_URL": database,
            "PORT": "0",
            "VALIDATE_REPLIES": "1",
            "PYTHONPATH": os.pathsep.join((str(ROOT / "generated"), str(ROOT / "examples"))),
            "WORKERS": str(workers),
        }
        command = [sys.executable, "-m", "promotion_service"]
        self.process = subprocess.Popen(
            command, env=environ, cwd=ROOT, stderr=subprocess.PIPE, text=True, start_new_session=True
        )
        self.log: list[str] = []
        self.url = self._wait(workers)
        self._drain = threading.Thread(target=self._read, daemon=True)
        self._drain.start()

    def _wait(self, workers: int) -> str:
        url, ready = "", 0
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.log.append(line)
            found = _RUNNING.search(line)
            url = found[1] if found else url
            ready += _STARTED in line
            if url and ready == workers:
                return url
        message = f"the service ended with {self.process.wait()}:\n{''.join(self.log)}"
        raise AssertionError(message)

    def _read(self) -> None:
        assert self.process.stderr is not None
        self.log.extend(self.process.stderr)

    def end(self, number: int) -> None:
        """Send a signal to all of its processes and wait for them to exit."""
        os.killpg(self.process.pid, number)
        self.process.wait(timeout=30)
        self._drain.join(timeout=30)
        assert self.process.stderr is not None
        self.process.stderr.close()


@contextmanager
def service(database: str, *, workers: int = 1) -> Iterator[Service]:
    """Run the service; fail if it logged unexpected errors."""
    running = Service(database, workers=workers)
    try:
        yield running
    finally:
        running.end(signal.SIGTERM)
    failures = [line for line in running.log if "Traceback" in line or "ERROR" in line]
    assert not failures, "".join(running.log)
