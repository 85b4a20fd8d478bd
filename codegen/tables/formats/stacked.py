"""Reads pages saved as text in which a field is a line with its name, followed by lines with its facts and prose.

Headings such as "Path Params", "Body" or "query Parameters" start the fields; a bullet may stand before a name.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from codegen.core.location import Location
from codegen.tables.cells.entries import Entry, Line, gather, grid_of_entries, read_entry
from codegen.tables.cells.grid import LINK_CLOSE, LINK_OPEN, SPLIT, Cell, Section
from codegen.tables.cells.headings import route_in
from codegen.tables.cells.heads import read_head
from codegen.tables.cells.identity import section_part
from codegen.tables.cells.rows import table_of
from codegen.tables.dialects.model import PLAIN, Dialect
from codegen.tables.formats.operations import with_operations
from codegen.tables.formats.outline import Outline
from codegen.tables.model import Reference

if TYPE_CHECKING:
    from collections.abc import Sequence

    from codegen.core.diagnostic import Diagnostics
    from codegen.tables.cells.grid import Grid

_BULLET = re.compile(r"[•◦▪‣·*-][ \t]+")
_NAME = re.compile(r"(?P<name>[A-Za-z_$@][\w.\[\]$-]*)(?P<mark> ?\*| required)?(?P<rest>[ \t].*)?")
_METHOD = re.compile(r"(?:get|post|put|patch|delete|head|options)", re.IGNORECASE)
_FRAMES = str.maketrans(dict.fromkeys(LINK_OPEN + LINK_CLOSE + SPLIT, "\ufffd"))
_PART_LEVEL, _TITLE_LEVEL = 4, 2
_MAX_TITLE = 100
_MAX_FACTS = 4
"""Lines below a name that may hold its facts."""


def recognises(name: str, text: str) -> bool:
    """Return whether a text file states parts of an operation, and fields as lines below one of them."""
    if not name.lower().endswith((".txt", ".text")):
        return False
    return _StackedPage(name, text, PLAIN).has_fields()


def read(name: str, text: str, found: Diagnostics, dialect: Dialect = PLAIN) -> Reference:
    """Read the fields of a page."""
    page = _StackedPage(name, text.translate(_FRAMES), dialect)
    grids = page.read()
    tables = [table for grid in grids if (table := table_of(grid, found))]
    for at in page.unread:
        message = "this line is below a heading of fields, but is not read: it has no name and type"
        found.warning("table-bad-cell", message, at)
    return Reference(with_operations(tables, page.outline, (), Location(name, "", 1, 1), found))


class _StackedPage:
    """Reads one page line by line."""

    def __init__(self, name: str, text: str, dialect: Dialect) -> None:
        self.outline = Outline(dialect)
        self.unread: list[Location] = []
        self.fields = 0
        self._dialect = dialect
        self._name = name
        self._lines = [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
        self._entries: list[Entry] = []
        self._indents: list[int] = []
        self._grids: list[Grid] = []
        self._in_part = False
        self._started = False

    def has_fields(self) -> bool:
        """Return whether the page has a field, without reading what follows."""
        index = 0
        while index < len(self._lines) and not self.fields:
            index = self._line(index)
        return self.fields > 0

    def read(self) -> list[Grid]:
        """Return the tables of the page."""
        index = 0
        while index < len(self._lines):
            index = self._line(index)
        self._flush()
        self.outline.end()
        return self._grids

    def _line(self, index: int) -> int:
        """Read one line, or the two lines of a route; return the index of the next one."""
        number, line = self._lines[index]
        text = line.strip()
        following = self._lines[index + 1][1].strip() if index + 1 < len(self._lines) else ""
        if _METHOD.fullmatch(text) and following.startswith(("/", "http")):
            self._title(index + 2, number, is_before=following.startswith("http"))
            self.outline.route(f"{text.upper()} {following}")
            return index + 2
        if self._is_route(text):
            self._title(index + 1, number)
            self.outline.route(text)
        elif self._is_part(text):
            self._flush()
            self.outline.enter(_PART_LEVEL, self._cell(text, number, line))
            self._in_part = True
        elif not (self._in_part and self._field(index)):
            self._text(text, number, line)
        return index + 1

    def _is_route(self, text: str) -> bool:
        return route_in(text, self._dialect) is not None

    def _is_part(self, text: str) -> bool:
        if len(text) > _MAX_TITLE or _BULLET.match(text) or text.startswith("("):
            return False
        heading = Cell(source=text, marked=text, location=Location(self._name))
        return section_part((Section(heading, ()),), self._dialect) is not None

    def _title(self, index: int, number: int, *, is_before: bool = True) -> None:
        """Start an operation: its title is the line before its route or, below a table, the line behind it.

        Method and path in two lines, without a server, are followed by the title.
        """
        self._flush()
        self._in_part = False
        before = [(at, line.strip()) for at, line in self._lines if at < number]
        after = self._lines[index][1].strip() if index < len(self._lines) else ""
        title = self._title_of(before, after) if is_before or self._is_part(after) else after
        self._started = True
        fits = bool(title) and len(title) <= _MAX_TITLE and not self._is_part(title)
        name = title if fits else next(line.strip() for at, line in self._lines if at == number)
        self.outline.enter(_TITLE_LEVEL, self._cell(name, number, name))

    def _title_of(self, before: Sequence[tuple[int, str]], after: str) -> str:
        """Return the title of an operation from the lines before its route and the line after it."""
        if not self._started:
            return before[0][1] if before else ""
        alone = len(before) > 1 and before[-1][0] - before[-2][0] > 1
        return before[-1][1] if alone else after

    def _field(self, index: int) -> bool:
        """Start a field: a name with its facts in the same line, or in the next one."""
        number, line = self._lines[index]
        bullet = _BULLET.match(line.strip())
        text = line.strip()[bullet.end() if bullet else 0 :]
        match = _NAME.fullmatch(text)
        if match is None or self._is_pending():
            return False
        head = self._cell((match["rest"] or "").strip(), number, line)
        if head.marked:
            facts = read_head(head, self._dialect)
            known = facts.type is not None and not facts.rest.strip()
        else:
            known = self._facts_follow(index + 1)
        if not known:
            return False
        indent = len(line) - len(line.lstrip())
        name = self._cell(match["name"] + ("*" if match["mark"] else ""), number, line)
        self._entries.append(Entry(self._depth(indent) if bullet else 0, name, head))
        self.fields += 1
        return True

    def _is_pending(self) -> bool:
        """Return whether the type of the last field is still to come."""
        if not self._entries:
            return False
        last = self._entries[-1]
        if len(last.lines) > _MAX_FACTS:
            return False
        return all(
            read_head(cell, self._dialect).type is None for cell in (last.head, *(line.cell for line in last.lines))
        )

    def _depth(self, indent: int) -> int:
        while self._indents and self._indents[-1] >= indent:
            self._indents.pop()
        self._indents.append(indent)
        return len(self._indents) - 1

    def _facts_follow(self, index: int) -> bool:
        """Return whether the next lines hold a type, perhaps behind a flag, and nothing else."""
        for _, line in self._lines[index : index + 2]:
            head = read_head(self._cell(line.strip(), 0, line), self._dialect)
            if head.rest.strip() or not (head.type or head.flags):
                return False
            if head.type is not None:
                return True
        return False

    def _text(self, text: str, number: int, line: str) -> None:
        if self._entries:
            self._entries[-1].lines.append(Line(self._cell(text, number, line)))
        elif self._in_part and _BULLET.match(text):
            self.unread.append(Location(self._name, "", number, 1))
        else:
            self.outline.prose(text)

    def _flush(self) -> None:
        entries, self._entries, self._indents = self._entries, [], []
        if not entries:
            return
        rows = []
        for entry in entries:
            gather(entry, self._dialect)
            rows.append((entry, read_entry(entry, self._dialect)))
        at = entries[0].name.location
        self._grids.append(grid_of_entries(rows, self.outline.around(), at, self._dialect))

    def _cell(self, text: str, number: int, line: str) -> Cell:
        return Cell(source=text, marked=text, location=Location(self._name, "", number, max(line.find(text), 0) + 1))
