"""Writes JSONPath expressions (RFC 9535) that select one node, by keys and names where possible."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from codegen.core.json import is_listed
from codegen.openapi.jsonpath import MAX_SEGMENTS, bound_problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from codegen.core.json import Json

_SHORTHAND = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_IDENTITIES = (("$ref",), ("name", "in"), ("name",), ("url",), ("id",), ("operationId",), ("const",), ("title",))
"""Keys that name an item of an array of objects, in the order of preference."""
_MAX_NAME = 200
"""Characters of a value that names an item."""
_MAX_EXACT = 2**53
"""From here on, a float may equal several integers."""
_Fact = tuple[str, ...]


class TooLongError(Exception):
    """An expression that exceeds a bound of ``codegen.openapi.jsonpath``."""


@dataclass(frozen=True, slots=True)
class Target:
    """An expression that selects one node; ``is_filtered`` if its last segment is a filter."""

    text: str = "$"
    segments: int = 0
    is_filtered: bool = False

    def member(self, key: str) -> Target:
        """Return the expression for a member. Raises ``TooLongError``."""
        return self._below(f".{key}" if _SHORTHAND.fullmatch(key) else f"[{_quoted(key)}]")

    def item(self, selector: str) -> Target:
        """Return the expression for an item of an array. Raises ``TooLongError``."""
        return self._below(f"[{selector}]", is_filtered=selector.startswith("?"))

    def _below(self, segment: str, *, is_filtered: bool = False) -> Target:
        made = Target(self.text + segment, self.segments + 1, is_filtered)
        if made.segments > MAX_SEGMENTS or bound_problem(made.text):
            raise TooLongError(made.text)
        return made


def _quoted(text: str) -> str:
    """Return a string literal in single quotes (RFC 9535, 2.3.1.1)."""
    inner = json.dumps(text, ensure_ascii=False)[1:-1].replace('\\"', '"').replace("'", "\\'")
    return f"'{inner}'"


class Selectors:
    """Selects the items of an array by what distinguishes them, before and while they are changed.

    A filter is used if it selects the item alone, both among the old and among the new items, whichever of the others
    have been changed when it is evaluated.
    """

    def __init__(self, old: Sequence[Json], new: Sequence[Json]) -> None:
        """Count the facts of the items."""
        self._old = Counter(fact for item in old for fact in set(_facts(item)))
        self._new = Counter(fact for item in new for fact in set(_facts(item)))

    def token(self, item: Json) -> str | None:
        """Return what names an item, of either array; None if nothing does, or several items have the name."""
        for fact in _names(item):
            if self._old[fact] == self._new[fact] == 1:
                return json.dumps(fact)
        return None

    def removed(self, index: int, item: Json) -> str:
        """Return the selector of an item that is removed."""
        facts = (fact for fact in _facts(item) if self._old[fact] == 1 and not self._new[fact])
        return _selector(next(facts, None), index)

    def changed(self, index: int, item: Json, becomes: Json) -> str:
        """Return the selector of an item while it is changed to another value."""
        later = set(_facts(becomes))
        for fact in _facts(item):
            if self._old[fact] == 1 and self._new[fact] == (fact in later) and _holds_until_last(fact, item, becomes):
                return _selector(fact, index)
        return str(index)


def _selector(fact: _Fact | None, index: int) -> str:
    return f"?{_condition(fact)}" if fact else str(index)


def repeats(item: Json, items: Sequence[Json]) -> bool:
    """Return whether an item is among others, or has the name of one of them."""
    name = _name(item)
    return is_listed(item, items) or (bool(name) and any(_name(other) == name for other in items))


def _name(item: Json) -> _Fact:
    """Return the preferred name of an item; () for an item without one."""
    return next(_names(item), ())


def _names(item: Json) -> Iterator[_Fact]:
    """Yield the names of an item, in the order of preference."""
    if isinstance(item, dict):
        yield from (fact for keys in _IDENTITIES if (fact := _named(item, keys)))


def _named(item: dict[str, Json], keys: tuple[str, ...]) -> _Fact:
    """Return the fact that an item has strings for keys; () if it does not."""
    values = [item.get(key) for key in keys]
    texts = [value for value in values if isinstance(value, str) and len(value) <= _MAX_NAME]
    return ("strings", *keys, *texts) if len(texts) == len(keys) else ()


def _facts(item: Json) -> Iterator[_Fact]:
    """Yield what a filter can state about an item, in the order of preference."""
    if isinstance(item, dict):
        for keys in (*_IDENTITIES, *((key,) for key in sorted(item))):
            if fact := _named(item, keys):
                yield fact
        yield from (("key", key) for key in sorted(item))
    elif literal := _literal(item):
        yield ("value", literal)


def _literal(value: Json) -> str:
    """Return a value as a literal of a filter; an empty string if it is not primitive, too long or not exact."""
    if isinstance(value, (dict, list)):
        return ""
    if isinstance(value, str):
        return _quoted(value) if len(value) <= _MAX_NAME else ""
    if isinstance(value, bool) or value is None:
        return json.dumps(value)
    return json.dumps(int(value) if value == int(value) else value) if abs(value) < _MAX_EXACT else ""


def _holds_until_last(fact: _Fact, item: Json, becomes: Json) -> bool:
    """Return whether a fact holds until the members of an item are updated, which is its last change.

    A member that is removed, or replaced by a value of another kind, is removed before.
    """
    if not isinstance(item, dict) or not isinstance(becomes, dict):
        return fact[0] == "value"
    keys = fact[1:] if fact[0] == "key" else fact[1 : 1 + len(fact) // 2]
    return all(key in becomes and is_same_kind(item[key], becomes[key]) for key in keys)


def is_same_kind(old: Json, new: Json) -> bool:
    """Return whether both values are objects, arrays, or neither."""
    return all(isinstance(old, kind) is isinstance(new, kind) for kind in (dict, list))


def _condition(fact: _Fact) -> str:
    """Write a fact as the condition of a filter."""
    if fact[0] == "value":
        return f"@ == {fact[1]}"
    if fact[0] == "key":
        return _relative(fact[1])
    half = len(fact) // 2
    pairs = zip(fact[1 : 1 + half], fact[1 + half :], strict=True)
    return " && ".join(f"{_relative(key)} == {_quoted(value)}" for key, value in pairs)


def _relative(key: str) -> str:
    return f"@.{key}" if _SHORTHAND.fullmatch(key) else f"@[{_quoted(key)}]"
