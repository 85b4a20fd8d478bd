"""Matching of raw paths: an id ``a%2Fb`` is one segment, and ``..`` is a value like any other.

Among all templates that match and know the method, the one with the most literal text wins, from left to right and
whatever the order of registration (OpenAPI, Path Templating Matching). A trailing slash is part of the path.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, TypeVar
from urllib.parse import quote, unquote

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """What a path leads to: the target, and the raw text of the path parameters in the order of the template."""

    target: T
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """The path exists, the method does not: what the ``Allow`` header must list."""

    allow: tuple[str, ...]


@dataclass(slots=True, eq=False)
class _Node(Generic[T]):
    literals: dict[str, _Node[T]] = field(default_factory=dict[str, "_Node[T]"])
    patterns: dict[str, tuple[re.Pattern[str], _Node[T]]] = field(
        default_factory=dict[str, "tuple[re.Pattern[str], _Node[T]]"]
    )
    any: _Node[T] | None = None
    targets: dict[str, T] = field(default_factory=dict[str, T])


class RouteTable(Generic[T]):
    """A tree of path segments."""

    def __init__(self) -> None:
        """Start without routes."""
        self._root: _Node[T] = _Node()

    def add(self, method: str, path: Sequence[str], target: T) -> None:
        """Add a template: literal text and parameter names in turn, literal first.

        Raises ``ValueError`` when the same method and path are there already.
        """
        node = self._root
        for literals in _segments(path):
            node = _descend(node, literals)
        if method in node.targets:
            template = "".join(part if index % 2 == 0 else f"{{{part}}}" for index, part in enumerate(path))
            msg = f"two operations have the path {method} {template}"
            raise ValueError(msg)
        node.targets[method] = target

    def find(self, method: str, raw_path: str) -> Found[T] | Refused | None:
        """Return the target of a raw path, what is allowed there instead, or None. ``HEAD`` finds ``GET``."""
        allowed: set[str] = set()
        for node, values in _walk(self._root, raw_path.split("/"), 0, ()):
            target = node.targets.get(method)
            if target is None and method == "HEAD":
                target = node.targets.get("GET")
            if target is not None:
                return Found(target, values)
            allowed.update(node.targets)
        if "GET" in allowed:
            allowed.add("HEAD")
        return Refused(tuple(sorted(allowed))) if allowed else None


def _segments(path: Sequence[str]) -> Iterator[list[str]]:
    """Yield the segments of a template, each as the literal texts around its parameters."""
    segment = [""]
    for index, part in enumerate(path):
        if index % 2:
            segment.append("")
            continue
        first, *others = part.split("/")
        segment[-1] += first
        for other in others:
            yield segment
            segment = [other]
    yield segment


def _descend(node: _Node[T], literals: list[str]) -> _Node[T]:
    if len(literals) == 1:
        return node.literals.setdefault(unquote(literals[0]), _Node())
    if literals == ["", ""]:
        node.any = node.any or _Node()
        return node.any
    pattern = "([^/]+?)".join(re.escape(literal) for literal in literals)
    if pattern not in node.patterns:
        node.patterns[pattern] = (re.compile(pattern), _Node())
        by_literal_text = sorted(
            node.patterns.items(), key=lambda item: (-len(item[0].replace("([^/]+?)", "")), item[0])
        )
        node.patterns = dict(by_literal_text)
    return node.patterns[pattern][1]


def _walk(
    node: _Node[T], segments: Sequence[str], index: int, values: tuple[str, ...]
) -> Iterator[tuple[_Node[T], tuple[str, ...]]]:
    """Yield every node that the segments lead to, the most literal one first."""
    if index == len(segments):
        if node.targets:
            yield node, values
        return
    raw = segments[index]
    literal = node.literals.get(unquote(raw) if "%" in raw else raw)
    if literal is not None:
        yield from _walk(literal, segments, index + 1, values)
    if not raw:
        return
    for pattern, child in node.patterns.values():
        match = pattern.fullmatch(raw)
        if match:
            yield from _walk(child, segments, index + 1, (*values, *match.groups()))
    if node.any is not None:
        yield from _walk(node.any, segments, index + 1, (*values, raw))


def raw_path(scope: Mapping[str, object], prefix: str = "") -> str | None:
    """Return the escaped path below the application's root and a prefix; None when it is not below them."""
    raw = scope.get("raw_path")
    path = str(scope.get("path", ""))
    text = raw.decode("latin-1").partition("?")[0] if isinstance(raw, bytes) else quote(path)
    root = str(scope.get("root_path", "")).rstrip("/")
    if root and (path == root or path.startswith(root + "/")):
        below = _strip(text, root)
        # A proxy may have shortened the raw path alone: then it already is what we look for.
        text = text if below is None else below
    return _strip(text, prefix) if prefix else text


def _strip(raw: str, prefix: str) -> str | None:
    count = prefix.count("/")
    parts = raw.split("/")
    if len(parts) <= count or unquote("/".join(parts[: count + 1])) != prefix:
        return None
    rest = parts[count + 1 :]
    return "/" + "/".join(rest) if rest else ""
