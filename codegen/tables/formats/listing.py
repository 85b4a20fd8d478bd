"""Reads reference pages saved as text: bullets such as ``- couponstringRequiredThe coupon…`` below headings.

Two layouts are supported. Pages saved as Markdown have ``#`` headings with a link line below them and repeat every
sentence; pages saved as plain text start with their title, and indent descriptions and child fields below ``•``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from codegen.core.location import Location
from codegen.ir.types import AnyValue
from codegen.openapi.document.positions import Lines
from codegen.tables.cells.examples import call_lines, read_call, read_json, starts_call
from codegen.tables.cells.grid import Cell
from codegen.tables.cells.headings import HeadingSubject, inferred_response, resource_of, route_in, slug, subject_of
from codegen.tables.cells.nesting import arrays_around, bare_name, distinct_fields, of_elements
from codegen.tables.cells.prose import infer_from_prose
from codegen.tables.cells.typewords import parse_type
from codegen.tables.dialects.model import PLAIN, Dialect
from codegen.tables.formats.glued import split_row
from codegen.tables.model import Endpoint, Example, Reference, Table, TableField, table_id

if TYPE_CHECKING:
    from codegen.core.diagnostic import Diagnostics
    from codegen.tables.formats.glued import Split

_BULLET = re.compile(r"(?P<indent>[ \t]*)(?:[-*•◦▪‣·])[ \t]+(?P<text>\S.*)")
_HEADING = re.compile(r"#{1,6}[ \t]+(?P<text>[^\n]*[^ \t#\n]|[^\n])[ \t#]*")
_LINK_LINE = re.compile(r"\[(?P<text>[^\]]*)\]\((?P<target>[^)\s]*)\)")
_DELIMITER = re.compile(r"^[ \t]*+(?:\|[ \t]*+)?:?-++:?[ \t]*+\|[ \t:|-]*+$", re.MULTILINE)
_WORDS = {"parameters", "more parameters", "attributes", "more attributes", "returns", "response", "request", "example"}
_NONE = re.compile(r"No (?:required )?parameters\.?", re.IGNORECASE)
_VALUE = re.compile(r"(?P<value>[a-z0-9]+(?:[_-][a-z0-9]+)*)(?:[A-Z].*)?")
_LIKE_NAME = re.compile(r"[a-z][a-z0-9]*(?:[_.][a-z0-9]+)+(?:[A-Z ].*)?|[a-z]+")


def recognises(name: str, text: str) -> bool:
    """Return whether a text file contains rows as in ``glued`` and no Markdown table."""
    if not name.lower().endswith((".txt", ".text", ".md", ".markdown", "")) or _DELIMITER.search(text):
        return False
    rows = (_BULLET.fullmatch(line) for line in text.split("\n"))
    return any(row and (split := split_row(row["text"].strip())) and not split.rivals for row in rows)


def read(name: str, text: str, found: Diagnostics, dialect: Dialect = PLAIN) -> Reference:
    """Read every section of a page that has fields, parameters or an endpoint, and the examples of the page."""
    return _ListingPage(name, text, found, dialect).read()


@dataclass(slots=True)
class _ListingRow:
    split: Split
    path: str
    indent: int
    line: int
    column: int
    texts: list[str]
    values: list[str] = field(default_factory=list)
    described: set[str] = field(default_factory=set)

    @property
    def text(self) -> str:
        return "".join(self.texts)

    def describe(self, text: str, *, joined: bool) -> None:
        """Add a text, unless it is one that the row has."""
        if text in self.described or (self.texts and text in self.texts[0]):
            return
        self.described.add(text)
        if self.texts:
            self.texts.append(" " if joined else "\n\n")
        self.texts.append(text)

    def takes_value(self, text: str) -> bool:
        """Add a bullet below an ``enum`` as one of its values, with or without prose joined to it."""
        value = _VALUE.fullmatch(text) if self.split.type == "enum" else None
        if value:
            self.values.append(value["value"])
        return value is not None


@dataclass(slots=True)
class _Section:
    heading: str
    location: Location
    link: str = ""
    rows: list[_ListingRow] = field(default_factory=list)
    before: list[str] = field(default_factory=list)
    after: list[str] = field(default_factory=list)
    none_needed: bool = False
    has_parameters: bool = False
    endpoint: Endpoint | None = None
    examples: list[Example] = field(default_factory=list)
    open: list[_ListingRow] = field(default_factory=list)
    """The last row and those that contain it."""


class _ListingPage:
    """Reads one page line by line."""

    def __init__(self, name: str, text: str, found: Diagnostics, dialect: Dialect) -> None:
        self._dialect = dialect
        self._name = name
        self._text = text
        self._lines = text.split("\n")
        self._places = Lines(text)
        self._found = found
        self._plain = not any(_HEADING.fullmatch(line) for line in self._lines)
        self._sections: list[_Section] = []
        self._blank = True
        self._required_marked = False
        self._nullable_marked = False

    def read(self) -> Reference:
        number = 0
        while number < len(self._lines):
            number = self._line(number)
        rows = [row for section in self._sections for row in section.rows]
        self._required_marked = any("required" in row.split.flags for row in rows)
        self._nullable_marked = any(row.split.nullable for row in rows)
        tables: list[Table] = []
        examples: list[Example] = []
        for section in self._sections:
            table = self._table(section)
            tables += [table] if table else []
            examples += [replace(item, table=table.id if table else None) for item in section.examples]
        return Reference(tuple(tables), tuple(examples))

    def _line(self, number: int) -> int:
        """Read one line, or the block that starts there; return the index of the next line."""
        line = self._lines[number]
        if not line.strip():
            self._blank = True
            return number + 1
        after_blank, self._blank = self._blank, False
        if self._heading(line, number) or not self._sections:
            return number + 1
        section = self._sections[-1]
        if bullet := _BULLET.fullmatch(line):
            self._bullet(section, bullet, number)
        elif starts_call(line):
            return self._call(section, number)
        elif line.lstrip().startswith(("{", "[{")):
            return self._json(section, number)
        elif route := route_in(line, self._dialect):
            at = Location(self._name, "", number + 1, len(line) - len(line.lstrip()) + 1)
            section.endpoint = Endpoint(method=route.method, path=route.path, location=at)
        else:
            self._prose(section, line, after_blank=after_blank)
        return number + 1

    def _heading(self, line: str, number: int) -> bool:
        match = _HEADING.fullmatch(line)
        first = self._plain and not self._sections and not _BULLET.fullmatch(line)
        if not match and not first:
            return False
        text = match["text"] if match else line.strip()
        column = (match.start("text") if match else len(line) - len(line.lstrip())) + 1
        if match and text.casefold() in _WORDS and self._sections:
            self._prose(self._sections[-1], text, after_blank=True)
            return True
        self._sections.append(_Section(text, Location(self._name, "", number + 1, column)))
        return True

    def _bullet(self, section: _Section, match: re.Match[str], number: int) -> None:
        text = match["text"].strip()
        split = split_row(text)
        at = Location(self._name, "", number + 1, match.start("text") + 1)
        if split is None or " " in split.name:
            self._other_bullet(section, text, number, at)
            return
        if split.rivals:
            message = f"ambiguous name: read as {split.name!r}, not as {split.rivals[0]!r}"
            self._found.warning("table-bad-cell", message, at)
        indent = len(match["indent"].expandtabs(4))
        while section.open and section.open[-1].indent >= indent:
            section.open.pop()
        parent = section.open[-1] if section.open else None
        path = bare_name(split.name)
        if parent and not path.startswith(parent.path + "."):
            path = f"{parent.path}.{path}"
        row = _ListingRow(split, path, indent, number + 1, at.column, [split.text] if split.text else [])
        section.rows.append(row)
        section.open.append(row)

    def _other_bullet(self, section: _Section, text: str, number: int, at: Location) -> None:
        """Read a bullet that is not a row: an enum value, a row without a type, or prose."""
        if section.rows and section.rows[-1].takes_value(text):
            return
        if _LIKE_NAME.fullmatch(text) and not self._is_navigation(number, text):
            message = "this looks like a field, but its name is not followed by a type"
            self._found.error("table-malformed-row", message, at)
        elif section.rows:
            section.rows[-1].describe(text, joined=False)

    def _is_navigation(self, number: int, text: str) -> bool:
        after = number + 1
        while after < len(self._lines) and not self._lines[after].strip():
            after += 1
        following = self._lines[after].strip() if after < len(self._lines) else ""
        link = _LINK_LINE.fullmatch(following)
        return bool(link and link["text"].strip() == text)

    def _call(self, section: _Section, number: int) -> int:
        end = call_lines(self._lines, number)
        at = Location(self._name, "", number + 1, len(self._lines[number]) - len(self._lines[number].lstrip()) + 1)
        example = read_call("\n".join(self._lines[number:end]), at)
        if example is None:
            self._found.warning("table-bad-cell", "invalid curl call; ignored", at)
        else:
            section.examples.append(example)
        return end

    def _json(self, section: _Section, number: int) -> int:
        line = self._lines[number]
        start = self._places.start(number + 1) + len(line) - len(line.lstrip())
        at = Location(self._name, "", number + 1, len(line) - len(line.lstrip()) + 1)
        example, end = read_json(self._text, start, at)
        line_after = self._places.position(end)[0]
        if example is None:
            self._found.warning("table-bad-cell", "this example is not valid JSON; ignored", at)
            blank = next((n for n in range(number, len(self._lines)) if not self._lines[n].strip()), len(self._lines))
            return max(blank, line_after - 1)
        section.examples.append(example)
        return line_after

    def _prose(self, section: _Section, line: str, *, after_blank: bool) -> None:
        text = line.strip()
        if link := _LINK_LINE.fullmatch(text):
            if link["text"].strip() == section.heading.strip() and not section.link:
                section.link = link["target"]
            return
        if text.casefold() in _WORDS:
            section.has_parameters |= "parameters" in text.casefold()
            return
        if _NONE.fullmatch(text):
            section.none_needed = section.has_parameters = True
        elif text == section.heading.strip():
            section.before.clear()  # the text above was the breadcrumb trail
        elif section.rows and (len(line) - len(line.lstrip())) > section.rows[-1].indent:
            section.rows[-1].describe(text, joined=not after_blank)
        elif section.rows and section.rows[-1].texts == [text]:
            return
        else:
            (section.after if section.rows else section.before).append(text)

    def _table(self, section: _Section) -> Table | None:
        subject = subject_of(section.heading, section.link)
        if not section.rows and not (subject and subject.kind == "parameters" and self._says_something(section)):
            return None
        if section.endpoint and (subject is None or not section.link):
            subject = replace(subject, resource=resource_of(section.endpoint.path)) if subject else None
        if subject is None:
            kind: Literal["object", "parameters"] = "parameters" if section.has_parameters else "object"
            subject = HeadingSubject(kind, slug(section.heading), "")
        return self._built(section, subject)

    def _says_something(self, section: _Section) -> bool:
        return bool(section.none_needed or section.endpoint or section.before or section.after)

    def _built(self, section: _Section, subject: HeadingSubject) -> Table:
        is_operation = subject.kind == "parameters"
        key = f"{subject.resource}.{subject.name}" if is_operation and subject.resource else subject.name
        server = next((item.url for item in section.examples if item.kind == "curl"), "")
        endpoint = section.endpoint
        if endpoint and server.endswith(endpoint.path):
            endpoint = replace(endpoint, server=server.removesuffix(endpoint.path))
        before = [text for text in section.before if not _NONE.fullmatch(text)]
        return Table(
            id=table_id(self._name, key),
            name=subject.name,
            kind=subject.kind,
            fields=distinct_fields(self._fields(section, subject), self._found),
            location=section.location,
            description="\n\n".join(dict.fromkeys(before)),
            resource=subject.resource,
            endpoint=endpoint,
            response=(inferred_response(" ".join([*section.after, *before]))) if is_operation else "",
        )

    def _fields(self, section: _Section, subject: HeadingSubject) -> list[TableField]:
        fields: list[TableField] = []
        names: set[str] = set()
        for row in section.rows:
            found = infer_from_prose(self._field(row, section, subject))
            fields += [*arrays_around(found, row.split.name, names), found]
        return fields

    def _field(self, row: _ListingRow, section: _Section, subject: HeadingSubject) -> TableField:
        split, line = row.split, row.line
        name_at = Location(self._name, "", line, row.column)
        type_at = Location(self._name, "", line, row.column + split.type_at)
        words = split.type.replace("hashes", "hash").replace("dictionaries", "dictionary")
        words = {"enum": "string", "decimal string": "string"}.get(words, words)
        words = f"enum: {', '.join(row.values)}" if row.values else words
        facts = parse_type(Cell(source=words, marked=words, location=type_at))
        node = facts.type if not facts.unclear else AnyValue(location=type_at)
        return TableField(
            name=row.path,
            type=of_elements(node, split.name, name_at, self._found),
            location=name_at,
            required=self._required(row, section, subject),
            nullable=True if split.nullable else False if self._nullable_marked else None,
            expandable="expandable" in split.flags,
            description=row.text,
            deprecated="deprecated" in split.flags,
            places={
                "name": name_at,
                "type": type_at,
                "description": Location(self._name, "", line, row.column + split.text_at),
            },
        )

    def _required(self, row: _ListingRow, section: _Section, subject: HeadingSubject) -> bool | None:
        """Read the flag; on a page that flags required parameters, or says that it has none, the rest is optional."""
        flags = row.split.flags
        if "required" in flags:
            return True
        if "optional" in flags:
            return False
        if subject.kind == "object" or "conditional" in flags:
            return None
        return False if section.none_needed or self._required_marked else None
