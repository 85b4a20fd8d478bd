"""Values that stand for what was not sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen.diff.match.pairs import Event, SchemaPair
from codegen.diff.model.rules import family
from codegen.diff.model.words import listed
from codegen.ir.types import Absent

if TYPE_CHECKING:
    from collections.abc import Iterator

RULES = family(
    "values",
    {
        "default-value-added": ("rb:I qp:E rq:I sb:I sp:I", "a default where there was none"),
        "default-value-changed": ("rb:I qp:E rq:I sb:I sp:I", "another default"),
        "default-value-removed": ("rb:I qp:E rq:I sb:I sp:I", "no default any more"),
    },
)


def check(pair: SchemaPair) -> Iterator[Event]:
    """Compare defaults; JSON tells true from 1, Python does not."""
    old, new = pair.old.default, pair.new.default
    if isinstance(old, Absent) and isinstance(new, Absent):
        return
    if isinstance(old, Absent):
        if not isinstance(new, Absent):
            yield Event("default-value-added", f"has the default {listed([new])}, and had none", None, new)
    elif isinstance(new, Absent):
        yield Event("default-value-removed", f"has no default any more; it was {listed([old])}", old, None)
    elif (type(old), old) != (type(new), new):
        yield Event("default-value-changed", f"default changed from {listed([old])} to {listed([new])}", old, new)
