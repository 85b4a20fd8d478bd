"""Objects whose properties stand beside the other parameters (style ``form`` or ``cookie`` with ``explode``)."""

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
    """Take what was sent under a parameter's own name; None where there is nothing, or only a property called so."""
    node = root.children.get(param.name)
    if isinstance(node, Leaf) and is_exploded(param, form_type) and not form_type.leaf and not form_type.array:
        fields, _ = _parts(form_type)
        if param.name in fields:
            return None
    return root.children.pop(param.name, None)


def is_exploded(param: Param, form_type: FormType) -> bool:
    """Return whether a parameter may come as properties without its name."""
    return param.style in {"form", "cookie"} and param.explode and not param.content_type and bool(_objects(form_type))


def is_open(form_type: FormType) -> bool:
    """Return whether the names of an object are not all listed: such a one takes what no other parameter wants."""
    return _parts(form_type)[1] is not None


def gather(root: Branch, form_type: FormType, others: Collection[str]) -> Branch | None:
    """Take the properties of an object out of a query or the cookies. ``others`` are names that it must not take."""
    fields, rest = _parts(form_type)
    own = [name for name in root.children if name in fields or (rest is not None and name not in others)]
    if not own:
        return None
    return Branch({name: _listed(root.children.pop(name), fields.get(name, rest)) for name in own})


def _objects(form_type: FormType) -> Sequence[FormType]:
    options = [option for option, _ in form_type.mappings] if isinstance(form_type, Either) else [form_type]
    return [option for option in options if isinstance(option, Record | Map)]


def _parts(form_type: FormType) -> tuple[Mapping[str, FormType], FormType | None]:
    """Return the listed properties, and the form type of those that are not listed if there may be any."""
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
    """Read a name that was repeated as a list, and one that came once; the JSON text of a list is left to it."""
    if not isinstance(form_type, Array):
        return node
    if isinstance(node, Leaf) and len(node.values) == 1:
        value = node.values[0]
        if isinstance(value, str) and form(value)[:1] == "[":
            return node
    return form_node(node, "form", form_type, form, explode=True)
