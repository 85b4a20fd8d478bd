"""Data model of a raw table: the sections around it, and its cells with their locations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from codegen.core.location import Location

LINK_OPEN, LINK_CLOSE = "\ue000", "\ue001"
"""Delimit the index of a link in ``Cell.marked``. Private-use characters, which readers replace in all other text."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link: its text, and its target as written in the source."""

    text: str
    target: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A cell. ``source`` is its text with markup; ``marked`` is plain text with links replaced by delimited indexes."""

    source: str
    marked: str
    location: Location
    links: tuple[Link, ...] = ()
    reaches: Literal["", "rows", "columns"] = ""
    """Which span extends a cell to this position: over rows (it starts above) or columns (it starts to the left)."""

    @property
    def plain(self) -> str:
        """Return the rendered text."""
        text = self.marked
        for index, link in enumerate(self.links):
            text = text.replace(f"{LINK_OPEN}{index}{LINK_CLOSE}", link.text)
        return text.strip()


@dataclass(frozen=True, slots=True)
class Section:
    """A heading (None for the top of a page) and the paragraphs below it, as written."""

    heading: Cell | None
    prose: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A raw table, and the sections that contain it, outermost first."""

    header: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]
    sections: tuple[Section, ...]
    location: Location
