"""Reads a document and writes its reference pages in Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen.openapi.document import load
from codegen.openapi.formats import read_api
from codegen.passes.aliases import break_alias_cycles
from codegen.passes.allof import merge_all_of
from codegen.tables.write.pages import build_tables

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from codegen.core.diagnostic import Diagnostics
    from codegen.openapi.document import Document


def written_tables(
    spec: Path, found: Diagnostics, *, name: str, content: bytes | None = None
) -> tuple[dict[str, str], Mapping[str, Document]]:
    """Return the pages of a document by file name (none for an invalid document), and the documents read.

    ``content`` is used instead of that of the file ``spec``, if given.
    """
    document = load(spec, name=name, found=found, content=content)
    reading = read_api(document, found) if document is not None else None
    if reading is None:
        return {}, {} if document is None else {name: document}
    pages = build_tables(break_alias_cycles(merge_all_of(reading.api, found), found), found)
    return pages, reading.documents
