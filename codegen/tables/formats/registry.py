"""Registry of table formats. A new format is a file beside this one and a row here, before more general formats."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from codegen.tables.formats import delimited, listing, markdown, markup, stacked

if TYPE_CHECKING:
    from codegen.core.diagnostic import Diagnostics
    from codegen.tables.dialects.model import Dialect
    from codegen.tables.model import Reference


@dataclass(frozen=True, slots=True)
class TableFormat:
    """A table format. ``recognises(name, text)`` detects it; ``read(name, text, found, dialect)`` reads a file.

    A reader returns links to other files as ``RefTo`` of ``table_id(target as written, text)``.
    """

    name: str
    recognises: Callable[[str, str], bool]
    read: Callable[[str, str, Diagnostics, Dialect], Reference]


FORMATS: tuple[TableFormat, ...] = (
    TableFormat("delimited", delimited.recognises, delimited.read),
    TableFormat("html", markup.recognises, markup.read),
    TableFormat("listing", listing.recognises, listing.read),
    TableFormat("stacked", stacked.recognises, stacked.read),
    TableFormat("markdown", markdown.recognises, markdown.read),
)

SUFFIXES = frozenset({".md", ".markdown", ".mdx", ".txt", ".text", ".html", ".htm", ".csv", ".tsv"})
"""Suffixes of the files of a folder that are read as schema tables; a file given by name may have any."""


def format_of(name: str, text: str) -> TableFormat:
    """Return the first format that recognises a file; Markdown, which includes plain text, is the default."""
    return next((entry for entry in FORMATS if entry.recognises(name, text)), FORMATS[-1])
