"""What a change of a scalar's type or format means in Python, where several formats are types of their own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from codegen.diff.model.rules import ERR, INFO

if TYPE_CHECKING:
    from codegen.core.json import Json
    from codegen.diff.model.changes import Level

FORMATS = {
    "unix-time": ("datetime", "int"),
    "date-time": ("datetime", "str"),
    "date": ("date", "str"),
    "uuid": ("UUID", "str"),
    "byte": ("bytes", "str"),
    "base64url": ("bytes", "str"),
    "binary": ("File",),
}
"""Formats that have types of their own: what replies hold, and what else arguments take."""

_KINDS = {"string": ("str",), "integer": ("int",), "number": ("float", "int"), "boolean": ("bool",)}
_SCALAR = re.compile(r"(string|integer|number|boolean)(?: \((.+)\))?")


def retyped(old: Json, new: Json) -> tuple[Level, Level, Level] | None:
    """Return what a scalar's change means to who passes it as an argument, reads it, and puts it into a model.

    ``old`` and ``new`` are the types in words. Returns None when one of them is no plain scalar.
    """
    before, after = _types(old), _types(new)
    if before is None or after is None:
        return None
    passes = INFO if set(before) <= set(after) else ERR
    reads = INFO if _fits(after[0], before[0]) else ERR
    puts = INFO if _fits(before[0], after[0]) else ERR
    return passes, reads, puts


def _types(words: Json) -> tuple[str, ...] | None:
    found = _SCALAR.fullmatch(words) if isinstance(words, str) else None
    return None if found is None else FORMATS.get(found[2] or "", _KINDS[found[1]])


def _fits(given: str, wanted: str) -> bool:
    """Whether a value of one type may stand where another is wanted (PEP 484: an int is a float)."""
    return given == wanted or (given, wanted) == ("int", "float")
