"""Variants of ``anyOf`` and ``oneOf``, and values that were put into a ``oneOf``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen.diff.pairs import Event, SchemaPair
from codegen.diff.rules import family
from codegen.diff.words import type_words
from codegen.ir.types import Union

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from codegen.ir.types import Type

RULES = family(
    "structure",
    {
        "any-of-added": ("rb:I rq:I sb:I sp:I", "a variant of 'anyOf' more"),
        "any-of-removed": ("rb:E rq:E sb:I sp:I", "a variant of 'anyOf' less"),
        "one-of-added": ("rb:I rq:I sb:E sp:E", "a variant of 'oneOf' more"),
        "one-of-removed": ("rb:E rq:E sb:I sp:I", "a variant of 'oneOf' less"),
        "wrapped-in-one-of": ("rb:E sb:E", "what was valid is one of several variants now"),
    },
)


def check(pair: SchemaPair, removed: Sequence[Type], added: Sequence[Type]) -> Iterator[Event]:
    """Say which variants of a union came and went. A single type that became one of several was wrapped."""
    if not removed and not added:
        return
    if any(isinstance(side.raw.get("type"), list) for side in (pair.old, pair.new)):
        return  # told as a list of types
    old, new = pair.old.type, pair.new.type
    exclusive = new.exclusive if isinstance(new, Union) else isinstance(old, Union) and old.exclusive
    keyword = "one-of" if exclusive else "any-of"
    if isinstance(new, Union) and not isinstance(old, Union) and exclusive and pair.subject.endswith("body"):
        words = f"is one of several variants now, which were {type_words(old)} alone"
        yield Event("wrapped-in-one-of", words, type_words(old), type_words(new))
        return
    for variant in removed:
        yield Event(f"{keyword}-removed", f"cannot be {type_words(variant)} any more", type_words(variant), None)
    for variant in added:
        yield Event(f"{keyword}-added", f"may be {type_words(variant)} now", None, type_words(variant))
