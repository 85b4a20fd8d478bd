"""Reads HTML pages: tables and definition lists below headings."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from codegen.core.location import Location
from codegen.openapi.document.positions import Lines
from codegen.tables.cells.entries import grid_of_entries
from codegen.tables.cells.grid import LINK_CLOSE, LINK_OPEN, SPLIT, Cell, Grid, Link, Section, with_link_texts
from codegen.tables.cells.identity import section_part
from codegen.tables.cells.rows import table_of
from codegen.tables.dialects.model import PLAIN, Dialect
from codegen.tables.formats.bullets import grid_of_items
from codegen.tables.formats.definitions import TermDefinition, grid_of
from codegen.tables.formats.html import split
from codegen.tables.formats.markup_parts import BREAK, Bullets, OpenItem, OpenList, OpenTable, Text
from codegen.tables.formats.operations import with_operations
from codegen.tables.formats.outline import Outline
from codegen.tables.formats.snippets import placed, read_snippet
from codegen.tables.formats.spans import MAX_SPAN, Placed, Spanning, header_height, laid_out
from codegen.tables.model import Reference

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from codegen.core.diagnostic import Diagnostics
    from codegen.tables.model import Example

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_CELLS = frozenset({"td", "th"})
_SILENT = frozenset({"script", "style", "template", "noscript", "svg"})
_BLOCKS = frozenset({"p", "li", "pre", "blockquote", "figcaption"})
_BOXES = frozenset(
    {
        "div",
        "section",
        "article",
        "details",
        "summary",
        "ul",
        "ol",
        "dl",
        "table",
        "hr",
        "header",
        "footer",
        "nav",
        "main",
        "aside",
    }
)
"""Elements that end a line of text, but whose text alone is no prose."""
_STYLES = frozenset(
    {"code", "b", "strong", "em", "i", "span", "var", "tt", "kbd", "label", "small", "sup", "mark", "button"}
)
_FRAMES = str.maketrans(dict.fromkeys(LINK_OPEN + LINK_CLOSE + SPLIT + BREAK, "\ufffd"))
_MAX_DEPTH = 50


def recognises(name: str, text: str) -> bool:
    """Return whether a file has the suffix of HTML or starts like it."""
    start = text.lstrip()[:200].lower()
    return name.lower().endswith((".html", ".htm", ".xhtml")) or start.startswith(("<!doctype html", "<html", "<table"))


def read(name: str, text: str, found: Diagnostics, dialect: Dialect = PLAIN) -> Reference:
    """Read every schema table, definition list and list of fields of a page."""
    page = _MarkupPage(name, found, dialect)
    page.read(text.translate(_FRAMES))
    tables = [table for grid in page.grids if (table := table_of(grid, found))]
    at = Location(name, "", 1, 1)
    examples = tuple(placed(example, sections, dialect) for example, sections in page.examples)
    return Reference(with_operations(tables, page.outline, examples, at, found), examples)


class _MarkupPage:
    """Parses a page; end tags that HTML makes optional may be missing."""

    def __init__(self, name: str, found: Diagnostics, dialect: Dialect) -> None:
        self.grids: list[Grid] = []
        self._name = name
        self._found = found
        self._dialect = dialect
        self._tables: list[OpenTable] = []
        self._lists: list[OpenList | Bullets] = []
        self.outline = Outline(dialect)
        self.examples: list[tuple[Example, tuple[Section, ...]]] = []
        self._heading: tuple[int, Text] | None = None
        self._block: Text | None = None
        self._boxed = False
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

    def _container(self) -> Text | None:
        """Return the cell, caption, term, definition or item that is being read."""
        if self._tables:
            table = self._tables[-1]
            if table.in_caption:
                return table.caption
            if table.cell:
                return table.cell
        return self._lists[-1].text if self._lists else None

    def _target(self) -> Text | None:
        """Return the element that receives the next text."""
        if self._silent:
            return None
        if self._heading:
            return self._heading[1]
        return self._container() or (None if self._tables else self._block)

    def _start(self, tag: str, given: Mapping[str, str]) -> None:
        """Open the element of a start tag, and close the elements that it implicitly ends."""
        if tag in _HEADINGS or tag in _BLOCKS or tag in _BOXES:
            self._end_block()
            if self._heading:
                self._heading[1].parts.append(" ")
        if tag in _SILENT:
            self._silent += 1
        elif tag in _HEADINGS and not self._tables:
            self._heading = (_HEADINGS[tag], Text(self._here()))
        elif tag in {"table", "tr", "caption", *_CELLS}:
            self._start_in_table(tag, given)
        elif tag in {"dl", "dt", "dd", "ul", "ol", "li"} and not self._tables:
            self._start_in_list(tag)
        else:
            self._start_in_text(tag, given)

    def _start_in_table(self, tag: str, given: Mapping[str, str]) -> None:
        if tag == "table":
            self._start_table()
        elif tag == "tr" and self._tables:
            self._tables[-1].cell = None
            self._tables[-1].rows.append(([], self._here()))
        elif tag == "caption" and self._tables:
            self._tables[-1].caption = Text(self._here())
            self._tables[-1].in_caption = True
        elif self._tables and tag != "caption":
            self._start_cell(tag, given)

    def _start_in_list(self, tag: str) -> None:
        """Start a list or a part of one; a bullet list within a definition is text."""
        top = self._lists[-1] if self._lists else None
        if tag == "dl":
            self._lists.append(OpenList(self._here()))
        elif tag in {"dt", "dd"}:
            if isinstance(top, OpenList):
                self._start_part(top, tag)
        elif isinstance(top, OpenList):
            self._start_in_text(tag, {})
        elif tag == "li" and top is not None:
            top.items.append(OpenItem(Text(self._here())))
            top.text = top.items[-1].text
        elif tag in {"ul", "ol"} and len(self._lists) < _MAX_DEPTH:
            items = top.items[-1].children if top and top.items else []
            self._lists.append(Bullets(self._here(), items))

    def _start_in_text(self, tag: str, given: Mapping[str, str]) -> None:
        starts_line = tag in _BLOCKS or tag in _BOXES
        container = self._container()
        if starts_line and container is None and not self._tables:
            self._block, self._boxed = Text(self._here()), tag in _BOXES
            return
        text = self._target()
        if text is None:
            return
        if tag == "a":
            text.link = given.get("href", "")
            text.link_start = len(text.parts)
        elif starts_line:
            text.start_line(self._here())
        elif tag == "br":
            text.parts.append(" ")
        elif tag in _STYLES:
            text.parts.append(SPLIT)

    def _start_table(self) -> None:
        if len(self._tables) >= _MAX_DEPTH:
            self._found.error("nesting-too-deep", "tables are nested too deeply", self._here())
            return
        self._tables.append(OpenTable(self._here()))

    def _start_cell(self, tag: str, given: Mapping[str, str]) -> None:
        table = self._tables[-1]
        table.in_caption = False
        if not table.rows:
            table.rows.append(([], self._here()))
        cell = Text(self._here())
        cell.head = tag == "th"
        table.cell = cell
        row = table.rows[-1][0]
        row.append(cell)
        cell.rows = _span(given.get("rowspan", ""))
        cell.columns = _span(given.get("colspan", "")) or 1

    def _start_part(self, listed: OpenList, tag: str) -> None:
        listed.text = Text(self._here())
        if tag == "dt":
            listed.terms.append(listed.text)
        elif listed.terms:
            term = listed.terms.pop()
            listed.terms.clear()
            listed.items.append((term, listed.text))

    def _end(self, tag: str) -> None:
        """Close the element of an end tag."""
        if tag in _SILENT:
            self._silent = max(self._silent - 1, 0)
        elif tag in _HEADINGS:
            self._end_heading()
        elif tag in _CELLS or tag in {"table", "caption"}:
            self._end_in_table(tag)
        elif tag in {"dl", "dt", "dd", "ul", "ol", "li"} and not self._tables:
            self._end_in_list(tag)
        elif tag == "a":
            self._end_link(self._target())
        elif tag in _BLOCKS or tag in _BOXES:
            self._end_line(tag)
        elif tag in _STYLES and (text := self._target()):
            text.parts.append(SPLIT)

    def _end_line(self, tag: str) -> None:
        container = self._container()
        if container is not None:
            container.start_line(self._here())
        else:
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
            self._tables[-1].in_caption = False

    def _end_in_list(self, tag: str) -> None:
        top = self._lists[-1] if self._lists else None
        if isinstance(top, OpenList) and tag in {"ul", "ol", "li"}:
            self._end_line(tag)
        elif isinstance(top, OpenList) and tag == "dl":
            self._end_list(top)
        elif isinstance(top, Bullets) and tag in {"ul", "ol"}:
            self._end_bullets(top)
        elif top is not None:
            top.text = None

    def _end_block(self, *, code: bool = False) -> None:
        """Add a paragraph to the prose of its section, or a code block to the examples."""
        block, self._block = self._block, None
        if block is None or self._tables or self._lists:
            return
        if self._boxed:  # text that is in no paragraph, such as navigation
            raw = with_link_texts("".join(block.parts), block.links)
            words = " ".join(raw.replace(SPLIT, " ").replace(BREAK, " ").split())
            self.outline.box(Cell(source=words, marked=words, location=block.location))
            return
        words = block.cell().plain
        example = read_snippet(block.raw(), "", block.location, self._found) if code else None
        if example:
            self.examples.append((example, self.outline.around()))
        elif code and (rest := self.outline.without_route(block.raw().strip())) != block.raw().strip():
            self.outline.prose(rest) if rest else None
        elif words:
            self.outline.prose(words, is_label=block.is_label)

    @staticmethod
    def _end_link(text: Text | None) -> None:
        if text is None or text.link is None:
            return
        start = text.link_start
        words = "".join(text.parts[start:])
        if BREAK in words:  # a block within a link: its text is kept, the link is not
            text.link = None
            return
        text.parts[start:] = [f"{LINK_OPEN}{len(text.links)}{LINK_CLOSE}"]
        text.links.append(Link(" ".join(words.replace(SPLIT, "").split()), text.link))
        text.link = None

    def _end_list(self, listed: OpenList) -> None:
        self._lists.pop()
        definitions = [
            TermDefinition(_in_one_line(term), tuple(text.lines()) if text.cell().plain else ())
            for term, text in listed.items
        ]
        if grid := grid_of(definitions, self.outline.around(), listed.location, self._dialect):
            self.grids.append(grid)

    def _end_bullets(self, bullets: Bullets) -> None:
        self._lists.pop()
        if self._lists and isinstance(self._lists[-1], Bullets):
            return
        items = [item.item() for item in bullets.items]
        sections = self.outline.around()
        if items and (grid := grid_of_items(items, sections, bullets.location, self._dialect, self._found)):
            self.grids.append(grid)
            return
        for item in items:
            self.outline.prose(" ".join(line.cell.plain.replace(SPLIT, "") for line in item.lines))

    def _end_table(self, table: OpenTable) -> None:
        around = self._tables[-1] if self._tables else None
        if table.is_single and around and around.is_single and around.cell:
            around.cell.tables.append(table)
            return
        sections = self._sections_of(table)
        if table.is_single:
            entries = list(table.entries(self._dialect))
            self.grids.append(grid_of_entries(entries, sections, table.location, self._dialect))
            self.outline.spent()
        elif grid := self._stacked(table, sections):
            self.grids.append(grid)
        elif grid := self._columns(table, sections):
            self.grids.append(grid)
            self.outline.spent(grid.header)

    def _sections_of(self, table: OpenTable) -> tuple[Section, ...]:
        """Return the sections around a table; a caption that names a part is the innermost one."""
        sections = self.outline.around()
        caption = Section(table.caption.cell(), ()) if table.caption else None
        return (*sections, caption) if caption and section_part((caption,), self._dialect) else sections

    def _stacked(self, table: OpenTable, sections: tuple[Section, ...]) -> Grid | None:
        """Return a table whose rows hold names and facts in lines, below a heading of fields."""
        part = section_part(sections, self._dialect) if table.is_stacked else None
        if part is None or part.kind not in {"parameters", "response"}:
            return None
        entries = list(table.stacked(self._dialect))
        if all(facts.type is None for _, facts in entries):
            return None
        return grid_of_entries(entries, sections, table.location, self._dialect)

    def _columns(self, table: OpenTable, sections: tuple[Section, ...]) -> Grid | None:
        """Return a table with a header and columns; report one whose spans make it too large or ambiguous."""
        rows = [[Spanning(cell, cell.rows, cell.columns, cell.size) for cell in row] for row in table.filled()]
        laid = laid_out(rows)
        if laid is None:
            message = "cells that span rows or columns make this table too large"
            self._found.error("table-malformed-row", message, table.location)
        if not laid:
            return None
        height = header_height(rows)
        header = tuple(_placed_cell(cell) for cell in laid[height - 1])
        if len(rows) > 1 and self._reports_spanned(header):
            return None
        body = tuple(
            tuple(_placed_cell(cell) for cell in cells)
            for cells, given in zip(laid[height:], rows[height:], strict=True)
            if not self._is_divider([cell.content for cell in given], len(header))
        )
        return Grid(
            header=header,
            rows=body,
            sections=sections,
            location=table.location,
            dialect=self._dialect,
            notes=self.outline.notes(),
        )

    def _reports_spanned(self, header: Sequence[Cell]) -> bool:
        """Return whether a cell of a header spans columns; report it."""
        spanned = next((cell for cell in header if cell.reaches == "columns"), None)
        if spanned is None:
            return False
        message = "a header cell that spans columns cannot name a column"
        self._found.error("table-malformed-row", message, spanned.location)
        return True

    def _is_divider(self, cells: Sequence[Text], width: int) -> bool:
        """Return whether a row is one cell that spans all columns (a heading within the table); report it."""
        if len(cells) != 1 or cells[0].columns != width or width == 1:
            return False
        message = f"heading within the table ignored: {cells[0].cell().plain!r}"
        self._found.warning("table-bad-cell", message, cells[0].location)
        return True

    def _finish(self) -> None:
        """Close all open elements; an open table is an error, because rows may be missing."""
        for table in self._tables[:1]:
            self._found.error("table-malformed-row", "this table is not closed", table.location)
        while self._lists:
            listed = self._lists[-1]
            if isinstance(listed, OpenList):
                self._end_list(listed)
            else:
                self._end_bullets(listed)
        self.outline.end()


def _span(text: str) -> int:
    """Parse ``rowspan`` or ``colspan``; anything but a number is 1."""
    return min(int(text), MAX_SPAN) if text.isascii() and text.isdigit() and len(text) < len("10000") else 1


def _in_one_line(term: Text) -> Cell:
    """Return a term as one line with its differently formatted parts separated."""
    lines = term.lines()
    return replace(lines[0].cell, marked=f"{SPLIT} {SPLIT}".join(line.cell.marked for line in lines))


def _placed_cell(placed: Placed[Text]) -> Cell:
    reaches: Literal["", "rows", "columns"] = "" if placed.first_row else "rows"
    return replace(placed.content.cell(), reaches=reaches if placed.first_column else "columns")
