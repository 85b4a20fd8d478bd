"""Merges the tables of each operation of a page (path, query, body …), and adds operations without any table."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from codegen.tables.cells.identity import identify
from codegen.tables.cells.nesting import distinct_fields
from codegen.tables.model import with_statements

if TYPE_CHECKING:
    from collections.abc import Sequence

    from codegen.core.diagnostic import Diagnostics
    from codegen.core.location import Location
    from codegen.tables.formats.outline import Outline
    from codegen.tables.model import Example, Table

_VARIABLE = re.compile(r"\{[^{}/]+\}")
_SERVER = re.compile(r"https?://[^/]+.*")


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
        about = identify(sections, at, outline.dialect, operation=True)
        joined.setdefault((about.kind, about.location), about.table())
    ordered = sorted(joined.values(), key=lambda table: (table.location.line or 0, table.location.column or 0))
    urls: dict[str, list[str]] = {}
    for example in examples:
        if example.table is not None:
            urls.setdefault(example.table, []).append(example.url)
    return tuple(_with_server(table, urls.get(table.id, ())) for table in ordered)


def _with_server(table: Table, urls: Sequence[str]) -> Table:
    endpoint = table.endpoint
    if endpoint is None or endpoint.server:
        return table
    for url in urls:
        if server := _server(url, endpoint.path):
            return replace(table, endpoint=replace(endpoint, server=server))
    return table


def _server(url: str, path: str) -> str:
    """Return what stands before the path of an operation in the URL of a request; an empty string for another URL."""
    first, *templates = path.split("/")
    server, *segments = url.rsplit("/", len(templates))
    fits = not first and len(segments) == len(templates) and all(map(_fits, segments, templates))
    return server if fits and _SERVER.fullmatch(server) else ""


def _fits(segment: str, template: str) -> bool:
    """Whether a segment of a path fits a template, in which each variable stands for at least one character."""
    lead, *others = _VARIABLE.split(template)
    if not others:
        return segment == template
    *inner, tail = others
    if not segment.startswith(lead) or not segment.endswith(tail):
        return False
    at = len(lead)
    for literal in inner:
        at = segment.find(literal, at + 1)
        if at < 0:
            return False
        at += len(literal)
    return at < len(segment) - len(tail)


def _joined(known: Table, table: Table, found: Diagnostics) -> Table:
    return replace(with_statements(known, table), fields=distinct_fields([*known.fields, *table.fields], found))
