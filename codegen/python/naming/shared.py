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
    rest = [path[len(prefix) :] for path in every if path[: len(prefix)] == prefix]
    counted = Counter(path[0] for path in rest if path).most_common(1)
    if len(every) < _FEWEST_PATHS or not counted or counted[0][1] < _NEARLY_ALL * len(every):
        return None
    word = counted[0][0]
    below = {"".join(path[1:2]) for path in rest if path[:1] == (word,)}
    return None if _is_resource(word, below) or len(below) < _FEWEST_RESOURCES else word


def _is_resource(word: str, below: set[str]) -> bool:
    """Return whether a segment is a parameter, is a path itself, or has items."""
    return "{" in word or "" in below or any("{" in segment for segment in below)


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


def scopes_by_version(paths: Iterable[tuple[str, Segments]]) -> dict[str, frozenset[str]]:
    """Return the scopes of the paths of each version: those that most of its paths, or of all paths, begin with."""
    every = list(paths)
    common = shared_scopes(segments for _, segments in every)
    return {
        version: common | shared_scopes(segments for other, segments in every if other == version)
        for version in {version for version, _ in every}
    }


_SCOPED = 3


def in_scope(path: Segments) -> bool:
    """Return whether a path begins with a literal, one parameter, and a literal."""
    return len(path) >= _SCOPED and "{" not in path[0] and path[1].startswith("{") and "{" not in path[2]
