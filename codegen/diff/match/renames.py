"""Guess which removed schema, property or enum value became which added one. Guesses never hide a change."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from codegen.diff.match.variants import similarity
from codegen.ir.types import Object

if TYPE_CHECKING:
    from codegen.core.json import Json
    from codegen.diff.match.compared_api import ComparedApi
    from codegen.ir.types import Field, Type

_SURE_ENOUGH = 0.75
_MOVED, _MOVED_CHANGED = 0.9, 0.8
_MOST = 200
_MOST_SCHEMAS, _LEAST_NAME = 20_000, 0.6
_VALUE_SURE, _SPELLED = 0.7, 0.95
_WORDS = re.compile(r"[\W_]+")


def pair_renames(
    old_api: ComparedApi, new_api: ComparedApi, removed: Sequence[Field], added: Sequence[Field]
) -> dict[str, tuple[str, float]]:
    """Pair removed with added properties; return new name and confidence by old name.

    A property that exists in an added object under the same name was moved there. Others are paired by similarity: the
    mean of that of the types and that of the names. Each name is used once, best pairs first.
    """
    if not removed or not added or len(removed) * len(added) > _MOST:
        return {}
    moved = _moves(old_api, new_api, removed, added)
    removed = [item for item in removed if item.name not in moved]
    scored = [
        (_confidence(old_api, new_api, one, two), one.name, two.name)
        for one in removed
        for two in added
        if one.type.nullable == two.type.nullable
    ]
    return moved | _best_first(scored)


def _best_first(scored: Iterable[tuple[float, str, str]]) -> dict[str, tuple[str, float]]:
    """Return the best pairs of names above the threshold, each name once."""
    result: dict[str, tuple[str, float]] = {}
    used: set[str] = set()
    for confidence, one, two in sorted(scored, key=lambda item: (-item[0], item[1], item[2])):
        if confidence >= _SURE_ENOUGH and one not in result and two not in used:
            result[one] = (two, confidence)
            used.add(two)
    return result


def pair_values(removed: Sequence[Json], added: Sequence[Json]) -> list[tuple[Json, Json, float]]:
    """Pair removed with added enum values by similarity of their text; each is used once, best pairs first.

    Separators and letter case are ignored.
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


def rename_components(
    old: ComparedApi, new: ComparedApi, met: Counter[tuple[str, str]]
) -> dict[str, tuple[str, float]]:
    """Pair named schemas that only one version has; return new name and confidence by old name.

    Confidence is the mean of the similarity of the schemas and the share of positions where the new one replaces the
    old one; without a common position, that of the names. Each name is used once, best pairs first.
    """
    before, after = _components(old), _components(new)
    removed = [name for name in before if name not in after]
    added = [name for name in after if name not in before]
    places = Counter[str]()
    for (one, _), count in met.items():
        places[one] += count
    scored: list[tuple[float, str, str]] = []
    for one, two in _candidates(removed, added, met):
        used = met[one, two] / places[one] if places[one] else _likeness_of_names(one, two)
        if used or places[one]:
            like = _like(old.resolve(before[one]), new.resolve(after[two]))
            scored.append((round((like + used) / 2, 2), one, two))
    return _best_first(scored)


def _components(side: ComparedApi) -> dict[str, Type]:
    """Return the types of named schemas by their names."""
    definitions = side.api.definitions.values()
    return {item.origin.component: item.type for item in definitions if item.origin.component}


def _candidates(
    removed: Sequence[str], added: Sequence[str], met: Counter[tuple[str, str]]
) -> Iterator[tuple[str, str]]:
    """Yield the candidate pairs of names: all, or if there are too many, those with a common position."""
    few = len(removed) * len(added) <= _MOST_SCHEMAS
    for one in removed:
        for two in added:
            if few or (one, two) in met:
                yield one, two


def _likeness_of_names(one: str, two: str) -> float:
    """Return the similarity of two names; 0 below the threshold."""
    ratio = difflib.SequenceMatcher(None, one, two).ratio()
    return ratio if ratio >= _LEAST_NAME else 0.0


def _like(one: Type, two: Type) -> float:
    return 1.0 if one == two else similarity(one, two)


def _moves(
    old_api: ComparedApi, new_api: ComparedApi, removed: Sequence[Field], added: Sequence[Field]
) -> dict[str, tuple[str, float]]:
    found: dict[str, tuple[str, float]] = {}
    for item in added:
        target = new_api.resolve(item.type)
        inner = {field.name: field for field in target.fields} if isinstance(target, Object) else {}
        for was in removed:
            now = inner.get(was.name)
            if now is not None and was.name not in found:
                like = similarity(old_api.resolve(was.type), new_api.resolve(now.type))
                found[was.name] = (f"{item.name}.{was.name}", _MOVED if like else _MOVED_CHANGED)
    return found


def _confidence(old_api: ComparedApi, new_api: ComparedApi, one: Field, two: Field) -> float:
    types = similarity(old_api.resolve(one.type), new_api.resolve(two.type))
    names = difflib.SequenceMatcher(None, one.name, two.name).ratio()
    return round((types + names) / 2, 2) if types else 0.0
