"""Every regular expression of the project works in linear time: nested or adjacent repetitions are tried out.

Ratios of times are compared, not seconds: twice the text takes about twice the time.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
import time
from collections.abc import Iterator

import pytest

import codegen
import runtime

SIZE = 1_500
PIECES = (
    "a",
    "A",
    "1",
    " ",
    "\t",
    "\n",
    "(",
    ")",
    "[",
    "{",
    "<",
    "-",
    ".",
    "_",
    ":",
    "/",
    "`",
    "*",
    "\\",
    '"',
    "|",
    "=",
)
SKIPPED = ("codegen.__main__",)


def _modules() -> Iterator[object]:
    for package in (codegen, runtime):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if found.name not in SKIPPED:
                yield importlib.import_module(found.name)


def _patterns(value: object, depth: int = 0) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern):
        if isinstance(value.pattern, str):
            yield value
    elif isinstance(value, (tuple, list, frozenset)) and depth < 3:
        for item in value:
            yield from _patterns(item, depth + 1)
    elif isinstance(value, dict) and depth < 3:
        for item in value.values():
            yield from _patterns(item, depth + 1)


def expressions() -> list[re.Pattern[str]]:
    found = {pattern for module in _modules() for value in vars(module).values() for pattern in _patterns(value)}
    return sorted(found, key=lambda pattern: (pattern.pattern, pattern.flags))


def _pumps(pattern: re.Pattern[str]) -> list[tuple[str, str]]:
    """Return prefixes and pieces to repeat: single characters, and words that the expression spells."""
    words = list(dict.fromkeys(re.findall(r"[A-Za-z][A-Za-z -]+|://", pattern.pattern)))[:8]
    pieces = [*PIECES, *words, "a1", "a ", "a.", "a-", "(a", "a)", "(a)", "[a]", ", a", "a_", "/a", "a(a-z), "]
    starts = ["", *words[:3]]
    return [(start, piece) for start in starts for piece in pieces]


def _seconds(pattern: re.Pattern[str], text: str) -> float:
    start = time.process_time()
    pattern.match(text)
    pattern.fullmatch(text)
    return time.process_time() - start


def test_that_there_are_expressions() -> None:
    assert len(expressions()) > 100


def _name(pattern: re.Pattern[str]) -> str:
    """Return the start of an expression, without parts that are drawn anew in each process."""
    return re.sub(r"[0-9a-f]{32}", "", pattern.pattern)[:40]


@pytest.mark.parametrize("pattern", expressions(), ids=_name)
def test_that_an_expression_is_linear_where_it_starts(pattern: re.Pattern[str]) -> None:
    for start, piece in _pumps(pattern):
        for size in (8, 16, 24, 100, 400, SIZE):  # what is worse than quadratic shows before the text is long
            short = _seconds(pattern, start + piece * size + "\0")
            assert short < 0.5, (start, piece, size)
        if short > 0.01:
            long = min(_seconds(pattern, start + piece * SIZE * 4 + "\0") for _ in range(2))
            assert long < 10 * short, (start, piece)
