"""Makes the document of an application: runs code of the user in a process of its own.

What that code prints is discarded. The process has a time limit, and so has what it starts; the size of the document
is limited; it does not get the tokens of sources.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from codegen.core.printed import visible
from codegen.output.folder import read_file
from codegen.sources.credentials import PREFIX
from codegen.sources.gather import gather
from codegen.sources.model import MAX_BYTES, Fetched, SourceError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from codegen.config import AppAddress

_RUNNER = Path(__file__).with_name("app_runner.py")
_MAX_MESSAGE = 500
INTERPRETER = "CODEGEN_PYTHON"


def fetch_app(address: AppAddress, root: Path, environ: Mapping[str, str], seconds: float) -> Fetched:
    """Return the document that an application makes, imported with ``root`` on the path. Raises ``SourceError``."""
    with tempfile.TemporaryDirectory(prefix="codegen-app-", ignore_cleanup_errors=True) as scratch:
        result = Path(scratch) / "result.json"
        python = environ.get(INTERPRETER) or sys.executable
        command = [python, "-c", _RUNNER.read_text(encoding="utf-8"), address.module, address.name, str(result)]
        status = _run([*command, str(MAX_BYTES)], root, _environment(environ), seconds)
        try:
            kind, _, content = read_file(result, MAX_BYTES + _MAX_MESSAGE).partition(b"\n")
        except OSError:
            msg = f"the process ended with status {status} and without a document"
            raise SourceError(msg) from None
    if kind != b"document":
        text = visible(" ".join(content.decode(errors="replace").split()))
        raise SourceError(text[:_MAX_MESSAGE])
    return Fetched(files=gather(address.document, content, lambda _: None))


def _environment(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the environment: without tokens, and with the same order of sets in each run."""
    kept = {key: value for key, value in environ.items() if not key.startswith(PREFIX)}
    return {"PYTHONHASHSEED": "0", **kept, "PYTHONIOENCODING": "utf-8", "PYTHONDONTWRITEBYTECODE": "1"}


def _run(command: list[str], folder: Path, environ: dict[str, str], seconds: float) -> int:
    """Run a command without input and output, and end all that it started. Raises ``SourceError``."""
    try:
        process = subprocess.Popen(  # noqa: S603 - the configuration names the application, and is trusted
            command,
            cwd=folder,
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError as error:
        msg = f"{command[0]} cannot be run: {error.strerror}"
        raise SourceError(msg) from None
    try:
        return process.wait(seconds)
    except subprocess.TimeoutExpired:
        msg = f"the application made no document within {seconds:g} s"
        raise SourceError(msg) from None
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kill a process and those that it started."""
    if hasattr(os, "killpg"):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.wait()
