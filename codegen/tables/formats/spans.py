"""Lays out cells that span rows and columns (the table model of the HTML standard, 4.9.12).

A cell that spans rows applies to each of them; in a header of several rows, the lowest cells are the names.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Content = TypeVar("Content")
MAX_SPAN = 1000
_LEAST = 100_000
_GROWTH = 10


@dataclass(frozen=True, slots=True)
class Spanning(Generic[Content]):
    """A cell with the number of rows and columns that it covers; 0 rows means all that follow.

    ``size`` is that of the content, which is read again for each position that the cell covers.
    """

    content: Content
    rows: int = 1
    columns: int = 1
    size: int = 1


@dataclass(frozen=True, slots=True)
class Placed(Generic[Content]):
    """A cell at one grid position. ``first_row`` and ``first_column``: the cell starts in this row or column."""

    content: Content
    first_row: bool
    first_column: bool
    size: int = 1


def laid_out(rows: Sequence[Sequence[Spanning[Content]]]) -> list[list[Placed[Content]]] | None:
    """Return the rows with every cell at each position that it covers.

    Returns None where spanning cells multiply the content beyond proportion.
    """
    below: dict[int, tuple[int, Placed[Content]]] = {}
    table: list[list[Placed[Content]]] = []
    given = [cell for cells in rows for cell in cells]
    left_over = _LEAST + _GROWTH * sum(cell.size for cell in given)
    if sum(cell.columns * cell.size for cell in given) > left_over:
        return None
    for number, cells in enumerate(rows):
        row = {column: cell for column, (_, cell) in below.items()}
        below = {column: (left - 1, cell) for column, (left, cell) in below.items() if left > 1}
        _place(cells, row, below, len(rows) - number)
        left_over -= sum(cell.size for cell in row.values())
        if left_over < 0:
            return None
        table.append(_dense(row))
    return table


def _place(
    cells: Sequence[Spanning[Content]],
    row: dict[int, Placed[Content]],
    below: dict[int, tuple[int, Placed[Content]]],
    rows_left: int,
) -> None:
    """Place the cells of one row at its free positions, and record those that extend into rows below."""
    column = 0
    for cell in cells:
        while column in row:
            column += 1
        height = min(cell.rows or rows_left, rows_left)
        for offset in range(cell.columns):
            row.setdefault(
                column + offset, Placed(cell.content, first_row=True, first_column=offset == 0, size=cell.size)
            )
            if height > 1:
                reaching = Placed(cell.content, first_row=False, first_column=offset == 0, size=cell.size)
                below[column + offset] = (height - 1, reaching)
        column += cell.columns


def _dense(row: Mapping[int, Placed[Content]]) -> list[Placed[Content]]:
    return [row[column] for column in sorted(row)]


def header_height(rows: Sequence[Sequence[Spanning[Content]]]) -> int:
    """Return the number of header rows: the height of the first row, at least 2 if one of its cells spans columns."""
    first = rows[0] if rows else ()
    tallest = max((cell.rows or len(rows) for cell in first), default=1)
    grouped = 2 if any(cell.columns > 1 for cell in first) else 1
    return max(min(max(tallest, grouped), len(rows) - 1), 1)
