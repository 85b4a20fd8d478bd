"""Reads schema tables for ``codegen tables``, compares them with a document, and exports them as one."""

from __future__ import annotations

import fnmatch
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from codegen.core.location import Location
from codegen.openapi.document import load
from codegen.openapi.formats import read_api
from codegen.passes.aliases import break_alias_cycles
from codegen.passes.allof import merge_all_of
from codegen.tables import read_reference
from codegen.tables.check.examples import check_examples
from codegen.tables.check.proposals import NO_PROPOSAL, Proposal, propose
from codegen.tables.endpoints import complete_endpoints
from codegen.tables.formats.registry import SUFFIXES
from codegen.tables.join.reconcile import Difference, reconcile
from codegen.tables.source import completed, document_of, report_same_routes, table_files

if TYPE_CHECKING:
    from codegen.config import Accepted, TablesSettings
    from codegen.core.diagnostic import Diagnostics
    from codegen.openapi.document import Document
    from codegen.tables.dialects.model import Dialect
    from codegen.tables.model import Reference


@dataclass(frozen=True, slots=True)
class Reported:
    """A difference with its locations in document and table. ``accepted`` is the configured reason, or empty."""

    difference: Difference
    document: Location | None
    table: Location | None
    accepted: str = ""
    proposal: Proposal = NO_PROPOSAL

    @property
    def counts(self) -> bool:
        """Return whether this is a contradiction that is not accepted."""
        return self.difference.contradiction and not self.accepted


def read_files(paths: Sequence[str], root: Path, found: Diagnostics, dialect: Dialect | None = None) -> Reference:
    """Read files, patterns and folders (recursively), named relative to ``root``."""
    patterns: list[str] = []
    for path in paths:
        if (root / path).is_dir():
            pages = sorted(item for item in (root / path).rglob("*") if item.suffix.lower() in SUFFIXES)
            patterns += [(Path(path) / item.relative_to(root / path)).as_posix() for item in pages if item.is_file()]
        else:
            patterns.append(path)
    return read_reference(_contents(patterns, root, found), found, dialect)


def _contents(patterns: Sequence[str], root: Path, found: Diagnostics) -> Mapping[str, bytes]:
    """Read each path as a file if it exists, else as a pattern."""
    contents: dict[str, bytes] = {}
    for pattern in patterns:
        escaped = "".join(f"[{char}]" if char in "*?[" else char for char in pattern)
        exact = (root / pattern).is_file()
        contents |= table_files(root, [escaped if exact else pattern], found)
    return contents


def check_tables(
    reference: Reference,
    spec: Path,
    settings: TablesSettings,
    found: Diagnostics,
    *,
    name: str,
    content: bytes | None = None,
) -> tuple[list[Reported], Mapping[str, Document]]:
    """Compare tables with a document; return the differences with their locations, and the documents read.

    ``content`` is used instead of that of the file ``spec``, if given.
    """
    document = load(spec, name=name, found=found, content=content)
    reading = read_api(document, found) if document is not None else None
    if document is None or reading is None:
        return [], {} if document is None else {name: document}
    api = break_alias_cycles(merge_all_of(reading.api, found), found)
    tables = complete_endpoints(reference.tables, settings.operations)
    differences = [*reconcile(api, tables), *check_examples(api, reference.examples, tables)]
    places = _places(differences, reading.documents)
    reported = [
        Reported(
            item,
            places.get(item.document, item.document) if item.document else None,
            item.table,
            _reason(item, settings.accept),
            propose(item, document),
        )
        for item in dict.fromkeys(differences)
    ]
    for accepted in settings.accept:
        if not any(_covers(accepted, item) for item in differences):
            message = f"accepted difference {accepted.difference!r} does not occur"
            found.warning("accepted-nothing", message, Location(name))
    return reported, reading.documents


def _places(differences: Sequence[Difference], documents: Mapping[str, Document]) -> dict[Location, Location]:
    places: dict[Location, Location] = {}
    for name, document in documents.items():
        wanted = {
            item.document
            for item in differences
            if item.document and item.document.file == name and not item.document.line
        }
        positions = document.locate(sorted({at.pointer for at in wanted}))
        places |= {at: Location(name, at.pointer, *positions[at.pointer]) for at in wanted}
    return places


def _covers(accepted: Accepted, item: Difference) -> bool:
    return fnmatch.fnmatchcase(item.subject, accepted.difference) and accepted.aspect in {"", item.aspect}


def _reason(item: Difference, accepted: Sequence[Accepted]) -> str:
    return next((entry.reason for entry in accepted if _covers(entry, item)), "")


def export_tables(reference: Reference, settings: TablesSettings, found: Diagnostics, *, title: str) -> Document:
    """Convert tables to an OpenAPI 3.1 document with ``x-source`` on each part."""
    reference = completed(reference, settings, found)
    report_same_routes(reference.tables, found)
    return document_of(reference, title=title, settings=settings)
