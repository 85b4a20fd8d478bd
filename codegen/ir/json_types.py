"""Determines the JSON types of a type (JSON Schema Core, 4.2.1); integers are numbers, null is excluded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen.core.json import JsonType, json_type
from codegen.ir.lookup import resolved
from codegen.ir.types import Choice, Expandable, ListOf, MapOf, Never, Object, Scalar, TupleOf, Union

if TYPE_CHECKING:
    from codegen.ir.api import Api
    from codegen.ir.types import Type

_ALL = frozenset(JsonType) - {JsonType.INTEGER}


def json_types(api: Api, node: Type) -> frozenset[JsonType]:
    """Return the JSON types that values of a type can have; all of them if unknown."""
    target = resolved(api, node)
    match target:
        case Scalar(kind=kind):
            return frozenset({_widened(JsonType(kind))})
        case Choice(values=values):
            return frozenset(_widened(json_type(value)) for value in values)
        case ListOf() | TupleOf():
            return frozenset({JsonType.ARRAY})
        case MapOf() | Object():
            return frozenset({JsonType.OBJECT})
        case Expandable():
            return frozenset({JsonType.STRING, JsonType.OBJECT})
        case Never():
            return frozenset()
        case Union(variants=variants) if not any(isinstance(resolved(api, part), Union) for part in variants):
            return frozenset[JsonType]().union(*(json_types(api, part) for part in variants))
        case _:
            return _ALL


def _widened(kind: JsonType) -> JsonType:
    return JsonType.NUMBER if kind is JsonType.INTEGER else kind
