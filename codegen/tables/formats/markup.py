"""Reads HTML pages: tables and definition lists below headings."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from codegen.core.location import Location
from codegen.openapi.document.positions import Lines
from codegen.tables.cells.grid import LINK_CLOSE, LINK_OPEN, Cell, Grid, Link, with_link_texts
from codegen.tables.cells.rows import table_of
from codegen.tables.formats.definitions import TermDefinition, grid_of
from codegen.tables.formats.html import split
from codegen.tables.formats.operations import with_operations
from codegen.tables.formats.outline import Outline
from codegen.tables.formats.snippets import read_snippet
from codegen.tables.formats.spans import MAX_SPAN, Placed, Spanning, header_height, laid_out
from codegen.tables.model import Reference

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from codegen.core.diagnostic import Diagnostics
    from codegen.tables.model import Example

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_CELLS = frozenset({"td", "th"})
_SILENT = frozenset({"script", "style", "template", "noscript", "svg"})
_BLOCKS = frozenset({"p", "li", "pre", "blockquote", "figcaption"})
_FRAMES = str.maketrans(dict.fromkeys(LINK_OPEN + LINK_CLOSE, "\ufffd"))
_MAX_DEPTH = 50


def recognises(name: str, text: str) -> bool:
    """Return whether a file has the suffix of HTML or starts like it."""
    start = text.lstrip()[:200].lower()
    return name.lower().endswith((".html", ".htm", ".xhtml")) or start.startswith(("<!doctype html", "<html", "<table"))


def read(name: str, text: str, found: Diagnostics) -> Reference:
    """Read every schema table and definition list of a page."""
    page = _MarkupPage(name, found)
    page.read(text.translate(_FRAMES))
    tables = [table for grid in page.grids if (table := table_of(grid, found))]
    at = Location(name, "", 1, 1)
    return Reference(with_operations(tables, page.outline, page.examples, at, found), tuple(page.examples))


@dataclass(slots=True)
class _Text:
    """Text that is being read: of a cell, a heading, a term or a paragraph."""

    location: Location
    parts: list[str] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    link: str | None = None
    link_start: int = 0
    rows: int = 1
    columns: int = 1

    @property
    def size(self) -> int:
        return 1 + sum(map(len, self.parts))

    def raw(self) -> str:
        return "".join(self.parts)

    def cell(self) -> Cell:
        raw = self.raw()
        words = " ".join(raw.replace("\u00a0", " ").split())
        lead = raw[: len(raw) - len(raw.lstrip())].replace("\n", "")
        plain = with_link_texts(words, self.links)
        return Cell(
            source="".join(char for char in lead if char == "\u00a0") + plain,
            marked=words,
            location=self.location,
            links=tuple(self.links),
        )


@dataclass(slots=True)
class _Table:
    """A table that is being read."""

    location: Location
    rows: list[tuple[list[_Text], Location]] = field(default_factory=list)
    cell: _Text | None = None

    def filled(self) -> Iterator[list[_Text]]:
        """Yield the cells of each row that has any."""
        return (cells for cells, _ in self.rows if cells)


@dataclass(slots=True)
class _List:
    """A definition list that is being read."""

    location: Location
    terms: list[_Text] = field(default_factory=list)
    items: list[TermDefinition] = field(default_factory=list)
    text: _Text | None = None


class _MarkupPage:
    """Parses a page; end tags that HTML makes optional may be missing."""

    def __init__(self, name: str, found: Diagnostics) -> None:
        self.grids: list[Grid] = []
        self._name = name
        self._found = found
        self._tables: list[_Table] = []
        self._lists: list[_List] = []
        self.outline = Outline()
        self.examples: list[Example] = []
        self._heading: tuple[int, _Text] | None = None
        self._block: _Text | None = None
        self._silent = 0
        self._offset = 0
        self._lines = Lines("")

    def read(self, page: str) -> None:
        """Read a page, and close all elements that are still open."""
        self._lines = Lines(page)
        for part in split(page):
            self._offset = part.offset
            if part.unclosed:
                message = "this markup is not closed, and hides the rest of the page"
                self._found.error("table-malformed-row", message, self._here())
            elif part.is_end:
                self._end(part.tag)
            elif part.tag:
                self._start(part.tag, part.attributes)
            elif text := self._target():
                text.parts.append(part.text)
        self._finish()

    def _here(self) -> Location:
        return Location(self._name, "", *self._lines.position(self._offset))

    def _target(self) -> _Text | None:
        """Return the element that receives the next text."""
        if self._silent:
            return None
        if self._heading:
            return self._heading[1]
        if self._tables and self._tables[-1].cell:
            return self._tables[-1].cell
        if self._lists and self._lists[-1].text:
            return self._lists[-1].text
        return None if self._tables else self._block

    def _start(self, tag: str, given: Mapping[str, str]) -> None:
        """Open the element of a start tag, and close the elements that it implicitly ends."""
        if tag in _HEADINGS or tag in _BLOCKS or tag in {"table", "dl"}:
            self._end_block()
        if tag in _SILENT:
            self._silent += 1
        elif tag in _HEADINGS and not self._tables:
            self._heading = (_HEADINGS[tag], _Text(self._here()))
        elif tag in {"table", "tr", *_CELLS}:
            self._start_in_table(tag, given)
        elif tag == "dl":
            self._lists.append(_List(self._here()))
        elif tag in {"dt", "dd"} and self._lists:
            self._start_part(tag)
        else:
            self._start_in_text(tag, given)

    def _start_in_table(self, tag: str, given: Mapping[str, str]) -> None:
        if tag == "table":
            self._start_table()
        elif tag == "tr" and self._tables:
            self._tables[-1].cell = None
            self._tables[-1].rows.append(([], self._here()))
        elif self._tables:
            self._start_cell(given)

    def _start_in_text(self, tag: str, given: Mapping[str, str]) -> None:
        if tag in _BLOCKS:
            self._block = _Text(self._here())
        text = self._target()
        if text is None:
            return
        if tag == "a":
            text.link = given.get("href", "")
            text.link_start = len(text.parts)
        elif tag == "br" or tag in _BLOCKS:
            text.parts.append(" ")

    def _start_table(self) -> None:
        if len(self._tables) >= _MAX_DEPTH:
            self._found.error("nesting-too-deep", "tables are nested too deeply", self._here())
            return
        self._tables.append(_Table(self._here()))

    def _start_cell(self, given: Mapping[str, str]) -> None:
        table = self._tables[-1]
        if not table.rows:
            table.rows.append(([], self._here()))
        cell = _Text(self._here())
        table.cell = cell
        row = table.rows[-1][0]
        row.append(cell)
        cell.rows = _span(given.get("rowspan", ""))
        cell.columns = _span(given.get("colspan", "")) or 1

    def _start_part(self, tag: str) -> None:
        self._end_part()
        listed = self._lists[-1]
        listed.text = _Text(self._here())
        if tag == "dt":
            listed.terms.append(listed.text)
        elif listed.terms:
            term = listed.terms.pop()
            listed.terms.clear()
            listed.items.append(TermDefinition(term.cell(), listed.text.cell()))

    def _end(self, tag: str) -> None:
        """Close the element of an end tag."""
        if tag in _SILENT:
            self._silent = max(self._silent - 1, 0)
        elif tag in _HEADINGS:
            self._end_heading()
        elif tag in _CELLS or tag == "table":
            self._end_in_table(tag)
        elif tag in {"dl", "dt", "dd"}:
            self._end_in_list(tag)
        elif tag == "a":
            self._end_link(self._target())
        elif tag in _BLOCKS:
            self._end_block(code=tag == "pre")

    def _end_heading(self) -> None:
        if self._heading:
            level, text = self._heading
            self._heading = None
            self.outline.enter(level, text.cell())

    def _end_in_table(self, tag: str) -> None:
        if self._tables and tag == "table":
            self._end_table(self._tables.pop())
        elif self._tables:
            self._tables[-1].cell = None

    def _end_in_list(self, tag: str) -> None:
        if self._lists and tag == "dl":
            self._end_list()
        elif self._lists:
            self._end_part()

    def _end_block(self, *, code: bool = False) -> None:
        """Add a paragraph to the prose of its section, or a code block to the examples."""
        block, self._block = self._block, None
        if block is None or self._tables or self._lists:
            return
        words = block.cell().plain
        example = read_snippet(block.raw(), "", block.location, self.outline.around(), self._found) if code else None
        if example:
            self.examples.append(example)
        elif words:
            self.outline.prose(words)

    @staticmethod
    def _end_link(text: _Text | None) -> None:
        if text is None or text.link is None:
            return
        start = text.link_start
        words = "".join(text.parts[start:])
        text.parts[start:] = [f"{LINK_OPEN}{len(text.links)}{LINK_CLOSE}"]
        text.links.append(Link(" ".join(words.split()), text.link))
        text.link = None

    def _end_part(self) -> None:
        listed = self._lists[-1]
        if listed.text and listed.items and listed.text not in listed.terms:
            listed.items[-1] = TermDefinition(listed.items[-1].term, listed.text.cell())
        listed.text = None

    def _end_list(self) -> None:
        self._end_part()
        listed = self._lists.pop()
        if grid := grid_of(listed.items, self.outline.around(), listed.location):
            self.grids.append(grid)

    def _end_table(self, table: _Table) -> None:
        rows = [[Spanning(cell, cell.rows, cell.columns, cell.size) for cell in row] for row in table.filled()]
        placed = laid_out(rows)
        if placed is None:
            self._found.error(
                "table-malformed-row", "cells that span rows or columns make this table too large", table.location
            )
        if not placed:
            return
        height = header_height(rows)
        header = tuple(_placed_cell(cell) for cell in placed[height - 1])
        if len(rows) > 1 and self._reports_spanned(header):
            return
        body = [
            tuple(_placed_cell(cell) for cell in cells)
            for cells, given in zip(placed[height:], rows[height:], strict=True)
            if not self._is_divider([cell.content for cell in given], len(header))
        ]
        sections = self.outline.around()
        self.grids.append(Grid(header=header, rows=tuple(body), sections=sections, location=table.location))
        self.outline.spent()

    def _reports_spanned(self, header: Sequence[Cell]) -> bool:
        """Return whether a cell of a header spans columns; report it."""
        spanned = next((cell for cell in header if cell.reaches == "columns"), None)
        if spanned is None:
            return False
        message = "a header cell that spans columns cannot name a column"
        self._found.error("table-malformed-row", message, spanned.location)
        return True

    def _is_divider(self, cells: Sequence[_Text], width: int) -> bool:
        """Return whether a row is one cell that spans all columns (a heading within the table); report it."""
        if len(cells) != 1 or cells[0].columns != width or width == 1:
            return False
        message = f"heading within the table ignored: {cells[0].cell().plain!r}"
        self._found.warning("table-bad-cell", message, cells[0].location)
        return True

    def _finish(self) -> None:
        """Close all open elements; an open table is an error, because rows may be missing."""
        for table in self._tables:
            self._found.error("table-malformed-row", "this table is not closed", table.location)
        while self._lists:
            self._end_list()
        self.outline.end()


def _span(text: str) -> int:
    """Parse ``rowspan`` or ``colspan``; anything but a number is 1."""
    return min(int(text), MAX_SPAN) if text.isascii() and text.isdigit() and len(text) < len("10000") else 1


def _placed_cell(placed: Placed[_Text]) -> Cell:
    reaches: Literal["", "rows", "columns"] = "" if placed.first_row else "rows"
    return replace(placed.content.cell(), reaches=reaches if placed.first_column else "columns")
