"""Finds the leading segments that most paths of an API share, which are not resources.

A literal prefix of nearly all paths (``/public/invoices``) says nothing; a scope with a parameter that most paths begin
with (``/organizations/{id}/members``) is an argument.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    Segments = tuple[str, ...]

_FEWEST_PATHS = 5
_FEWEST_RESOURCES = 3
_NEARLY_ALL = 0.9
_MOST = 0.5
_MANY = 0.1
_MANY_RESOURCES = 10


def shared_prefix(paths: Iterable[Segments]) -> Segments:
    """Return the literal segments that nearly all paths begin with, if each of these has resources below them."""
    every = sorted(set(paths))
    prefix: Segments = ()
    while (following := _next(every, prefix)) is not None:
        prefix = (*prefix, following)
    return prefix


def _next(every: Sequence[Segments], prefix: Segments) -> str | None:
    """Return the segment that nearly all paths have after a prefix; None if it is a resource itself."""
    at = len(prefix)
    inside = [path for path in every if path[:at] == prefix and len(path) > at]
    counted = Counter(path[at] for path in inside)
    if len(every) < _FEWEST_PATHS or not counted:
        return None
    word, count = counted.most_common(1)[0]
    below = {path[at + 1] if len(path) > at + 1 else "{}" for path in inside if path[at] == word}
    is_resource = "{" in word or any("{" in segment for segment in below)
    return word if count >= _NEARLY_ALL * len(every) and not is_resource and len(below) >= _FEWEST_RESOURCES else None


def shared_scopes(paths: Iterable[Segments]) -> frozenset[str]:
    """Return the first segments of paths (``organizations``) that most paths begin with, each with one parameter."""
    every = sorted(set(paths))
    below: dict[str, set[str]] = {}
    counted: Counter[str] = Counter()
    for path in every:
        if in_scope(path):
            counted[path[0]] += 1
            below.setdefault(path[0], set()).add(path[2])
    shares = {word: count / len(every) for word, count in counted.items() if len(below[word]) >= _FEWEST_RESOURCES}
    if len(every) < _FEWEST_PATHS or max(shares.values(), default=0) <= _MOST:
        return frozenset()
    # beside a scope of most paths, a second one: accounts and zones
    return frozenset(
        word
        for word, share in shares.items()
        if share > _MOST or (share > _MANY and len(below[word]) >= _MANY_RESOURCES)
    )


_SCOPED = 3


def in_scope(path: Segments) -> bool:
    """Return whether a path begins with a literal, one parameter, and a literal."""
    return len(path) >= _SCOPED and "{" not in path[0] and path[1].startswith("{") and "{" not in path[2]
