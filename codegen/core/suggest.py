"""Suggestions for misspelled names."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def closest(word: str, known: Sequence[str]) -> str:
    """Return a hint that names the closest known word, or all of them."""
    near = difflib.get_close_matches(word, known, n=1)
    return f"did you mean {near[0]!r}?" if near else f"expected one of: {', '.join(sorted(known))}"
