"""Constraints as keyword arguments of pydantic's ``Field``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen.core.pycode import Code, fmt, ident, literal
from codegen.emit.formats import takes_facets
from codegen.ir.types import Kind, ListOf, MapOf, Scalar

if TYPE_CHECKING:
    from codegen.ir.types import Facets, Type

_STRING = {"min_length": "min_length", "max_length": "max_length", "pattern": "pattern"}
_NUMBER = {
    "minimum": "ge",
    "maximum": "le",
    "exclusive_minimum": "gt",
    "exclusive_maximum": "lt",
    "multiple_of": "multiple_of",
}
_LIST = {"min_items": "min_length", "max_items": "max_length"}
_MAP = {"min_properties": "min_length", "max_properties": "max_length"}


def facet_arguments(node: Type) -> list[Code]:
    """Return the constraints of one type, not of those below it, as ``name=value``."""
    match node:
        case Scalar(kind=Kind.STRING, facets=facets) if takes_facets(node):
            return _arguments(facets, _STRING)
        case Scalar(kind=Kind.INTEGER | Kind.NUMBER, facets=facets) if takes_facets(node):
            return _arguments(facets, _NUMBER)
        case ListOf(facets=facets):
            return _arguments(facets, _LIST)
        case MapOf(facets=facets):
            return _arguments(facets, _MAP)
        case _:
            return []


def _arguments(facets: Facets, table: dict[str, str]) -> list[Code]:
    values = {name: getattr(facets, facet) for facet, name in table.items()}
    return [fmt("{}={}", ident(name), literal(value)) for name, value in values.items() if value is not None]
