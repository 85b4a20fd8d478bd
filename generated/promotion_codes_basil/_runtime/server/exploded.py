"""Objects whose properties stand beside the other parameters (style ``form`` or ``cookie`` with ``explode``)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .forms import Branch, Leaf, form
from .shapes import Array, Map, Record
from .styles import form_node
from .unions import Either

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from ..shared.operation import Param
    from .forms import Node
    from .shapes import Shape


def named_node(root: Branch, param: Param, shape: Shape) -> Node | None:
    """Take what was sent under a parameter's own name; None where there is nothing, or only a property called so."""
    node = root.children.get(param.name)
    if isinstance(node, Leaf) and is_exploded(param, shape) and not shape.leaf and not shape.array:
        fields, _ = _parts(shape)
        if param.name in fields:
            return None
    return root.children.pop(param.name, None)


def is_exploded(param: Param, shape: Shape) -> bool:
    """Say whether a parameter may come as properties without its name."""
    return param.style in {"form", "cookie"} and param.explode and not param.content_type and bool(_objects(shape))


def is_open(shape: Shape) -> bool:
    """Say whether the names of an object are not all listed: such a one takes what no other parameter wants."""
    return _parts(shape)[1] is not None


def gather(root: Branch, shape: Shape, others: Collection[str]) -> Branch | None:
    """Take the properties of an object out of a query or the cookies. ``others`` are names that it must not take."""
    fields, rest = _parts(shape)
    own = [name for name in root.children if name in fields or (rest is not None and name not in others)]
    if not own:
        return None
    return Branch({name: _listed(root.children.pop(name), fields.get(name, rest)) for name in own})


def _objects(shape: Shape) -> Sequence[Shape]:
    options = [option for option, _ in shape.mappings] if isinstance(shape, Either) else [shape]
    return [option for option in options if isinstance(option, Record | Map)]


def _parts(shape: Shape) -> tuple[Mapping[str, Shape], Shape | None]:
    """Return the listed properties, and the shape of those that are not listed if there may be any."""
    fields: dict[str, Shape] = {}
    rest: Shape | None = None
    for option in _objects(shape):
        if isinstance(option, Map):
            rest = rest or option.value
        elif isinstance(option, Record):
            fields = {**option.fields, **fields}
            rest = rest or option.rest
    return fields, rest


def _listed(node: Node, shape: Shape | None) -> Node:
    """Read a name that was repeated as a list, and one that came once; the JSON text of a list is left to it."""
    if not isinstance(shape, Array):
        return node
    if isinstance(node, Leaf) and len(node.values) == 1:
        value = node.values[0]
        if isinstance(value, str) and form(value)[:1] == "[":
            return node
    return form_node(node, "form", shape, form, explode=True)
