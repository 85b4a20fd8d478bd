"""Merges schema tables into the document: adds missing facts, reports contradictions.

A table is merged into the component of its name. Facts that only the table has (descriptions, deprecation, defaults,
formats, the values of a plain string) are added. A contradiction is a warning with both locations; the configured
source takes precedence. Rows of nested fields (``address.city``) are only compared; for them the document is used.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from codegen.core.diagnostic import Related
from codegen.ir.lookup import follow
from codegen.ir.types import Absent, AnyValue, DefId, Definition, Field, MapOf, Object
from codegen.tables.join.merge_operations import warn_of
from codegen.tables.join.merge_types import TypeJoiner
from codegen.tables.join.reconcile import reconcile
from codegen.tables.model import Fact, Table, TableField, fold_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from codegen.config.model import Authority
    from codegen.core.diagnostic import Diagnostics
    from codegen.core.location import Location
    from codegen.ir.api import Api


@dataclass(frozen=True, slots=True)
class MergePolicy:
    """Which source takes precedence in contradictions; ``overrides`` is by name of table."""

    default: Authority = "document"
    overrides: Mapping[str, Authority] = field(default_factory=dict)

    def side(self, table: str) -> Authority:
        """Return the source that takes precedence for a table."""
        return self.overrides.get(table, self.default)


def merge_tables(api: Api, tables: Sequence[Table], policy: MergePolicy, found: Diagnostics) -> Api:
    """Return the API with the facts of the tables. Every diagnostic is a warning."""
    components = _components(api.definitions)
    joiner = TypeJoiner(api.definitions, {folded: ids[0] for folded, ids in components.items() if len(ids) == 1})
    definitions = dict(api.definitions)
    for table in tables:
        target = _target(table, components, definitions, found)
        if target is not None:
            join = _Join(table, definitions[target], policy.side(table.name), joiner, found)
            definitions[target] = join.definition()
            warn_of([item for item in reconcile(api, [table]) if item.subject.count(".") > 1], found)
    return replace(api, definitions=definitions)


def _components(definitions: Mapping[DefId, Definition]) -> dict[str, list[DefId]]:
    components: dict[str, list[DefId]] = {}
    for key, definition in definitions.items():
        if definition.origin.component and not definition.origin.owner:
            components.setdefault(fold_name(definition.origin.component), []).append(key)
    return components


def _target(
    table: Table, components: Mapping[str, list[DefId]], definitions: Mapping[DefId, Definition], found: Diagnostics
) -> DefId | None:
    """Return the component that a table describes: of its exact name, or the only one of its folded name."""
    alike = components.get(fold_name(table.name), [])
    exact = [key for key in alike if definitions[key].origin.component == table.name]
    chosen = exact or alike
    if len(chosen) == 1:
        return chosen[0]
    if chosen:
        related = (Related(definitions[key].origin.component, definitions[key].location) for key in chosen)
        message = f"the table {table.name!r} matches {len(chosen)} components; it is ignored"
        found.warning("ambiguous-table", message, table.location, "", *related)
    else:
        message = f"the document has no component for the table {table.name!r}"
        found.warning("table-unknown-component", message, table.location)
    return None


@dataclass(frozen=True, slots=True)
class _Join:
    """One table and the definition that it describes."""

    table: Table
    target: Definition
    side: Authority
    joiner: TypeJoiner
    found: Diagnostics

    def definition(self) -> Definition:
        """Return the definition with the facts of the table."""
        described = replace(self.target, description=self.target.description or self.table.description)
        match self.target.type:
            case Object() as node:
                return replace(described, type=self._object(node))
            case MapOf(value=value, facets=facets) as node if isinstance(value, AnyValue):
                bare = Object(
                    fields=(), additional=value, facets=facets, nullable=node.nullable, location=node.location
                )
                filled = self._object(bare)
                return replace(described, type=filled if filled.fields else node)
            case AnyValue():
                return described
            case node:
                message = (
                    f"{self.target.origin.component!r} has fields in its table, "
                    f"but is {self.joiner.describe(node)!r} in the document"
                )
                self._report("type", message, self.target.location, self.table.location)
                return described

    def _object(self, node: Object) -> Object:
        rows = {row.name: row for row in self.table.fields}
        fields = [self._field(known, rows.get(known.name)) for known in node.fields]
        elsewhere = {known.name for known in node.fields} | self._inherited(node.bases)
        for row in self.table.fields:
            if row.name not in elsewhere and "." not in row.name:
                message = f"the field {row.name!r} is only in the table"
                self._report("field", message, self.target.location, row.location)
                if self.side == "tables":
                    fields.append(self._new_field(row))
        return replace(node, fields=tuple(fields))

    def _inherited(self, bases: Sequence[DefId]) -> set[str]:
        """Return the names of the fields of all bases."""
        names: set[str] = set()
        waiting, seen = list(bases), set(bases)
        while waiting:
            base = self.joiner.definitions.get(waiting.pop())
            if base and isinstance(base.type, Object):
                names |= {known.name for known in base.type.fields}
                waiting += [other for other in base.type.bases if other not in seen]
                seen |= set(base.type.bases)
        return names

    def _field(self, known: Field, row: TableField | None) -> Field:
        if row is None:
            message = f"the field {known.name!r} is only in the document"
            self._report("field", message, known.location, self.table.location)
            return known
        typed = self._nullable(self._type(known, row), row)
        stated = self._default(self._required(typed, row), row)
        return replace(
            stated,
            description=known.description or row.description,
            deprecated=known.deprecated or row.deprecated,
        )

    def _new_field(self, row: TableField) -> Field:
        node = self.joiner.convert(row.type)
        return Field(
            name=row.name,
            type=replace(node, nullable=bool(row.nullable) or node.nullable),
            required=row.required,
            location=row.location,
            default=row.default,
            description=row.description,
            deprecated=row.deprecated,
        )

    def _type(self, known: Field, row: TableField) -> Field:
        clash = self.joiner.clash(known.type, row.type)
        if clash is None and isinstance(known.type, AnyValue) and self.side == "tables":
            return replace(known, type=self.joiner.adopt(known.type, row.type))
        if clash is None:
            return replace(known, type=self.joiner.fill(known.type, row.type))
        message = f"{known.name!r} is {clash.document!r} in the document, {clash.table!r} in the table"
        self._report(clash.aspect, message, known.location, row.place("type"))
        return replace(known, type=self.joiner.adopt(known.type, row.type)) if self.side == "tables" else known

    def _nullable(self, known: Field, row: TableField) -> Field:
        nullable = self._is_nullable(known)
        if row.nullable is None or row.nullable == nullable or isinstance(known.type, AnyValue):
            return known
        document, table = _may(allowed=nullable), _may(allowed=row.nullable)
        message = f"{known.name!r} {document} be null in the document, {table} in the table"
        self._report("nullable", message, known.location, self._place(row, "nullable"))
        return replace(known, type=replace(known.type, nullable=row.nullable)) if self.side == "tables" else known

    def _required(self, known: Field, row: TableField) -> Field:
        """Compare ``required``; "No" in a table also matches a field that is required and nullable."""
        if row.required is None or known.required == row.required:
            return known
        if known.required is None:
            return replace(known, required=row.required)
        if not row.required and self._is_nullable(known):
            return known
        message = (
            f"{known.name!r} is {_required(known.required)} in the document, {_required(row.required)} in the table"
        )
        self._report("required", message, known.location, self._place(row, "required"))
        return replace(known, required=row.required) if self.side == "tables" else known

    def _default(self, known: Field, row: TableField) -> Field:
        if isinstance(row.default, Absent) or known.default == row.default:
            return known
        if isinstance(known.default, Absent):
            return replace(known, default=row.default)
        message = f"the default of {known.name!r} is {known.default!r} in the document, {row.default!r} in the table"
        self._report("default", message, known.location, self._place(row, "default"))
        return replace(known, default=row.default) if self.side == "tables" else known

    def _is_nullable(self, known: Field) -> bool:
        return any(node.nullable for node in follow(self.joiner.definitions, known.type))

    @staticmethod
    def _place(row: TableField, fact: Fact) -> Location:
        return row.places.get(fact, row.place("type"))

    def _report(self, aspect: str, message: str, document: Location, table: Location) -> None:
        code = "table-document-field-missing" if aspect == "field" else f"table-document-{aspect}-mismatch"
        used = "the document is used" if self.side == "document" else "the table is used"
        hint = f"{used}, as configured" if aspect != "field" else ""
        self.found.warning(code, message, document, hint, Related("the table", table))


def _may(*, allowed: bool) -> str:
    return "may" if allowed else "must not"


def _required(required: bool) -> str:  # noqa: FBT001 - a value, not an option
    return "required" if required else "optional"
