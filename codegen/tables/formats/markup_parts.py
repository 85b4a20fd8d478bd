"""The open elements of an HTML page while it is read: texts, tables, definition lists and bullet lists."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from codegen.tables.cells.columns import lists_roles, lists_roles_of
from codegen.tables.cells.entries import Entry, EntryFacts, Line, gather, read_entry
from codegen.tables.cells.grid import SPLIT, Cell, Link, with_link_texts
from codegen.tables.formats.bullets import Item
from codegen.tables.formats.definitions import entry_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codegen.core.location import Location
    from codegen.tables.dialects.model import Dialect

_STACKED = 2
BREAK = "\ue003"
"""Starts a line within a text. A private-use character, which the reader replaces in all other text."""


@dataclass(slots=True)
class Text:
    """Text that is being read: of a cell, a heading, a term, an item or a paragraph.

    ``breaks`` are the locations of the blocks within it, each of which starts with ``BREAK`` in ``parts``.
    """

    location: Location
    parts: list[str] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    breaks: list[Location] = field(default_factory=list)
    tables: list[OpenTable] = field(default_factory=list)
    link: str | None = None
    link_start: int = 0
    rows: int = 1
    columns: int = 1
    head: bool = False

    @property
    def size(self) -> int:
        """Return a measure of the memory of the text."""
        return 1 + sum(map(len, self.parts))

    @property
    def is_label(self) -> bool:
        """Return whether all of the text is formatted, so that it is like a heading."""
        text = "".join(self.parts).strip()
        return text.count(SPLIT) == len("<>") and text.startswith(SPLIT) and text.endswith((SPLIT, f"{SPLIT}:"))

    def raw(self) -> str:
        """Return the text with its line breaks."""
        return "".join(self.parts).replace(SPLIT, "").replace(BREAK, "\n")

    def start_line(self, at: Location) -> None:
        """Start a line."""
        self.parts.append(BREAK)
        self.breaks.append(at)

    def cell(self) -> Cell:
        """Return the text as one cell."""
        raw = "".join(self.parts).replace(SPLIT, "").replace(BREAK, " ")
        words = " ".join(raw.replace("\u00a0", " ").split())
        lead = raw[: len(raw) - len(raw.lstrip())].replace("\n", "")
        lines = [line.cell.source for line in self.lines()] if self.breaks else []
        plain = "\n".join(lines) if len(lines) > 1 else with_link_texts(words, self.links)
        return Cell(
            source="".join(char for char in lead if char == "\u00a0") + plain,
            marked=words,
            location=self.location,
            links=tuple(self.links),
        )

    def lines(self) -> list[Line]:
        """Return the lines that are not empty; there is at least one."""
        places = [self.location, *self.breaks]
        lines: list[Line] = []
        for text, at in zip("".join(self.parts).split(BREAK), places, strict=True):
            words = " ".join(text.replace("\u00a0", " ").split())
            if words.replace(SPLIT, "").strip():
                plain = " ".join(with_link_texts(words.replace(SPLIT, ""), self.links).split())
                lines.append(Line(Cell(source=plain, marked=words, location=at, links=tuple(self.links))))
        return lines or [Line(Cell(source="", marked="", location=self.location))]


@dataclass(slots=True)
class OpenTable:
    """A table that is being read."""

    location: Location
    rows: list[tuple[list[Text], Location]] = field(default_factory=list)
    cell: Text | None = None
    caption: Text | None = None
    in_caption: bool = False

    @property
    def is_single(self) -> bool:
        """Return whether the header is one cell that lists the facts in each row: ``Name, Type, Description``."""
        cells = next(self.filled(), [])
        return len(cells) == 1 and lists_roles(cells[0].cell().plain)

    @property
    def is_stacked(self) -> bool:
        """Return whether the rows hold names and facts in lines: two cells without a header, or with no type in it."""
        first = next(self.filled(), [])
        roles = lists_roles_of(cell.cell().plain for cell in first)
        return len(first) == _STACKED and (not any(cell.head for cell in first) or roles == ["name", "description"])

    def stacked(self, dialect: Dialect) -> Iterator[tuple[Entry, EntryFacts]]:
        """Yield the entries of rows that hold names and facts in lines."""
        rows = [cells for cells in self.filled() if not any(cell.head for cell in cells)]
        for cells in rows:
            lines = [line for cell in cells for line in cell.lines()]
            entry = entry_of(lines[0].cell, lines[1:])
            gather(entry, dialect)
            yield entry, read_entry(entry, dialect)

    def entries(self, dialect: Dialect, depth: int = 0) -> Iterator[tuple[Entry, EntryFacts]]:
        """Yield the entries of a table with such a header; tables in its rows hold the fields of the row before."""
        _, *rows = self.filled()
        for cells in rows:
            text = cells[0]
            entry = entry_of(text.lines()[0].cell, text.lines()[1:], depth)
            facts = read_entry(entry, dialect)
            if not text.tables or facts.type is not None:
                yield entry, facts
            for table in text.tables:
                yield from table.entries(dialect, depth + 1)

    def filled(self) -> Iterator[list[Text]]:
        """Yield the cells of each row that has any."""
        return (cells for cells, _ in self.rows if cells)


@dataclass(slots=True)
class OpenList:
    """A definition list that is being read."""

    location: Location
    terms: list[Text] = field(default_factory=list)
    items: list[tuple[Text, Text]] = field(default_factory=list)
    text: Text | None = None


@dataclass(slots=True)
class OpenItem:
    """An item of a bullet list that is being read."""

    text: Text
    children: list[OpenItem] = field(default_factory=list)

    def item(self) -> Item:
        """Return the item with its lines."""
        lines = self.text.lines()
        first = lines[0].cell.marked
        lead = first.split(SPLIT)[1].strip() if first.startswith(SPLIT) and first.count(SPLIT) > 1 else ""
        return Item(lines, lead, [child.item() for child in self.children])


@dataclass(slots=True)
class Bullets:
    """A bullet list that is being read. The items of a list within an item are the children of that item."""

    location: Location
    items: list[OpenItem]
    text: Text | None = None
