"""A folder of the user's cache that keeps what runs printed, one JSON file per command line."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import platformdirs

from codegen.pipeline.dependencies import Dependencies

CACHE_VARIABLE: Final = "CODEGEN_CACHE_DIR"
"""The environment variable that names another folder; if it is empty, nothing is kept."""
MOST: Final = 200
"""Records beyond this number are deleted, the least recently used first."""
_APPLICATION = "spec-codegen"
_FORMAT = 1
_MAX_BYTES = 64 * 1024 * 1024


@dataclass(slots=True)
class Record:
    """The output of a run: lines of standard output (True) and standard error (False), and the exit code."""

    code: int
    lines: list[tuple[bool, str]]
    dependencies: Dependencies = field(default_factory=Dependencies)


def records_folder(environ: Mapping[str, str]) -> Path | None:
    """Return the folder of the records, None if the user wants none."""
    folder = _cache_folder(environ)
    return None if folder is None else folder / "runs"


def store_folder(environ: Mapping[str, str]) -> Path | None:
    """Return the folder of formatted modules, None if the user wants none."""
    folder = _cache_folder(environ)
    return None if folder is None else folder / "modules"


def _cache_folder(environ: Mapping[str, str]) -> Path | None:
    given = environ.get(CACHE_VARIABLE)
    if given is None:
        return platformdirs.user_cache_path(_APPLICATION)
    return Path(given) if given else None


def load_record(folder: Path, key: str) -> Record | None:
    """Return the record of a key; None if there is none, or if it is damaged."""
    path = folder / f"{key}.json"
    try:
        if path.stat().st_size > _MAX_BYTES:
            return None
        value = json.loads(path.read_bytes())
        if value["format"] != _FORMAT or value["key"] != key:
            return None
        lines = [(bool(is_result), str(text)) for is_result, text in value["lines"]]
        return Record(int(value["code"]), lines, Dependencies.from_json(value["dependencies"]))
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


def save_record(folder: Path, key: str, record: Record) -> None:
    """Write a record in one step, and delete the oldest ones. What the system refuses is ignored."""
    value = {
        "format": _FORMAT,
        "key": key,
        "code": record.code,
        "lines": record.lines,
        "dependencies": record.dependencies.to_json(),
    }
    fresh = folder / f".{secrets.token_hex(8)}"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh.write_text(json.dumps(value), encoding="utf-8")
        fresh.replace(folder / f"{key}.json")
        _evict(folder)
    except (OSError, ValueError):
        with contextlib.suppress(OSError):
            fresh.unlink()


def touch_record(folder: Path, key: str) -> None:
    """Mark a record as used."""
    with contextlib.suppress(OSError):
        os.utime(folder / f"{key}.json")


def all_records(folder: Path) -> list[tuple[Path, int]]:
    """Return the files of all records and their sizes, the least recently used first."""
    return [(path, size) for _, size, path in sorted(_entries(folder))]


def clear_records(folder: Path) -> int:
    """Delete all records; return their number. Raises ``OSError``."""
    found = all_records(folder)
    for path, _ in found:
        path.unlink(missing_ok=True)
    return len(found)


def _evict(folder: Path) -> None:
    for path, _ in all_records(folder)[:-MOST]:
        path.unlink(missing_ok=True)


def _entries(folder: Path) -> Iterator[tuple[float, int, Path]]:
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.endswith(".json") and entry.is_file(follow_symlinks=False):
                    stat = entry.stat(follow_symlinks=False)
                    yield stat.st_mtime, stat.st_size, Path(entry.path)
    except OSError:
        return
