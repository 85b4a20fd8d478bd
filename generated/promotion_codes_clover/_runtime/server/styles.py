"""Parses the parameter styles of OpenAPI (Parameter Object, Style Values) for lists and objects.

Text is split at delimiters before it is decoded, so an escaped comma is part of a value. Spaces and pipes must be
escaped in URLs, so their escaped forms are delimiters.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from .forms import Branch, Decode, Leaf, Node
from .violations import Violation

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .formtypes import FormType

_UNESCAPED: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "spaceDelimited": (" ", ("+", "%20")),
    "pipeDelimited": ("|", ("%7C", "%7c")),
}
"""The delimiter of a style, and its escaped forms."""


def unfold(raw: str, delimiter: str, form_type: FormType, decode: Decode, *, explode: bool = False) -> Node:
    """Return the node of delimited text: ``a,b,c``; objects as ``R,100,G,200``, or ``R=100,G=200`` with ``explode``.

    Text without a delimiter is a scalar if the form type allows one; empty text is null if that is allowed.
    """
    if _is_scalar(raw, delimiter, form_type, explode=explode):
        return Leaf([raw])
    if form_type.mapping and ("=" in raw or not form_type.array):
        return Branch(dict(_properties(raw.split(delimiter), decode, explode=explode)))
    if form_type.array:
        return _list_of(raw.split(delimiter))
    return Leaf([raw])


def _is_scalar(raw: str, delimiter: str, form_type: FormType, *, explode: bool) -> bool:
    if not raw and form_type.null:
        return True
    if not form_type.leaf or delimiter in raw:
        return False
    return not (explode and form_type.mapping and "=" in raw)


def _properties(parts: list[str], decode: Decode, *, explode: bool) -> list[tuple[str, Node]]:
    if explode:
        pairs = [part.partition("=") for part in parts]
        return [(decode(name), Leaf([value])) for name, _, value in pairs]
    if len(parts) % 2:
        raise Violation((), "object", detail="names and values must alternate")
    return [(decode(name), Leaf([value])) for name, value in zip(parts[::2], parts[1::2], strict=True)]


def path_node(raw: str, name: str, style: str, form_type: FormType, decode: Decode, *, explode: bool) -> Node:
    """Return the node of a path parameter (``simple``, ``label``, ``matrix``) from the raw text of its segment."""
    if style == "label":
        if not raw.startswith("."):
            raise Violation((name,), "invalid", raw)
        return unfold(raw[1:], "." if explode else ",", form_type, decode, explode=explode)
    if style == "matrix":
        return _matrix(raw, name, form_type, decode, explode=explode)
    return unfold(raw, ",", form_type, decode, explode=explode)


def _matrix(raw: str, name: str, form_type: FormType, decode: Decode, *, explode: bool) -> Node:
    if not raw.startswith(";"):
        raise Violation((name,), "invalid", raw)
    pieces = [(decode(key), value) for key, _, value in (piece.partition("=") for piece in raw[1:].split(";"))]
    own = [value for key, value in pieces if key == name]
    if len(own) == len(pieces):
        return _own_matrix(own, form_type, decode, explode=explode)
    if explode and form_type.mapping:
        return Branch({key: Leaf([value]) for key, value in pieces})
    raise Violation((name,), "invalid", raw)


def _own_matrix(values: list[str], form_type: FormType, decode: Decode, *, explode: bool) -> Node:
    if not explode and len(values) == 1:
        return unfold(values[0], ",", form_type, decode)
    if explode and form_type.array and (len(values) > 1 or not form_type.leaf):
        return _list_of(values)
    return Leaf([*values])


def _list_of(values: Iterable[object]) -> Branch:
    return Branch(items=[Leaf([value]) for value in values])


def form_node(node: Node, style: str, form_type: FormType, decode: Decode, *, explode: bool) -> Node:
    """Return the node of a query parameter or form property in the structure of bracket notation.

    A node in bracket notation is returned unchanged, whatever the style is.
    """
    if isinstance(node, Branch) or style == "deepObject":
        return node
    raw = node.values[0]
    if len(node.values) == 1 and isinstance(raw, str) and (style in _UNESCAPED or not explode):
        delimiter, escapes = _UNESCAPED.get(style, (",", ()))
        for escape in escapes:
            raw = raw.replace(escape, delimiter)
        return unfold(raw, delimiter, form_type, decode)
    if form_type.array and not form_type.leaf and not (form_type.null and node.values == [""]):
        return _list_of(node.values)
    return node
