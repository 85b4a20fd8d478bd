"""Generate ``runtime/client/_sync`` from ``runtime/client/_async`` (``make runtime``).

unasync removes ``async`` and ``await`` and replaces the names below; ruff sorts the imports and puts the layout right.
The result is committed, and a test compares it with what this script generates.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import unasync

ROOT: Final = Path(__file__).parents[1]
CLIENT: Final = ROOT / "runtime" / "client"
HEADER: Final = "# Generated from ../_async by `make runtime`. Do not edit.\n"
PACKAGE: Final = '"""The synchronous client."""\n'
NAMES: Final = {
    "AsyncCaller": "Caller",
    "AsyncClient": "Client",
    "AsyncFetch": "Fetch",
    "AsyncOpener": "Opener",
    "AsyncRawSender": "RawSender",
    "AsyncResume": "Resume",
    "AsyncStream": "Stream",
    "AsyncStreamSender": "StreamSender",
    "AsyncStreamedResponse": "StreamedResponse",
    "AsyncStreamingSender": "StreamingSender",
    "AsyncTokenAuth": "TokenAuth",
    "achunks": "chunks",
    "aclose": "close",
    "aiter_bytes": "iter_bytes",
    "aiter_lines": "iter_lines",
    "alock": "lock",
    "anext": "next",
    "after_async": "after",
    "aopen_file": "open_file",
    "async_auth_flow": "sync_auth_flow",
    "before_async": "before",
    "close_async": "close",
    "failed_async": "failed",
    "scope_async": "scope",
    "sleep_async": "sleep",
}
"""Names that differ in synchronous code, besides those that unasync knows. ``AsyncX`` becomes ``SyncX`` by default."""


def generate() -> dict[str, str]:
    """Return the files of ``_sync`` by name."""
    with TemporaryDirectory() as folder:
        source, target = Path(folder, "_async"), Path(folder, "_sync")
        source.mkdir()
        for path in sorted((CLIENT / "_async").glob("*.py")):
            (source / path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
        rule = unasync.Rule(fromdir="/_async/", todir="/_sync/", additional_replacements=NAMES)
        unasync.unasync_files([str(path) for path in source.iterdir()], [rule])
        (target / "__init__.py").write_text(PACKAGE, encoding="utf-8")
        return {path.name: _formatted(path) for path in sorted(target.iterdir())}


def _formatted(path: Path) -> str:
    text = HEADER + path.read_text(encoding="utf-8")
    name = str(CLIENT / "_sync" / path.name)
    # UP028: `for x in y: yield x`, which asynchronous generators need
    rules = ("--fix-only", "--unsafe-fixes", "--select", "I001,UP028")
    fixed = _ruff("check", *rules, "--stdin-filename", name, text=text)
    return _ruff("format", "--stdin-filename", name, text=fixed)


def _ruff(*arguments: str, text: str) -> str:
    command = [sys.executable, "-m", "ruff", *arguments, "--quiet", "--no-cache", "-"]
    return subprocess.run(command, input=text, capture_output=True, encoding="utf-8", check=True, cwd=ROOT).stdout


def main() -> None:
    """Write the files, and delete those that are not generated any more."""
    target = CLIENT / "_sync"
    target.mkdir(exist_ok=True)
    files = generate()
    for path in target.glob("*.py"):
        if path.name not in files:
            path.unlink()
    for name, text in files.items():
        (target / name).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
