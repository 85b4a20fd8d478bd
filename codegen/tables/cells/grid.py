"""A table before anybody knows what it means: headings, prose, and cells with places."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from codegen.core.location import Location

LINK_OPEN, LINK_CLOSE = "\ue000", "\ue001"
"""Frame the number of a link in ``Cell.marked``. Private-use characters that readers replace in all other text."""
_MARK = re.compile(f"{LINK_OPEN}([0-9]{{1,9}}){LINK_CLOSE}")


@dataclass(frozen=True, slots=True)
class Link:
    """A link: its text, and where it leads as the source writes it."""

    text: str
    target: str


def with_link_texts(marked: str, links: Sequence[Link]) -> str:
    """Return text with the framed numbers of links replaced by their texts, in one pass."""

    def text(mark: re.Match[str]) -> str:
        index = int(mark[1])
        return links[index].text if index < len(links) else mark[0]

    return _MARK.sub(text, marked)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A cell. ``source`` is its text with markup; ``marked`` is plain text with links replaced by framed numbers."""

    source: str
    marked: str
    location: Location
    links: tuple[Link, ...] = ()
    reaches: Literal["", "rows", "columns"] = ""
    """How a cell gets here that starts in a row above, or in a column before."""

    @property
    def plain(self) -> str:
        """Return the text that a reader sees."""
        return with_link_texts(self.marked, self.links).strip()


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, None for the top of a page, and the blocks of prose below it, as written."""

    heading: Cell | None
    prose: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A table, and the sections that it stands in, outermost first."""

    header: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]
    sections: tuple[Section, ...]
    location: Location
