"""Reads Markdown tables (GitHub Flavored Markdown, 4.10) at any nesting level, and lists of fields.

GFM drops surplus cells and adds missing ones; here cells are counted in the source, so that no cell is lost silently.
Rows outside of any table are reported too.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt
from mdit_py_plugins.deflist import deflist_plugin

from codegen.core.location import Location
from codegen.tables.cells.entries import Line
from codegen.tables.cells.grid import LINK_CLOSE, LINK_OPEN, SPLIT, Cell, Grid, Link
from codegen.tables.cells.parts import words
from codegen.tables.cells.rows import table_of
from codegen.tables.dialects.model import PLAIN, Dialect
from codegen.tables.formats.bullets import Item, grid_of_items
from codegen.tables.formats.definitions import TermDefinition, grid_of
from codegen.tables.formats.generators import without_generators
from codegen.tables.formats.operations import with_operations
from codegen.tables.formats.outline import Outline
from codegen.tables.formats.paragraphs import Paragraphs
from codegen.tables.formats.snippets import placed, read_snippet
from codegen.tables.model import Reference

if TYPE_CHECKING:
    from collections.abc import Iterator, MutableMapping, Sequence

    from markdown_it.token import Token

    from codegen.core.diagnostic import Diagnostics
    from codegen.tables.cells.grid import Section
    from codegen.tables.model import Example

_PIPE = re.compile(r"(?<!\\)\|")
_CONTAINER = re.compile(r"(?:[ \t]|>|[-*+][ \t]|[0-9]{1,9}[.)][ \t])*")
_DELIMITER = re.compile(r"\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)+\|?")
_FRAMES = str.maketrans(dict.fromkeys(LINK_OPEN + LINK_CLOSE + SPLIT, "\ufffd"))
_PLAIN = re.compile(r"(?:[^\W_]|[ ,.:;()/-])*+")
"""Text without any character that Markdown gives a meaning to within a line."""
_PARAMETER = re.compile(r"<[A-Za-z][\w-]*>")
_ELEMENTS = words(
    "a abbr b big br center code dd del dfn div dl dt em font hr i img ins kbd li mark nobr ol p pre"
    " q s samp small span strike strong sub sup table td th tr tt u ul var wbr"
)
_STYLES = frozenset({"strong_open", "strong_close", "em_open", "em_close", "s_open", "s_close"})


def recognises(name: str, text: str) -> bool:  # noqa: ARG001 - the signature of a format
    """Return whether the suffix of a file is that of Markdown."""
    return name.lower().endswith((".md", ".markdown", ".mdx"))


def read(name: str, text: str, found: Diagnostics, dialect: Dialect = PLAIN) -> Reference:
    """Read every schema table of a page; ignore tables without a name column and a type column."""
    page = _MarkdownPage(name, without_generators(name, text.translate(_FRAMES)), found, dialect)
    grids = list(page.grids())
    tables = [table for grid in grids if (table := table_of(grid, found))]
    at = Location(name, "", 1, 1)
    examples = tuple(placed(example, sections, dialect) for example, sections in page.examples)
    return Reference(with_operations(tables, page.outline, examples, at, found), examples)


def _shown(token: Token, before: Sequence[str]) -> str:
    """Return a tag that is the parameter of a type, as in ``array<string>``; a space for others and line breaks."""
    return token.content if token.type == "html_inline" and _is_type(token.content, "".join(before[-1:])) else " "


def _is_type(tag: str, before: str) -> bool:
    """Return whether a tag is the parameter of a type, as in ``array<string>``."""
    return (
        before.rstrip(" ")[-1:].isalnum()
        and _PARAMETER.fullmatch(tag) is not None
        and tag[1:-1].lower() not in _ELEMENTS
    )


def _lead(inline: Token) -> str:
    """Return the code or bold text at the start of an inline token, or an empty string."""
    children = [child for child in inline.children or [] if child.type != "text" or child.content]
    while children and children[0].type in {"strong_open", "em_open"}:
        children = children[1:]
        if children and children[0].type == "text":
            return children[0].content
    return children[0].content if children and children[0].type == "code_inline" else ""


class _MarkdownPage:
    """Reads the tokens of one page."""

    def __init__(self, name: str, text: str, found: Diagnostics, dialect: Dialect) -> None:
        self._name = name
        self._lines = text.split("\n")
        self._found = found
        self._dialect = dialect
        self._parser = MarkdownIt("commonmark").enable(["table", "strikethrough"]).use(deflist_plugin)
        self._env: MutableMapping[str, object] = {}
        self._tokens = self._parser.parse(text, self._env)
        self.outline = Outline(dialect)
        self._paragraphs = Paragraphs(dialect)
        self.examples: list[tuple[Example, tuple[Section, ...]]] = []

    def grids(self) -> Iterator[Grid]:
        """Yield the tables in order, each with the sections around it."""
        done = 0
        for index, token in enumerate(self._tokens):
            if token.map is None:
                continue
            ends_paragraphs = token.type in {"heading_open", "table_open"}
            if ends_paragraphs and (listed := self._end_paragraphs(token)):
                yield listed
            if index >= done and (grid := self._grid_at(index)):
                yield grid
                self.outline.spent()
                done = index + 1
            if self._takes_block(index) and index >= done:
                done = index + 3
            self._take_text(index, read=index < done, is_prose=not ends_paragraphs)
        if listed := self._paragraphs.end(Location(self._name, "", len(self._lines), 1)):
            yield listed
        self.outline.end()

    def _take_text(self, index: int, *, read: bool, is_prose: bool) -> None:
        """Report rows outside a table, and take the prose of a block at the top level."""
        token = self._tokens[index]
        if token.type in {"inline", "code_block"}:
            self._report_stray_rows(token, index)
        if is_prose and token.level == 0 and token.nesting >= 0:
            self._take_prose(token, self._until_close(index), read=read)

    def _takes_block(self, index: int) -> bool:
        """Take a heading, an example, or a paragraph that is a field; return whether it is a field."""
        token = self._tokens[index]
        if token.type == "heading_open":
            self._enter(token, self._tokens[index + 1])
        elif token.type == "fence":
            self._snippet(token)
        elif token.type == "paragraph_open" and token.level == 0:
            return self._paragraphs.take(self._text_lines(self._tokens[index + 1]), self.outline.around())
        return False

    def _end_paragraphs(self, token: Token) -> Grid | None:
        line = token.map[0] if token.map else 0
        return self._paragraphs.end(Location(self._name, "", line, 1))

    def _grid_at(self, index: int) -> Grid | None:
        """Return the table, or the list of fields, that starts at a token."""
        token = self._tokens[index]
        if token.type == "table_open":
            grid = self._grid(self._until_close(index))
            self.outline.spent(grid.header)
            return grid
        if token.type == "dl_open":
            return self._definitions(self._until_close(index))
        if token.type == "bullet_list_open" and token.level == 0:
            return self._bullets(self._until_close(index))
        return None

    def _until_close(self, index: int) -> Sequence[Token]:
        """Return the tokens of the block that starts at ``index``."""
        first = self._tokens[index]
        if first.nesting == 0:
            return self._tokens[index : index + 1]
        end = index + 1
        while self._tokens[end].level > first.level:
            end += 1
        return self._tokens[index : end + 1]

    def _enter(self, token: Token, inline: Token) -> None:
        level = int(token.tag[1:])
        number = token.map[0] if token.map else 0
        line = self._lines[number]
        column = len(line) - len(line.lstrip(" \t#>"))
        self.outline.enter(level, self._cell(inline.content, number, column))

    def _take_prose(self, token: Token, block: Sequence[Token], *, read: bool) -> None:
        """Add a block to the prose of its section, unless it is read as fields; keep the routes in any case."""
        if not token.map or any(inner.type == "table_open" for inner in block):
            return
        text = "\n".join(self._lines[token.map[0] : token.map[1]]).strip()
        if token.type in {"paragraph_open", "html_block", "fence", "code_block"}:
            text = self.outline.without_route(text)
        if text and not read:
            self.outline.prose(text)

    def _snippet(self, token: Token) -> None:
        """Read an example in a fenced block."""
        number = token.map[0] if token.map else 0
        at = Location(self._name, "", number + 2, 1)
        if example := read_snippet(token.content, token.info, at, self._found):
            self.examples.append((example, self.outline.around()))

    def _grid(self, block: Sequence[Token]) -> Grid:
        nested = block[0].level > 0
        numbers = [token.map[0] for token in block if token.type == "tr_open" and token.map]
        header, *rows = [self._row(number, nested=nested) for number in numbers]
        return Grid(
            header=header,
            rows=tuple(rows),
            sections=self.outline.around(),
            location=Location(self._name, "", numbers[0] + 1, 1),
            dialect=self._dialect,
            notes=self.outline.notes(),
        )

    def _definitions(self, block: Sequence[Token]) -> Grid | None:
        """Read a definition list (the syntax of PHP Markdown Extra and Pandoc)."""
        items: list[TermDefinition] = []
        term: Cell | None = None
        for before, token in pairwise(block):
            if token.type != "inline" or not token.map:
                continue
            lines = self._text_lines(token)
            if before.type == "dt_open":
                term = lines[0].cell
            elif term is not None:
                items.append(TermDefinition(term, tuple(lines)))
                term = None
            elif items:
                items[-1] = replace(items[-1], lines=(*items[-1].lines, *lines))
        number = block[0].map[0] if block[0].map else 0
        return grid_of(items, self.outline.around(), Location(self._name, "", number + 1, 1), self._dialect)

    def _bullets(self, block: Sequence[Token]) -> Grid | None:
        """Read a list whose items hold name, type and description."""
        above: list[list[Item]] = []
        top: list[Item] = []
        for index, token in enumerate(block):
            if token.type in {"bullet_list_open", "ordered_list_open"}:
                above.append(above[-1][-1].children if above and above[-1] else top)
            elif token.type in {"bullet_list_close", "ordered_list_close"}:
                above.pop()
            elif token.type == "list_item_open":
                above[-1].append(self._item(token, block[index + 2]))
            elif token.type in {"inline", "fence"} and token.map and above and above[-1]:
                self._add_lines(above[-1][-1], token)
        number = block[0].map[0] if block[0].map else 0
        at = Location(self._name, "", number + 1, 1)
        return grid_of_items(top, self.outline.around(), at, self._dialect, self._found)

    def _item(self, token: Token, inner: Token) -> Item:
        """Return an item without its lines; ``inner`` is the text in it, if any."""
        number = token.map[0] if token.map else 0
        return Item([Line(self._cell("", number, 0))], _lead(inner) if inner.type == "inline" else "")

    def _add_lines(self, item: Item, token: Token) -> None:
        lines = self._text_lines(token) if token.type == "inline" else self._raw_lines(token)
        item.lines = lines if not item.lines[0].cell.marked else [*item.lines, *lines]

    def _text_lines(self, inline: Token) -> list[Line]:
        """Return the lines of a paragraph."""
        first = inline.map[0] if inline.map else 0
        lines: list[Line] = []
        for offset, text in enumerate(inline.content.split("\n")):
            column = max(self._lines[first + offset].find(text), 0) if first + offset < len(self._lines) else 0
            lines.append(Line(self._cell(text, first + offset, column, split=True), starts=offset == 0))
        return lines

    def _raw_lines(self, block: Token) -> list[Line]:
        first, end = block.map or (0, 0)
        return [
            Line(
                Cell(source=text, marked=text.translate(_FRAMES), location=Location(self._name, "", number + 1, 1)),
                starts=number == first,
            )
            for number, text in enumerate(self._lines[first:end], first)
        ]

    def _row(self, number: int, *, nested: bool) -> tuple[Cell, ...]:
        """Split a source line at its unescaped pipes; those at both ends are not separators."""
        line = self._lines[number].rstrip()
        start = len(_CONTAINER.match(line)[0]) if nested else len(line) - len(line.lstrip())  # type: ignore[index]
        pipes = [match.start() for match in _PIPE.finditer(line, start)]
        opened = pipes[:1] == [start]
        closed = len(pipes) > opened and pipes[-1] == len(line) - 1
        bounds = ([] if opened else [start - 1]) + pipes + ([] if closed else [len(line)])
        cells: list[Cell] = []
        for left, right in pairwise(bounds):
            text = line[left + 1 : right]
            indent = len(text) - len(text.lstrip()) if text.strip() else min(len(text), 1)
            cells.append(self._cell(text.strip().replace("\\|", "|"), number, left + 1 + indent))
        return tuple(cells)

    def _cell(self, source: str, number: int, offset: int, *, split: bool = False) -> Cell:
        """Return a cell; ``split`` separates code, bold and emphasised text from the rest by ``SPLIT``."""
        location = Location(self._name, "", number + 1, offset + 1)
        if _PLAIN.fullmatch(source):
            return Cell(source=source, marked=source.strip(), location=location)
        parts: list[str] = []
        links: list[Link] = []
        for token in self._parser.parseInline(source, self._env)[0].children or []:
            if token.type == "link_open":
                links.append(Link("".join(parts), str(token.attrs.get("href", ""))))
                parts = []
            elif token.type == "link_close":
                text = "".join(parts).replace(SPLIT, "")
                before, links[-1] = links[-1].text, Link(text, links[-1].target)
                parts = [before, f"{LINK_OPEN}{len(links) - 1}{LINK_CLOSE}"]
            elif token.type in {"softbreak", "hardbreak", "html_inline"}:
                parts.append(_shown(token, parts))
            elif token.type == "code_inline":
                parts += [SPLIT, token.content, SPLIT] if split else [token.content]
            elif token.type in _STYLES:
                parts.append(SPLIT if split else "")
            else:
                parts.append(token.content)
        return Cell(source=source, marked="".join(parts).strip(), location=location, links=tuple(links))

    def _report_stray_rows(self, token: Token, index: int) -> None:
        """Report a row that GFM reads as prose: after a blank line, or below an invalid header."""
        in_cell = self._tokens[index - 1].type in {"td_open", "th_open", "heading_open"}
        if in_cell or not token.map:
            return
        for offset, line in enumerate(token.content.split("\n")):
            text = line.strip()
            if text.startswith("|") or _DELIMITER.fullmatch(text):
                number = token.map[0] + offset
                column = self._lines[number].find(text) + 1
                message = "this table row is outside of any table"
                hint = "a table needs a header, a delimiter row with as many cells, and no blank line within"
                self._found.error("table-malformed-row", message, Location(self._name, "", number + 1, column), hint)
                return
