"""Reads ``[tables]``: facts that schema tables cannot express, and accepted differences."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from codegen.config.dialect import BODIES, DIALECTS, load_dialect, read_dialect

if TYPE_CHECKING:
    from pathlib import Path

    from codegen.config.values import TomlTable
    from codegen.core.json import Json

TABLES_KEYS = ("operations", "accept", "inferred", "body", "dialect")
ACCEPT_KEYS = ("difference", "aspect", "reason")
_OPERATION = re.compile(r"(?:GET|PUT|POST|DELETE|OPTIONS|HEAD|PATCH|TRACE) /\S*")
_NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """An accepted difference: a shell pattern for its subject, its aspect (empty: any), and the reason."""

    difference: str
    reason: str
    aspect: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TablesSettings:
    """Settings of schema tables.

    ``operations`` maps ``resource.name`` to ``METHOD /path``; ``inferred`` uses facts found in prose. ``body`` is the
    encoding of request bodies: ``form``, ``json``, or empty for that of the examples. ``dialect`` holds the rules that
    ``config.dialect`` reads; without any, the dialect is detected for each page.
    """

    operations: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    accept: tuple[Accepted, ...] = ()
    inferred: bool = False
    body: str = ""
    dialect: Mapping[str, Json] = field(default_factory=dict)


NO_TABLES_SETTINGS = TablesSettings()


def read_tables_settings(root: TomlTable, folder: Path) -> TablesSettings:
    """Read the table ``tables``; errors are reported with their location. ``folder`` is that of the configuration."""
    part = root.table("tables")
    part.only(*TABLES_KEYS)
    inferred = part.value.get("inferred", False)
    if not isinstance(inferred, bool):
        part.invalid("inferred", "must be true or false")
    body = part.value.get("body", "")
    if not isinstance(body, str) or body not in {"", *BODIES}:
        part.invalid("body", "must be 'json', 'form' or 'multipart'")
    return TablesSettings(
        body=body if isinstance(body, str) else "",
        operations=part.mapping("operations", _operation_problem),
        accept=_accepted(part),
        inferred=inferred is True,
        dialect=_dialect(part, folder),
    )


def _dialect(part: TomlTable, folder: Path) -> Mapping[str, Json]:
    """Return the rules of a dialect: a table, the name of a shipped dialect, or the path of a file."""
    given = part.value.get("dialect", {})
    if isinstance(given, dict):
        return read_dialect(part.table("dialect")) if given else {}
    name = part.string("dialect")
    if not name.endswith(".toml"):
        part.choice("dialect", DIALECTS, "")
        return {"extends": name} if name in DIALECTS else {}
    return load_dialect(folder / name, name, part.found) or {}


def _operation_problem(text: str) -> str:
    return "" if _OPERATION.fullmatch(text) else "must be a method and a path, like 'POST /v1/things'"


def _accepted(part: TomlTable) -> tuple[Accepted, ...]:
    entries = part.value.get("accept", [])
    if not isinstance(entries, list):
        part.invalid("accept", "must be a list of tables: [[tables.accept]]")
        return ()
    accepted: list[Accepted] = []
    for index, value in enumerate(entries):
        if not isinstance(value, dict):
            part.invalid("accept", "must contain tables only", "", index)
            continue
        entry = replace(part, value=value, path=(*part.path, "accept", index))
        entry.only(*ACCEPT_KEYS)
        item = Accepted(
            difference=entry.string("difference"), reason=entry.string("reason").strip(), aspect=entry.string("aspect")
        )
        if item.difference and item.reason:
            accepted.append(item)
        else:
            entry.invalid("", "an accepted difference needs 'difference' and 'reason'")
    return tuple(accepted)
