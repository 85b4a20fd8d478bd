"""The number of examples of a property test."""

from __future__ import annotations

from hypothesis import settings

FULL, FAST = 100, 25
"""The examples of a property that asks for no number: in a full run, and where slow tests are left out."""


def examples(most: int) -> int:
    """Return ``most``, or its share where slow tests are left out."""
    return max(1, most * settings.default.max_examples // FULL)
