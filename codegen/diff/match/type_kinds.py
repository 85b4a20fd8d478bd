"""Classify types by the kind of their values, for comparison."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen.core.json import json_type
from codegen.ir.types import AnyValue, Choice, Expandable, ListOf, MapOf, Object, Scalar, TupleOf

if TYPE_CHECKING:
    from codegen.ir.types import Type


def kind_and_format(node: Type) -> tuple[str, str]:
    """Return the kind and the format of a type's values."""
    match node:
        case Scalar(kind=kind, format=text):
            return str(kind), text or ""
        case Choice(values=values):
            kinds = {str(json_type(value)) for value in values}
            return (kinds.pop() if len(kinds) == 1 else "mixed"), ""
        case ListOf() | TupleOf():
            return "array", ""
        case MapOf() | Object():
            return "object", ""
        case Expandable(id=identity):
            return str(identity.kind), identity.format or ""
        case AnyValue():
            return "any", ""
        case _:
            return type(node).__name__, ""
