"""Parsing and formatting of limits in the type column."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codegen.ir.types import Facets, Kind
from codegen.tables.cells.bounds import bounds_of, bounds_text


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("1..10", Kind.INTEGER, Facets(minimum=1, maximum=10)),
        ("1 - 100", Kind.INTEGER, Facets(minimum=1, maximum=100)),
        ("-5 to 5", Kind.INTEGER, Facets(minimum=-5, maximum=5)),
        (">= 0", Kind.NUMBER, Facets(minimum=0)),
        ("at most 99.5", Kind.NUMBER, Facets(maximum=99.5)),
        ("0..", Kind.NUMBER, Facets(minimum=0)),
        ("36", Kind.STRING, Facets(max_length=36)),
        ("max 500 characters", Kind.STRING, Facets(max_length=500)),
        ("1–64 chars", Kind.STRING, Facets(min_length=1, max_length=64)),  # noqa: RUF001 - an en dash
        ("10,2", Kind.NUMBER, None),
        ("10..1", Kind.INTEGER, None),
        ("uuid", Kind.STRING, None),
        ("36", Kind.BOOLEAN, None),
        ("1.5..2", Kind.STRING, None),
        ("..", Kind.INTEGER, None),
    ],
)
def test_limits_in_brackets(text: str, kind: Kind, expected: Facets | None) -> None:
    assert bounds_of(text, kind) == expected


LIMIT = st.none() | st.integers(0, 10**9)


@given(LIMIT, LIMIT, st.sampled_from([Kind.INTEGER, Kind.STRING]))
def test_limits_round_trip(low: int | None, high: int | None, kind: Kind) -> None:
    facets = Facets(minimum=low, maximum=high) if kind is Kind.INTEGER else Facets(min_length=low, max_length=high)
    text = bounds_text(facets, kind)
    empty = low is None and high is None
    upside_down = low is not None and high is not None and low > high
    assert (text is None) == (empty or upside_down)
    assert text is None or bounds_of(text, kind) == facets
