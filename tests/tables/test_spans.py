"""Cells that span rows and columns."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codegen.tables.formats.spans import Spanning, header_height, laid_out


def contents(rows: list[list[Spanning[str]]]) -> list[list[str]]:
    return [[cell.content for cell in row] for row in laid_out(rows) or []]


def test_a_cell_extends_over_the_rows_and_columns_that_it_covers() -> None:
    rows = [
        [Spanning("a", rows=2), Spanning("b", columns=2)],
        [Spanning("c"), Spanning("d")],
        [Spanning("e"), Spanning("f", rows=0), Spanning("g")],
        [Spanning("h"), Spanning("i")],
    ]
    assert contents(rows) == [["a", "b", "b"], ["a", "c", "d"], ["e", "f", "g"], ["h", "f", "i"]]
    assert header_height(rows) == 2


@pytest.mark.parametrize(
    "rows",
    [
        [[Spanning("x", columns=1000)]] * 1001,
        [[Spanning("x", columns=1000)] * 1001],
        [[Spanning("x", rows=1000, columns=100), Spanning("y")]] * 60,
        [[Spanning("x", rows=0, size=100_000), Spanning("y")], *[[Spanning("z")]] * 40],
    ],
)
def test_spans_do_not_multiply_the_content(rows: list[list[Spanning[str]]]) -> None:
    assert laid_out(rows) is None


def test_a_long_cell_may_span_some_rows() -> None:
    assert laid_out([[Spanning("x", rows=9, size=100_000), Spanning("y")], *[[Spanning("z")]] * 8]) is not None


@given(st.lists(st.lists(st.text(max_size=2), min_size=1, max_size=4), min_size=1, max_size=4))
def test_cells_without_spans_keep_their_position(rows: list[list[str]]) -> None:
    assert contents([[Spanning(cell) for cell in row] for row in rows]) == rows


@given(
    st.lists(st.lists(st.builds(Spanning, st.integers(), st.integers(0, 5), st.integers(1, 4)), max_size=4), max_size=5)
)
def test_every_cell_is_placed_once_where_it_starts(rows: list[list[Spanning[int]]]) -> None:
    placed = laid_out(rows)
    assert placed is not None
    for row, given_row in zip(placed, rows, strict=True):
        starts = [cell.content for cell in row if cell.first_row and cell.first_column]
        assert starts == [cell.content for cell in given_row]
