"""Merges tables of the same operation, such as a scraped page and a detailed page."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from codegen.core.diagnostic import Related
from codegen.ir.types import NO_FACETS, Absent, AnyValue, Choice, Kind, MapOf, Scalar, Type
from codegen.tables.model import Table, TableField, fold_name, with_statements

if TYPE_CHECKING:
    from collections.abc import Sequence

    from codegen.core.diagnostic import Diagnostics


def combine_tables(tables: Sequence[Table], found: Diagnostics) -> tuple[Table, ...]:
    """Return one table per operation and per object, at the position of the first one.

    Tables of one operation are merged. Of two tables of one object the first is used and the other reported, because
    one of them must be wrong.
    """
    combined: dict[tuple[str, str, str], Table] = {}
    for table in tables:
        key = ("object", "", fold_name(table.name)) if table.kind == "object" else _operation_key(table)
        known = combined.get(key)
        if known is None:
            combined[key] = table
        elif table.kind == "parameters":
            combined[key] = _joined(known, table, found)
        else:
            message = f"duplicate table {table.name!r}; this one is ignored"
            found.warning("table-duplicate", message, table.location, "", Related("the first one", known.location))
    return tuple(combined.values())


def _operation_key(table: Table) -> tuple[str, str, str]:
    return ("parameters", fold_name(table.resource), table.name)


def _joined(known: Table, table: Table, found: Diagnostics) -> Table:
    rows = {row.name: row for row in known.fields}
    for row in table.fields:
        first = rows.get(row.name)
        rows[row.name] = row if first is None else _fuller(first, row, found)
    order = sorted(
        rows, key=lambda name: list(rows).index(name.partition(".")[0]) if name.partition(".")[0] in rows else 0
    )
    endpoints = [item for item in (known.endpoint, table.endpoint) if item]
    return replace(
        with_statements(known, table),
        fields=tuple(rows[name] for name in order),
        endpoint=min(endpoints, key=lambda item: item.inferred, default=None),
    )


def _fuller(first: TableField, second: TableField, found: Diagnostics) -> TableField:
    """Return the first row, completed by the second one. Report contradictory types."""
    if not _compatible(first.type, second.type):
        message = f"{first.name!r} has a different type here; the first one is used"
        found.warning("table-duplicate-row", message, second.location, "", Related("the first row", first.location))
        return first
    return replace(
        first,
        type=second.type if isinstance(first.type, AnyValue) else _with_format(first.type, second.type),
        required=second.required if first.required is None else first.required,
        nullable=second.nullable if first.nullable is None else first.nullable,
        expandable=first.expandable or second.expandable,
        default=second.default if isinstance(first.default, Absent) else first.default,
        description=first.description or second.description,
        deprecated=first.deprecated or second.deprecated,
        inferred=first.inferred | second.inferred,
        limits=first.limits if first.limits != NO_FACETS else second.limits,
        notes=tuple(dict.fromkeys((*first.notes, *second.notes))),
    )


def _with_format(first: Type, second: Type) -> Type:
    if isinstance(first, Scalar) and isinstance(second, Choice) and first.kind is Kind.STRING:
        return second
    if isinstance(first, Scalar) and isinstance(second, Scalar):
        return replace(first, format=first.format or second.format)
    return second if isinstance(first, MapOf) and isinstance(first.value, AnyValue) else first


def _compatible(first: Type, second: Type) -> bool:
    if isinstance(first, AnyValue) or isinstance(second, AnyValue):
        return True
    if isinstance(first, Scalar) and isinstance(second, Scalar):
        return first.kind is second.kind and first.format in {
            None,
            second.format,
            first.format if not second.format else None,
        }
    if isinstance(first, (Scalar, Choice)) and isinstance(second, (Scalar, Choice)):
        return True
    return isinstance(first, (Scalar, Choice)) == isinstance(second, (Scalar, Choice))
