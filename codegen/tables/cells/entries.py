"""Converts entries (a name, facts behind it, lines of text) to rows: of lists, definitions and single cells."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from codegen.tables.cells.grid import SPLIT, Cell, Grid, Section
from codegen.tables.cells.heads import Head, flag_of, read_head
from codegen.tables.cells.labels import Label, label_of, listed_values

if TYPE_CHECKING:
    from collections.abc import Sequence

    from codegen.core.diagnostic import Diagnostics
    from codegen.core.location import Location
    from codegen.tables.dialects.model import Dialect

NAME = re.compile(r"[A-Za-z_$@][\w.\[\]$@:/-]*[*?]?")
_HEADER = (
    "Name",
    "Type",
    "Required",
    "Nullable",
    "Deprecated",
    "Enum",
    "Default",
    "Format",
    "In",
    "Facts",
    "Description",
)
_LINKED = re.compile(r"\[([^\[\]]*)\]\([^()\s]*\)")
_MARKUP = re.compile(r"[`*_\\~]")
_MAX_LEAD = 300
"""Characters of a line in which its prose may start."""
_INDENT = "\u00a0"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of an entry: ``marked`` has ``SPLIT`` between differently formatted parts.

    ``starts`` tells whether a paragraph starts with it.
    """

    cell: Cell
    starts: bool = True


@dataclass(slots=True)
class Entry:
    """An entry: its depth in a list, its name, what follows in the same line, and the lines below.

    ``values`` are the items below it that are values, not fields.
    """

    depth: int
    name: Cell
    head: Cell
    lines: list[Line] = field(default_factory=list)
    values: list[str] = field(default_factory=list)


@dataclass(slots=True)
class EntryFacts:
    """The facts of an entry."""

    head: Head
    labels: dict[Label, str] = field(default_factory=dict)
    type: Cell | None = None
    values: list[str] = field(default_factory=list)
    constraints: list[str] = field(default_factory=list)
    described: list[Line] = field(default_factory=list)

    @property
    def is_field(self) -> bool:
        """Return whether the entry has a type, a flag or a location, so that it is more than a word and prose."""
        return self.type is not None or bool(self.head.flags - {"conditional"} or self.head.place)


def read_entry(entry: Entry, dialect: Dialect) -> EntryFacts:
    """Read the facts of an entry: from its head, then from labelled lines such as ``Type: String``."""
    facts = EntryFacts(read_head(entry.head, dialect))
    facts.type = facts.head.type
    rest = facts.head.rest
    lines = list(entry.lines)
    if facts.type is None and not facts.head.flags and not rest.replace(SPLIT, " ").strip() and lines:
        lines = _second_head(facts, lines, dialect)
    elif rest.replace(SPLIT, " ").strip():
        lines.insert(0, Line(_behind(entry.head, rest)))
    facts.values += entry.values
    for line in lines:
        _take_line(facts, line, dialect)
    return facts


def gather(entry: Entry, dialect: Dialect) -> None:
    """Join the lines below a name that consist of facts to its head."""
    typed = read_head(entry.head, dialect).type is not None
    while entry.lines:
        first = entry.lines[0].cell
        head = read_head(first, dialect)
        if head.rest.strip() or not (head.flags or head.place or (head.type and not typed)):
            return
        typed = typed or head.type is not None
        joined = f"{SPLIT} {SPLIT}".join(cell.marked for cell in (entry.head, first) if cell.marked)
        entry.head = replace(first, source=joined, marked=joined)
        entry.lines.pop(0)


def _second_head(facts: EntryFacts, lines: list[Line], dialect: Dialect) -> list[Line]:
    """Read the line below a bare name as its head, where it consists of facts or starts with a type in a sentence."""
    first = lines[0]
    if label_of(first.cell):
        return lines
    head = read_head(first.cell, dialect)
    rest = head.rest.replace(SPLIT, " ").strip()
    if head.type is None and (rest or not head.flags):
        return lines
    facts.head, facts.type = head, head.type
    return [Line(_behind(first.cell, head.rest)), *lines[1:]] if rest else lines[1:]


def _behind(cell: Cell, rest: str) -> Cell:
    """Return the part of a cell that ends with ``rest``, with its markup where the source contains it."""
    wanted = _bare(replace(cell, marked=rest.replace(SPLIT, "")).plain)
    source = cell.source.strip()
    if (at := _literal_end(source, wanted)) is not None:
        return replace(cell, source=source[at:], marked=rest)
    starts = [at for at in range(min(len(source), _MAX_LEAD)) if at == 0 or not source[at - 1].isalnum()]
    found = next((at for at in starts if len(source) - at >= len(wanted) and _bare(source[at:]) == wanted), None)
    return replace(cell, source=wanted if found is None else source[found:].strip(), marked=rest)


def _literal_end(source: str, wanted: str) -> int | None:
    """Return where a text starts that a source ends with, if no markup is before or in it; else None."""
    at = len(source) - len(wanted)
    before = source[:at].rstrip()
    if not wanted or not source.endswith(wanted) or not (before and len(before) < at < _MAX_LEAD):
        return None
    literal = (before[-1].isalnum() or before[-1] in ":.,)") and "](" not in source
    return at if literal and _bare(wanted) == wanted else None


def _bare(text: str) -> str:
    """Return Markdown without the marks of code, emphasis and links."""
    return " ".join(_MARKUP.sub("", _LINKED.sub(r"\1", text)).split())


def _take_line(facts: EntryFacts, line: Line, dialect: Dialect) -> None:
    found = label_of(line.cell)
    if found is None or not _take_label(facts, *found, line, dialect):
        facts.described.append(line)


def _take_label(facts: EntryFacts, label: Label, value: Cell, line: Line, dialect: Dialect) -> bool:
    """Take a labelled line; return False for one that is prose."""
    plain = value.plain.replace(SPLIT, "").strip()
    if label == "type":
        _take_type(facts, value, line, dialect)
        return True
    if label == "values":
        values = listed_values(value)
        facts.values += [item for item in values if item not in facts.values]
        return bool(values) or not plain
    if label == "constraint":
        facts.constraints.append(line.cell.plain.replace(SPLIT, ""))
        return True
    if label == "description":
        facts.described.append(replace(line, cell=replace(value, source=plain)))
        return True
    if label == "required" and (flag := _yes_no(plain, dialect)):
        facts.head.flags.add(flag)
        return True
    if label in facts.labels or not plain:
        return not plain
    facts.labels[label] = plain
    return True


def _take_type(facts: EntryFacts, value: Cell, line: Line, dialect: Dialect) -> None:
    """Take a labelled type, with flags and prose behind it, unless the entry has a type already."""
    if facts.type is not None:
        return
    head = read_head(value, dialect)
    if head.type is None:
        plain = value.plain.replace(SPLIT, "").strip()
        facts.type = replace(value, source=plain, marked=value.marked.replace(SPLIT, ""))
        return
    facts.head.flags |= head.flags
    facts.type = head.type
    if head.rest.replace(SPLIT, "").strip():
        facts.described.append(replace(line, cell=_behind(value, head.rest)))


def _yes_no(text: str, dialect: Dialect) -> str | None:
    word = text.casefold().rstrip(".")
    if word in {"yes", "true"}:
        return "required"
    if word in {"no", "false"}:
        return "optional"
    return flag_of(text, dialect)


def grid_of_entries(
    rows: Sequence[tuple[Entry, EntryFacts]], sections: tuple[Section, ...], at: Location, dialect: Dialect
) -> Grid:
    """Return the rows of entries."""
    header = tuple(Cell(source=word, marked=word, location=at) for word in _HEADER)
    cells = tuple(_cells(entry, facts) for entry, facts in rows)
    return Grid(header=header, rows=cells, sections=sections, location=at, dialect=dialect)


def _cells(entry: Entry, facts: EntryFacts) -> tuple[Cell, ...]:
    bare = entry.name.marked.replace(SPLIT, "").rstrip(":")
    name = replace(entry.name, source=_INDENT * 2 * entry.depth + bare, marked=bare, links=())
    text = entry.head
    return (
        name,
        _with_flags(facts) or replace(text, source="", marked=""),
        _said(text, facts.head.required),
        _said(text, "yes" if "nullable" in facts.head.flags else facts.labels.get("nullable", "")),
        _said(text, "yes" if "deprecated" in facts.head.flags else facts.labels.get("deprecated", "")),
        _said(text, ", ".join(facts.values)),
        _said(text, facts.labels.get("default", "")),
        _said(text, facts.labels.get("format", "")),
        _said(text, facts.head.place or facts.labels.get("place", "")),
        _said(text, "\n".join(facts.constraints)),
        _described(facts, text),
    )


def _with_flags(facts: EntryFacts) -> Cell | None:
    kind = facts.type
    if kind is None or "expandable" not in facts.head.flags:
        return kind
    return replace(kind, source=f"{kind.source}, expandable", marked=f"{kind.marked}, expandable")


def _said(cell: Cell, text: str) -> Cell:
    return Cell(source=text, marked=text, location=cell.location)


def _described(facts: EntryFacts, head: Cell) -> Cell:
    """Return the description: paragraphs separated by empty lines, as written."""
    text = "\n".join(facts.head.conditions)
    for line in facts.described:
        source = line.cell.source.replace(SPLIT, "").strip()
        if source:
            text += ("\n\n" if line.starts else "\n") + source if text else source
    first = facts.described[0].cell if facts.described else head
    return replace(first, source=text, marked=" ".join(text.split()), links=())


def report_unread(entry: Entry, message: str, found: Diagnostics) -> None:
    """Report an entry that is not read."""
    found.error("table-malformed-row", message, entry.name.location)
