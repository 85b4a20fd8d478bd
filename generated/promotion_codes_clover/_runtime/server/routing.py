"""Matches raw paths: an id ``a%2Fb`` is one segment, and ``..`` is an ordinary value.

Of all templates that match and have the method, the one with the most literal text wins, from left to right,
independent of the order of registration (OpenAPI, Path Templating Matching). A trailing slash is significant.
Operations on the same method and path are distinguished by their selectors.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, TypeVar
from urllib.parse import quote, unquote

from starlette.datastructures import Headers

from ..shared.selectors import satisfies

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ..shared.operation import Selector

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class RouteMatch(Generic[T]):
    """The target of a path, and the raw path parameters in the order of the template."""

    target: T
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MethodNotAllowed:
    """The path exists, but not with this method; ``allow`` are the methods for the ``Allow`` header."""

    allow: tuple[str, ...]


@dataclass(slots=True, eq=False)
class _Node(Generic[T]):
    literals: dict[str, _Node[T]] = field(default_factory=dict[str, "_Node[T]"])
    patterns: dict[tuple[str, ...], _Node[T]] = field(default_factory=dict[tuple[str, ...], "_Node[T]"])
    any: _Node[T] | None = None
    targets: dict[str, list[tuple[Sequence[Selector], T]]] = field(
        default_factory=dict[str, "list[tuple[Sequence[Selector], T]]"]
    )


class RouteTable(Generic[T]):
    """A tree of path segments."""

    def __init__(self) -> None:
        """Create an empty table."""
        self._root: _Node[T] = _Node()
        self._literal: dict[str, _Node[T]] = {}

    def add(self, method: str, path: Sequence[str], target: T, selectors: Sequence[Selector] = ()) -> None:
        """Add a template: alternating literal text and parameter names, literal first.

        Of indistinguishable targets the first one is found; the generator warns about the others.
        """
        node = self._root
        for literals in _segments(path):
            node = _descend(node, literals)
        if len(path) == 1 and "%" not in path[0]:
            self._literal[path[0]] = node
        targets = node.targets.setdefault(method, [])
        targets.append((selectors, target))
        targets.sort(key=lambda item: -len(item[0]))

    def find(
        self, method: str, raw_path: str, scope: Mapping[str, object] | None = None
    ) -> RouteMatch[T] | MethodNotAllowed | None:
        """Return the target of a raw path, the allowed methods, or None if the path is unknown. ``HEAD`` finds ``GET``.

        ``scope`` is the ASGI scope of the request, for paths with several targets.
        """
        literal = self._literal.get(raw_path)  # a template without parameters takes precedence
        alone = literal.targets.get(method, ()) if literal is not None else ()
        if len(alone) == 1:
            return RouteMatch(alone[0][1], ())
        allowed: set[str] = set()
        for node, values in _walk(self._root, raw_path.split("/"), 0, ()):
            targets = node.targets.get(method)
            if targets is None and method == "HEAD":
                targets = node.targets.get("GET")
            if targets is None:
                allowed.update(node.targets)
                continue
            target = targets[0][1] if len(targets) == 1 else _selected(targets, scope or {})
            if target is not None:
                return RouteMatch(target, values)
        if "GET" in allowed:
            allowed.add("HEAD")
        return MethodNotAllowed(tuple(sorted(allowed))) if allowed else None


def _segments(path: Sequence[str]) -> Iterator[list[str]]:
    """Yield the segments of a template, each as the literals around its parameters."""
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
    pattern = tuple(literals)
    if pattern not in node.patterns:
        node.patterns[pattern] = _Node()
        by_literal_text = sorted(node.patterns.items(), key=lambda item: (-sum(map(len, item[0])), item[0]))
        node.patterns = dict(by_literal_text)
    return node.patterns[pattern]


def _selected(targets: Sequence[tuple[Sequence[Selector], T]], scope: Mapping[str, object]) -> T | None:
    """Return the target whose selectors the request matches; the targets with most selectors come first."""
    raw = scope.get("query_string", b"")
    query = raw.decode("latin-1") if isinstance(raw, bytes) else ""
    headers = Headers(scope=dict(scope)) if "headers" in scope else Headers()
    return next((target for selectors, target in targets if satisfies(selectors, query, headers)), None)


def _values(pattern: Sequence[str], raw: str) -> tuple[str, ...] | None:
    """Return the raw values between the literals of a segment: not empty, and as short as possible.

    Searching one literal after the other takes linear time. Percent-escapes are never split.
    """
    values: list[str] = []
    start = _after(raw, 0, pattern[0])
    if start is None:
        return None
    for literal in pattern[1:-1]:
        found = _search(raw, start, literal)
        if found is None:
            return None
        values.append(raw[start : found[0]])
        start = found[1]
    for form in _forms(pattern[-1]):
        end = len(raw) - len(form)
        if end > start and raw.endswith(form) and not _in_escape(raw, end):
            return (*values, raw[start:end])
    return None


def _forms(literal: str) -> tuple[str, ...]:
    """Return a literal unescaped and as clients escape it."""
    return tuple(dict.fromkeys((literal, quote(literal, safe="%"), quote(literal, safe=""))))


def _after(raw: str, at: int, literal: str) -> int | None:
    return next((at + len(form) for form in _forms(literal) if raw.startswith(form, at)), None)


def _search(raw: str, start: int, literal: str) -> tuple[int, int] | None:
    """Return the start and end of a literal after a value.

    With an empty literal between two parameters, the second is a file extension (``{id}{format}``) if there is a dot,
    else the first is one character.
    """
    if not literal:
        end = raw.rfind(".", start + 1)
        if end < 0:
            end = start + (3 if raw[start : start + 1] == "%" else 1)
        return (end, end) if end < len(raw) else None
    found: list[tuple[int, int]] = []
    for form in _forms(literal):
        at = raw.find(form, start + 1)
        while at >= 0 and _in_escape(raw, at):
            at = raw.find(form, at + 1)
        if at >= 0:
            found.append((at, at + len(form)))
    return min(found, default=None)


def _in_escape(raw: str, at: int) -> bool:
    return "%" in raw[max(at - 2, 0) : at]


def _walk(
    node: _Node[T], segments: Sequence[str], index: int, values: tuple[str, ...]
) -> Iterator[tuple[_Node[T], tuple[str, ...]]]:
    """Yield every node that matches the segments, the most literal one first."""
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
    for pattern, child in node.patterns.items():
        found = _values(pattern, raw)
        if found is not None:
            yield from _walk(child, segments, index + 1, (*values, *found))
    if node.any is not None:
        yield from _walk(node.any, segments, index + 1, (*values, raw))


def raw_path(scope: Mapping[str, object], prefix: str = "") -> str | None:
    """Return the escaped path relative to the application's root and a prefix; None if it is outside."""
    raw = scope.get("raw_path")
    path = str(scope.get("path", ""))
    text = raw.decode("latin-1").partition("?")[0] if isinstance(raw, bytes) else quote(path)
    root = str(scope.get("root_path", "")).rstrip("/")
    if root and (path == root or path.startswith(root + "/")):
        below = _strip(text, root)
        # a proxy may have removed the root from the raw path only
        text = text if below is None else below
    return _strip(text, prefix) if prefix else text


def _strip(raw: str, prefix: str) -> str | None:
    count = prefix.count("/")
    parts = raw.split("/")
    if len(parts) <= count or unquote("/".join(parts[: count + 1])) != prefix:
        return None
    rest = parts[count + 1 :]
    return "/" + "/".join(rest) if rest else ""
