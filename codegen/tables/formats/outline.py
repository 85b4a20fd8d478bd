"""Tracks the sections of a page while it is read: headings, their prose, and which of them state an endpoint."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from codegen.tables.cells.grid import Section
from codegen.tables.cells.headings import states_endpoint

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codegen.tables.cells.grid import Cell

_MAX_PROSE = 64
"""Paragraphs of a section that are looked at for each table and example in it."""


@dataclass(slots=True)
class _OpenHeading:
    level: int
    heading: Cell | None
    prose: list[str] = field(default_factory=list)


class Outline:
    """The open sections of a page. ``operations`` collects the sections that state a method and path."""

    def __init__(self) -> None:
        self.operations: list[tuple[Section, ...]] = []
        self._open = [_OpenHeading(0, None)]

    def enter(self, level: int, heading: Cell) -> None:
        """Start the section of a heading; end those of its level and below."""
        self._close(level)
        self._open.append(_OpenHeading(level, heading))

    def prose(self, text: str) -> None:
        """Add a paragraph to the current section; of very many, the first and the last ones are kept."""
        prose = self._open[-1].prose
        prose.append(text)
        if len(prose) > _MAX_PROSE:
            del prose[_MAX_PROSE // 2]

    def around(self) -> tuple[Section, ...]:
        """Return the open sections, outermost first."""
        return tuple(Section(section.heading, tuple(section.prose)) for section in self._open)

    def spent(self) -> None:
        """Drop prose that a table used as its description; a line with method and path is kept for the next table."""
        for section in self._open:
            section.prose[:] = [text for text in section.prose if states_endpoint(text)]

    def end(self) -> None:
        """End the page."""
        self._close(0)

    def _close(self, level: int) -> None:
        while self._open and self._open[-1].level >= level:
            section = self._open[-1]
            if any(states_endpoint(text) for text in self._lines_of(section)):
                self.operations.append(self.around())
            self._open.pop()

    @staticmethod
    def _lines_of(section: _OpenHeading) -> Iterator[str]:
        if section.heading:
            yield section.heading.plain
        yield from section.prose
