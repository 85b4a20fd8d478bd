"""Tracks the sections of a page while it is read: headings, their prose, and the routes that they state."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from codegen.core.location import Location
from codegen.tables.cells.footnotes import footnotes_in
from codegen.tables.cells.grid import Cell, Section
from codegen.tables.cells.headings import METHODS, route_in, titled_route
from codegen.tables.cells.identity import is_name
from codegen.tables.cells.parts import leads_to
from codegen.tables.dialects.model import PLAIN, Dialect

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from codegen.tables.dialects.model import Route

_MAX_TITLE = 150
_MAX_PROSE = 64
"""Paragraphs of a section that are looked at for each table and example in it."""
_OF_OPERATION = re.compile(
    r"\b(?:use this method|method (?:for|to|that)|returns|returned|on success|no parameters)\b", re.IGNORECASE
)
"""Prose that is about an operation."""
_LABEL = re.compile(r"\s*(\*\*|__)[^*_\n]{1,60}\1:?\s*")
"""A paragraph in bold."""
_PARAMETERS = frozenset({"parameter", "parameters"})


@dataclass(slots=True)
class _OpenHeading:
    """A heading and what is below it. ``doubtful`` is its route until something below says that it is an operation.

    ``used``: a table or prose is below it; ``boxed``: it is a route in a box, below the heading of several operations.
    """

    level: int
    heading: Cell | None
    prose: list[str] = field(default_factory=list)
    routes: list[Route] = field(default_factory=list)
    doubtful: Route | None = None
    used: bool = False
    boxed: bool = False


class Outline:
    """The open sections of a page. ``operations`` collects the sections that state a method and path.

    A route belongs to the innermost heading that is a name, also where it is in a section below it, such as
    "Code samples"; it may come after the tables of its operation, so sections share the list of their routes.
    """

    def __init__(self, dialect: Dialect = PLAIN) -> None:
        self.operations: list[tuple[Section, ...]] = []
        self.dialect = dialect
        self._open = [_OpenHeading(0, None)]
        self._lead: Section | None = None
        self._method = ""
        self._untitled: _OpenHeading | None = None
        self._notes: dict[str, str] | None = None

    def enter(self, level: int, heading: Cell) -> None:
        """Start the section of a heading; end those of its level and below."""
        self._close(level)
        self._lead, self._notes, self._untitled = None, None, None
        opened = _OpenHeading(level, heading)
        self._open.append(opened)
        if found := route_in(heading.plain, self.dialect) or titled_route(heading.plain):
            opened.routes.append(found)
        elif found := self.dialect.route_of_heading(heading.plain):
            if self.dialect.is_doubtful(heading.plain):
                opened.doubtful = found
            else:
                opened.routes.append(found)

    def prose(self, text: str, *, is_label: bool = False) -> None:
        """Add a paragraph to the current section; of very many, the first and the last ones are kept.

        A paragraph that says what a table below it holds is like a heading of that table; ``is_label``: it is bold.
        """
        if self._notes is not None and (notes := footnotes_in(text)):
            self._notes |= notes
            return
        heading, bare = leads_to(text, is_label=is_label or _LABEL.fullmatch(text) is not None)
        cell = self._open[-1].heading
        at = cell.location if cell else Location("")
        self._lead = Section(Cell(source=heading, marked=heading, location=at), ()) if heading else None
        if bare:
            return
        if found := route_in(text, self.dialect):
            self._route(found)
            return
        if _OF_OPERATION.search(text):
            self._is_operation()
        for section in self._open:
            section.used = True
        prose = self._open[-1].prose
        prose.append(text)
        if len(prose) > _MAX_PROSE:
            del prose[_MAX_PROSE // 2]

    def notes(self) -> Mapping[str, str]:
        """Return the footnotes of a table that is read, which are below it and before the next heading or table."""
        self._notes = {}
        return self._notes

    def without_route(self, text: str) -> str:
        """Take the route of a paragraph or code block whose first line, and no other, is one; return the rest.

        Several routes are an index of operations, unless they differ in their queries only.
        """
        lines = text.split("\n")
        code = _code_lines(lines)
        found = route_in(code[0], self.dialect) if code and len(code) <= _MAX_PROSE else None
        if found is None or found.path == "/":
            return text
        others = [(line, route_in(line, self.dialect)) for line in code[1:]]
        if any(other not in (None, found) for _, other in others):
            return text
        rest = [line for line, other in others if other is None]
        self._route(found)
        return "\n".join(rest) if len(code) == len(lines) else ""

    def box(self, text: Cell) -> None:
        """Take a text in no paragraph: a route, in one or two boxes, or the title of the operation in the next one.

        Below a heading that has another route, or nothing else, the route starts an operation of its own: the heading
        is that of a group of operations.
        """
        words = text.plain
        untitled, self._untitled = self._untitled, None
        method, self._method = self._method, words if words in METHODS else ""
        found = route_in(f"{method} {words}" if method else words, self.dialect)
        if found:
            self._box_route(found, text)
        elif untitled and 0 < len(words) <= _MAX_TITLE:
            untitled.heading = text

    def _box_route(self, found: Route, text: Cell) -> None:
        named = next((item for item in reversed(self._open) if self._is_named(item)), self._open[0])
        if found in named.routes:
            return
        if named.heading is None or (named.used and not named.routes):
            self._route(found)
            return
        while any(item.boxed for item in self._open):
            self._end_section()
        self._untitled = _OpenHeading(named.level, text, routes=[found], boxed=True)
        self._open.append(self._untitled)

    def _is_named(self, section: _OpenHeading) -> bool:
        return section.heading is not None and (section.boxed or is_name(section.heading.plain, self.dialect))

    def route(self, text: str) -> bool:
        """Take a text that is only a route; return False for any other text."""
        found = route_in(text, self.dialect)
        if found:
            self._route(found)
        return found is not None

    def _route(self, found: Route) -> None:
        for section in reversed(self._open):
            section.routes.append(found)
            if section.heading and is_name(section.heading.plain, self.dialect):
                return

    def _is_operation(self) -> None:
        """Take the doubtful route of the innermost heading that is a name."""
        for section in reversed(self._open):
            if section.doubtful:
                section.routes.append(section.doubtful)
                section.doubtful = None
            if section.heading and is_name(section.heading.plain, self.dialect):
                return

    def around(self) -> tuple[Section, ...]:
        """Return the open sections, outermost first."""
        opened = tuple(Section(section.heading, tuple(section.prose), section.routes) for section in self._open)
        return (*opened, self._lead) if self._lead else opened

    def spent(self, header: Sequence[Cell] = ()) -> None:
        """Drop prose that a table used as its description; a header of parameters makes its section an operation."""
        if any(cell.plain.casefold() in _PARAMETERS for cell in header):
            self._is_operation()
        self._lead = None
        for section in self._open:
            section.prose.clear()
            section.used = True

    def end(self) -> None:
        """End the page."""
        self._close(0)

    def _close(self, level: int) -> None:
        while self._open and self._open[-1].level >= level:
            self._end_section()

    def _end_section(self) -> None:
        if self._open[-1].routes:
            self.operations.append(self.around())
        self._open.pop()


def _code_lines(lines: Sequence[str]) -> list[str]:
    """Return the lines of a block that are neither empty nor a fence."""
    return [line for line in lines if line.strip() and not line.lstrip().startswith(("```", "~~~"))]
