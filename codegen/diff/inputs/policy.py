"""Read policy files: levels by id, and an ignore list with reasons and dates."""

from __future__ import annotations

import tomllib
from datetime import date
from typing import TYPE_CHECKING

from codegen.core.errors import UsageError
from codegen.core.printed import toml_string
from codegen.core.suggest import closest
from codegen.diff.audience.policy import Ignore, Policy
from codegen.diff.model.changes import Level
from codegen.diff.registry import RULES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

_KEYS = {"id", "pointer", "fingerprint", "reason", "expires"}


def read_levels(path: Path) -> dict[str, Level]:
    """Read a severity file: lines of an id and a level (``err``, ``warn``, ``info``, ``none``), ``#`` for comments.

    Unknown ids are skipped: the file may serve other tools. Raises ``UsageError``.
    """
    levels: dict[str, Level] = {}
    for number, line in enumerate(_text(path).splitlines(), start=1):
        words = line.partition("#")[0].split()
        if not words:
            continue
        if len(words) != 2 or words[1].upper() not in Level.__members__:  # noqa: PLR2004 - an id and a level
            msg = f"{path.name}:{number}: expected an id and one of err, warn, info, none"
            raise UsageError(msg)
        if words[0] in RULES:
            levels[words[0]] = Level[words[1].upper()]
    return levels


def read_ignores(path: Path) -> tuple[Ignore, ...]:
    """Read an ignore list: TOML with one ``[[ignore]]`` table per row. Raises ``UsageError`` for an invalid row."""
    try:
        value = tomllib.loads(_text(path))
    except tomllib.TOMLDecodeError as error:
        msg = f"{path.name}: {error}"
        raise UsageError(msg) from error
    unknown = set(value) - {"ignore"}
    rows = value.get("ignore", [])
    if unknown or not isinstance(rows, list):
        msg = f"{path.name}: expected [[ignore]] tables only"
        raise UsageError(msg)
    return tuple(_row(path.name, number, row) for number, row in enumerate(rows, start=1))


def make_policy(severity: Path | None, ignore: Path | None) -> Policy:
    """Read the files that are given."""
    return Policy(
        levels=read_levels(severity) if severity is not None else {},
        ignores=read_ignores(ignore) if ignore is not None else (),
    )


def expired(policy: Policy, today: date) -> list[str]:
    """Return a message for each expired row of the ignore list."""
    now = today.isoformat()
    return [
        f"the ignore of {row.id} expired on {row.expires}: {row.reason}"
        for row in policy.ignores
        if row.expires and row.expires < now
    ]


def _row(file: str, number: int, row: Mapping[str, object]) -> Ignore:
    for key in row:
        if key not in _KEYS:
            msg = f"{file}: row {number}: unknown key {key!r}: {closest(key, sorted(_KEYS))}"
            raise UsageError(msg)
    values = {key: item.isoformat() if isinstance(item, date) else item for key, item in row.items()}
    for key, item in values.items():
        if not isinstance(item, str) or not item.strip():
            msg = f"{file}: row {number}: {key} must be a non-empty string"
            raise UsageError(msg)
    for key in ("id", "reason"):
        if key not in values:
            msg = f"{file}: row {number}: {key} is missing"
            raise UsageError(msg)
    texts = {key: str(item) for key, item in values.items()}
    if "expires" in texts:
        check_date(f"{file}: row {number}: expires", texts["expires"])
    return Ignore(**texts)


def append_ignores(path: Path, label: str, rows: Sequence[Ignore]) -> None:
    """Append rows to an ignore list, which is created if needed. Raises ``UsageError`` if it cannot be written."""
    text = path.read_text(encoding="utf-8-sig") if path.exists() else ""
    start = text if not text or text.endswith("\n") else f"{text}\n"
    try:
        path.write_text("\n".join([*([start] if start else []), *map(_table, rows)]), encoding="utf-8", newline="\n")
    except OSError as error:
        msg = f"{label} cannot be written: {error.strerror}"
        raise UsageError(msg) from error


def _table(row: Ignore) -> str:
    """Return a row as TOML."""
    values = {"id": row.id, "fingerprint": row.fingerprint, "reason": row.reason}
    lines = ["[[ignore]]", *(f"{key} = {toml_string(value)}" for key, value in values.items())]
    return "\n".join([*lines, *([f"expires = {row.expires}"] if row.expires else []), ""])


def check_date(label: str, text: str) -> None:
    """Raise ``UsageError`` for a text that is not a date."""
    try:
        date.fromisoformat(text)
    except ValueError as error:
        msg = f"{label} must be a date such as 2027-01-31"
        raise UsageError(msg) from error


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8"
        msg = f"{path.name} cannot be read: {reason}"
        raise UsageError(msg) from error
