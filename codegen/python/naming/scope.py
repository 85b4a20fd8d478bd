"""Assigns names that are unique in a scope, independent of the order of claims."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence

    from codegen.python.code import Ident

KeyT = TypeVar("KeyT", bound="Hashable")


@dataclass(slots=True)
class Scope(Generic[KeyT]):
    """Collects candidates for every key and resolves whole collision groups at once.

    ``candidates`` of a key are ordered from the preferred name to the most specific one. In a collision group, the
    only key of the lowest ``rank`` keeps the name, if there is only one; all others move to their next candidate
    together, so that no name depends on the order of the document. Pinned names never change. Names are compared
    after ``fold``, also with those that are already ``taken``; ``reserved`` ones are compared exactly.
    """

    reserved: frozenset[str] = frozenset()
    taken: frozenset[str] = frozenset()
    fold: Callable[[str], str] = str
    pins: Mapping[KeyT, Ident] = field(default_factory=dict)
    _claims: dict[KeyT, tuple[int, tuple[Ident, ...]]] = field(default_factory=dict)

    def claim(self, key: KeyT, candidates: Iterable[Ident], rank: int = 0) -> None:
        """Claim a name: the first free candidate."""
        self._claims[key] = (rank, tuple(dict.fromkeys(candidates)))

    def settle(self, escape: Callable[[Ident, int], Ident], order: Callable[[KeyT], str] = str) -> dict[KeyT, Ident]:
        """Return the name of every key. ``escape(name, n)`` makes the n-th alternative to exhausted candidates."""
        result: dict[KeyT, Ident] = {key: name for key, name in self.pins.items() if key in self._claims}
        taken = {self.fold(name) for name in (*self.taken, *result.values())}
        level = {key: 0 for key in self._claims if key not in result}
        while level:
            settled = self._round(level, taken)
            for key, name in settled.items():
                result[key] = name
                taken.add(self.fold(name))
                del level[key]
            if not settled:
                self._force(level, taken, result, escape, order)
        return {key: result[key] for key in self._claims}

    def _round(self, level: dict[KeyT, int], taken: set[str]) -> dict[KeyT, Ident]:
        """Settle keys that win their current candidate; move the others of each group to the next one."""
        groups: dict[str, list[KeyT]] = {}
        for key in list(level):
            while (name := self._at(key, level[key])) is not None and name in self.reserved:
                level[key] += 1
            if name is not None:
                groups.setdefault(self.fold(name), []).append(key)
        settled: dict[KeyT, Ident] = {}
        for folded, keys in groups.items():
            winner = None if folded in taken else self._winner(keys)
            for key in keys:
                name = self._at(key, level[key])
                if key is winner and name is not None:
                    settled[key] = name
                else:
                    level[key] += 1
        return settled

    def _winner(self, keys: Sequence[KeyT]) -> KeyT | None:
        best = min(self._claims[key][0] for key in keys)
        leaders = [key for key in keys if self._claims[key][0] == best]
        return leaders[0] if len(leaders) == 1 else None

    def _at(self, key: KeyT, level: int) -> Ident | None:
        candidates = self._claims[key][1]
        return candidates[level] if level < len(candidates) else None

    def _force(
        self,
        level: dict[KeyT, int],
        taken: set[str],
        result: dict[KeyT, Ident],
        escape: Callable[[Ident, int], Ident],
        order: Callable[[KeyT], str],
    ) -> None:
        """Assign numbered names to keys whose candidates are exhausted, in the order of their keys."""
        if any(self._at(key, at) is not None for key, at in level.items()):
            return
        used: dict[Ident, int] = {}  # thousands may claim one name: continue from the last number
        for key in sorted(level, key=order):
            candidates = self._claims[key][1]
            best = next((name for name in candidates if name not in self.reserved), candidates[-1])
            number = used.get(best, 0)
            name = escape(best, number) if number else best
            while self.fold(name) in taken or name in self.reserved:
                number += 1
                name = escape(best, number)
            used[best] = number
            result[key] = name
            taken.add(self.fold(name))
        level.clear()
