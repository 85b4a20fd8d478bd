"""Reproducers: per change that breaks callers, a minimal caller that is valid only for the old package."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from codegen.core.errors import UsageError
from codegen.core.printed import json_text
from codegen.diff.audience.callers.breaks import SymbolKind, find_breaks
from codegen.diff.model.changes import Level
from codegen.migrate.reproducers.text import Caller
from codegen.output.folder import write_file
from codegen.python.code import docstring, fmt

if TYPE_CHECKING:
    from pathlib import Path

    from codegen.core.json import Json
    from codegen.diff.audience.callers.breaks import Break
    from codegen.diff.match.compared_api import ComparedApi
    from codegen.diff.model.changes import Finding, Report
    from codegen.migrate.reproducers.verdict import Verdict

INDEX = "witnesses.json"
_ORDER = (SymbolKind.METHOD, SymbolKind.ARGUMENT, SymbolKind.FIELD, SymbolKind.CLASS, SymbolKind.RESULT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Witness:
    """A caller for one change. ``file`` and ``text`` are empty where no program shows the change."""

    finding: Finding
    file: str = ""
    text: str = ""


def make_witnesses(report: Report, old: ComparedApi, new: ComparedApi) -> tuple[Witness, ...]:
    """Return a reproducer for each change that breaks callers, in the order of the report."""
    rows: dict[str, list[Break]] = {}
    for row in find_breaks(report, old, new):
        rows.setdefault(row.finding.change.fingerprint, []).append(row)
    broken = [item for item in report.findings if item.verdicts.caller is Level.ERR]
    caller = Caller(old, new)
    return tuple(_witness(item, rows.get(item.change.fingerprint, ()), caller) for item in broken)


def _witness(finding: Finding, rows: Iterable[Break], caller: Caller) -> Witness:
    """Return the reproducer of a change: the first break that can be shown by a program."""
    for row in sorted(rows, key=_rank):
        body = caller.write(row)
        if body is not None:
            name = re.sub(r"\W+", "_", finding.id)
            text = fmt("{}\n{}", docstring(f"{finding.change.message}\n\n{finding.id}"), body)
            return Witness(finding=finding, file=f"{name}_{finding.change.fingerprint}.py", text=str(text))
    return Witness(finding=finding)


def _rank(row: Break) -> tuple[int, bool]:
    return (_ORDER.index(row.old.kind) if row.old.kind in _ORDER else len(_ORDER), row.inside)


def files(witnesses: Iterable[Witness]) -> Mapping[str, str]:
    """Return the programs by file name."""
    return {item.file: item.text for item in witnesses if item.file}


def write_witnesses(folder: Path, label: str, witnesses: Sequence[Witness], verdicts: Mapping[str, Verdict]) -> None:
    """Write the programs, and ``witnesses.json``, which maps them to changes.

    Programs of an earlier run are deleted. Raises ``UsageError`` when something cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in _before(folder / INDEX):
            (folder / name).unlink(missing_ok=True)
        for name, text in files(witnesses).items():
            write_file(folder / name, text.encode())
        rows: list[Json] = [_row(item, verdicts.get(item.finding.change.fingerprint)) for item in witnesses]
        text = json_text({"witnesses": rows}, indent=2) + "\n"
        write_file(folder / INDEX, text.encode())
    except OSError as error:
        msg = f"{label} cannot be written: {error.strerror}"
        raise UsageError(msg) from error


def _before(index: Path) -> list[str]:
    """Return the programs of an earlier run, by names that only they have, so that nothing else is deleted."""
    if not index.is_file() or index.is_symlink():
        return []
    names = re.findall(r'"file": "(\w+_[0-9a-f]{16}\.py)"', index.read_text(encoding="utf-8", errors="replace"))
    return [str(name) for name in names]


def _row(item: Witness, verdict: Verdict | None) -> dict[str, Json]:
    status = verdict.words if verdict is not None else "unchecked"
    change = item.finding.change
    return {
        "id": item.finding.id,
        "fingerprint": change.fingerprint,
        "message": change.message,
        "file": item.file or None,
        "status": status,
    }
