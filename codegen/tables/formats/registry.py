"""The registry of table formats. A new format is a file beside this one and a row here, before what is more general."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from codegen.tables.formats import delimited, listing, markdown, markup

if TYPE_CHECKING:
    from codegen.core.diagnostic import Diagnostics
    from codegen.tables.model import Reference


@dataclass(frozen=True, slots=True)
class TableFormat:
    """``recognises(name, text)`` says whether a file is written like this; ``read(name, text, found)`` reads it.

    A reader leaves links to other files as ``RefTo`` of ``table_id(target as written, text)``.
    """

    name: str
    recognises: Callable[[str, str], bool]
    read: Callable[[str, str, Diagnostics], Reference]


FORMATS: tuple[TableFormat, ...] = (
    TableFormat("delimited", delimited.recognises, delimited.read),
    TableFormat("html", markup.recognises, markup.read),
    TableFormat("listing", listing.recognises, listing.read),
    TableFormat("markdown", markdown.recognises, markdown.read),
)


def format_of(name: str, text: str) -> TableFormat:
    """Return the first format that recognises a file; markdown, of which plain text is a kind, takes the rest."""
    return next((entry for entry in FORMATS if entry.recognises(name, text)), FORMATS[-1])
