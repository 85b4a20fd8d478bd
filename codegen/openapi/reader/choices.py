"""Enums and constants (JSON Schema Validation, 6.1.2 and 6.1.3)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from codegen.core.json import JsonType, json_type
from codegen.ir.types import AnyValue, Choice, Kind, ListOf, MapOf, Scalar
from codegen.openapi.reader.rules import rule_text
from codegen.openapi.reader.unions import make_union

if TYPE_CHECKING:
    from codegen.ir.types import Type
    from codegen.openapi.reader.node import Node

MAX_MEMBERS = 10_000
"""Values that an enum may have: each is text of the output, and work for whoever imports and type-checks it."""


def read_choice(node: Node, items: list[Node], names: list[str]) -> Type:
    """Read the values of an ``enum`` or ``const``; ``names`` are the types that the schema states."""
    if len(items) > MAX_MEMBERS:
        return _unlisted(node, items)
    values: list[str | int | float | bool] = []
    nullable = False
    for item in items:
        if item.value is None:
            nullable = True
        elif isinstance(item.value, (str, int, float, bool)):
            values.append(item.value)
        else:
            return _ruled(node, items)
    distinct = list({(type(value), value): value for value in values}.values())
    if "null" in names and len(names) > 1:
        nullable = True
    if not distinct:
        return Scalar(kind=Kind.NULL, location=node.location)
    if any(isinstance(value, float) for value in distinct):
        # Literal takes no floats (PEP 586): the scalar type stands for them, and a rule checks the values
        number = Scalar(kind=Kind.NUMBER, location=node.location)
        rest = tuple(value for value in distinct if isinstance(value, (str, bool)))
        listed: list[Type] = [number, Choice(values=rest, location=node.location)] if rest else [number]
        return replace(make_union(listed, node=node), nullable=nullable, rules=(_rule(items),))
    return Choice(values=tuple(distinct), nullable=nullable, location=node.location)


def _unlisted(node: Node, items: list[Node]) -> Type:
    """Report an enum that is too large to be written, and return the type of its values."""
    message = (
        f"an enum of {len(items)} values; more than {MAX_MEMBERS} are not written, any value of their type is taken"
    )
    node.found.incomplete("enum-too-large", message, node.location.child("enum"), "give the field a pattern instead")
    nullable = any(item.value is None for item in items)
    types = {json_type(item.value) for item in items if item.value is not None}
    scalar = len(types) == 1 and not types & {JsonType.ARRAY, JsonType.OBJECT}
    inner = Scalar(kind=Kind(types.pop()), location=node.location) if scalar else AnyValue(location=node.location)
    return replace(inner, nullable=nullable)


def _ruled(node: Node, items: list[Node]) -> Type:
    """Return the type of values among which are objects or arrays; a rule says which ones they are."""
    values = [item.value for item in items if item.value is not None]
    anything = AnyValue(location=node.location)
    inner: Type = anything
    if all(isinstance(value, dict) for value in values):
        inner = MapOf(value=anything, location=node.location)
    elif all(isinstance(value, list) for value in values):
        inner = ListOf(item=anything, location=node.location)
    return replace(inner, nullable=len(values) < len(items), rules=(_rule(items),))


def _rule(items: list[Node]) -> str:
    return rule_text({"enum": [item.value for item in items]})
