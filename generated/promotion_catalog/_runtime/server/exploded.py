"""Parses exploded object parameters, whose properties are parameters themselves (style ``form`` or ``cookie``)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .forms import Branch, Leaf, form
from .formtypes import Array, Map, Record
from .styles import form_node
from .unions import Either

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from ..shared.operation import Param
    from .forms import Node
    from .formtypes import FormType


def named_node(root: Branch, param: Param, form_type: FormType) -> Node | None:
    """Remove and return the node under a parameter's name; None if absent or an exploded property of that name."""
    node = root.children.get(param.name)
    if isinstance(node, Leaf) and is_exploded(param, form_type) and not form_type.leaf and not form_type.array:
        fields, _ = _parts(form_type)
        if param.name in fields:
            return None
    return root.children.pop(param.name, None)


def is_exploded(param: Param, form_type: FormType) -> bool:
    """Return whether the properties of a parameter may be sent without its name."""
    return param.style in {"form", "cookie"} and param.explode and not param.content_type and bool(_objects(form_type))


def is_open(form_type: FormType) -> bool:
    """Return whether an object has additional properties: it takes the names that no other parameter declares."""
    return _parts(form_type)[1] is not None


def gather(root: Branch, form_type: FormType, others: Collection[str]) -> Branch | None:
    """Remove the properties of an object from a query or cookies. ``others`` are the names of other parameters."""
    fields, rest = _parts(form_type)
    own = [name for name in root.children if name in fields or (rest is not None and name not in others)]
    if not own:
        return None
    return Branch({name: _listed(root.children.pop(name), fields.get(name, rest)) for name in own})


def _objects(form_type: FormType) -> Sequence[FormType]:
    options = [option for option, _ in form_type.mappings] if isinstance(form_type, Either) else [form_type]
    return [option for option in options if isinstance(option, Record | Map)]


def _parts(form_type: FormType) -> tuple[Mapping[str, FormType], FormType | None]:
    """Return the declared properties, and the form type of additional ones, None if there are none."""
    fields: dict[str, FormType] = {}
    rest: FormType | None = None
    for option in _objects(form_type):
        if isinstance(option, Map):
            rest = rest or option.value
        elif isinstance(option, Record):
            fields = {**option.fields, **fields}
            rest = rest or option.rest
    return fields, rest


def _listed(node: Node, form_type: FormType | None) -> Node:
    """Return a node of several values as a list, also one of a single value, unless that is a JSON array."""
    if not isinstance(form_type, Array):
        return node
    if isinstance(node, Leaf) and len(node.values) == 1:
        value = node.values[0]
        if isinstance(value, str) and form(value)[:1] == "[":
            return node
    return form_node(node, "form", form_type, form, explode=True)
