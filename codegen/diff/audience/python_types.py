"""Rate changes of a scalar's type or format by the Python types of the formats."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from codegen.diff.model.rules import ERR, INFO
from codegen.ir.types import Kind, Scalar
from codegen.python.emit.formats import python_type

if TYPE_CHECKING:
    from codegen.core.json import Json
    from codegen.diff.model.changes import Level

_SCALAR = re.compile(r"(string|integer|number|boolean)(?: \((.+)\))?")


def retyped(old: Json, new: Json) -> tuple[Level, Level, Level] | None:
    """Return the levels of a scalar's change for passing it as an argument, reading it, and putting it into a model.

    ``old`` and ``new`` are described types. Returns None when one of them is not a plain scalar.
    """
    before, after = _types(old), _types(new)
    if before is None or after is None:
        return None
    passes = INFO if all(any(_fits(given, wanted) for wanted in after) for given in before) else ERR
    reads = INFO if _fits(after[0], before[0]) else ERR
    puts = INFO if _fits(before[0], after[0]) else ERR
    return passes, reads, puts


def _types(words: Json) -> tuple[str, ...] | None:
    """Return the Python types accepted as an argument; the first one is the type of a read value."""
    found = _SCALAR.fullmatch(words) if isinstance(words, str) else None
    if found is None:
        return None
    return tuple(name for _, name in python_type(Scalar(kind=Kind(found[1]), format=found[2])).arguments)


def _fits(given: str, wanted: str) -> bool:
    """Return whether a value of one type is valid for another (PEP 484: an int is a float)."""
    return given == wanted or (given, wanted) == ("int", "float")
