"""Reads files as tables: decodes, parses by format, rejects duplicate names, resolves links."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from codegen.core.diagnostic import Related, Severity
from codegen.core.location import Location
from codegen.openapi.document import LIMITS, decode_text, read_bytes
from codegen.tables.cells.headings import slug
from codegen.tables.dialects.registry import dialects_of
from codegen.tables.endpoints import operation_key
from codegen.tables.formats.registry import format_of
from codegen.tables.links import link_tables
from codegen.tables.model import Reference, Table, table_id

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet
    from pathlib import Path

    from codegen.core.diagnostic import Diagnostics
    from codegen.ir.types import DefId
    from codegen.tables.dialects.model import Dialect
    from codegen.tables.model import Example


def load_tables(files: Mapping[str, Path], found: Diagnostics) -> tuple[Table, ...]:
    """Read table files, given as display name → path. Errors are reported to ``found``."""
    contents = {name: read_bytes(path, name=name, found=found, limit=LIMITS.bytes) for name, path in files.items()}
    return read_tables({name: data for name, data in contents.items() if data is not None}, found)


def read_tables(sources: Mapping[str, bytes], found: Diagnostics, dialect: Dialect | None = None) -> tuple[Table, ...]:
    """Read the contents of table files, given as display name → bytes. Errors are reported to ``found``.

    Tables are in the order of ``sources``, then of the file. A file without any schema table is an error.
    """
    return read_reference(sources, found, dialect).tables


def read_reference(sources: Mapping[str, bytes], found: Diagnostics, dialect: Dialect | None = None) -> Reference:
    """Read tables as ``read_tables`` does, and their examples. Without a dialect, that of each page is detected."""
    tables: list[Table] = []
    examples: list[Example] = []
    dialects: list[tuple[str, str]] = []
    texts = {
        name: text for name, data in sources.items() if (text := decode_text(data, name=name, found=found)) is not None
    }
    chosen = dialects_of(texts) if dialect is None else dict.fromkeys(texts, dialect)
    for name, text in texts.items():
        if not text.strip():
            found.error("document-empty", "the file is empty", Location(name))
            continue
        errors = found.count(Severity.ERROR)
        spoken = chosen[name]
        dialects += [(name, spoken.name)] if spoken.name else []
        page = format_of(name, text).read(name, text, found, spoken)
        if not page.tables and found.count(Severity.ERROR) == errors:
            message = "no schema table found: a table with a name column and a type column"
            found.error("table-missing", message, Location(name))
        tables.extend(page.tables)
        examples.extend(page.examples)
    named = distinct_operations(tables)
    return Reference(link_tables(distinct_tables(named, found), found), tuple(examples), tuple(dialects))


def distinct_operations(tables: Sequence[Table]) -> list[Table]:
    """Name operations of the same name but different routes after their headings: ``get_widget_part``."""
    ambiguous = _ambiguous_operations(tables)
    renamed: dict[tuple[DefId, Location], Table] = {}
    for table in tables:
        name = slug(table.title)
        if (table.resource, table.name) in ambiguous and table.endpoint and name:
            key = f"{table.resource}.{name}" if table.resource else name
            new = replace(table, name=name, id=table_id(table.location.file, key))
            renamed[table.id, table.location] = new
    keys = {table.location: operation_key(table) for table in renamed.values()}
    result = [renamed.get((table.id, table.location), table) for table in tables]
    return [
        replace(table, response_of=keys.get(table.location, table.response_of)) if table.response_of else table
        for table in result
    ]


def _ambiguous_operations(tables: Sequence[Table]) -> AbstractSet[tuple[str, str]]:
    """Return the resource and name of operations that stand for several routes."""
    routes: dict[tuple[str, str], set[tuple[str, str]]] = {}
    for table in tables:
        if table.kind == "parameters" and table.endpoint:
            route = (table.endpoint.method, table.endpoint.path)
            routes.setdefault((table.resource, table.name), set()).add(route)
    return {key for key, found in routes.items() if len(found) > 1}


def distinct_tables(tables: Sequence[Table], found: Diagnostics) -> tuple[Table, ...]:
    """Remove tables with the name of an earlier one of the same kind.

    Two files may describe one operation, one of them in more detail: both are kept, and ``join.combine`` merges them.
    """
    first: dict[tuple[str, str, str], Table] = {}
    kept: list[Table] = []
    for table in tables:
        known = first.setdefault((table.kind, table.resource, table.name), table)
        if known is table or _completes(known, table):
            kept.append(table)
        else:
            message = f"duplicate table {table.name!r}; this one is ignored"
            found.warning("table-duplicate", message, table.location, "", Related("the first one", known.location))
    return tuple(kept)


def _completes(known: Table, table: Table) -> bool:
    return table.kind == "parameters" and bool(table.resource) and known.location.file != table.location.file
