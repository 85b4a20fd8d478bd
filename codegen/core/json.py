"""The values that documents hold."""

from __future__ import annotations

from typing import TypeAlias

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"

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
    if expected == "a non-negative integer" and isinstance(value, (int, float)):
        actual = str(value)[:40]
    return f"expected {expected}, found {actual}"


def visible(text: str) -> str:
    """Return JSON text of the same value in which every character can be seen (RFC 8259, section 7: escapes).

    Control, bidirectional and unassigned characters only stand in strings, where an escape means the same.
    """
    if text.isprintable():
        return text
    hidden = {char for char in set(text) if not char.isprintable() and char != "\n"}
    return text.translate({ord(char): _escaped(char) for char in hidden})


def _escaped(char: str) -> str:
    units = char.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at] << 8 | units[at + 1]:04x}" for at in range(0, len(units), 2))
