"""Parses the properties of a form, each in its own style (OpenAPI, Encoding Object)."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from ..shared.media import is_json
from .exploded import gather
from .forms import Branch, Leaf
from .formtypes import Record
from .jsontext import parse_json
from .styles import form_node
from .violations import Violation

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..shared.operation import Encoding
    from .forms import Node
    from .formtypes import FormType, Reading


def read_properties(form_type: FormType, root: Branch, encodings: Mapping[str, Encoding], reading: Reading) -> object:
    """Return the value of a form. Raises ``Violation``.

    Properties in bracket notation are accepted in every style, JSON for objects without a style.
    """
    if not isinstance(form_type, Record):
        return form_type.read(root, (), reading)
    _gather(form_type, root, encodings)
    ready: dict[str, object] = {}
    for name, node in list(root.children.items()):
        expected = form_type.fields.get(name)
        if expected is None or isinstance(node, Branch):
            continue
        encoding = encodings.get(name)
        if encoding is None and not expected.array and not expected.mapping and len(node.values) == 1:
            continue  # the style does not affect scalars
        text = _json_text(node, encoding, expected, reading)
        if text is None:
            root.children[name] = _unstyled(node, encoding, expected, reading, name)
        else:
            ready[name] = parse_json(text, (name,))
            del root.children[name]
    value = form_type.read(root, (), reading)
    return {**cast("dict[str, object]", value), **ready} if ready else value


def _gather(form_type: Record, root: Branch, encodings: Mapping[str, Encoding]) -> None:
    """Move the properties of exploded objects (``form`` with ``explode``) below the name of the object."""
    exploded = [
        name for name, encoding in encodings.items() if encoding.explode is True and encoding.style in {"", "form"}
    ]
    for name in exploded:
        expected = form_type.fields.get(name)
        if expected is None or name in root.children:
            continue
        found = gather(root, expected, form_type.fields.keys())
        if found is not None:
            root.children[name] = found


def _json_text(node: Leaf, encoding: Encoding | None, form_type: FormType, reading: Reading) -> str | None:
    """Return the text of a property that is JSON by its content type, or an object in JSON."""
    value = node.values[0]
    if len(node.values) != 1 or not isinstance(value, str):
        return None
    if encoding is not None and is_json(encoding.content_type):
        return reading.decode(value)
    if form_type.leaf or not form_type.mapping or (encoding is not None and encoding.style):
        return None
    text = reading.decode(value)
    return text if text[:1] == "{" else None


def _with_commas(value: str) -> str:
    """Return the text of a list with literal commas: many clients escape it as a whole, commas included."""
    return value if "," in value else value.replace("%2C", ",").replace("%2c", ",")


def _unstyled(node: Leaf, encoding: Encoding | None, form_type: FormType, reading: Reading, name: str) -> Node:
    style = encoding.style if encoding is not None and encoding.style else "form"
    explode = encoding.explode if encoding is not None and encoding.explode is not None else style == "form"
    if style == "form" and not explode:
        node = Leaf([_with_commas(value) if isinstance(value, str) else value for value in node.values])
    try:
        return form_node(node, style, form_type, reading.decode, explode=explode)
    except Violation as violation:
        raise Violation((name,), violation.kind, violation.value, violation.detail) from None
