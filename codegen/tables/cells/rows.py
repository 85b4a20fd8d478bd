"""Converts raw tables to schema tables: names from headings, facts from cells."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from codegen.ir.types import ABSENT, Absent, AnyValue, Choice, Kind, Scalar
from codegen.openapi.document import parse_value
from codegen.tables.cells.columns import Role, lacks_types, roles_of, states_condition, yes_or_no
from codegen.tables.cells.footnotes import noted, without_mark
from codegen.tables.cells.identity import identify, section_part
from codegen.tables.cells.labels import label_of, listed_values
from codegen.tables.cells.nesting import Ancestry, arrays_around, bare_name, distinct_fields, indent_of, of_elements
from codegen.tables.cells.parts import SectionPart, place_of
from codegen.tables.cells.prose import infer_from_prose, quoted_values
from codegen.tables.cells.typewords import TypeFacts, parse_type
from codegen.tables.model import Fact, Table, TableField

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from codegen.core.diagnostic import Diagnostics
    from codegen.core.json import Json
    from codegen.core.location import Location
    from codegen.tables.cells.grid import Cell, Grid
    from codegen.tables.cells.identity import Identity
    from codegen.tables.dialects.model import Dialect, Mark
    from codegen.tables.model import SentIn

_PARAMETERS = frozenset({"parameter", "parameters", "argument", "arguments", "param"})
_DEPRECATED = re.compile(r"[\W_]*deprecated\b", re.IGNORECASE)
_FLAG = re.compile(r"required|mandatory|optional|nullable|deprecated|read-?only|expandable", re.IGNORECASE)
_REQUIRED = {"required": True, "mandatory": True, "optional": False}
_ALL_OPTIONAL = re.compile(
    r"\ball (?:the )?(?:\w+ )?(?:parameters|params|fields|arguments|properties)\b[^.]{0,60}\bare optional\b",
    re.IGNORECASE,
)
_LINE_BREAK = re.compile(r"\n|<br ?/?>", re.IGNORECASE)
_SPACED = re.compile(r"[\w.-]+(?:\s+[\w.-]+)+")
_Shared = Literal["name", "type", "required", "nullable", "default", "description", "deprecated"]
"""Facts with a column of the same name."""
_UNUSED: Mapping[str, str] = {
    "response-header": "table of response headers ignored: models do not contain headers",
    "error": "table of an error response ignored: only successful responses are read",
}
_MAX_SHOWN = 60


def table_of(grid: Grid, found: Diagnostics) -> Table | None:
    """Convert a raw table; return None when it has no name column or no type column."""
    roles = roles_of(grid.header, found)
    if roles is None:
        _report_untyped(grid, found)
        return None
    about = identify(grid.sections, grid.location, grid.dialect, parameters=_calls_parameters(grid, roles))
    if about.part and (message := _UNUSED.get(about.part.kind)):
        found.warning("table-bad-cell", message, grid.location)
        return None
    if about.part and about.part.kind == "ignored":
        return None
    return replace(about.table(), fields=_fields(grid, roles, about, found))


def _report_untyped(grid: Grid, found: Diagnostics) -> None:
    """Report a table of fields without a type column, unless it is in a section that is not read anyway."""
    part = section_part(grid.sections, grid.dialect)
    is_read = part is None or part.kind in {"parameters", "response"}
    if is_read and grid.rows and lacks_types(grid.header, of_fields=part is not None):
        message = "this table of fields has no type column; it is ignored"
        found.warning("table-bad-cell", message, grid.header[0].location, "add a column 'Type'")


def _calls_parameters(grid: Grid, roles: Mapping[Role, int]) -> bool:
    """Return whether the header or the heading just above calls the rows parameters."""
    inner = grid.sections[-1].heading if grid.sections else None
    words = {cell.plain.casefold() for cell in (inner, grid.header[roles["name"]]) if cell}
    return bool(words & _PARAMETERS) or ("place" in roles and _states_places(grid, roles))


def _states_places(grid: Grid, roles: Mapping[Role, int]) -> bool:
    return not grid.rows or any(len(row) > roles["place"] and row[roles["place"]].plain for row in grid.rows)


def _fields(grid: Grid, roles: Mapping[Role, int], about: Identity, found: Diagnostics) -> tuple[TableField, ...]:
    part = about.part or SectionPart("parameters")
    unmarked = Unmarked.of(about, grid.dialect)
    ancestry = Ancestry()
    fields: list[TableField] = []
    names: set[str] = set()
    for given in grid.rows:
        cells = _padded(given, grid, roles)
        reader = _FieldRow(cells, grid, roles, found)
        name = reader.name
        indent = indent_of(name.source) if name else 0
        row = reader.field()
        if row is None:
            ancestry.skip(bare_name(name.plain) if name else "", indent)
            continue
        if ancestry.is_below_skipped(row.name, indent):
            message = f"the parent of {row.name!r} is not read, so neither is this row"
            found.error("table-malformed-row", message, row.location)
            continue
        row = replace(
            row,
            name=ancestry.path(row.name, indent),
            sent_in=row.sent_in or _sent_in(part, row.name, about),
            required=part.required if row.required is None and not reader.conditional else row.required,
        )
        fields += arrays_around(row, cells[roles["name"]].plain.strip(), names)
        fields.append(reader.noted(unmarked.apply(reader.inferred(row), conditional=reader.conditional)))
    return distinct_fields(fields, found)


def _padded(cells: tuple[Cell, ...], grid: Grid, roles: Mapping[Role, int]) -> tuple[Cell, ...]:
    """Return a row without its last cells with empty ones (GitHub Flavored Markdown, 4.10), if it has name and type."""
    missing = len(grid.header) - len(cells)
    if missing <= 0 or len(cells) <= max(roles["name"], roles.get("type", 0)):
        return cells
    last = cells[-1]
    return (*cells, *[replace(last, source="", marked="", links=(), reaches="")] * missing)


def _sent_in(part: SectionPart, name: str, about: Identity) -> SentIn:
    """Return the location of the parameters of a part; those of a URI are in the path if that names them."""
    if part.uri and about.endpoint:
        return "path" if f"{{{name}}}" in about.endpoint.path else "query"
    return part.sent_in


@dataclass(frozen=True, slots=True)
class Unmarked:
    """The flags of fields without a mark: those of the dialect, or of a sentence above the table."""

    required: bool | None
    nullable: bool | None

    @classmethod
    def of(cls, about: Identity, dialect: Dialect) -> Unmarked:
        """Return the flags for the tables of a subject."""
        kind = "object" if about.kind == "object" else "parameters"
        required = dialect.required_unmarked.get(kind)
        if kind == "parameters" and any(_ALL_OPTIONAL.search(text) for text in about.prose):
            required = False
        return cls(required, False if dialect.never_null else None)

    def apply(self, row: TableField, *, conditional: bool) -> TableField:
        """Complete a row."""
        required = row.required if conditional or row.required is not None else self.required
        nullable = row.nullable if row.nullable is not None or row.type.nullable else self.nullable
        return replace(row, required=required, nullable=nullable)


@dataclass(frozen=True, slots=True)
class _FieldRow:
    cells: tuple[Cell, ...]
    grid: Grid
    roles: Mapping[Role, int]
    found: Diagnostics

    @property
    def name(self) -> Cell | None:
        """Return the cell of the name; None for a row that is too short."""
        index = self.roles["name"]
        return self.cells[index] if index < len(self.cells) else None

    @property
    def conditional(self) -> bool:
        """Return whether the field is required under a condition: its cell is neither yes or no, nor empty."""
        return "required" in self.roles and states_condition(self.cells[self.roles["required"]])

    def field(self) -> TableField | None:
        """Return the field, or None after reporting a malformed row."""
        if not self._well_formed():
            return None
        cell = self.cells[self.roles["name"]]
        given = self._unnoted("name")[0].plain
        bare, name_marks = self.grid.dialect.unmarked(given, "name")
        name, required, words = _name(cell if bare == cell.plain.strip() else _renamed(cell, bare))
        if words:
            message = f"the name is followed by {_short(words)!r}, which is ignored"
            self.found.warning("table-bad-cell", message, cell.location)
        facts = self._type()
        description, text_marks = self._description()
        marks = name_marks | text_marks
        nullable = self._flag("nullable")
        deprecated = self._flag("deprecated")
        inferred: frozenset[Fact] = frozenset()
        if deprecated is None and _DEPRECATED.match(description):
            deprecated, inferred = True, frozenset({"deprecated"})
        return TableField(
            name=name,
            type=of_elements(facts.type, bare, cell.location, self.found),
            location=cell.location,
            required=self._required((required, facts.required), marks),
            nullable=(facts.nullable or ("nullable" in marks or None)) if nullable is None else nullable,
            expandable=facts.expandable,
            default=self._default(facts),
            limits=facts.limits,
            description=description,
            deprecated=bool(deprecated) or "deprecated" in marks,
            places=self._places(),
            inferred=inferred,
            sent_in=self._sent_in(),
            unread=facts.unclear,
        )

    def _required(self, stated: tuple[bool | None, bool | None], marks: AbstractSet[Mark]) -> bool | None:
        """Return the first that says whether the field is required: columns, name and type, marks of the dialect."""
        optional = self._flag("optional")
        columns = (self._flag("required"), None if optional is None else not optional)
        marked = False if "optional" in marks else True if "required" in marks else None
        return next((value for value in (*columns, *stated, marked) if value is not None), None)

    def _description(self) -> tuple[str, frozenset[Mark]]:
        """Return the description without the marks of the dialect that open it, and without lines of values."""
        lines = [line for line in _lines(self._text("description")) if not self._listed_in(line)]
        return self.grid.dialect.unmarked("\n".join(lines).strip(), "text")

    def _listed_in(self, line: str) -> tuple[str, ...]:
        """Return the values in a line such as ``Possible values: a, b``."""
        if not line or ":" not in line:
            return ()
        cell = self.cells[self.roles["description"]]
        found = label_of(replace(cell, source=line, marked=line))
        return tuple(listed_values(found[1])) if found and found[0] == "values" else ()

    def inferred(self, row: TableField) -> TableField:
        """Return a row with the facts of its prose, and of the limits that the page lists beside it."""
        description = row.description
        known = infer_from_prose(row)
        for line in self._text("facts").split("\n"):
            more = infer_from_prose(replace(known, description=line)) if line else known
            if more.limits != known.limits:
                at = self.cells[self.roles["facts"]].location
                known = replace(more, inferred=more.inferred - {"limits"}, places={**known.places, "limits": at})
            elif line:
                description = f"{description}\n\n{line}".strip()
        return replace(known, description=description)

    def _unnoted(self, role: Role) -> tuple[Cell, str]:
        """Return a cell without the mark of a footnote, and that footnote."""
        cell = self.cells[self.roles[role]]
        marked, note = without_mark(cell.marked, self.grid.notes)
        return (replace(cell, marked=marked) if note else cell), note

    def noted(self, row: TableField) -> TableField:
        """Return a row with what the footnotes of its name and type say."""
        roles: tuple[Role, ...] = ("name", "type")
        for role in roles:
            row = noted(row, self._unnoted(role)[1])
        return row

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
        cell, _ = self._unnoted("type")
        if not cell.plain:
            self.found.warning("table-bad-cell", "missing type; treated as 'any'", cell.location)
            return TypeFacts(type=AnyValue(location=cell.location))
        facts = parse_type(cell, self.grid.dialect)
        if facts.unclear:
            self.found.warning("table-bad-cell", f"unknown text in a type: {_short(facts.unclear)!r}", cell.location)
        return self._with_columns(self._with_values(facts) if facts.unlisted else facts)

    def _with_values(self, facts: TypeFacts) -> TypeFacts:
        """Return the type of an enum whose values are in its column or at the start of its description."""
        node = facts.type
        listed = self._plain("enum")
        values = None if _silent(listed) else self._listed(Kind.STRING, listed)
        if values is None and (quoted := quoted_values(self._text("description"))):
            values = Choice(values=quoted, location=node.location)
        if values is not None:
            return replace(facts, type=replace(values, nullable=node.nullable))
        if isinstance(node, AnyValue):
            message = "the values of this enum are not listed; treated as 'any'"
            self.found.warning("table-bad-cell", message, self.cells[self.roles["type"]].location)
        return facts

    def _with_columns(self, facts: TypeFacts) -> TypeFacts:
        """Add the format and the allowed values from their own columns."""
        node = facts.type
        if not isinstance(node, Scalar):
            return facts
        if node.kind is Kind.STRING and (listed_values := self._listed_in_description()):
            return replace(facts, type=Choice(values=listed_values, nullable=node.nullable, location=node.location))
        text_format = self._plain("format")
        if node.format is None and not _silent(text_format):
            node = replace(node, format=text_format)
        listed = self._plain("enum")
        if _silent(listed):
            return replace(facts, type=node)
        values = self._listed(node.kind, listed)
        return replace(facts, type=replace(values, nullable=node.nullable) if values else node)

    def _listed_in_description(self) -> tuple[str, ...]:
        """Return the values that the description lists, where no column does."""
        if "description" not in self.roles or not _silent(self._plain("enum")):
            return ()
        found = (self._listed_in(line) for line in _lines(self._text("description")))
        return next((values for values in found if values), ())

    def _listed(self, base: Kind, listed: str) -> Choice | None:
        """Return the allowed values of a cell, separated by commas, pipes or spaces."""
        if not re.search(r"[,|]", listed) and _SPACED.fullmatch(listed):
            listed = ", ".join(value for value in listed.split() if value not in {"or", "and"})
        kind = "integer" if base is Kind.INTEGER else "string"
        values = parse_type(replace(self.cells[self.roles["enum"]], marked=f"{kind} enum: {listed}")).type
        return values if isinstance(values, Choice) else None

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


def _lines(text: str) -> list[str]:
    return _LINE_BREAK.split(text) if "\n" in text or "<" in text else [text]


def _renamed(cell: Cell, name: str) -> Cell:
    """Return the cell of a name without the marks of a dialect; the indent before it is kept."""
    return replace(cell, source=f"{cell.source[: indent_of(cell.source)]}{name}", marked=name, links=())


def _silent(text: str) -> bool:
    return text.casefold() in {"", "-", "–", "—", "none", "n/a"}  # noqa: RUF001 - dashes of any length mean "none"


def _short(text: str) -> str:
    return text if len(text) <= _MAX_SHOWN else text[:_MAX_SHOWN] + "…"
