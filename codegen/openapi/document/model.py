"""A loaded document."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from codegen.core.location import Location
from codegen.openapi.document import jsontext, yamltext
from codegen.openapi.document.positions import Lines, find_offsets

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from codegen.core.json import Json
    from codegen.openapi.document.places import Places


class Syntax(StrEnum):
    """The syntax of a document. ``TABLES``: converted from schema tables, and located by ``places`` only."""

    JSON = "json"
    YAML = "yaml"
    TABLES = "tables"


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A document as a JSON value. ``name`` is the file name in messages; ``value`` must not be modified.

    ``text`` has no byte order mark and LF as its only line break; lines and columns count from 1, in characters.
    ``places`` is set if ``value`` differs from the text (after an upgrade or an overlay).
    """

    name: str
    path: Path
    text: str = field(repr=False)
    sha256: str
    syntax: Syntax
    value: Json = field(repr=False)
    places: Places | None = field(default=None, repr=False)

    def at(self, pointer: str = "") -> Location:
        """Return the location of a node, without line and column, which ``locate`` determines."""
        return Location(self.name, pointer) if self.places is None else self.places.at(self.name, pointer)

    def locate(self, pointers: Iterable[str]) -> dict[str, tuple[int, int]]:
        """Return line and column of each JSON pointer: of the key for a member, of the item itself in an array.

        An unresolved pointer gets the position of its nearest existing ancestor. Each call scans the text once, so
        pass many pointers at a time. Raises ``ValueError`` for an invalid JSON pointer.
        """
        if self.syntax is Syntax.TABLES:
            return {pointer: (at.line, at.column) for pointer in pointers for at in (self.at(pointer),)}
        members = jsontext.members(self.text) if self.syntax is Syntax.JSON else yamltext.members(self.text)
        lines = Lines(self.text)
        return {pointer: lines.position(offset) for pointer, offset in find_offsets(members, pointers).items()}
