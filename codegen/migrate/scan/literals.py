"""Evaluate literals of scanned code, and check them against types of the new version."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

import libcst as cst

from codegen.diff.audience.callers.surface import alternatives
from codegen.ir.types import AnyValue, Choice, Kind, Scalar

if TYPE_CHECKING:
    from codegen.diff.match.compared_api import ComparedApi
    from codegen.ir.types import Type

UNKNOWN = object()
"""Not a literal."""


def literal(node: cst.BaseExpression) -> object:
    """Return the value of a literal; ``UNKNOWN`` for anything else."""
    match node:
        case cst.SimpleString() | cst.Integer() | cst.Float():
            return ast.literal_eval(node.value)
        case cst.ConcatenatedString():
            value = node.evaluated_value
            return UNKNOWN if value is None else value
        case cst.Name(value="True" | "False" | "None"):
            return {"True": True, "False": False, "None": None}[node.value]
        case _:
            return UNKNOWN


def fits(side: ComparedApi, node: Type | None, value: object) -> bool:
    """Return whether a literal is certainly valid for a type."""
    if node is None:
        return False
    if value is None:
        return node.nullable
    return any(_fits(part, value) for part in alternatives(side, node))


def _fits(part: Type, value: object) -> bool:
    if isinstance(part, AnyValue):
        return True
    if isinstance(part, Choice):
        return value in part.values and type(value) in {type(item) for item in part.values}
    if not isinstance(part, Scalar):
        return False
    kinds: dict[Kind, tuple[type, ...]] = {
        Kind.STRING: (str,),
        Kind.INTEGER: (int,),
        Kind.NUMBER: (int, float),
        Kind.BOOLEAN: (bool,),
    }
    fitting = isinstance(value, kinds.get(part.kind, ()))
    plain = part.kind is not Kind.STRING or not part.format
    return fitting and plain and (isinstance(value, bool) == (part.kind is Kind.BOOLEAN))
