"""Strings generated from patterns match them."""

from __future__ import annotations

import re
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codegen.python.emit.matches import is_usable, matches
from codegen.python.emit.pattern_samples import matching

ATOMS = st.sampled_from(
    [*"abz09-_ é日", ".", r"\d", r"\w", r"\s", r"\D", r"\W", r"\S", "[a-f]", "[^a-f]", "[A-Z0-9_-]", r"[\s.]", r"\."]
)
QUANTIFIERS = st.sampled_from(["", "", "*", "+", "?", "{2}", "{1,}", "{0,3}", "+?"])


def quantified(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.tuples(parts, QUANTIFIERS).map("".join)


def nested(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    options = st.lists(st.lists(quantified(inner), max_size=3).map("".join), min_size=1, max_size=3).map("|".join)
    return st.tuples(st.sampled_from(["(", "(?:", "(?<n>"]), options).map(lambda parts: "".join(parts) + ")")


PATTERNS = st.lists(quantified(st.recursive(ATOMS, nested, max_leaves=6)), min_size=1, max_size=5).map("".join)


def numbers(seed: int) -> Random:
    return Random(seed)  # noqa: S311 - data for tests


@pytest.mark.slow
@given(PATTERNS, st.booleans(), st.integers(0, 9))
def test_a_string_is_made_for_every_simple_pattern(body: str, anchored: bool, seed: int) -> None:  # noqa: FBT001
    pattern = f"^(?:{body})$" if anchored else body
    if not is_usable(pattern):  # two groups of one name
        return
    text = matching(pattern, numbers(seed))
    assert text is not None
    assert matches(pattern, text)
    assert re.search(pattern.replace("(?<", "(?P<"), text, re.ASCII)
    assert text == matching(pattern, numbers(seed))


@given(st.text(alphabet="ab\\[](){}^$.|?*+-,:<=!PdDcxu0129&~"), st.integers(0, 20))
def test_any_pattern_gives_a_match_or_nothing(pattern: str, least: int) -> None:
    text = matching(pattern, numbers(0), least)
    assert text is None or matches(pattern, text)


@pytest.mark.parametrize(
    "pattern",
    [
        r"^\p{L}{3}$",
        r"^\P{Lu}[\p{N}-]+$",
        r"^\u{61}\x2d\cJ?$",
        r"^[^\x00-\x7f]+$",
        "^[[:alpha:]]$",
        r"^\bfoo\b$",
        "(?i)^ab$",
    ],
)
def test_patterns_outside_of_python_syntax(pattern: str) -> None:
    for seed in range(20):
        text = matching(pattern, numbers(seed))
        assert text is not None
        assert matches(pattern, text)


def test_the_minimum_length_is_reached_by_repetition() -> None:
    text = matching("^a[bc]*$", numbers(0), 40)
    assert text is not None
    assert len(text) >= 40
    assert matching("^abc$", numbers(0), 40) == "abc"
