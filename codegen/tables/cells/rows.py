"""Converts raw tables to schema tables: names from headings, facts from cells."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from codegen.ir.types import ABSENT, Absent, AnyValue, Choice, Kind, Scalar
from codegen.openapi.document import parse_value
from codegen.tables.cells.columns import Role, roles_of, yes_or_no
from codegen.tables.cells.identity import identify
from codegen.tables.cells.nesting import Ancestry, bare_name, distinct_fields, indent_of
from codegen.tables.cells.parts import SectionPart, place_of
from codegen.tables.cells.prose import infer_from_prose
from codegen.tables.cells.typewords import TypeFacts, parse_type
from codegen.tables.model import Fact, Table, TableField

if TYPE_CHECKING:
    from collections.abc import Mapping

    from codegen.core.diagnostic import Diagnostics
    from codegen.core.json import Json
    from codegen.core.location import Location
    from codegen.tables.cells.grid import Cell, Grid
    from codegen.tables.cells.identity import Identity
    from codegen.tables.model import SentIn

_PARAMETERS = frozenset({"parameter", "parameters", "argument", "arguments", "param"})
_DEPRECATED = re.compile(r"[\W_]*deprecated\b", re.IGNORECASE)
_FLAG = re.compile(r"required|mandatory|optional|nullable|deprecated|read-?only|expandable", re.IGNORECASE)
_REQUIRED = {"required": True, "mandatory": True, "optional": False}
_SPACED = re.compile(r"[\w.-]+(?:\s+[\w.-]+)+")
_Shared = Literal["name", "type", "required", "nullable", "default", "description", "deprecated"]
"""Facts with a column of the same name."""
_MAX_SHOWN = 60


def table_of(grid: Grid, found: Diagnostics) -> Table | None:
    """Convert a raw table; return None when it has no name column or no type column."""
    roles = roles_of(grid.header, found)
    if roles is None:
        return None
    about = identify(grid.sections, grid.location, parameters=_calls_parameters(grid, roles))
    if about.part and about.part.kind == "response-header":
        message = "table of response headers ignored: models do not contain headers"
        found.warning("table-bad-cell", message, grid.location)
        return None
    return replace(about.table(), fields=_fields(grid, roles, about, found))


def _calls_parameters(grid: Grid, roles: Mapping[Role, int]) -> bool:
    """Return whether the header or the heading just above calls the rows parameters."""
    inner = grid.sections[-1].heading if grid.sections else None
    words = {cell.plain.casefold() for cell in (inner, grid.header[roles["name"]]) if cell}
    return bool(words & _PARAMETERS) or "place" in roles


def _fields(grid: Grid, roles: Mapping[Role, int], about: Identity, found: Diagnostics) -> tuple[TableField, ...]:
    part = about.part or SectionPart("parameters")
    ancestry = Ancestry()
    fields: list[TableField] = []
    for cells in grid.rows:
        row = _FieldRow(cells, grid, roles, found).field()
        if row is not None:
            indent = indent_of(cells[roles["name"]].source)
            row = replace(
                row,
                name=ancestry.path(row.name, indent),
                sent_in=row.sent_in or part.sent_in,
                required=part.required if row.required is None else row.required,
            )
            fields.append(infer_from_prose(row))
    return distinct_fields(fields, found)


@dataclass(frozen=True, slots=True)
class _FieldRow:
    cells: tuple[Cell, ...]
    grid: Grid
    roles: Mapping[Role, int]
    found: Diagnostics

    def field(self) -> TableField | None:
        """Return the field, or None after reporting a malformed row."""
        if not self._well_formed():
            return None
        cell = self.cells[self.roles["name"]]
        name, required, words = _name(cell)
        if words:
            message = f"the name is followed by {_short(words)!r}, which is ignored"
            self.found.warning("table-bad-cell", message, cell.location)
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
            limits=facts.limits,
            description=description,
            deprecated=bool(deprecated),
            places=self._places(),
            inferred=inferred,
            sent_in=self._sent_in(),
        )

    def _well_formed(self) -> bool:
        count, wanted = len(self.cells), len(self.grid.header)
        if count != wanted:
            message = f"this row has {count} {'cell' if count == 1 else 'cells'}, the header has {wanted}"
            hint = r"escape a | within a cell as \|" if count > wanted else "keep an empty cell between two |"
            self.found.error("table-malformed-row", message, self._start(), hint)
            return False
        wide = next((cell for cell in self.cells if cell.reaches == "columns"), None)
        if wide or self.cells[self.roles["name"]].reaches:
            what = "a cell that spans columns is ambiguous" if wide else "a name cell must not span rows"
            at = (wide or self.cells[self.roles["name"]]).location
            self.found.error("table-malformed-row", what, at, "repeat the cell")
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
            self.found.warning("table-bad-cell", "missing type; treated as 'any'", cell.location)
            return TypeFacts(type=AnyValue(location=cell.location))
        facts = parse_type(cell)
        if facts.unclear:
            self.found.warning("table-bad-cell", f"unknown text in a type: {_short(facts.unclear)!r}", cell.location)
        return self._with_columns(facts)

    def _with_columns(self, facts: TypeFacts) -> TypeFacts:
        """Add the format and the allowed values from their own columns."""
        node = facts.type
        if not isinstance(node, Scalar):
            return facts
        text_format = self._plain("format")
        if node.format is None and not _silent(text_format):
            node = replace(node, format=text_format)
        listed = self._plain("enum")
        if _silent(listed):
            return replace(facts, type=node)
        return replace(facts, type=self._listed(node, listed) or node)

    def _listed(self, node: Scalar, listed: str) -> Choice | None:
        """Return the allowed values of a cell, separated by commas, pipes or spaces."""
        if not re.search(r"[,|]", listed) and _SPACED.fullmatch(listed):
            listed = ", ".join(value for value in listed.split() if value not in {"or", "and"})
        kind = "integer" if node.kind is Kind.INTEGER else "string"
        values = parse_type(replace(self.cells[self.roles["enum"]], marked=f"{kind} enum: {listed}")).type
        return replace(values, nullable=node.nullable) if isinstance(values, Choice) else None

    def _sent_in(self) -> SentIn:
        """Parse the column that gives the location of a parameter."""
        text = self._plain("place")
        if _silent(text):
            return ""
        found = place_of(text)
        if found is None:
            message = f"{_short(text)!r} is not a parameter location; treated as unknown"
            self.found.warning("table-bad-cell", message, self.cells[self.roles["place"]].location)
        return found or ""

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
            return parse_value(text, at=self.cells[self.roles["default"]].location, found=self.found)
        except ValueError:
            return text

    def _places(self) -> dict[Fact, Location]:
        facts: tuple[_Shared, ...] = ("name", "type", "required", "nullable", "default", "description", "deprecated")
        places: dict[Fact, Location] = {
            fact: self.cells[self.roles[fact]].location for fact in facts if fact in self.roles
        }
        if "optional" in self.roles:
            places.setdefault("required", self.cells[self.roles["optional"]].location)
        return places


def _name(cell: Cell) -> tuple[str, bool | None, str]:
    """Return the name, whether a mark behind it makes it required, and any other words behind it.

    Marks are ``name*``, ``name?`` and ``name required``. In a format without markup, a name may contain spaces.
    """
    text = bare_name(cell.plain)
    first, _, rest = text.partition(" ")
    required: bool | None = None
    if rest and (flag := _FLAG.fullmatch(rest.strip("()[], "))):
        text, rest, required = first, "", _REQUIRED.get(flag[0].casefold())
    elif not rest or cell.source.strip("`*_") == cell.marked:
        first, rest = text, ""
    else:
        text = first
    if text.endswith(("*", "?")):
        return bare_name(text[:-1]), text.endswith("*"), rest
    return text, required, rest


def _silent(text: str) -> bool:
    return text.casefold() in {"", "-", "–", "—", "none", "n/a"}  # noqa: RUF001 - dashes of any length mean "none"


def _short(text: str) -> str:
    return text if len(text) <= _MAX_SHOWN else text[:_MAX_SHOWN] + "…"
