"""Reads and writes ``sources.lock``, which pins the snapshot in its folder.

It holds the address, what identifies the document there, and the sha256 of each file, but no time of a run and no
credentials: two machines that fetch the same document write the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from codegen.core.paths import UnsafePathError, check_path
from codegen.output.folder import read_file
from codegen.sources.model import MAX_FILES

if TYPE_CHECKING:
    from pathlib import Path

LOCK = "sources.lock"
FACTS = ("etag", "commit", "package_version", "time")
_VERSION = 1
_MAX_BYTES = 1024 * 1024
_MAX_TEXT = 4096
_DIGEST = re.compile(r"[0-9a-f]{64}")


class LockError(ValueError):
    """A lock is damaged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lock:
    """The pinned version of a document. ``files`` maps paths relative to the lock to their sha256."""

    source: str
    files: Mapping[str, str]
    facts: Mapping[str, str]

    def to_bytes(self) -> bytes:
        """Return the text of the lock."""
        value = {"version": _VERSION, "source": self.source, **self.facts, "files": dict(self.files)}
        return (json.dumps(value, indent=2, sort_keys=True) + "\n").encode()


def digest(content: bytes) -> str:
    """Return the sha256 of a file, independent of the line ends of a checkout."""
    return hashlib.sha256(content.replace(b"\r\n", b"\n")).hexdigest()


def read_lock(folder: Path) -> Lock | None:
    """Return the lock of a folder, or None if there is none. Raises ``LockError`` for a damaged one."""
    try:
        value = json.loads(read_file(folder / LOCK, _MAX_BYTES))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, RecursionError) as error:
        msg = f"{LOCK} cannot be read: {_reason(error)}"
        raise LockError(msg) from None
    return _lock(value)


def _reason(error: Exception) -> str:
    return error.strerror or str(error) if isinstance(error, OSError) else "it is not JSON"


def _lock(value: object) -> Lock:
    """Check the value of a lock. Raises ``LockError``."""
    if not isinstance(value, dict) or value.get("version") != _VERSION:
        msg = f"{LOCK} is damaged, or of another version of codegen"
        raise LockError(msg)
    texts = {key: value[key] for key in ("source", *FACTS) if key in value}
    wrong = [key for key, text in texts.items() if not isinstance(text, str) or len(text) > _MAX_TEXT]
    unknown = sorted(set(value) - {"version", "source", "files", *FACTS})
    if "source" not in texts or wrong or unknown:
        msg = f"{LOCK} is damaged: {', '.join([*wrong, *unknown]) or 'source'}"
        raise LockError(msg)
    return Lock(source=texts.pop("source"), files=_files(value.get("files")), facts=texts)


def _files(value: object) -> Mapping[str, str]:
    if not isinstance(value, dict) or not 0 < len(value) <= MAX_FILES:
        msg = f"{LOCK} is damaged: files"
        raise LockError(msg)
    for path, sha256 in value.items():
        try:
            check_path(path)
        except UnsafePathError as error:
            msg = f"{LOCK} is damaged: {error}"
            raise LockError(msg) from None
        if not isinstance(sha256, str) or not _DIGEST.fullmatch(sha256) or path == LOCK:
            msg = f"{LOCK} is damaged: files"
            raise LockError(msg)
    return value
