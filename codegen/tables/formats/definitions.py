"""Reads definition lists as tables: the term holds name, type and flags, its definition labelled facts and prose."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from codegen.tables.cells.entries import Entry, Line, grid_of_entries, read_entry
from codegen.tables.cells.grid import SPLIT, Cell, Grid, Section

if TYPE_CHECKING:
    from collections.abc import Sequence

    from codegen.core.location import Location
    from codegen.tables.dialects.model import Dialect

_TERM = re.compile(rf"[\s{SPLIT}]*(?P<name>[^\s:(,{SPLIT}]+)[\s{SPLIT}]*[:,]?(?P<rest>.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class TermDefinition:
    """A term, and the lines of its definition."""

    term: Cell
    lines: tuple[Line, ...]


def grid_of(
    definitions: Sequence[TermDefinition], sections: tuple[Section, ...], location: Location, dialect: Dialect
) -> Grid | None:
    """Convert a definition list; return None for a list in which no term has a type."""
    entries = [entry_of(item.term, item.lines) for item in definitions]
    rows = [(entry, read_entry(entry, dialect)) for entry in entries]
    if not any(facts.type is not None for _, facts in rows):
        return None
    return grid_of_entries(rows, sections, location, dialect)


def entry_of(term: Cell, lines: Sequence[Line], depth: int = 0) -> Entry:
    """Return the entry of a line that starts with a name, and of the lines below it."""
    match = _TERM.fullmatch(term.marked)
    name, rest = (match["name"], match["rest"]) if match else (term.marked, "")
    bare = replace(term, marked=name).plain
    if rest.replace(SPLIT, " ").strip() == "*":  # a mark of required fields
        bare, rest = f"{bare}*", ""
    return Entry(depth, replace(term, source=bare, marked=bare, links=()), _facts_at(term, rest), list(lines))


def _facts_at(term: Cell, rest: str) -> Cell:
    """Return the part of a term behind its name, with its location."""
    at = term.location
    offset = max(term.source.find(rest.replace(SPLIT, "").strip()), 0)
    return replace(term, marked=rest, location=replace(at, column=(at.column or 1) + offset))
