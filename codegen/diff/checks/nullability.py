"""Nullability, in any of its three spellings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen.diff.match.pairs import Event, SchemaPair
from codegen.diff.model.rules import ERR, INFO, schema_rules
from codegen.ir.types import AnyValue

if TYPE_CHECKING:
    from collections.abc import Iterator

RULES = schema_rules(
    "requiredness",
    {
        "no longer nullable": {
            "request-body-became-not-nullable": ERR,
            "request-parameter-became-not-nullable": ERR,
            "request-parameter-property-became-not-nullable": ERR,
            "request-property-became-not-nullable": ERR,
            "response-body-became-not-nullable": INFO,
            "response-header-became-not-nullable": INFO,
            "response-property-became-not-nullable": INFO,
        },
        "became nullable": {
            "request-body-became-nullable": INFO,
            "request-parameter-became-nullable": INFO,
            "request-parameter-property-became-nullable": INFO,
            "request-property-became-nullable": INFO,
            "response-body-became-nullable": ERR,
            "response-header-became-nullable": ERR,
            "response-property-became-nullable": ERR,
        },
    },
)


def check(pair: SchemaPair) -> Iterator[Event]:
    """Compare nullability. A schema without a type accepts null, too: its change of type covers that."""
    if any(isinstance(side.type, AnyValue) for side in (pair.old, pair.new)):
        return
    if pair.old.nullable and not pair.new.nullable:
        yield Event("became-not-nullable", "no longer nullable", True, False)  # noqa: FBT003 - JSON values
    elif pair.new.nullable and not pair.old.nullable:
        yield Event("became-nullable", "became nullable", False, True)  # noqa: FBT003 - JSON values
