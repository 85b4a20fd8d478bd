"""Data model of a raw table: the sections around it, and its cells with their locations."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from codegen.core.location import Location
from codegen.tables.dialects.model import PLAIN, Dialect, Route

LINK_OPEN, LINK_CLOSE = "\ue000", "\ue001"
"""Delimit the index of a link in ``Cell.marked``. Private-use characters, which readers replace in all other text."""
SPLIT = "\ue002"
"""Separates differently formatted parts of a line (code, bold text …). A private-use character, like those of links."""
_MARK = re.compile(f"{LINK_OPEN}([0-9]{{1,9}}){LINK_CLOSE}")


@dataclass(frozen=True, slots=True)
class Link:
    """A link: its text, and its target as written in the source."""

    text: str
    target: str


def with_link_texts(marked: str, links: Sequence[Link]) -> str:
    """Return text with the delimited indexes of links replaced by their texts, in one pass."""

    def text(mark: re.Match[str]) -> str:
        index = int(mark[1])
        return links[index].text if index < len(links) else mark[0]

    return _MARK.sub(text, marked)


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
        return with_link_texts(self.marked, self.links).strip()


@dataclass(frozen=True, slots=True)
class Section:
    """A heading (None for the top of a page), the paragraphs below it, as written, and the routes that it states.

    The list of routes grows while the rest of the section is read.
    """

    heading: Cell | None
    prose: tuple[str, ...]
    routes: Sequence[Route] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A raw table, and the sections that contain it, outermost first.

    ``notes`` are the footnotes by their marks; they grow while the text below the table is read.
    """

    header: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]
    sections: tuple[Section, ...]
    location: Location
    dialect: Dialect = PLAIN
    notes: Mapping[str, str] = field(default_factory=dict)
