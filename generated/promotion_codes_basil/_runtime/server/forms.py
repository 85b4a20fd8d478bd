"""Name-value pairs and their nested bracket form: ``restrictions[currency_options][eur][minimum_amount]=900``.

Nothing here knows types: a form becomes a tree of branches and leaves, and ``formtypes`` reads the tree.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import unquote, unquote_plus

from .faults import Fault

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

Decode: TypeAlias = "Callable[[str], str]"
"""Undoes the escapes of one piece of text."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one request may ask of the decoder."""

    pairs: int = 10_000
    depth: int = 32
    body: int = 16 * 1024 * 1024
    files: int = 1_000
    part: int = 16 * 1024 * 1024
    upload: int = 1024 * 1024 * 1024


class Leaf:
    """The values sent under one name, in order, still escaped. A file of a multipart body is a value as it is."""

    __slots__ = ("values",)

    def __init__(self, values: list[object]) -> None:
        """Hold the values."""
        self.values = values


class Branch:
    """What was sent below a name: ``children`` by key, and ``items`` appended by empty brackets."""

    __slots__ = ("children", "items", "tried")

    def __init__(self, children: dict[str, Node] | None = None, items: list[Node] | None = None) -> None:
        """Hold what is given; one made per name of every request, it has no time for default factories."""
        self.children: dict[str, Node] = {} if children is None else children
        self.items: list[Node] = [] if items is None else items
        self.tried: dict[object, object] | None = None


Node: TypeAlias = Leaf | Branch


def plain(text: str) -> str:
    """Return text that carries no escapes (headers, parts of a multipart body)."""
    return text


def percent(text: str) -> str:
    """Undo percent-escapes (RFC 3986). Raises ``Fault`` for bytes that are not UTF-8."""
    if "%" not in text:
        return text
    try:
        return unquote(text, errors="strict")
    except UnicodeDecodeError:
        raise Fault((), "encoding", text) from None


def form(text: str) -> str:
    """Undo the escapes of ``application/x-www-form-urlencoded``. Raises ``Fault`` for bytes that are not UTF-8."""
    if "+" not in text and "%" not in text:
        return text
    try:
        return unquote_plus(text, errors="strict")
    except UnicodeDecodeError:
        raise Fault((), "encoding", text) from None


def split_pairs(data: bytes, limits: Limits) -> list[tuple[str, str]]:
    """Split a query string or form body into (name, escaped value). A name without ``=`` has the value ``""``.

    Raises ``Fault`` for too many pairs and for text that is not UTF-8.
    """
    if not data:
        return []
    if data.count(b"&") >= limits.pairs:
        raise Fault((), "limit", detail=f"at most {limits.pairs} parameters are accepted")
    try:
        text = data.decode()
    except UnicodeDecodeError:
        raise Fault((), "encoding") from None
    pairs: list[tuple[str, str]] = []
    for piece in text.split("&"):
        if piece:
            name, _, value = piece.partition("=")
            pairs.append((form(name) if "%" in name or "+" in name else name, value))
    return pairs


def split_name(name: str) -> list[str]:
    """Split ``a[b][c]`` into its keys; a key may hold brackets itself: ``metadata[k[2]]`` is ``metadata``, ``k[2]``.

    A name whose brackets do not close at its end is one key as it stands.
    """
    start = name.find("[")
    if start < 1 or name[-1] != "]":
        return [name]
    return [name[:start], *name[start + 1 : -1].split("][")]


def tree(pairs: Iterable[tuple[str, object]], limits: Limits, literal: Collection[str] = ()) -> Branch:
    """Build the tree of a form. Names in ``literal`` are taken whole, though they look like brackets.

    Raises ``Fault`` where one name has both a value and values below it, and for names nested too deeply.
    """
    root = Branch()
    children = root.children
    for name, value in pairs:
        if "[" not in name or name in literal:
            if name in children:
                _put(root, name, value, (name,))
            else:
                children[name] = Leaf([value])
            continue
        keys = split_name(name)
        if len(keys) > limits.depth:
            raise Fault((keys[0],), "limit", detail=f"at most {limits.depth} levels are accepted")
        _insert(root, keys, value)
    return root


def _insert(root: Branch, keys: list[str], value: object) -> None:
    """Put a value where keys lead; an empty one appends."""
    branch = root
    depth = 0
    for key in keys[:-1]:
        depth += 1
        if not key:
            branch = _item(branch, keys[depth:])
            continue
        child = branch.children.get(key)
        if child is None:
            child = branch.children[key] = Branch()
        elif isinstance(child, Leaf):
            raise _mixed(keys[:depth])
        branch = child
    if keys[-1]:
        _put(branch, keys[-1], value, keys)
    else:
        branch.items.append(Leaf([value]))


def _put(branch: Branch, key: str, value: object, path: Sequence[str]) -> None:
    children = branch.children
    child = children.get(key)
    if child is None:
        children[key] = Leaf([value])
    elif isinstance(child, Leaf):
        child.values.append(value)
    else:
        raise _mixed(path)


def _item(branch: Branch, rest: list[str]) -> Branch:
    """Return the item that ``a[][rest]`` belongs to: the last one, or a new one as soon as a name comes again."""
    last = branch.items[-1] if branch.items else None
    if not isinstance(last, Branch) or _holds(last, rest):
        last = Branch()
        branch.items.append(last)
    return last


def _holds(branch: Branch, keys: list[str]) -> bool:
    node: Node | None = branch
    for key in keys:
        if not isinstance(node, Branch):
            return True
        if not key:
            return False
        node = node.children.get(key)
    return node is not None


def _mixed(path: Iterable[str | int]) -> Fault:
    return Fault(tuple(path), "object", detail="both a value and values below it were sent")
