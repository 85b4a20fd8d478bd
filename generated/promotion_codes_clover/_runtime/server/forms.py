"""Parses name-value pairs with nested brackets: ``restrictions[currency_options][eur][minimum_amount]=900``.

The result is an untyped tree of branches and leaves, which ``formtypes`` converts to values.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import unquote, unquote_plus

from .violations import Violation

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

Decode: TypeAlias = "Callable[[str], str]"
"""Decodes one piece of text."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of one request: number of pairs, levels and files; bytes of a body, part and upload.

    ``body_seconds`` and ``upload_seconds`` limit the time to receive a body, and a multipart body; None disables them.
    """

    pairs: int = 10_000
    depth: int = 32
    body: int = 16 * 1024 * 1024
    files: int = 1_000
    part: int = 16 * 1024 * 1024
    upload: int = 1024 * 1024 * 1024
    body_seconds: float | None = 60.0
    upload_seconds: float | None = 3600.0


class Leaf:
    """The values of one name, in order, still encoded. Files of a multipart body are ``UploadFile`` objects."""

    __slots__ = ("values",)

    def __init__(self, values: list[object]) -> None:
        """Store the values."""
        self.values = values


class Branch:
    """The nodes below a name: ``children`` by key, and ``items`` of empty brackets."""

    __slots__ = ("children", "items", "tried")

    def __init__(self, children: dict[str, Node] | None = None, items: list[Node] | None = None) -> None:
        """Store the nodes. Not a dataclass: default factories are too slow for every name of every request."""
        self.children: dict[str, Node] = {} if children is None else children
        self.items: list[Node] = [] if items is None else items
        self.tried: dict[object, object] | None = None


Node: TypeAlias = Leaf | Branch


def plain(text: str) -> str:
    """Return the text unchanged (headers, parts of a multipart body)."""
    return text


def percent(text: str) -> str:
    """Decode percent-encoding (RFC 3986). Raises ``Violation`` for bytes that are not UTF-8."""
    if "%" not in text:
        return text
    try:
        return unquote(text, errors="strict")
    except UnicodeDecodeError:
        raise Violation((), "encoding", text) from None


def form(text: str) -> str:
    """Decode ``application/x-www-form-urlencoded``. Raises ``Violation`` for bytes that are not UTF-8."""
    if "+" not in text and "%" not in text:
        return text
    try:
        return unquote_plus(text, errors="strict")
    except UnicodeDecodeError:
        raise Violation((), "encoding", text) from None


def split_pairs(data: bytes, limits: Limits) -> list[tuple[str, str]]:
    """Split a query string or form body into (name, encoded value). A name without ``=`` has the value ``""``.

    Raises ``Violation`` for too many pairs and for text that is not UTF-8.
    """
    if not data:
        return []
    if data.count(b"&") >= limits.pairs:
        raise Violation((), "limit", detail=f"at most {limits.pairs} parameters are accepted")
    try:
        text = data.decode()
    except UnicodeDecodeError:
        raise Violation((), "encoding") from None
    pairs: list[tuple[str, str]] = []
    for piece in text.split("&"):
        if piece:
            name, _, value = piece.partition("=")
            pairs.append((form(name) if "%" in name or "+" in name else name, value))
    return pairs


def split_name(name: str) -> list[str]:
    """Split ``a[b][c]`` into its keys; keys may contain brackets: ``metadata[k[2]]`` is ``metadata``, ``k[2]``.

    A name that does not end with a closing bracket is a single key.
    """
    start = name.find("[")
    if start < 1 or name[-1] != "]":
        return [name]
    return [name[:start], *name[start + 1 : -1].split("][")]


def tree(pairs: Iterable[tuple[str, object]], limits: Limits, literal: Collection[str] = ()) -> Branch:
    """Build the tree of a form. Names in ``literal`` are not split at brackets.

    Raises ``Violation`` if a name has both a value and nested values, and for names nested too deeply.
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
            raise Violation((keys[0],), "limit", detail=f"at most {limits.depth} levels are accepted")
        _insert(root, keys, value)
    return root


def _insert(root: Branch, keys: list[str], value: object) -> None:
    """Insert a value at a path of keys; an empty key appends."""
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
    """Return the item that ``a[][rest]`` belongs to: the last one, or a new one if that has this name already."""
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


def _mixed(path: Iterable[str | int]) -> Violation:
    return Violation(tuple(path), "object", detail="both a value and nested values were sent")
