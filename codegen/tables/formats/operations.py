"""Merges the tables of each operation of a page (path, query, body …), and adds operations without any table."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from codegen.tables.cells.identity import identify
from codegen.tables.cells.nesting import distinct_fields

if TYPE_CHECKING:
    from collections.abc import Sequence

    from codegen.core.diagnostic import Diagnostics
    from codegen.core.location import Location
    from codegen.tables.formats.outline import Outline
    from codegen.tables.model import Example, Table


def with_operations(
    tables: Sequence[Table],
    outline: Outline,
    examples: Sequence[Example],
    at: Location,
    found: Diagnostics,
) -> tuple[Table, ...]:
    """Return the tables of one page in their order: one per operation, also for operations without parameters.

    The server of an operation comes from its curl examples.
    """
    joined: dict[tuple[str, Location], Table] = {}
    for table in tables:
        key = (table.kind if table.kind == "parameters" else table.id, table.location)
        known = joined.get(key)
        if known is None:
            joined[key] = table
        elif table.kind == "parameters":
            joined[key] = _joined(known, table, found)
        else:
            joined[(f"{table.id} {len(joined)}", table.location)] = table
    for sections in outline.operations:
        about = identify(sections, at, operation=True)
        joined.setdefault((about.kind, about.location), about.table())
    ordered = sorted(joined.values(), key=lambda table: (table.location.line or 0, table.location.column or 0))
    return tuple(_with_server(table, examples) for table in ordered)


def _with_server(table: Table, examples: Sequence[Example]) -> Table:
    endpoint = table.endpoint
    if endpoint is None or endpoint.server:
        return table
    shape = re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(endpoint.path))
    for example in examples:
        match = re.fullmatch(rf"(https?://[^/]+.*?){shape}", example.url) if example.table == table.id else None
        if match:
            return replace(table, endpoint=replace(endpoint, server=match[1]))
    return table


def _joined(known: Table, table: Table, found: Diagnostics) -> Table:
    return replace(
        known,
        fields=distinct_fields([*known.fields, *table.fields], found),
        description=known.description or table.description,
        response=known.response or table.response,
        response_type=known.response_type or table.response_type,
        body=known.body or table.body,
    )
