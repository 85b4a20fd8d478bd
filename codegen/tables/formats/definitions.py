"""Reads definition lists as tables: the term holds name, type and flags, its definition is the description."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from codegen.tables.cells.grid import LINK_CLOSE, LINK_OPEN, Cell, Grid, Section

if TYPE_CHECKING:
    from collections.abc import Sequence

    from codegen.core.location import Location

_TERM = re.compile(r"(?P<name>[^\s:(,]+)\s*[:,]?\s*(?P<rest>.*)", re.DOTALL)
_LEAD = re.compile(
    r"\(?(?P<type>(?:nullable )?(?:(?:array|list|map) of \w+|string|integer|int|number|float|boolean|bool|object"
    rf"|array|timestamp|date|datetime|any|{LINK_OPEN}\d+{LINK_CLOSE})(?: \([\w-]+\))?"
    r"(?:, ?(?:required|optional|nullable))*)\)?(?:\s*[.:–—-]\s+|\s*$)(?P<text>.*)",  # noqa: RUF001 - any dash
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class TermDefinition:
    """A term and its definition."""

    term: Cell
    text: Cell


def grid_of(definitions: Sequence[TermDefinition], sections: tuple[Section, ...], location: Location) -> Grid | None:
    """Convert a definition list; return None for a list in which no term has a type."""
    rows = [_row(item) for item in definitions]
    if not rows or not any(kind.marked for _, kind, _ in rows):
        return None
    header = tuple(Cell(source=word, marked=word, location=location) for word in ("Name", "Type", "Description"))
    return Grid(header=header, rows=tuple(rows), sections=sections, location=location)


def _row(item: TermDefinition) -> tuple[Cell, Cell, Cell]:
    term, text = item.term, item.text
    match = _TERM.match(term.marked)
    name, rest = (match["name"], match["rest"].strip()) if match else (term.marked, "")
    if rest.startswith("(") and rest.endswith(")"):
        rest = rest[1:-1]
    at = term.location
    found_at = replace(at, column=at.column + max(term.marked.find(rest, len(name)), 0)) if rest else text.location
    kind = replace(term, source=rest, marked=rest, location=found_at)
    if not rest and (lead := _LEAD.match(text.marked)):
        kind = replace(text, source=lead["type"], marked=lead["type"])
        text = replace(text, source=lead["text"], marked=lead["text"])
    return replace(term, source=name, marked=name), kind, text
