"""The values that documents hold."""

from __future__ import annotations

from typing import TypeAlias

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"


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
