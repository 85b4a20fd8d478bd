"""Parses JSON in requests."""

from __future__ import annotations

from pydantic_core import from_json

from ..shared.jsonnumbers import check_numbers
from .violations import Path, Violation


def parse_json(text: str | bytes, path: Path) -> object:
    """Parse JSON. Raises ``Violation`` for invalid JSON and for more than 200 nested levels."""
    try:
        check_numbers(text.encode() if isinstance(text, str) else text)
        return from_json(text, allow_inf_nan=False)
    except ValueError:
        raise Violation(path, "json") from None
