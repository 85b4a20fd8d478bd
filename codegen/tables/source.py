"""The schema tables of a target: its files, what they say, and the document that they make where there is no other."""

from __future__ import annotations

import glob
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from codegen.core.diagnostic import Severity
from codegen.core.location import Location
from codegen.openapi.document import Document, parse, read_bytes
from codegen.tables import read_reference
from codegen.tables.endpoints import complete_endpoints
from codegen.tables.join.combine import combine_tables
from codegen.tables.join.stated import stated
from codegen.tables.model import Reference
from codegen.tables.to_openapi.document import DOCUMENT, tables_document

if TYPE_CHECKING:
    from collections.abc import Sequence

    from codegen.config import TablesSettings, Target
    from codegen.core.diagnostic import Diagnostics


@dataclass(frozen=True, slots=True)
class TableFiles:
    """The content of table files, and the sha256 of each (LF line ends), by their names relative to the root."""

    contents: Mapping[str, bytes]
    digests: Mapping[str, str]


def table_files(root: Path, patterns: Sequence[str], found: Diagnostics) -> TableFiles:
    """Read the files that shell patterns match, in their order. Reports patterns without a match."""
    contents: dict[str, bytes] = {}
    for pattern in patterns:
        matches = sorted(glob.glob(pattern, root_dir=root, recursive=True))  # noqa: PTH207 - patterns may climb
        if not matches:
            found.error("file-not-found", f"no schema table matches {pattern!r}", Location(pattern))
        for match in matches:
            name = Path(match).as_posix()
            if (root / match).is_file():
                content = read_bytes(root / match, name=name, found=found)
                if content is not None:
                    contents[name] = content
    digests = {name: hashlib.sha256(data.replace(b"\r\n", b"\n")).hexdigest() for name, data in contents.items()}
    return TableFiles(contents, digests)


def completed(reference: Reference, settings: TablesSettings, found: Diagnostics) -> Reference:
    """Return tables that are combined, and whose endpoints are known as far as they can be."""
    return replace(reference, tables=complete_endpoints(combine_tables(reference.tables, found), settings.operations))


def document_of(reference: Reference, *, title: str, settings: TablesSettings, found: Diagnostics) -> Document | None:
    """Return the OpenAPI document of completed tables."""
    if not settings.inferred:
        reference = replace(reference, tables=tuple(stated(table) for table in reference.tables))
    value = tables_document(reference, title=title, inferred=settings.inferred, body=settings.body)
    return parse(json.dumps(value, ensure_ascii=False, indent=2).encode(), name=DOCUMENT, found=found)


def tables_source(target: Target, found: Diagnostics) -> tuple[Document, TableFiles] | None:
    """Return the document of a target that has tables and no other document, with the files it was made of.

    Operations of which no method and path are known are reported, and left out.
    """
    errors = found.count(Severity.ERROR)
    files = table_files(target.root, target.tables, found)
    reference = completed(read_reference(files.contents, found), target.tables_settings, found)
    if found.count(Severity.ERROR) > errors or not reference.tables:
        return None
    for table in reference.tables:
        if table.kind == "parameters" and table.endpoint is None:
            message = f"no method and path are known for {table.name!r}; the operation is left out"
            hint = "name them in [tables.operations]"
            found.incomplete("table-no-endpoint", message, table.location, hint)
    document = document_of(reference, title=target.package, settings=target.tables_settings, found=found)
    return None if document is None else (document, files)
