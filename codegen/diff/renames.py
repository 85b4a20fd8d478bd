"""Guesses which removed thing is which added one. A guess only adds words to findings; it never hides one."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from typing import TYPE_CHECKING

from codegen.diff.variants import similarity
from codegen.ir.types import Object

if TYPE_CHECKING:
    from codegen.diff.side import Side
    from codegen.ir.types import Field

_SURE_ENOUGH = 0.75
_MOVED, _MOVED_CHANGED = 0.9, 0.8
_MOST = 200


def pair_renames(
    old_side: Side, new_side: Side, removed: Sequence[Field], added: Sequence[Field]
) -> dict[str, tuple[str, float]]:
    """Pair removed with added properties; return new name and confidence by old name.

    A property that an added object has under the same name was moved there. Others are paired by type and by name:
    confidence is half the likeness of the types, and half that of the names. Each name is used once, best pairs first.
    """
    if not removed or not added or len(removed) * len(added) > _MOST:
        return {}
    moved = _moves(old_side, new_side, removed, added)
    removed = [item for item in removed if item.name not in moved]
    scored = sorted(
        (
            (_confidence(old_side, new_side, one, two), one.name, two.name)
            for one in removed
            for two in added
            if one.type.nullable == two.type.nullable
        ),
        key=lambda item: (-item[0], item[1], item[2]),
    )
    result = moved
    used: set[str] = set()
    for confidence, one, two in scored:
        if confidence >= _SURE_ENOUGH and one not in result and two not in used:
            result[one] = (two, confidence)
            used.add(two)
    return result


def _moves(
    old_side: Side, new_side: Side, removed: Sequence[Field], added: Sequence[Field]
) -> dict[str, tuple[str, float]]:
    found: dict[str, tuple[str, float]] = {}
    for item in added:
        target = new_side.resolve(item.type)[0]
        inner = {field.name: field for field in target.fields} if isinstance(target, Object) else {}
        for was in removed:
            now = inner.get(was.name)
            if now is not None and was.name not in found:
                like = similarity(old_side.resolve(was.type)[0], new_side.resolve(now.type)[0])
                found[was.name] = (f"{item.name}.{was.name}", _MOVED if like else _MOVED_CHANGED)
    return found


def _confidence(old_side: Side, new_side: Side, one: Field, two: Field) -> float:
    types = similarity(old_side.resolve(one.type)[0], new_side.resolve(two.type)[0])
    names = difflib.SequenceMatcher(None, one.name, two.name).ratio()
    return round((types + names) / 2, 2) if types else 0.0
