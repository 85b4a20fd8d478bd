"""Reads files as tables: decodes, parses by format, rejects duplicate names, resolves links."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen.core.diagnostic import Related, Severity
from codegen.core.location import Location
from codegen.openapi.document import LIMITS, decode_text, read_bytes
from codegen.tables.dialects.registry import detected
from codegen.tables.formats.registry import format_of
from codegen.tables.links import link_tables
from codegen.tables.model import Reference, Table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from codegen.core.diagnostic import Diagnostics
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
    for name, data in sources.items():
        text = decode_text(data, name=name, found=found)
        if text is None:
            continue
        if not text.strip():
            found.error("document-empty", "the file is empty", Location(name))
            continue
        errors = found.count(Severity.ERROR)
        spoken = dialect or detected(text)
        dialects += [(name, spoken.name)] if spoken.name else []
        page = format_of(name, text).read(name, text, found, spoken)
        if not page.tables and found.count(Severity.ERROR) == errors:
            message = "no schema table found: a table with a name column and a type column"
            found.error("table-missing", message, Location(name))
        tables.extend(page.tables)
        examples.extend(page.examples)
    return Reference(link_tables(distinct_tables(tables, found), found), tuple(examples), tuple(dialects))


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
