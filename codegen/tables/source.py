"""Reads the schema tables of a target, and converts them to its document if it has no other."""

from __future__ import annotations

import glob
import hashlib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from codegen.core.diagnostic import Related
from codegen.core.location import Location
from codegen.openapi.document import Document, Syntax, read_bytes
from codegen.tables.dialects.registry import configured
from codegen.tables.endpoints import complete_endpoints
from codegen.tables.join.combine import combine_tables
from codegen.tables.join.stated import stated
from codegen.tables.read import read_reference
from codegen.tables.to_openapi.document import tables_document

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from codegen.config import TablesSettings, Target
    from codegen.core.diagnostic import Diagnostics
    from codegen.tables.model import Reference, Table


def table_files(root: Path, patterns: Sequence[str], found: Diagnostics) -> dict[str, bytes]:
    """Read the files that match shell patterns, in their order; return their content by name relative to the root.

    Reports patterns without a match.
    """
    contents: dict[str, bytes] = {}
    for pattern in patterns:
        matches = sorted(glob.glob(pattern, root_dir=root, recursive=True))  # noqa: PTH207 - patterns may contain ".."
        if not matches:
            found.error("file-not-found", f"no schema table matches {pattern!r}", Location(pattern))
        for match in matches:
            name = Path(match).as_posix()
            if (root / match).is_file():
                content = read_bytes(root / match, name=name, found=found)
                if content is not None:
                    contents[name] = content
    return contents


def page_documents(files: Mapping[str, bytes], root: Path, made: Document | None = None) -> dict[str, Document]:
    """Return the files as documents that diagnostics can be located in.

    ``made`` is the document that the files were converted to, if any: pointers of locations in a page refer to it.
    """
    return {
        name: Document(
            name=name,
            path=root / name,
            text=data.decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n"),
            sha256=hashlib.sha256(data.replace(b"\r\n", b"\n")).hexdigest(),
            syntax=Syntax.TABLES,
            value=made.value if made is not None else None,
            places=made.places if made is not None else None,
        )
        for name, data in files.items()
    }


def completed(reference: Reference, settings: TablesSettings, found: Diagnostics) -> Reference:
    """Combine the tables and complete their endpoints."""
    return replace(reference, tables=complete_endpoints(combine_tables(reference.tables, found), settings.operations))


def report_same_routes(tables: Sequence[Table], found: Diagnostics) -> None:
    """Report operations whose method and path are those of an earlier one: a document holds only one of them."""
    first: dict[tuple[str, str], Table] = {}
    for table in tables:
        if table.kind == "parameters" and table.endpoint:
            known = first.setdefault((table.endpoint.method, table.endpoint.path), table)
            if known is not table:
                route = f"{table.endpoint.method} {table.endpoint.path}"
                message = f"{table.name!r} has the route of {known.name!r}, {route}; the operation is omitted"
                related = Related("the first one", known.location)
                found.incomplete("table-duplicate", message, table.location, "", related)


def document_of(reference: Reference, *, title: str, settings: TablesSettings) -> Document:
    """Convert completed tables to an OpenAPI document."""
    if not settings.inferred:
        reference = replace(reference, tables=tuple(stated(table) for table in reference.tables))
    return tables_document(reference, title=title, inferred=settings.inferred, body=settings.body)


def tables_source(target: Target, found: Diagnostics) -> tuple[Document | None, dict[str, Document]]:
    """Return the document of a target with tables and no other document, and the pages that it is made from.

    It is None where nothing is read; what is read of invalid pages is part of it, as their errors are in ``found``.
    Operations without a known method and path are reported and omitted.
    """
    files = table_files(target.root, target.tables, found)
    read = read_reference(files, found, configured(target.tables_settings.dialect))
    reference = completed(read, target.tables_settings, found)
    if not any(table.fields or table.endpoint or not found.failed for table in reference.tables):
        return None, page_documents(files, target.root)
    for table in reference.tables:
        if table.kind == "parameters" and table.endpoint is None:
            message = f"method and path of {table.name!r} are unknown; the operation is omitted"
            hint = "name them in [tables.operations]"
            found.incomplete("table-no-endpoint", message, table.location, hint)
    report_same_routes(reference.tables, found)
    made = document_of(reference, title=target.package, settings=target.tables_settings)
    return made, page_documents(files, target.root, made)
