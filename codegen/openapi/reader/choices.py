"""Reads enums and constants (JSON Schema Validation, 6.1.2 and 6.1.3)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from codegen.core.json import JsonType, json_type
from codegen.ir.types import AnyValue, Choice, Kind, ListOf, MapOf, Scalar
from codegen.openapi.reader.rules import rule_text
from codegen.openapi.reader.stated import stated_members
from codegen.openapi.reader.unions import make_union

if TYPE_CHECKING:
    from codegen.ir.types import Type
    from codegen.openapi.reader.node import Node

MAX_MEMBERS = 10_000
"""Limit of values of an enum, because of the size of the output and the cost of imports and type checks."""


def read_choice(node: Node, items: list[Node], names: list[str]) -> Type:
    """Read the values of an ``enum`` or ``const``; ``names`` are the types that the schema states."""
    if len(items) > MAX_MEMBERS:
        return _unlisted(node, items)
    nullable = any(item.value is None for item in items) or ("null" in names and len(names) > 1)
    distinct = _scalars(items)
    if distinct is None:
        return _ruled(node, items)
    if not distinct:
        return Scalar(kind=Kind.NULL, location=node.location)
    listed = tuple(value for value in distinct if not isinstance(value, float))
    if len(listed) < len(distinct):
        return replace(_with_numbers(node, listed), nullable=nullable, rules=(_rule(items),))
    return Choice(values=listed, nullable=nullable, location=node.location, members=stated_members(node, items))


def _scalars(items: list[Node]) -> list[str | int | float | bool] | None:
    """Return the distinct scalars of a list, without null; None if it contains arrays or objects."""
    values: dict[tuple[type, str | int | float | bool], str | int | float | bool] = {}
    for item in items:
        if isinstance(item.value, (str, int, float, bool)):
            values[type(item.value), item.value] = item.value
        elif item.value is not None:
            return None
    return list(values.values())


def _with_numbers(node: Node, values: tuple[str | int | bool, ...]) -> Type:
    """Return the type of an enum with floats, which Literal does not support (PEP 586); a rule checks them."""
    rest = tuple(value for value in values if isinstance(value, (str, bool)))
    number = Scalar(kind=Kind.NUMBER, location=node.location)
    return make_union([number, Choice(values=rest, location=node.location)] if rest else [number], node=node)


def _unlisted(node: Node, items: list[Node]) -> Type:
    """Report an enum that is too large, and return the type of its values."""
    message = f"enum of {len(items)} values exceeds the limit of {MAX_MEMBERS}; any value of their type is accepted"
    node.found.incomplete("enum-too-large", message, node.location.child("enum"), "give the field a pattern instead")
    nullable = any(item.value is None for item in items)
    types = {json_type(item.value) for item in items if item.value is not None}
    scalar = len(types) == 1 and not types & {JsonType.ARRAY, JsonType.OBJECT}
    inner = Scalar(kind=Kind(types.pop()), location=node.location) if scalar else AnyValue(location=node.location)
    return replace(inner, nullable=nullable)


def _ruled(node: Node, items: list[Node]) -> Type:
    """Return the type of an enum with objects or arrays; a rule checks them."""
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
