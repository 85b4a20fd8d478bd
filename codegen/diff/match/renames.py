"""Guesses which removed thing is which added one. A guess only adds words to findings; it never hides one."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from codegen.diff.match.variants import similarity
from codegen.ir.types import Object

if TYPE_CHECKING:
    from codegen.core.json import Json
    from codegen.diff.match.side import Side
    from codegen.ir.types import Field, Type

_SURE_ENOUGH = 0.75
_MOVED, _MOVED_CHANGED = 0.9, 0.8
_MOST = 200
_MOST_SCHEMAS, _LEAST_NAME = 20_000, 0.6
_VALUE_SURE, _SPELLED = 0.7, 0.95
_WORDS = re.compile(r"[\W_]+")


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


def pair_values(removed: Sequence[Json], added: Sequence[Json]) -> list[tuple[Json, Json, float]]:
    """Pair enum values that went with ones that came, by their likeness as text; each is used once, best first.

    Words count, not how they are joined or whether they are capitals. The only value that went and the only one that
    came stand for one another where they are alike at all.
    """
    if len(removed) * len(added) > _MOST:
        return []
    scored = sorted(
        ((_alike(one, two), index, other) for index, one in enumerate(removed) for other, two in enumerate(added)),
        key=lambda item: (-item[0], item[1], item[2]),
    )
    result: list[tuple[Json, Json, float]] = []
    left, right = set(range(len(removed))), set(range(len(added)))
    for sure, index, other in scored:
        if sure >= _VALUE_SURE and index in left and other in right:
            result.append((removed[index], added[other], sure))
            left.remove(index)
            right.remove(other)
    return result


def _alike(one: Json, two: Json) -> float:
    if not isinstance(one, str) or not isinstance(two, str):
        return 0.0
    first, second = (_WORDS.sub("", text).lower() for text in (one, two))
    if first == second:
        return _SPELLED
    return round(difflib.SequenceMatcher(None, first, second).ratio(), 2)


def rename_components(old: Side, new: Side, met: Counter[tuple[str, str]]) -> dict[str, tuple[str, float]]:
    """Pair named schemas that only one version has; return new name and confidence by old name.

    Confidence is half the likeness of the schemas, and half the share of places where the new one stands for the old
    one; without a common place, half the likeness of the names. Each name is used once, best pairs first.
    """
    before, after = ({item.origin.component: item for item in side.api.definitions.values()} for side in (old, new))
    gone = [name for name in before if name and name not in after]
    come = [name for name in after if name and name not in before]
    places = Counter[str]()
    for (one, _), count in met.items():
        places[one] += count
    scored: list[tuple[float, str, str]] = []
    for one in gone:
        for two in come if len(gone) * len(come) <= _MOST_SCHEMAS else [name for name in come if (one, name) in met]:
            like = _like(old.resolve(before[one].type), new.resolve(after[two].type))
            named = difflib.SequenceMatcher(None, one, two).ratio()
            if not places[one] and named < _LEAST_NAME:
                continue
            used = met[one, two] / places[one] if places[one] else named
            scored.append((round((like + used) / 2, 2), one, two))
    result: dict[str, tuple[str, float]] = {}
    taken: set[str] = set()
    for sure, one, two in sorted(scored, key=lambda item: (-item[0], item[1], item[2])):
        if sure >= _SURE_ENOUGH and one not in result and two not in taken:
            result[one] = (two, sure)
            taken.add(two)
    return result


def _like(one: Type, two: Type) -> float:
    return 1.0 if one == two else similarity(one, two)


def _moves(
    old_side: Side, new_side: Side, removed: Sequence[Field], added: Sequence[Field]
) -> dict[str, tuple[str, float]]:
    found: dict[str, tuple[str, float]] = {}
    for item in added:
        target = new_side.resolve(item.type)
        inner = {field.name: field for field in target.fields} if isinstance(target, Object) else {}
        for was in removed:
            now = inner.get(was.name)
            if now is not None and was.name not in found:
                like = similarity(old_side.resolve(was.type), new_side.resolve(now.type))
                found[was.name] = (f"{item.name}.{was.name}", _MOVED if like else _MOVED_CHANGED)
    return found


def _confidence(old_side: Side, new_side: Side, one: Field, two: Field) -> float:
    types = similarity(old_side.resolve(one.type), new_side.resolve(two.type))
    names = difflib.SequenceMatcher(None, one.name, two.name).ratio()
    return round((types + names) / 2, 2) if types else 0.0
