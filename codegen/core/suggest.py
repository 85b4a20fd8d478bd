"""Suggestions for misspelled names."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


_MOST = 40
"""Longer lists of known words are not shown whole."""


def closest(word: str, known: Sequence[str]) -> str:
    """Return a hint that names the closest known word, else all of them, or of many the five closest."""
    by_lower = {name.lower(): name for name in known}
    if near := difflib.get_close_matches(word.lower(), by_lower, n=1):
        return f"did you mean {by_lower[near[0]]!r}?"
    if len(known) <= _MOST:
        return f"expected one of: {', '.join(sorted(known))}"
    some = difflib.get_close_matches(word.lower(), by_lower, n=5, cutoff=0)
    return f"the closest are: {', '.join(by_lower[name] for name in some)}"
