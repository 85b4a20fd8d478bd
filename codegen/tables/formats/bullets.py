"""Reads bullet lists as tables: ``- `name` (string, required): description``; nested lists are nested fields."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from codegen.ir.types import AnyValue, ListOf, MapOf, RefTo, Type
from codegen.tables.cells.grid import Cell, Grid, Section
from codegen.tables.cells.typewords import parse_type
from codegen.tables.model import table_found

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from codegen.core.diagnostic import Diagnostics
    from codegen.core.location import Location

_NAME = re.compile(r"[A-Za-z_$][\w.\[\]$-]*")
_IN_BRACKETS = re.compile(
    r"\s*+(?:[:–—-]\s*+)?\((?P<type>(?:[^()]|\([^()]*\))+)\)\s*+(?:[:.–—-]+(?=\s|$))?\s*+",  # noqa: RUF001 - dashes of any length
    re.DOTALL,
)
_LAST_FLAG = re.compile(r", ?(nullable|optional|required)$", re.IGNORECASE)
_SEPARATED = re.compile(r"\s*[:–—(]|\s+-\s")  # noqa: RUF001 - dashes of any length
_OPENING = re.compile(r"\s*+(?:[:–—-]\s*+)?")  # noqa: RUF001 - dashes of any length
_ENDING = re.compile(r"\s*(?:[:.]|\s[–—-])(?=\s|$)\s*|$")  # noqa: RUF001 - likewise
_MAX_TYPE = 200
_INDENT = "\u00a0"


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a list: its depth, its text, and the code or bold text at its start, if any."""

    depth: int
    text: Cell
    lead: str


def grid_of_items(
    items: Sequence[Item], sections: tuple[Section, ...], at: Location, found: Diagnostics
) -> Grid | None:
    """Convert a list in which most items have a name and a type; report the others. Return None for other lists."""
    rows = [(item, _row(item)) for item in items]
    fields = [row for _, row in rows if row is not None]
    if not fields or len(fields) * 2 < len(rows):
        return None
    for item, row in rows:
        if row is None:
            message = "this item of a list of fields has no name and type"
            found.error("table-malformed-row", message, item.text.location)
    header = tuple(Cell(source=word, marked=word, location=at) for word in ("Name", "Type", "Description"))
    return Grid(header=header, rows=tuple(fields), sections=sections, location=at)


def _row(item: Item) -> tuple[Cell, Cell, Cell] | None:
    text = item.text
    match = _NAME.match(text.marked)
    name = item.lead or (match[0] if match else "")
    if not _NAME.fullmatch(name.rstrip("*?:")) or not text.marked.startswith(name):
        return None
    behind = text.marked[len(name.rstrip(":")) :]
    if not item.lead and not _SEPARATED.match(behind):
        return None  # two words in a row are prose
    for kind, rest in _splits(behind):
        cell = replace(text, source=kind, marked=kind)
        facts = parse_type(cell)
        if not facts.unclear and _is_known(facts.type):
            bare = name.rstrip(":")
            return (
                replace(text, source=_INDENT * 2 * item.depth + bare, marked=bare, links=()),
                cell,
                replace(text, source=_prose(text, rest), marked=rest),
            )
    return None


def _splits(text: str) -> Iterator[tuple[str, str]]:
    """Yield each possible split of a text into type and description."""
    if match := _IN_BRACKETS.match(text):
        kind, flag = match["type"].strip(), _LAST_FLAG.search(match["type"].strip())
        # A last word such as "required" in brackets is a flag, also behind a list of values.
        yield f"{flag[1]} {kind[: flag.start()]}" if flag else kind, text[match.end() :]
    start = opening.end() if (opening := _OPENING.match(text)) else 0
    for ending in _ENDING.finditer(text, start, start + _MAX_TYPE):
        if ending.start() > start:
            yield text[start : ending.start()].strip(), text[ending.end() :]


def _is_known(node: Type) -> bool:
    """Return whether a type is known; an unknown word may just be prose."""
    if isinstance(node, RefTo):
        return table_found(node.target)
    if isinstance(node, (ListOf, MapOf)):
        inner = node.item if isinstance(node, ListOf) else node.value
        return isinstance(inner, AnyValue) or _is_known(inner)
    return True


def _prose(cell: Cell, rest: str) -> str:
    """Return the description with its markup, where the source contains it."""
    plain = replace(cell, marked=rest).plain
    at = cell.source.find(plain) if plain else -1
    return cell.source[at:] if at >= 0 else plain
