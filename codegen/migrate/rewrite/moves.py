"""Read and write files of moves, which users may edit. TOML, or JSON by its suffix."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

from codegen.core.errors import UsageError
from codegen.core.suggest import closest
from codegen.diff.audience.callers.breaks import SymbolKind
from codegen.diff.audience.callers.rewrites import Move, Moves

if TYPE_CHECKING:
    from codegen.core.json import Json

_KEYS = ("kind", "in", "old", "new", "confidence", "given", "before", "not_none", "expand")
_KINDS = (SymbolKind.METHOD, SymbolKind.ARGUMENT, SymbolKind.CLASS, SymbolKind.FIELD, SymbolKind.KEY, SymbolKind.VALUE)
_HEAD = """\
# Moves from {old} to {new}. Edit, add or delete rows, and pass the file to --moves.
#
# kind      method, argument, class, field (an attribute), key (of a dict passed as an object) or value
# in        the method of an argument, the class of a field or key; for a value "things.list.order" or "Thing.status"
# old, new  names; "promotion.coupon" is the key coupon of what is passed as promotion, or an attribute of an attribute
# given     other required values of that object, by path
# before    an attribute is rewritten only where one of these attributes follows (its type changed); [] means always
# not_none  paths that may be None: an assertion is inserted before the statement
# expand    path that calls expand so that responses hold the object, where more is read than "before" allows
"""


def dump(moves: Moves, path: Path, sides: tuple[str, str]) -> str:
    """Return the text of a file of moves."""
    if path.suffix == ".json":
        rows: list[Json] = [_row(move) for move in moves.moves]
        value: dict[str, Json] = {"package": {"old": moves.package[0], "new": moves.package[1]}, "moves": rows}
        return json.dumps(value, indent=2, ensure_ascii=False) + "\n"
    parts = [_HEAD.format(old=" ".join(sides[0].split()), new=" ".join(sides[1].split()))]
    parts.append(f"\n[package]\nold = {_toml(moves.package[0])}\nnew = {_toml(moves.package[1])}\n")
    for move in moves.moves:
        lines = [f"{key} = {_toml(value)}" for key, value in _row(move).items()]
        parts.append("\n[[moves]]\n" + "\n".join(lines) + "\n")
    return "".join(parts)


def _row(move: Move) -> dict[str, Json]:
    row: dict[str, Json] = {
        "kind": str(move.kind),
        "in": move.within,
        "old": move.old,
        "new": move.new,
        "confidence": move.confidence,
        "given": dict(move.given),
        "before": list(move.before),
        "not_none": list(move.not_none),
        "expand": move.expand,
    }
    return {key: value for key, value in row.items() if value not in ("", {}, [])}


def _toml(value: Json) -> str:
    """Return a value as TOML; JSON strings, numbers and booleans are valid TOML."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_toml(key)} = {_toml(item)}" for key, item in value.items()) + " }"
    return json.dumps(value, ensure_ascii=True)


def load(path: Path, label: str) -> Moves:
    """Read a file of moves. Raises ``UsageError`` when it cannot be read or has an invalid row."""
    try:
        text = path.read_text(encoding="utf-8")
        value = json.loads(text) if path.suffix == ".json" else tomllib.loads(text)
    except OSError as error:
        msg = f"{label} cannot be read: {error.strerror}"
        raise UsageError(msg) from error
    except ValueError as error:
        msg = f"{label} cannot be read: {error}"
        raise UsageError(msg) from error
    rows = value.get("moves", []) if isinstance(value, dict) else None
    package = value.get("package", {}) if isinstance(value, dict) else None
    if not isinstance(rows, list) or not isinstance(package, dict):
        msg = f"{label}: expected a table [package] and tables [[moves]]"
        raise UsageError(msg)
    names = (str(package.get("old", "")), str(package.get("new", "")))
    return Moves(moves=tuple(_move(row, f"{label}: row {index}") for index, row in enumerate(rows, 1)), package=names)


def _move(row: object, where: str) -> Move:
    if not isinstance(row, dict):
        msg = f"{where}: expected a table"
        raise UsageError(msg)
    for key in row:
        if key not in _KEYS:
            msg = f"{where}: unknown key {key!r}: {closest(str(key), _KEYS)}"
            raise UsageError(msg)
    if row.get("kind") not in list(_KINDS):
        msg = f"{where}: kind must be one of {', '.join(_KINDS)}"
        raise UsageError(msg)
    texts = {key: _text(row, key, where) for key in ("in", "old", "new", "expand")}
    if not texts["old"] or not texts["new"]:
        msg = f"{where}: old and new must be given"
        raise UsageError(msg)
    confidence = row.get("confidence", 1.0)
    given = row.get("given", {})
    if isinstance(confidence, bool) or not isinstance(confidence, int | float) or not isinstance(given, dict):
        msg = f"{where}: confidence must be a number, given a table"
        raise UsageError(msg)
    return Move(
        kind=SymbolKind(row["kind"]),
        within=texts["in"],
        old=texts["old"],
        new=texts["new"],
        confidence=float(confidence),
        given=given,
        before=_texts(row, "before", where),
        not_none=_texts(row, "not_none", where),
        expand=texts["expand"],
    )


def _text(row: dict[str, object], key: str, where: str) -> str:
    value = row.get(key, "")
    if not isinstance(value, str):
        msg = f"{where}: {key} must be a string"
        raise UsageError(msg)
    return value


def _texts(row: dict[str, object], key: str, where: str) -> tuple[str, ...]:
    value = row.get(key, [])
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        msg = f"{where}: {key} must be a list of strings"
        raise UsageError(msg)
    return tuple(str(item) for item in value)
