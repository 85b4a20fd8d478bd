"""Parsing of patterns: every character belongs to a token, and trees match what engines match."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codegen.ir.patterns import (
    MAX_NESTING,
    Alternation,
    CharSet,
    Concatenation,
    PatternError,
    Repeat,
    parse,
    tokens,
)

A = CharSet(((97, 97),))
B = CharSet(((98, 98),))


@pytest.mark.parametrize(
    ("pattern", "tree"),
    [
        ("", Concatenation(())),
        ("a", A),
        ("ab", Concatenation((A, B))),
        ("a|b", Alternation((A, B))),
        ("^a$", Concatenation((Concatenation(()), A, Concatenation(())))),
        ("a*", Repeat(A, 0, None)),
        ("a+?", Repeat(A, 1, None)),
        ("a?", Repeat(A, 0, 1)),
        ("a{2}", Repeat(A, 2, 2)),
        ("a{2,}", Repeat(A, 2, None)),
        ("(?:ab){2,3}", Repeat(Concatenation((A, B)), 2, 3)),
        ("(?<name>a)", A),
        ("(?P<name>a)", A),
        ("(?i)a", Concatenation((Concatenation(()), A))),
        ("[b-a]", CharSet(())),
        ("[a-b]", CharSet(((97, 98),))),
        ("[ab-]", CharSet(((45, 45), (97, 98)))),
        ("[^\\0-a]", CharSet(((98, 0x10FFFF),))),
        ("[\\d-a]", CharSet(((45, 45), (48, 57), (97, 97)))),
        ("[]", CharSet(())),
        ("[^]", CharSet(((0, 0x10FFFF),))),
        (r"\x61\u0061\u{61}\ca", Concatenation((A, A, A, CharSet(((1, 1),))))),
        (r"[\b]", CharSet(((8, 8),))),
        (r"\.", CharSet(((46, 46),))),
        ("a{", Concatenation((A, CharSet(((123, 123),))))),
    ],
)
def test_trees(pattern: str, tree: object) -> None:
    assert parse(pattern) == tree


@pytest.mark.parametrize(
    "pattern",
    ["(", ")", "a)", "[a", "*", "a|+", "(?=a)", "(?<!a)", r"\1", r"\q", r"\u{110000}", r"\p{Script=Greek}"],
)
def test_unsupported_patterns(pattern: str) -> None:
    with pytest.raises(PatternError):
        parse(pattern)


def test_nesting_is_bounded() -> None:
    assert parse("(" * MAX_NESTING + "a" + ")" * MAX_NESTING) == A
    with pytest.raises(PatternError, match="nested more than"):
        parse("(" * 100_000)


@given(st.one_of(st.text(), st.text(alphabet="ab\\[](){}^$.|?*+-,:<=!PdDcxu0129&~")))
def test_every_character_is_part_of_a_token(pattern: str) -> None:
    assert "".join(token.text for token in tokens(pattern)) == pattern
    with contextlib.suppress(PatternError):
        parse(pattern)
