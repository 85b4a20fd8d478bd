"""Which JSON types the values of a type can have (JSON Schema Core, 4.2.1), null left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen.ir.lookup import resolved
from codegen.ir.types import Choice, Expandable, Kind, ListOf, MapOf, Never, Object, Scalar, TupleOf, Union

if TYPE_CHECKING:
    from codegen.ir.api import Api
    from codegen.ir.types import Type

_ALL = frozenset({"string", "number", "boolean", "array", "object", "null"})


def families(api: Api, node: Type) -> frozenset[str]:
    """Return the JSON types that values of a type can have; all of them where that is not known."""
    target = resolved(api, node)
    match target:
        case Scalar(kind=kind):
            return frozenset({_family(kind)})
        case Choice(values=values):
            return frozenset(_family(_kind(value)) for value in values)
        case ListOf() | TupleOf():
            return frozenset({"array"})
        case MapOf() | Object():
            return frozenset({"object"})
        case Expandable():
            return frozenset({"string", "object"})
        case Never():
            return frozenset()
        case Union(variants=variants) if not any(isinstance(resolved(api, part), Union) for part in variants):
            return frozenset[str]().union(*(families(api, part) for part in variants))
        case _:
            return _ALL


def is_of(value: str | float | bool, kind: Kind) -> bool:  # noqa: FBT001 - a JSON value
    """Whether a value is of a scalar type; 3.0 is an integer (JSON Schema Core, 4.2.3)."""
    own = _kind(value)
    if kind is Kind.INTEGER:
        return own is Kind.INTEGER or (own is Kind.NUMBER and float(value).is_integer())
    return _family(own) == _family(kind)


def _kind(value: str | float | bool) -> Kind:  # noqa: FBT001 - a JSON value
    if isinstance(value, bool):
        return Kind.BOOLEAN
    if isinstance(value, str):
        return Kind.STRING
    return Kind.INTEGER if isinstance(value, int) else Kind.NUMBER


def _family(kind: Kind) -> str:
    return "number" if kind is Kind.INTEGER else str(kind)
