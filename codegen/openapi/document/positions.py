"""Positions in a text: character offsets, lines and columns, and the offsets of JSON pointers."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from codegen.core.location import pointer_tokens

if TYPE_CHECKING:
    from collections.abc import Iterable

_MAX_SHOWN = 60

Member: TypeAlias = "tuple[int, str | int, int]"
"""A member of a mapping or list, in document order: depth of its container (root 0), key or index, offset."""


@dataclass(frozen=True, slots=True)
class TextDiagnostic:
    """A diagnostic at an offset of a text, without a file."""

    code: str
    message: str
    offset: int
    hint: str = ""


def shown(text: str) -> str:
    """Quote a string of the document for a message: on one line, truncated, without control characters."""
    return repr(text if len(text) <= _MAX_SHOWN else text[:_MAX_SHOWN] + "…")


class RefusedError(Exception):
    """A text cannot be loaded. Only raised inside this package."""

    def __init__(self, problem: TextDiagnostic, text: str | None = None) -> None:
        """Store the reason, and the text of its offset if that is not the text of the document."""
        super().__init__(problem.message)
        self.problem = problem
        self.text = text


class Lines:
    """Converts offsets of a text to lines and columns."""

    __slots__ = ("_starts",)

    def __init__(self, text: str) -> None:
        """Index the line breaks of ``text``."""
        self._starts = [0, *(match.end() for match in re.finditer("\n", text))]

    def position(self, offset: int) -> tuple[int, int]:
        """Return line and column of an offset, both counted from 1."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def start(self, line: int) -> int:
        """Return the offset of the first character of a line, counted from 1."""
        return self._starts[line - 1]


@dataclass(slots=True)
class _Wanted:
    """A node on the path of a requested pointer."""

    children: dict[str, _Wanted] = field(default_factory=dict)
    offset: int | None = None


def find_offsets(members: Iterable[Member], pointers: Iterable[str]) -> dict[str, int]:
    """Return the offset of each pointer, or of its nearest ancestor among ``members``; the root is at offset 0."""
    root = _Wanted(offset=0)
    tokens_of = {pointer: pointer_tokens(pointer) for pointer in pointers}
    for tokens in tokens_of.values():
        node = root
        for token in tokens:
            node = node.children.setdefault(token, _Wanted())
    if root.children:
        _mark(root, members)
    return {pointer: _nearest(root, tokens) for pointer, tokens in tokens_of.items()}


def _mark(root: _Wanted, members: Iterable[Member]) -> None:
    """Set the offsets of the requested nodes."""
    open_nodes: list[_Wanted | None] = [root]
    for depth, key, offset in members:
        del open_nodes[depth + 1 :]
        parent = open_nodes[depth]
        child = parent.children.get(str(key)) if parent else None
        if child:
            child.offset = offset
        open_nodes.append(child)


def _nearest(root: _Wanted, tokens: tuple[str, ...]) -> int:
    node, offset = root, 0
    for token in tokens:
        node = node.children[token]
        if node.offset is None:
            break
        offset = node.offset
    return offset
