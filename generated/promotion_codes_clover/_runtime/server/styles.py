"""Parses the parameter styles of OpenAPI (Parameter Object, Style Values) for lists and objects.

Text is split at delimiters before it is decoded, so an escaped comma is part of a value. Spaces and pipes must be
escaped in URLs, so their escaped forms are delimiters.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .forms import Branch, Decode, Leaf, Node
from .violations import Violation

if TYPE_CHECKING:
    from .formtypes import FormType


def unfold(raw: str, delimiter: str, form_type: FormType, decode: Decode, *, explode: bool = False) -> Node:
    """Return the node of delimited text: ``a,b,c``; objects as ``R,100,G,200``, or ``R=100,G=200`` with ``explode``.

    Text without a delimiter is a scalar if the form type allows one; empty text is null if that is allowed.
    """
    if form_type.null and not raw:
        return Leaf([raw])
    if not form_type.leaf or delimiter in raw or (explode and "=" in raw and form_type.mapping):
        if form_type.mapping and not (form_type.array and "=" not in raw):
            return Branch(dict(_properties(raw.split(delimiter), decode, explode=explode)))
        if form_type.array:
            return Branch(items=[Leaf([item]) for item in raw.split(delimiter)])
    return Leaf([raw])


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
    if explode and form_type.mapping and len(own) != len(pieces):
        return Branch({key: Leaf([value]) for key, value in pieces})
    if len(own) != len(pieces):
        raise Violation((name,), "invalid", raw)
    if explode and form_type.array and (len(own) > 1 or not form_type.leaf):
        return Branch(items=[Leaf([value]) for value in own])
    return Leaf([*own]) if explode or len(own) > 1 else unfold(own[0], ",", form_type, decode)


def form_node(node: Node, style: str, form_type: FormType, decode: Decode, *, explode: bool) -> Node:
    """Return the node of a query parameter or form property in the structure of bracket notation.

    A node in bracket notation is returned unchanged, whatever the style is.
    """
    if isinstance(node, Branch) or style == "deepObject":
        return node
    raw = node.values[0]
    if len(node.values) == 1 and isinstance(raw, str):
        if style == "spaceDelimited":
            return unfold(raw.replace("+", " ").replace("%20", " "), " ", form_type, decode)
        if style == "pipeDelimited":
            return unfold(raw.replace("%7C", "|").replace("%7c", "|"), "|", form_type, decode)
        if not explode:
            return unfold(raw, ",", form_type, decode)
    if form_type.array and not form_type.leaf and not (form_type.null and node.values == [""]):
        return Branch(items=[Leaf([value]) for value in node.values])
    return node
