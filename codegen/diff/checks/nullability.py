"""Whether null is a valid value, in any of its three spellings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen.diff.match.pairs import Event, SchemaPair
from codegen.diff.model.rules import family

if TYPE_CHECKING:
    from collections.abc import Iterator

RULES = family(
    "requiredness",
    {
        "became-not-nullable": ("rb:E qp:E qpp:E rq:E sb:I sh:I sp:I", "null is not valid any more"),
        "became-nullable": ("rb:I qp:I qpp:I rq:I sb:E sh:E sp:E", "null became valid"),
    },
)


def check(pair: SchemaPair) -> Iterator[Event]:
    """Compare what null means."""
    if pair.old.nullable and not pair.new.nullable:
        yield Event("became-not-nullable", "may not be null any more", True, False)  # noqa: FBT003 - JSON values
    elif pair.new.nullable and not pair.old.nullable:
        yield Event("became-nullable", "may be null now", False, True)  # noqa: FBT003 - JSON values
