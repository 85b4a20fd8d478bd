"""Enums and constants (JSON Schema Validation, 6.1.2 and 6.1.3)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from codegen.ir.types import AnyValue, Choice, Kind, Scalar
from codegen.read.openapi.unions import make_union

if TYPE_CHECKING:
    from codegen.ir.types import Type
    from codegen.read.openapi.node import Node


def read_choice(node: Node, items: list[Node], names: list[str]) -> Type:
    """Read the values of an ``enum`` or ``const``; ``names`` are the types that the schema states."""
    values: list[str | int | float | bool] = []
    nullable = False
    for item in items:
        if item.value is None:
            nullable = True
        elif isinstance(item.value, (str, int, float, bool)):
            values.append(item.value)
        else:
            node.found.warning(
                "unsupported-keyword", "an enum value that is an object or array is not typed", item.location
            )
            return AnyValue(location=node.location)
    distinct = list({(type(value), value): value for value in values}.values())
    if "null" in names and len(names) > 1:
        nullable = True
    if not distinct:
        return Scalar(kind=Kind.NULL, location=node.location)
    if any(isinstance(value, float) for value in distinct):
        # Literal takes no floats (PEP 586): the scalar type stands for them
        message = "the values of an enum of fractions are not checked: Python's Literal holds none"
        node.found.warning("unsupported-keyword", message, node.location)
        number = Scalar(kind=Kind.NUMBER, location=node.location)
        rest = tuple(value for value in distinct if isinstance(value, (str, bool)))
        listed: list[Type] = [number, Choice(values=rest, location=node.location)] if rest else [number]
        return replace(make_union(listed, node=node), nullable=nullable)
    return Choice(values=tuple(distinct), nullable=nullable, location=node.location)
