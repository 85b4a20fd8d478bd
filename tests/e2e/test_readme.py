"""The example of the README, pasted into two files and run."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
PORT = "4242"
PRINTED = """\
promo_1 2030-01-01 00:00:00+00:00 500
SPRING True
SPRING26 {created}
404 resource_missing promotion_code No such promotion code: 'promo_none'
"""

pytestmark = pytest.mark.slow


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Return a folder with the files of the README, and the environment of its commands."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```python\n(# (\w+\.py)\n.*?)^```$", text, re.MULTILINE | re.DOTALL)
    assert [name for _, name in blocks] == ["service.py", "client.py"]
    for code, name in blocks:
        (tmp_path / name).write_text(code, encoding="utf-8")
    assert "PYTHONPATH=generated .venv/bin/uvicorn service:app --port 4242" in text
    return {"PYTHONPATH": str(ROOT / "generated"), "PYTHONDONTWRITEBYTECODE": "1"}


@contextmanager
def served(folder: Path, environment: dict[str, str]) -> Iterator[str]:
    """Serve ``service:app`` with uvicorn on an inherited socket, which queues connections from the start."""
    with socket.socket(proto=socket.IPPROTO_TCP) as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        number = listener.fileno()
        command = [sys.executable, "-m", "uvicorn", "service:app", "--fd", str(number), "--ws", "none"]
        server = subprocess.Popen(
            command,
            cwd=folder,
            env=environment,
            pass_fds=[number],
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        try:
            yield str(listener.getsockname()[1])
        finally:
            server.terminate()
            said, _ = server.communicate(timeout=20)
    assert "Traceback" not in said, said


def test_the_example_runs_unchanged(tmp_path: Path, environment: dict[str, str]) -> None:
    with served(tmp_path, environment) as port:
        client = tmp_path / "client.py"
        text = client.read_text(encoding="utf-8")
        assert text.count(PORT) == 1
        client.write_text(text.replace(PORT, port), encoding="utf-8")
        done = subprocess.run(
            [sys.executable, "-W", "error", client.name],
            cwd=tmp_path, env=environment, text=True, capture_output=True, check=False, timeout=60,
        )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    created = re.findall(r"^SPRING26 (\d+)$", done.stdout, re.MULTILINE)
    assert done.stdout == PRINTED.format(created=created[0] if created else "?")


def test_both_files_satisfy_mypy(tmp_path: Path, environment: dict[str, str]) -> None:
    command = ["-m", "mypy", "--strict", "--config-file", ""]
    done = subprocess.run(
        [sys.executable, *command, "service.py", "client.py"],
        cwd=tmp_path,
        env={**os.environ, **environment, "MYPYPATH": str(ROOT / "generated")},
        text=True,
        capture_output=True,
        check=False,
    )
    assert done.stdout == "Success: no issues found in 2 source files\n", done.stdout
