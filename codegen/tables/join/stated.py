"""Removes the facts inferred from prose, which models take only if configured."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from codegen.ir.types import ABSENT, NO_FACETS, ListOf, Scalar

if TYPE_CHECKING:
    from codegen.tables.model import Table, TableField


def stated(table: Table) -> Table:
    """Return a table without inferred facts; an inferred deprecation is kept, because it only documents."""
    return replace(table, fields=tuple(_stated(row) for row in table.fields))


def with_limits(table: Table) -> Table:
    """Return a table with all limits, inferred ones too, as facets of the types of its fields."""
    return replace(table, fields=tuple(_limited(row) for row in table.fields))


def _stated(row: TableField) -> TableField:
    node = row.type
    if "format" in row.inferred and isinstance(node, Scalar):
        node = replace(node, format=None)
    default = ABSENT if "default" in row.inferred else row.default
    limits = NO_FACETS if "limits" in row.inferred else row.limits
    plain = replace(row, type=node, default=default, limits=limits, inferred=row.inferred & {"deprecated"})
    return _limited(plain)


def _limited(row: TableField) -> TableField:
    node = row.type
    return (
        replace(row, type=replace(node, facets=row.limits)) if isinstance(node, Scalar | ListOf) and row.limits else row
    )
