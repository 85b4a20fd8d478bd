"""Writes the overlay that turns one document into another (OpenAPI Overlay 1.1).

Objects are changed by member: a removal for each removed key, one update for all that is added or replaced. Items of
arrays are removed, changed in place and appended; an array whose order changes otherwise is emptied and filled again.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias, TypeGuard

from codegen.core.json import canonical, is_same, json_type
from codegen.openapi.jsonpath import count_nodes
from codegen.openapi.overlay.targets import Selectors, Target, TooLongError, is_same_kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from codegen.core.json import Json
    from codegen.openapi.document import Document

VERSION = "1.1.0"
_LEAST_COPIED = 8
"""Values of the smallest object or array that is copied rather than written again."""
_MOST_REMOVED = 20
"""Items that are removed one by one before an array is emptied instead."""
_MOST_TOGETHER = 5
"""Items that one action removes."""


class InexpressibleError(ValueError):
    """Two documents that no overlay turns into each other."""


@dataclass(frozen=True, slots=True)
class _Removal:
    """Removes a node, or all items of an array. ``value`` is that of a removed member."""

    target: str
    value: Json = None


@dataclass(frozen=True, slots=True)
class _Update:
    """Appends to an array, or replaces a primitive value."""

    target: str
    value: Json


@dataclass(frozen=True, slots=True)
class _Members:
    """Adds or replaces members of the object at ``place``, whose members were ``old``."""

    place: Target
    members: dict[str, Json]
    old: dict[str, Json]


_Step: TypeAlias = _Removal | _Update | _Members
_Pair: TypeAlias = tuple[int, int]


def difference(old: Document, new: Document) -> dict[str, Json]:
    """Return the overlay that turns one document into another; its only action changes nothing if they are equal.

    Raises ``InexpressibleError`` for roots of different types: an overlay cannot replace the root.
    """
    info: dict[str, Json] = {
        "title": f"Changes from {old.path.name} to {new.path.name}",
        "version": "1.0.0",
        "x-base": {"name": old.path.name, "sha256": old.sha256},
        "x-revision": {"name": new.path.name, "sha256": new.sha256},
    }
    actions: list[Json] = [*actions_between(old.value, new.value)]
    return {"overlay": VERSION, "info": info, "actions": actions or [{"target": "$", "remove": False}]}


def actions_between(old: Json, new: Json) -> Iterator[dict[str, Json]]:
    """Yield the actions that turn one value into another. Raises ``InexpressibleError`` as ``difference`` does."""
    if type(old) is not type(new) and (isinstance(old, (dict, list)) or isinstance(new, (dict, list))):
        msg = f"an overlay cannot replace the whole document: it is {json_type(old).phrase} and {json_type(new).phrase}"
        raise InexpressibleError(msg)
    root = Target()
    try:
        steps = list(_steps(root, old, new))
    except TooLongError:
        steps = list(_refilled(root, old, new))
    yield from _actions(steps)


def _steps(at: Target, old: Json, new: Json) -> Iterator[_Step]:
    """Yield the steps that change a node to a value of the same kind. Raises ``TooLongError``."""
    if is_same(old, new):
        return
    if isinstance(old, dict) and isinstance(new, dict):
        yield from _object_steps(at, old, new)
    elif isinstance(old, list) and isinstance(new, list):
        yield from _array_steps(at, old, new)
    else:
        yield _Update(at.text, new)


def _refilled(root: Target, old: Json, new: Json) -> Iterator[_Step]:
    """Yield the steps that empty a root and fill it again, for keys that do not fit into an expression."""
    if old:
        yield _Removal("$[*]")
    if isinstance(new, dict):
        yield _Members(root, new, {})
    else:
        yield _Update("$", new)


def _object_steps(at: Target, old: dict[str, Json], new: dict[str, Json]) -> Iterator[_Step]:
    """Yield the steps for an object: its own update is the last, because it may change what a filter tests."""
    changed: list[_Step] = []
    members: dict[str, Json] = {}
    for key, value in new.items():
        if key not in old:
            members[key] = value
        elif not is_same(old[key], value):
            steps = _member_steps(at, key, old[key], value)
            changed += steps or ()
            if steps is None:
                members[key] = value
                if isinstance(value, (dict, list)) or isinstance(old[key], (dict, list)):
                    yield _Removal(at.member(key).text)
    for key, value in old.items():
        if key not in new:
            yield _Removal(at.member(key).text, value)
    yield from changed
    if members:
        yield _Members(at, members, old)


def _member_steps(at: Target, key: str, old: Json, new: Json) -> list[_Step] | None:
    """Return the steps inside a member; None if the member is replaced."""
    if not isinstance(new, (dict, list)) or not is_same_kind(old, new):
        return None
    try:
        return list(_steps(at.member(key), old, new))
    except TooLongError:
        if at.is_filtered:  # the filter may need the member
            raise
        return None


def _array_steps(at: Target, old: list[Json], new: list[Json]) -> Iterator[_Step]:
    """Yield the steps for an array: by position, by name, or all of it."""
    names = Selectors(old, new)
    before, after = ([names.token(item) or canonical(item) for item in items] for items in (old, new))
    if len(old) == len(new) and _is_replaced(before, after) and all(map(is_same_kind, old, new)):
        yield from _changes(at, old, new, [(index, index) for index in range(len(old))])
        return
    kept = _kept(before, after)
    appended = new[len(kept) :]
    leaving = sorted(set(range(len(old))).difference(index for index, _ in kept))
    remaining = Selectors(old, new[: len(kept)])
    removed = {index: remaining.removed(index, old[index]) for index in leaving}
    moved = _repeated(before, leaving, after[len(kept) :])
    if _is_refilled(removed, moved, kept=len(kept), appended=len(appended)):
        yield _Removal(at.item("*").text)
        appended = new
    else:
        yield from _changes(at, old, new, kept)
        yield from _removals(at, removed, moved)
    if appended:
        yield _Update(at.text, appended)


def _repeated(tokens: Sequence[str], indexes: Sequence[int], others: Sequence[str]) -> AbstractSet[int]:
    """Return those of the indexes whose tokens are among others."""
    again = set(others)
    return {index for index in indexes if tokens[index] in again}


def _removals(at: Target, removed: Mapping[int, str], moved: AbstractSet[int]) -> Iterator[_Step]:
    """Yield a removal for each item, from the last on; those that are appended again are removed together."""
    together: list[str] = []
    for index in sorted(removed, reverse=True):
        if index in moved and removed[index].startswith("?"):
            together.insert(0, removed[index])
        else:
            yield _Removal(at.item(removed[index]).text)
    for start in range(0, len(together), _MOST_TOGETHER):
        yield _Removal(at.item(", ".join(together[start : start + _MOST_TOGETHER])).text)


def _is_replaced(old: Sequence[str], new: Sequence[str]) -> bool:
    """Return whether every item keeps its position or gives way to a new one: none moves to another position."""
    differing = [(one, other) for one, other in zip(old, new, strict=True) if one != other]
    return {one for one, _ in differing}.isdisjoint(new) and {other for _, other in differing}.isdisjoint(old)


def _is_refilled(removed: Mapping[int, str], moved: AbstractSet[int], *, kept: int, appended: int) -> bool:
    """Return whether an array is emptied and filled again: nothing stays, or little of much."""
    if kept:
        return len(removed) > _MOST_REMOVED + 2 * (kept + appended)
    by_index = any(not selector.startswith("?") for selector in removed.values())
    return bool(removed) and ((bool(moved) and by_index) or len(removed) > _MOST_REMOVED)


def _kept(old: Sequence[str], new: Sequence[str]) -> list[_Pair]:
    """Return the items that stay: the longest start of the new array whose items are in the old one in this order."""
    places: dict[str, list[int]] = {}
    for index, token in enumerate(old):
        places.setdefault(token, []).append(index)
    kept: list[_Pair] = []
    after = 0
    for index, token in enumerate(new):
        candidates = places.get(token, [])
        nearest = bisect_left(candidates, after)
        if nearest == len(candidates):
            break
        kept.append((candidates[nearest], index))
        after = candidates[nearest] + 1
    return kept


def _changes(at: Target, old: list[Json], new: list[Json], pairs: Sequence[_Pair]) -> Iterator[_Step]:
    """Yield the steps that change items in place, while the array has all of its old items."""
    selectors: Selectors | None = None
    for before, after in pairs:
        if not is_same(old[before], new[after]):
            selectors = selectors or Selectors(old, [new[index] for _, index in pairs])
            yield from _steps(at.item(selectors.changed(before, old[before], new[after])), old[before], new[after])


@dataclass(frozen=True, slots=True)
class _Copy:
    """Copies the node ``source`` to a new member of the object at ``place``."""

    place: Target
    key: str
    source: str
    empty: Json

    def actions(self) -> Iterator[dict[str, Json]]:
        yield {"target": self.place.text, "update": {self.key: self.empty}}
        yield {"target": self.place.member(self.key).text, "copy": self.source}


def _actions(steps: Sequence[_Step]) -> Iterator[dict[str, Json]]:
    """Turn steps into actions. Copies come first, the shallowest first: their sources are unchanged then."""
    sources: dict[str, str] = {}
    for step in steps:
        if isinstance(step, _Removal) and _is_copied(step.value):
            sources.setdefault(canonical(step.value), step.target)
    copies: list[_Copy] = []
    others: list[dict[str, Json]] = []
    for step in steps:
        if isinstance(step, _Removal):
            others.append({"target": step.target, "remove": True})
        elif isinstance(step, _Update):
            others.append({"target": step.target, "update": step.value})
        else:
            made = {copy.key: copy for copy in _copies(step, sources)}
            copies += made.values()
            if written := {key: value for key, value in step.members.items() if key not in made}:
                others.append({"target": step.place.text, "update": written})
    for copy in sorted(copies, key=lambda item: item.place.segments):
        yield from copy.actions()
    yield from others


def _copies(step: _Members, removed: Mapping[str, str]) -> Iterator[_Copy]:
    """Yield the added members that are copies of removed ones, or of another member of the object."""
    added = [(key, value) for key, value in step.members.items() if key not in step.old and _is_copied(value)]
    if not added:
        return
    beside = {canonical(value): key for key, value in reversed(step.old.items()) if _is_copied(value)}
    for key, value in added:
        text = canonical(value)
        try:
            step.place.member(key)
            source = removed.get(text) or (step.place.member(beside[text]).text if text in beside else "")
        except TooLongError:
            continue
        if source:
            yield _Copy(step.place, key, source, type(value)())


def _is_copied(value: Json) -> TypeGuard[dict[str, Json] | list[Json]]:
    return isinstance(value, (dict, list)) and count_nodes(value) >= _LEAST_COPIED
