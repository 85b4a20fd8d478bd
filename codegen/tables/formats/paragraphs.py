"""Reads fields that are paragraphs: a name in bold or code, its facts behind it or in labelled lines, and prose."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from codegen.tables.cells.entries import Entry, EntryFacts, Line, grid_of_entries, read_entry
from codegen.tables.cells.grid import SPLIT, Grid, Section

if TYPE_CHECKING:
    from collections.abc import Sequence

    from codegen.core.location import Location
    from codegen.tables.dialects.model import Dialect

_LEAD = re.compile(
    rf"(?:(?:\s*{SPLIT}[\s{SPLIT}]*)|\s*\*\*\s*)(?P<name>[^\s*{SPLIT}]{{1,200}})(?:\s*{SPLIT}|\s*\*\*)(?P<rest>.*)",
    re.DOTALL,
)
_NAME = re.compile(r"[A-Za-z_$@][\w.\[\]$-]*[*?]?")


@dataclass(slots=True)
class Paragraphs:
    """The fields of a section while its paragraphs are read."""

    dialect: Dialect
    _entries: list[Entry] = field(default_factory=list)
    _sections: tuple[Section, ...] = ()

    def take(self, lines: Sequence[Line], sections: tuple[Section, ...]) -> bool:
        """Take a paragraph that is a field, or prose of the last one; return False for any other."""
        entry = self._entry(lines)
        if entry is not None:
            if not self._entries:
                self._sections = sections
            self._entries.append(entry)
        elif self._entries:
            self._entries[-1].lines += lines
        return entry is not None or bool(self._entries)

    def _entry(self, lines: Sequence[Line]) -> Entry | None:
        first = lines[0].cell
        match = _LEAD.fullmatch(first.marked)
        name = replace(first, marked=match["name"]).plain if match else ""
        if match is None or not _NAME.fullmatch(name) or match["rest"].lstrip(SPLIT + " ").startswith(":"):
            return None
        bare = replace(first, source=name, marked=name, links=())
        entry = Entry(0, bare, replace(first, marked=match["rest"]), list(lines[1:]))
        facts = self._facts(entry)
        return entry if facts and not facts.head.rest.replace(SPLIT, "").strip() else None

    def _facts(self, entry: Entry) -> EntryFacts | None:
        facts = read_entry(entry, self.dialect)
        return facts if facts.type is not None or facts.head.flags & {"required", "optional"} else None

    def end(self, at: Location) -> Grid | None:
        """End the fields of a section; return their table."""
        entries, self._entries = self._entries, []
        if not entries:
            return None
        rows = [(entry, read_entry(entry, self.dialect)) for entry in entries]
        if not any(facts.type is not None for _, facts in rows):
            return None
        return grid_of_entries(rows, self._sections, at, self.dialect)
