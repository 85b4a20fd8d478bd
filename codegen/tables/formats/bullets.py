"""Reads bullet lists as tables: ``- `name` (string, required): description``; nested lists are nested fields."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from codegen.ir.types import Choice, Scalar
from codegen.tables.cells.entries import Entry, EntryFacts, Line, grid_of_entries, read_entry
from codegen.tables.cells.grid import SPLIT, Cell, Grid, Section
from codegen.tables.cells.identity import section_part
from codegen.tables.cells.labels import label_of
from codegen.tables.cells.typewords import parse_type

if TYPE_CHECKING:
    from collections.abc import Sequence

    from codegen.core.diagnostic import Diagnostics
    from codegen.core.location import Location
    from codegen.tables.dialects.model import Dialect

_NAME = re.compile(r"[A-Za-z_$@][\w.\[\]$-]*")
_SEPARATED = re.compile(rf"[\s{SPLIT}]*[:–—(]|[\s{SPLIT}]+-[\s{SPLIT}]")  # noqa: RUF001 - dashes of any length
_VALUE = re.compile(rf"[{SPLIT}\s]*(?P<value>[\w./:+#@-]{{1,80}})(?=[{SPLIT}\s:.,–—-]|$)")  # noqa: RUF001 - any dash


@dataclass(slots=True)
class Item:
    """An item of a list: its lines, the code or bold text at its start, if any, and the items below it."""

    lines: list[Line]
    lead: str = ""
    children: list[Item] = field(default_factory=list)


@dataclass(slots=True)
class _Reading:
    """The rows of a list while it is read."""

    dialect: Dialect
    sure: bool
    rows: list[tuple[Entry, EntryFacts]] = field(default_factory=list)
    unread: list[tuple[Cell, str]] = field(default_factory=list)

    def read(self, items: Sequence[Item], depth: int) -> None:
        """Read items of one level, and those below them."""
        for item in items:
            entry = self._entry(item, depth)
            facts = read_entry(entry, self.dialect) if entry else None
            if entry is None or facts is None or not self._is_field(facts, item):
                message = "this item of a list of fields has no name and type"
                self._leave(item, message)
            else:
                self.rows.append((entry, facts))
                self._below(item, entry, facts, depth)

    def _is_field(self, facts: EntryFacts, item: Item) -> bool:
        return facts.is_field or (self.sure and bool(item.lead))

    def _leave(self, item: Item, message: str) -> None:
        """Record an item that is not read, and the fields below it."""
        self.unread.append((item.lines[0].cell, message))
        for child in item.children:
            if self._names_field(self._entry(child, 0)):
                self._leave(child, "the parent of this item is not read, so neither is the item")

    def _entry(self, item: Item, depth: int) -> Entry | None:
        first = item.lines[0]
        text = first.cell.marked.lstrip(SPLIT + " ")
        match = _NAME.match(text)
        name = item.lead or (match[0] if match else "")
        if not _NAME.fullmatch(name.rstrip("*?:")) or not text.startswith(name):
            return None
        behind = text[len(name.rstrip(":")) :]
        if not item.lead and not self.sure and not _SEPARATED.match(behind):
            return None  # two words in a row are prose
        bare = replace(first.cell, source=name, marked=name.rstrip(":"))
        return Entry(depth, bare, replace(first.cell, marked=behind), item.lines[1:])

    def _below(self, item: Item, entry: Entry, facts: EntryFacts, depth: int) -> None:
        """Read the items below a field: fields, values, or prose."""
        if not item.children:
            return
        listed = any(map(_lists_values, entry.lines))
        takes_values, scalar = self._takes(facts)
        for child in item.children:
            below = self._entry(child, depth + 1)
            if not listed and self._names_field(below):
                self.read([child], depth + 1)
            elif (listed or takes_values) and (value := _VALUE.match(child.lines[0].cell.marked)):
                facts.values.append(child.lead or value["value"])
            elif scalar or below is None or not child.lead:
                facts.described += _prose_lines(child)
            else:
                self.read([child], depth + 1)

    def _takes(self, facts: EntryFacts) -> tuple[bool, bool]:
        """Return whether the type of a field is an enum without its values, and whether it has no fields."""
        if not facts.type:
            return False, False
        node = parse_type(facts.type, self.dialect)
        return node.unlisted, isinstance(node.type, Scalar | Choice)

    def _names_field(self, entry: Entry | None) -> bool:
        return entry is not None and read_entry(entry, self.dialect).is_field


def _lists_values(line: Line) -> bool:
    found = label_of(line.cell)
    return found is not None and found[0] == "values"


def _prose_lines(item: Item) -> list[Line]:
    """Return the lines of an item that is prose, as Markdown."""
    return [
        Line(replace(line.cell, source=f"{'  ' if index else '- '}{line.cell.source}"), starts=False)
        for index, line in enumerate(item.lines)
    ]


def grid_of_items(
    items: Sequence[Item], sections: tuple[Section, ...], at: Location, dialect: Dialect, found: Diagnostics
) -> Grid | None:
    """Convert a list in which most items have a name and a type; report the others. Return None for other lists.

    A list that is the only content below a heading such as "Parameters" is reported if none of its items is read.
    """
    part = section_part(sections, dialect)
    sure = part is not None and part.kind in {"parameters", "response"}
    reading = _Reading(dialect, sure)
    reading.read(items, 0)
    if not reading.rows or len(reading.rows) < len(reading.unread):
        if sure and any(item.lead for item in items):
            message = "this list is below a heading of fields, but its items are not read: they have no name and type"
            found.warning("table-bad-cell", message, at)
        return None
    for cell, message in reading.unread:
        found.error("table-malformed-row", message, cell.location)
    return grid_of_entries(reading.rows, sections, at, dialect)
