"""Grids become tables: names from headings, facts from cells."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Literal

from codegen.ir.tables import Endpoint, Fact, Table, TableField, table_id
from codegen.ir.types import ABSENT, Absent, AnyValue, Choice, Kind, Scalar
from codegen.read.tables.columns import Role, roles_of, yes_or_no
from codegen.read.tables.headings import ENDPOINT, reply_of, resource_of, subject_of
from codegen.read.tables.nesting import Ancestry, bare_name, distinct_fields, indent_of
from codegen.read.tables.prose import infer_from_prose
from codegen.read.tables.typewords import TypeFacts, parse_type

if TYPE_CHECKING:
    from collections.abc import Mapping

    from codegen.core.diagnostic import Diagnostics
    from codegen.core.json import Json
    from codegen.core.location import Location
    from codegen.read.tables.grid import Cell, Grid

_GENERIC = frozenset(
    {
        "field",
        "fields",
        "property",
        "properties",
        "attribute",
        "attributes",
        "parameter",
        "parameters",
        "argument",
        "arguments",
        "member",
        "members",
        "schema",
        "table",
        "body",
        "request",
        "response",
        "object",
        "reference",
    }
)
_PARAMETERS = frozenset({"parameter", "parameters", "argument", "arguments", "param"})
_TYPE_LINE = re.compile(r"[*_]*type:?[*_]*:?\s*[*_`]*\w+[*_`]*", re.IGNORECASE)
_DEPRECATED = re.compile(r"[\W_]*deprecated\b", re.IGNORECASE)
_Shared = Literal["name", "type", "required", "nullable", "default", "description", "deprecated"]
"""Facts that have a column of the same name."""
_MAX_SHOWN = 60


def table_of(grid: Grid, file: str, found: Diagnostics) -> Table | None:
    """Return the schema table that a grid is, or None when it has no name column or no type column."""
    roles = roles_of(grid.header, found)
    if roles is None:
        return None
    depth = _naming_depth(grid)
    naming = grid.sections[depth].heading if depth is not None else None
    name = naming.plain if naming else PurePosixPath(file).stem.replace("-", "_")
    below = grid.sections[depth:] if depth is not None else grid.sections
    prose = [text for section in below for text in section.prose if not _TYPE_LINE.fullmatch(text.strip())]
    endpoint, prose = _endpoint(prose, naming.location if naming else grid.location)
    kind = "parameters" if endpoint else _kind(grid, grid.header[roles["name"]])
    subject = subject_of(name)
    if subject and subject.kind != kind:
        subject = None
    resource = resource_of(endpoint.path) if endpoint else ""
    if subject and kind == "parameters" and not endpoint:
        resource = subject.resource
    name = subject.name if subject else name
    return Table(
        id=table_id(file, f"{resource}.{name}" if resource else name),
        name=name,
        kind=kind,
        resource=resource,
        endpoint=endpoint,
        reply=reply_of(" ".join(prose)) if kind == "parameters" else "",
        fields=_fields(grid, roles, found),
        location=naming.location if naming else grid.location,
        description="\n\n".join(prose),
    )


def _endpoint(prose: list[str], at: Location) -> tuple[Endpoint | None, list[str]]:
    """Take a paragraph such as ```GET /v1/things``` out of prose."""
    for index, text in enumerate(prose):
        match = ENDPOINT.fullmatch(text.strip().strip("`*"))
        if match:
            found = Endpoint(method=match["method"], path=match["path"].rstrip("`*"), location=at)
            return found, prose[:index] + prose[index + 1 :]
    return None, prose


def _naming_depth(grid: Grid) -> int | None:
    """Return the innermost section whose heading is a name and no word such as "Fields"."""
    for depth in range(len(grid.sections) - 1, -1, -1):
        heading = grid.sections[depth].heading
        if heading and heading.plain and heading.plain.casefold() not in _GENERIC:
            return depth
    return None


def _kind(grid: Grid, name_column: Cell) -> Literal["object", "parameters"]:
    inner = grid.sections[-1].heading if grid.sections else None
    words = {cell.plain.casefold() for cell in (inner, name_column) if cell}
    return "parameters" if words & _PARAMETERS else "object"


def _fields(grid: Grid, roles: Mapping[Role, int], found: Diagnostics) -> tuple[TableField, ...]:
    ancestry = Ancestry()
    fields: list[TableField] = []
    for cells in grid.rows:
        row = _Row(cells, grid, roles, found).field()
        if row is not None:
            indent = indent_of(cells[roles["name"]].source)
            fields.append(infer_from_prose(replace(row, name=ancestry.path(row.name, indent))))
    return distinct_fields(fields, found)


@dataclass(frozen=True, slots=True)
class _Row:
    cells: tuple[Cell, ...]
    grid: Grid
    roles: Mapping[Role, int]
    found: Diagnostics

    def field(self) -> TableField | None:
        """Return the field, or None after reporting a row whose cells cannot be told apart."""
        if not self._well_formed():
            return None
        cell = self.cells[self.roles["name"]]
        name, required = _name(cell)
        facts = self._type()
        optional = self._flag("optional")
        nullable = self._flag("nullable")
        stated = [self._flag("required"), None if optional is None else not optional, required, facts.required]
        description = self._text("description")
        deprecated = self._flag("deprecated")
        inferred: frozenset[Fact] = frozenset()
        if deprecated is None and _DEPRECATED.match(description):
            deprecated, inferred = True, frozenset({"deprecated"})
        return TableField(
            name=name,
            type=facts.type,
            location=cell.location,
            required=next((value for value in stated if value is not None), None),
            nullable=facts.nullable if nullable is None else nullable,
            expandable=facts.expandable,
            default=self._default(facts),
            description=description,
            deprecated=bool(deprecated),
            places=self._places(),
            inferred=inferred,
        )

    def _well_formed(self) -> bool:
        count, wanted = len(self.cells), len(self.grid.header)
        if count != wanted:
            message = f"this row has {count} {'cell' if count == 1 else 'cells'}, the header has {wanted}"
            hint = r"write a | that belongs to the text as \|" if count > wanted else "leave a cell empty between two |"
            self.found.error("table-malformed-row", message, self._start(), hint)
            return False
        if not _name(self.cells[self.roles["name"]])[0]:
            self.found.error("table-malformed-row", "this row has no name", self._start())
            return False
        return True

    def _start(self) -> Location:
        return self.cells[0].location if self.cells else self.grid.location

    def _type(self) -> TypeFacts:
        cell = self.cells[self.roles["type"]]
        if not cell.plain:
            self.found.warning("table-bad-cell", "no type; it counts as 'any'", cell.location)
            return TypeFacts(type=AnyValue(location=cell.location))
        facts = parse_type(cell)
        if facts.unclear:
            self.found.warning("table-bad-cell", f"not understood in a type: {_short(facts.unclear)!r}", cell.location)
        return self._with_columns(facts)

    def _with_columns(self, facts: TypeFacts) -> TypeFacts:
        """Add what columns of their own say about format and allowed values."""
        node = facts.type
        if isinstance(node, Scalar) and node.format is None and (word := self._plain("format")) and not _silent(word):
            node = replace(node, format=word)
        if isinstance(node, Scalar) and (listed := self._plain("enum")) and not _silent(listed):
            cell = self.cells[self.roles["enum"]]
            word = "integer" if node.kind is Kind.INTEGER else "string"
            values = parse_type(replace(cell, marked=f"{word} enum: {cell.marked}")).type
            node = replace(values, nullable=node.nullable) if isinstance(values, Choice) else node
        return replace(facts, type=node)

    def _flag(self, role: Role) -> bool | None:
        return yes_or_no(self.cells[self.roles[role]], self.found) if role in self.roles else None

    def _plain(self, role: Role) -> str:
        return self.cells[self.roles[role]].plain if role in self.roles else ""

    def _text(self, role: Role) -> str:
        return self.cells[self.roles[role]].source.strip() if role in self.roles else ""

    def _default(self, facts: TypeFacts) -> Json | Absent:
        text = self._plain("default")
        if _silent(text):
            return ABSENT
        if isinstance(facts.type, Scalar) and facts.type.kind is Kind.STRING and not text.startswith('"'):
            return text
        try:
            value: Json = json.loads(text)
        except (ValueError, RecursionError):
            return text
        return value

    def _places(self) -> dict[Fact, Location]:
        facts: tuple[_Shared, ...] = ("name", "type", "required", "nullable", "default", "description", "deprecated")
        places: dict[Fact, Location] = {
            fact: self.cells[self.roles[fact]].location for fact in facts if fact in self.roles
        }
        if "optional" in self.roles:
            places.setdefault("required", self.cells[self.roles["optional"]].location)
        return places


def _name(cell: Cell) -> tuple[str, bool | None]:
    """Return the name, and what a mark behind it says about required: ``name*`` and ``name?``."""
    text = cell.plain
    if text.endswith("*"):
        return bare_name(text[:-1]), True
    if text.endswith("?"):
        return bare_name(text[:-1]), False
    return bare_name(text), None


def _silent(text: str) -> bool:
    return text.casefold() in {"", "-", "–", "—", "none", "n/a"}  # noqa: RUF001 - dashes of any length mean "none"


def _short(text: str) -> str:
    return text if len(text) <= _MAX_SHOWN else text[:_MAX_SHOWN] + "…"
