"""Reads objects and arrays (JSON Schema Core, 10.3; Validation, 6.4 and 6.5)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from codegen.ir.types import ABSENT, AnyValue, Field, ListOf, MapOf, Object, TupleOf
from codegen.openapi.reader.deprecation import read_deprecation
from codegen.openapi.reader.facets import read_facets
from codegen.openapi.reader.stated import MEMBER_KEYS, stated_member, stated_variant
from codegen.openapi.reader.unions import make_union

if TYPE_CHECKING:
    from codegen.core.json import Json
    from codegen.ir.types import Absent, Type
    from codegen.openapi.reader.node import Node

    Read = Callable[[Node], Type]


def read_array(node: Node, read: Read) -> Type:
    """Read an array, with items of one type or positional ones (``prefixItems``)."""
    facets = read_facets(node)
    prefix, items = _positional(node)
    if items is None and not any(node.has(word) for word in ("contains", "allOf", "anyOf", "oneOf", "if")):
        items = node.get("unevaluatedItems")
    if prefix is not None:
        length = fixed_length(node)
        closed = length is not None or (items is not None and items.value is False)
        rest = None if closed else read(items) if items is not None else AnyValue(location=node.location)
        members = tuple(read(item) for item in list(prefix.items())[:length])
        return TupleOf(items=members, rest=rest, facets=facets, location=node.location)
    item = read(items) if items is not None else AnyValue(location=node.location)
    return ListOf(item=item, facets=facets, location=node.location)


def fixed_length(node: Node) -> int | None:
    """Return the length of an array whose items all have a position: ``minItems`` and ``maxItems`` are equal.

    No other item can follow, as with ``items: false``.
    """
    least, most = node.raw("minItems"), node.raw("maxItems")
    positional = next((found for key in ("prefixItems", "items") if isinstance(found := node.raw(key), list)), [])
    if not isinstance(least, int) or isinstance(least, bool) or least != most:
        return None
    return least if 0 < least <= len(positional) else None


def _positional(node: Node) -> tuple[Node | None, Node | None]:
    """Return the positional items of an array, and the schema of further items."""
    prefix, items = node.container("prefixItems"), node.get("items")
    if items is None or not isinstance(items.value, list):
        return prefix, items
    # a list of schemas is the notation of JSON Schema before 2020-12
    node.found.warning("invalid-type", "a list of 'items' is read as 'prefixItems'", items.location)
    return (items if prefix is None else prefix) if items.value else None, node.get("additionalItems")


def read_object(node: Node, read: Read) -> Type:
    """Read an object; one without properties is a map."""
    facets = read_facets(node)
    fields = _fields(node, read)
    additional = _additional(node, read)
    if fields or additional is None:
        return Object(
            fields=fields,
            additional=additional,
            facets=facets,
            variant=stated_variant(node),
            title=node.words("title"),
            description=node.words("description"),
            location=node.location,
        )
    return MapOf(value=additional, facets=facets, location=node.location)


def _additional(node: Node, read: Read) -> Type | None:
    child = node.get("additionalProperties")
    patterns = node.container("patternProperties")
    stated: Type | None = None
    if child is None or child.value is not False:
        stated = AnyValue(location=node.location)
    if child is not None and not isinstance(child.value, bool):
        stated = read(child)
    if patterns is None or isinstance(stated, AnyValue):
        return stated
    variants = [*(read(item) for _, item in patterns.members()), *([stated] if stated is not None else [])]
    return make_union(variants, node=node) if variants else stated


def _fields(node: Node, read: Read) -> tuple[Field, ...]:
    listed = _required(node)
    required = set(listed)
    fields: list[Field] = []
    for name, child in node.entries("properties"):
        fields.append(_field(name, child, read, required=name in required))
        required.discard(name)
    order = [name for name in listed if name in required]
    # required but not described: any value
    anything, place = AnyValue(location=node.location), node.location.child("required")
    fields.extend(Field(name=name, type=anything, required=True, location=place) for name in dict.fromkeys(order))
    return tuple(fields)


def _required(node: Node) -> tuple[str, ...]:
    child = node.get("required")
    if child is None or not isinstance(child.value, bool):
        return node.strings("required")
    # the notation of JSON Schema draft 3, and a frequent mistake
    message = "'required' of a schema is a list of property names; a boolean is ignored"
    node.found.warning("invalid-type", message, child.location)
    return ()


def _field(name: str, node: Node, read: Read, *, required: bool) -> Field:
    """Read the schema of a property, with the facts that belong to the property rather than to its type."""
    read_only, write_only = _flagged(node, "readOnly"), _flagged(node, "writeOnly")
    both = read_only and write_only  # a reported contradiction: both flags are ignored
    return Field(
        name=name,
        type=_unnamed(read(node)),
        required=required,
        location=node.location,
        default=read_default(node),
        title=node.words("title"),
        description=node.words("description"),
        deprecated=node.flag("deprecated"),
        deprecation=read_deprecation(node),
        read_only=read_only and not both,
        write_only=write_only and not both,
        stated=stated_member(node),
    )


def _unnamed(node: Type) -> Type:
    """Return the type of a property without a class name that an extension states for the property."""
    return replace(node, stated=("", "")) if node.stated[1] in MEMBER_KEYS else node


def read_default(node: Node) -> Json | Absent:
    """Return the default of a schema, stated by itself or in ``allOf`` (how 3.0 adds keywords to a ``$ref``)."""
    stated = (part.get("default") for part in (node, *node.nodes("allOf")))
    return next((default.value for default in stated if default is not None), ABSENT)


def _flagged(node: Node, key: str) -> bool:
    """Return whether a property has a flag, itself or in ``allOf`` (how 3.0 adds keywords to a ``$ref``)."""
    return node.flag(key) or any(part.flag(key) for part in node.nodes("allOf"))
