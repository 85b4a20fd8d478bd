"""How messages say that a value has the wrong JSON type."""

from __future__ import annotations

_TYPE_NAMES = {
    dict: "an object",
    list: "an array",
    str: "a string",
    bool: "a boolean",
    int: "an integer",
    float: "a number",
    type(None): "null",
}


def wrong_type(expected: str, value: object) -> str:
    """Return what is wrong with a value in place of what was expected; negative counts are told by their value."""
    actual = _TYPE_NAMES.get(type(value), "something else")
    if expected == "a non-negative integer" and isinstance(value, (int, float)) and not isinstance(value, bool):
        actual = str(value)[:40]
    return f"expected {expected}, found {actual}"
