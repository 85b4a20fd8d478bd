"""Decides which declared defaults are valid as Python literals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen.core.json import has_type, json_type
from codegen.ir.types import Choice, Kind, ListOf, MapOf, Scalar, Union
from codegen.python.emit.formats import takes_facets

if TYPE_CHECKING:
    from codegen.core.json import Json
    from codegen.ir.types import Type


def takes_default(node: Type, value: Json) -> bool:
    """Return whether a JSON value is a value of the Python type as well (a string is not a ``datetime``)."""
    if value is None:
        return True
    match node:
        case Scalar(kind=kind) if takes_facets(node):
            return has_type(value, kind) and not (kind is Kind.INTEGER and isinstance(value, float))
        case Choice():
            return _is_choice(node, value)
        case ListOf(item=item) if isinstance(value, list):
            return all(takes_default(item, part) for part in value)
        case MapOf(value=inner) if isinstance(value, dict):
            return all(takes_default(inner, part) for part in value.values())
        case Union(variants=variants):
            return any(takes_default(variant, value) for variant in variants)
        case _:
            return False


def _is_choice(node: Choice, value: Json) -> bool:
    known = any(value == item and json_type(value) is json_type(item) for item in node.values)
    return known or (node.open and isinstance(value, str))
