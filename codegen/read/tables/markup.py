"""HTML pages: tables and definition lists below headings, each cell with its place."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from codegen.core.location import Location
from codegen.ir.tables import Reference
from codegen.read.tables.definitions import Definition, grid_of
from codegen.read.tables.grid import LINK_CLOSE, LINK_OPEN, Cell, Grid, Link, Section
from codegen.read.tables.rows import table_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from codegen.core.diagnostic import Diagnostics

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_CELLS = frozenset({"td", "th"})
_SILENT = frozenset({"script", "style", "template", "noscript", "svg"})
_BLOCKS = frozenset({"p", "li", "pre", "blockquote", "figcaption"})
_FRAMES = str.maketrans(dict.fromkeys(LINK_OPEN + LINK_CLOSE + "\ue002", "\ufffd"))
_OPENED = "\ue002"  # where an open link started; readers replace it in all other text
_MAX_DEPTH = 50
_MAX_SPAN = 1000


def recognises(name: str, text: str) -> bool:
    """Whether a file is called HTML, or starts like it."""
    start = text.lstrip()[:200].lower()
    return name.lower().endswith((".html", ".htm", ".xhtml")) or start.startswith(("<!doctype html", "<html", "<table"))


def read(name: str, text: str, found: Diagnostics) -> Reference:
    """Read every schema table and definition list of a page."""
    page = _Page(name, found)
    page.feed(text.translate(_FRAMES))
    page.close()
    page.end()
    return Reference(tuple(table for grid in page.grids if (table := table_of(grid, name, found))))


@dataclass(slots=True)
class _Text:
    """Text that is being read: of a cell, a heading, a term or a paragraph."""

    location: Location
    parts: list[str] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    link: str | None = None
    span: int = 1

    def cell(self) -> Cell:
        raw = "".join(self.parts).replace(_OPENED, "")
        words = " ".join(raw.replace("\u00a0", " ").split())
        lead = raw[: len(raw) - len(raw.lstrip())].replace("\n", "")
        plain = words
        for index, link in enumerate(self.links):
            plain = plain.replace(f"{LINK_OPEN}{index}{LINK_CLOSE}", link.text)
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


@dataclass(slots=True)
class _List:
    """A definition list that is being read."""

    location: Location
    terms: list[_Text] = field(default_factory=list)
    items: list[Definition] = field(default_factory=list)
    text: _Text | None = None


class _Page(HTMLParser):
    """Follows the tags of a page; end tags that HTML lets out are understood."""

    def __init__(self, name: str, found: Diagnostics) -> None:
        super().__init__(convert_charrefs=True)
        self.grids: list[Grid] = []
        self._name = name
        self._found = found
        self._tables: list[_Table] = []
        self._lists: list[_List] = []
        self._sections: list[tuple[int, Cell | None, list[str]]] = [(0, None, [])]
        self._heading: tuple[int, _Text] | None = None
        self._block: _Text | None = None
        self._silent = 0

    def _here(self) -> Location:
        line, column = self.getpos()
        return Location(self._name, "", line, column + 1)

    def _target(self) -> _Text | None:
        """Return what takes the text that comes next."""
        if self._silent:
            return None
        if self._heading:
            return self._heading[1]
        if self._tables and self._tables[-1].cell:
            return self._tables[-1].cell
        if self._lists and self._lists[-1].text:
            return self._lists[-1].text
        return None if self._tables else self._block

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open what a tag opens, and close what it ends."""
        given = dict(attrs)
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

    def _start_in_table(self, tag: str, given: dict[str, str | None]) -> None:
        if tag == "table":
            self._start_table()
        elif tag == "tr" and self._tables:
            self._tables[-1].cell = None
            self._tables[-1].rows.append(([], self._here()))
        elif self._tables:
            self._start_cell(given)

    def _start_in_text(self, tag: str, given: dict[str, str | None]) -> None:
        if tag in _BLOCKS:
            self._block = _Text(self._here())
        text = self._target()
        if text is None:
            return
        if tag == "a":
            text.link = given.get("href") or ""
            text.parts.append(_OPENED)
        elif tag == "br" or tag in _BLOCKS:
            text.parts.append(" ")

    def _start_table(self) -> None:
        if len(self._tables) >= _MAX_DEPTH:
            self._found.error("nesting-too-deep", "tables are nested too deeply", self._here())
            return
        self._tables.append(_Table(self._here()))

    def _start_cell(self, given: dict[str, str | None]) -> None:
        table = self._tables[-1]
        if not table.rows:
            table.rows.append(([], self._here()))
        cell = _Text(self._here())
        table.cell = cell
        row = table.rows[-1][0]
        row.append(cell)
        if (given.get("rowspan") or "1") not in {"0", "1"}:
            message = "a cell that spans rows cannot be told to one field"
            self._found.error("table-malformed-row", message, cell.location, "repeat the cell in each row")
        span = given.get("colspan") or "1"
        cell.span = min(int(span), _MAX_SPAN) if span.isascii() and span.isdigit() else 1

    def _start_part(self, tag: str) -> None:
        self._end_part()
        listed = self._lists[-1]
        listed.text = _Text(self._here())
        if tag == "dt":
            listed.terms.append(listed.text)
        elif listed.terms:
            term = listed.terms.pop()
            listed.terms.clear()
            listed.items.append(Definition(term.cell(), listed.text.cell()))

    def handle_endtag(self, tag: str) -> None:
        """Close what a tag closes."""
        if tag in _SILENT:
            self._silent = max(self._silent - 1, 0)
        elif tag in _HEADINGS and self._heading:
            level, text = self._heading
            self._heading = None
            self._sections = [section for section in self._sections if section[0] < level]
            self._sections.append((level, text.cell(), []))
        elif tag in _CELLS and self._tables:
            self._tables[-1].cell = None
        elif tag == "table" and self._tables:
            self._end_table(self._tables.pop())
        elif tag in {"dt", "dd"} and self._lists:
            self._end_part()
        elif tag == "dl" and self._lists:
            self._end_list()
        elif tag == "a" and (inner := self._target()):
            self._end_link(inner)
        elif tag in _BLOCKS:
            self._end_block()

    def _end_block(self) -> None:
        """Take a paragraph as prose of its section."""
        words = self._block.cell().plain if self._block else ""
        if words and not self._tables and not self._lists:
            self._sections[-1][2].append(words)
        self._block = None

    @staticmethod
    def _end_link(text: _Text) -> None:
        if text.link is None or _OPENED not in text.parts:
            return
        start = len(text.parts) - 1 - text.parts[::-1].index(_OPENED)
        words = "".join(text.parts[start + 1 :])
        text.parts[start:] = [f"{LINK_OPEN}{len(text.links)}{LINK_CLOSE}"]
        text.links.append(Link(" ".join(words.split()), text.link))
        text.link = None

    def _end_part(self) -> None:
        listed = self._lists[-1]
        if listed.text and listed.items and listed.text not in listed.terms:
            listed.items[-1] = Definition(listed.items[-1].term, listed.text.cell())
        listed.text = None

    def _end_list(self) -> None:
        self._end_part()
        listed = self._lists.pop()
        if grid := grid_of(listed.items, self._around(), listed.location):
            self.grids.append(grid)

    def handle_data(self, data: str) -> None:
        """Take text."""
        if text := self._target():
            text.parts.append(data)

    def _around(self) -> tuple[Section, ...]:
        return tuple(Section(heading, tuple(prose)) for _, heading, prose in self._sections)

    def _end_table(self, table: _Table) -> None:
        rows = [(cells, at) for cells, at in table.rows if cells]
        if not rows:
            return
        spanned = next((cell for cell in rows[0][0] if cell.span > 1), None)
        header = tuple(cell.cell() for cell in rows[0][0])
        if spanned and len(rows) > 1:
            self._found.error(
                "table-malformed-row", "a header cell that spans columns is no name of a column", spanned.location
            )
            return
        body = [
            tuple(cell.cell() for cell in cells) for cells, _ in rows[1:] if not self._is_divider(cells, len(header))
        ]
        self.grids.append(Grid(header=header, rows=tuple(body), sections=self._around(), location=table.location))
        for section in self._sections:
            section[2].clear()

    def _is_divider(self, cells: Sequence[_Text], width: int) -> bool:
        """Whether a row is one cell over all columns: a heading within the table, reported."""
        if len(cells) != 1 or cells[0].span != width or width == 1:
            return False
        message = f"a heading within the table is left out: {cells[0].cell().plain!r}"
        self._found.warning("table-bad-cell", message, cells[0].location)
        return True

    def end(self) -> None:
        """Finish what the page leaves open; an open table is an error, because its end may be missing."""
        for table in self._tables:
            self._found.error("table-malformed-row", "this table is never closed", table.location)
        while self._lists:
            self._end_list()
