"""Parse JSON text that a request holds."""

from __future__ import annotations

from pydantic_core import from_json

from ..shared.jsonnumbers import check_numbers
from .faults import Fault, Path


def parse_json(text: str | bytes, path: Path) -> object:
    """Return a JSON value. Raises ``Fault`` for text that is none, or that nests deeper than 200 levels."""
    try:
        check_numbers(text.encode() if isinstance(text, str) else text)
        return from_json(text, allow_inf_nan=False)
    except ValueError:
        raise Fault(path, "json") from None
