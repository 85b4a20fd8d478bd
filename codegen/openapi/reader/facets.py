"""Reads constraints on values (JSON Schema Validation, 6.2 to 6.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen.ir.types import NO_FACETS, Facets

if TYPE_CHECKING:
    from codegen.openapi.reader.node import Node


def read_facets(node: Node) -> Facets:
    """Read the constraints of a schema; invalid numbers and counts are reported and skipped."""
    minimum, above = _bound(node, "minimum", "exclusiveMinimum")
    maximum, below = _bound(node, "maximum", "exclusiveMaximum")
    multiple = node.number("multipleOf")
    if multiple is not None and multiple <= 0:
        message = "'multipleOf' must be greater than 0"
        node.found.error("invalid-value", message, node.location.child("multipleOf"))
    facets = Facets(
        min_length=node.count("minLength"),
        max_length=node.count("maxLength"),
        pattern=node.text("pattern") or None,
        minimum=minimum,
        maximum=maximum,
        exclusive_minimum=above,
        exclusive_maximum=below,
        multiple_of=multiple if multiple is not None and multiple > 0 else None,
        min_items=node.count("minItems"),
        max_items=node.count("maxItems"),
        unique_items=node.flag("uniqueItems") or None,
        min_properties=node.count("minProperties"),
        max_properties=node.count("maxProperties"),
    )
    return facets or NO_FACETS


def _bound(node: Node, inclusive: str, exclusive: str) -> tuple[int | float | None, int | float | None]:
    """Read a bound in both notations: a number (2020-12), or a boolean beside the inclusive bound (3.0)."""
    bound = node.number(inclusive)
    value = node.raw(exclusive)
    if isinstance(value, bool):
        return (None, bound) if value else (bound, None)
    return bound, node.number(exclusive)
