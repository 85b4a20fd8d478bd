"""Parses JSON in requests."""

from __future__ import annotations

from ..shared.jsonnumbers import check_numbers, numbers
from .violations import Path, Violation


def parse_json(text: str | bytes, path: Path) -> object:
    """Parse JSON. Raises ``Violation`` for invalid JSON and for more than 200 nested levels."""
    try:
        check_numbers(text.encode() if isinstance(text, str) else text)
        return numbers[0].load(text)
    except ValueError:
        raise Violation(path, "json") from None
