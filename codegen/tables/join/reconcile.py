"""Compares schema tables with a document. Only facts that both state are compared."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from codegen.ir.lookup import inner_fields, may_be_null, resolved, success_type
from codegen.ir.types import Absent, AnyValue, Expandable, Facets, ListOf, MapOf, Object, RefTo, Scalar, Union
from codegen.tables.endpoints import operation_key
from codegen.tables.join.merge_types import TypeJoiner
from codegen.tables.join.reconcile_fields import (
    Described,
    component_fields,
    field_at,
    operation_fields,
    operation_of,
)
from codegen.tables.model import PARTIAL, fold_name
from codegen.tables.to_openapi.schema import SchemaBuilder

if TYPE_CHECKING:
    from codegen.core.json import Json
    from codegen.core.location import Location
    from codegen.ir.api import Api
    from codegen.ir.types import DefId, Field, Type
    from codegen.tables.model import Table, TableField

Aspect = Literal[
    "table", "operation", "field", "type", "format", "enum", "required", "nullable", "default", "limits", "deprecated",
    "expandable", "description", "example",
]  # fmt: skip
_NUMBERS = re.compile(r"(?<![\w.])\d+(?:[.,]\d+)*(?![\w])")
_OPEN_LIMITS = ("min_length", "max_length", "minimum", "maximum")


@dataclass(frozen=True, slots=True)
class StatedValues:
    """The values of a fact: of the document and of the table (None where it has none), as JSON Schema.

    ``keyword`` names the limit of a difference of limits.
    """

    document: Json
    table: Json
    keyword: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A fact on which table and document differ, or that only one of them has.

    ``subject`` is ``object.field`` or ``resource.operation.field``. Differences without ``contradiction`` are notes.
    """

    aspect: Aspect
    subject: str
    message: str
    document: Location | None
    table: Location | None
    contradiction: bool = True
    stated: StatedValues | None = field(default=None, compare=False)


def reconcile(api: Api, tables: Sequence[Table]) -> list[Difference]:
    """Compare tables (with endpoints) with a document that is resolved but not hoisted."""
    components: dict[str, DefId] = {}
    for key, item in api.definitions.items():
        if item.origin.component and not item.origin.owner:
            components.setdefault(fold_name(item.origin.component), key)
    joiner = TypeJoiner(api.definitions, components)
    found: list[Difference] = []
    operations = {operation_key(table): table for table in tables if table.kind == "parameters"}
    for table in tables:
        if table.name.startswith(PARTIAL.replace(" ", "_")) and component_fields(api, table) is None:
            continue  # derived from the table of the whole object
        asked = operations.get(table.response_of) if table.response_of else None
        described = _answered(api, asked) if asked else _described(api, table, found)
        if described is not None:
            found += _Comparison(api, joiner, table, described).run()
    return found


def _described(api: Api, table: Table, found: list[Difference]) -> Described | None:
    if table.kind == "object":
        known = component_fields(api, table)
        if known is None:
            message = f"the document has no component {table.name!r}; its fields were not compared"
            found.append(_note("table", table.name, message, table.location))
        return known
    operation = operation_of(api, table)
    if operation is not None:
        return operation_fields(api, operation, table.body)
    key = operation_key(table)
    if table.endpoint is None:
        message = f"method and path of {key!r} are unknown; its parameters were not compared"
        found.append(_note("operation", key, message, table.location))
    else:
        endpoint = table.endpoint
        message = f"the document has no operation {endpoint.method} {endpoint.path}"
        found.append(
            Difference(
                aspect="operation",
                subject=key,
                message=message,
                document=None,
                table=table.location,
                contradiction=not endpoint.inferred,
            )
        )
    return None


def _answered(api: Api, table: Table) -> Described | None:
    """Return the response of an operation; None for a missing operation, which its own table reports."""
    operation = operation_of(api, table)
    node = success_type(operation) if operation else None
    fields = inner_fields(api, node) if node else None
    return Described(fields, operation.location) if operation and fields is not None else None


def _note(aspect: Aspect, subject: str, message: str, at: Location) -> Difference:
    return Difference(aspect=aspect, subject=subject, message=message, document=None, table=at, contradiction=False)


@dataclass(frozen=True, slots=True)
class _Comparison:
    """One table, and its object or operation in the document."""

    api: Api
    joiner: TypeJoiner
    table: Table
    described: Described

    def run(self) -> list[Difference]:
        found: list[Difference] = []
        for row in self.table.fields:
            known, comparable = field_at(self.api, self.described.fields, row.name)
            if known is not None:
                for check in _CHECKS:
                    found += check(self, row, known)
            elif comparable:
                stated = StatedValues(None, self._schema(row))
                found.append(
                    self._difference("field", row.name, "is only in the table", None, row.location, stated=stated)
                )
        return found + self._missing()

    def _difference(
        self,
        aspect: Aspect,
        name: str,
        says: str,
        document: Location | None,
        table: Location,
        *,
        note: bool = False,
        stated: StatedValues | None = None,
    ) -> Difference:
        subject = self.table.name if self.table.kind == "object" else operation_key(self.table)
        return Difference(
            aspect=aspect,
            subject=f"{subject}.{name}",
            message=f"{name!r} {says}",
            document=document or self.described.location,
            table=table,
            contradiction=not note,
            stated=stated,
        )

    @staticmethod
    def _schema(row: TableField) -> Json:
        """Return the type of a row as JSON Schema; references are not resolved."""
        return SchemaBuilder({}, {}, inferred=False).type(row.type)

    def _missing(self) -> list[Difference]:
        """Return the fields that only the document has, at each level that the table describes."""
        names = {row.name for row in self.table.fields}
        levels = {name.rpartition(".")[0] for name in names} | {""}
        missing = (
            (f"{level}.{name}" if level else name, field)
            for level in sorted(levels)
            for name, field in self._fields_of(level).items()
        )
        return [
            self._difference(
                "field",
                path,
                "is only in the document",
                field.location,
                self.table.location,
                note=self.table.kind == "parameters" and not field.required,
                stated=StatedValues(True, None),  # noqa: FBT003 - the field exists
            )
            for path, field in missing
            if path not in names
        ]

    def _fields_of(self, level: str) -> Mapping[str, Field]:
        """Return the fields of the document at a level, without parameters that tables usually omit."""
        known = self.described.fields
        if not level:
            return {name: field for name, field in known.items() if name not in self.described.unlisted}
        parent, _ = field_at(self.api, known, level)
        return (inner_fields(self.api, parent.type) if parent else None) or {}

    def type(self, row: TableField, known: Field) -> list[Difference]:
        clash = self.joiner.clash(known.type, row.type)
        if clash is None:
            return []
        says = f"is {clash.document!r} in the document, {clash.table!r} in the table"
        stated = StatedValues(clash.document, self._schema(row))
        return [self._difference(clash.aspect, row.name, says, known.location, row.place("type"), stated=stated)]

    def required(self, row: TableField, known: Field) -> list[Difference]:
        """Compare ``required``; "No" in a table also matches a field that is required and nullable."""
        if row.required is None or known.required is None or row.required == known.required:
            return []
        if not row.required and self._nullable(known.type):
            return []
        words = {True: "required", False: "optional"}
        says = f"is {words[known.required]} in the document, {words[row.required]} in the table"
        stated = StatedValues(known.required, row.required)
        return [self._difference("required", row.name, says, known.location, row.place("required"), stated=stated)]

    def nullable(self, row: TableField, known: Field) -> list[Difference]:
        node = resolved(self.api, known.type)
        if row.nullable is None or row.nullable == self._nullable(known.type) or isinstance(node, AnyValue):
            return []
        words = {True: "may be null", False: "must not be null"}
        says = f"{words[not row.nullable]} in the document, {words[row.nullable]} in the table"
        stated = StatedValues(not row.nullable, row.nullable)
        return [self._difference("nullable", row.name, says, known.location, row.place("nullable"), stated=stated)]

    def default(self, row: TableField, known: Field) -> list[Difference]:
        if isinstance(row.default, Absent) or isinstance(known.default, Absent) or row.default == known.default:
            return []
        origin = " (in prose)" if "default" in row.inferred else ""
        says = f"defaults to {known.default!r} in the document, {row.default!r} in the table{origin}"
        stated = StatedValues(known.default, row.default, "default")
        return [self._difference("default", row.name, says, known.location, row.place("default"), stated=stated)]

    def limits(self, row: TableField, known: Field) -> list[Difference]:
        stated = _facets(self.api, known.type)
        prose = "'s prose" if "limits" in row.inferred else ""
        return [
            self._difference(
                "limits",
                row.name,
                f"has {name.replace('_', ' ')} {theirs} in the document, {ours} in the table{prose}",
                known.location,
                row.place("description" if prose else "type"),
                stated=StatedValues(theirs, ours, name),
            )
            for name in _OPEN_LIMITS
            if (ours := getattr(row.limits, name)) is not None
            and (theirs := getattr(stated, name)) is not None
            and ours != theirs
        ]

    def deprecated(self, row: TableField, known: Field) -> list[Difference]:
        if not row.deprecated or known.deprecated:
            return []
        note = "deprecated" in row.inferred
        says = "is deprecated in the table, not in the document"
        stated = StatedValues(False, True)  # noqa: FBT003 - the values of both
        at = row.place("deprecated")
        return [self._difference("deprecated", row.name, says, known.location, at, note=note, stated=stated)]

    def expandable(self, row: TableField, known: Field) -> list[Difference]:
        node = resolved(self.api, known.type)
        if not row.expandable or isinstance(node, (Expandable, AnyValue, Union)) or isinstance(known.type, RefTo):
            return []
        if isinstance(node, (MapOf, ListOf, Object)):
            return []
        says = "is expandable in the table, but has no object in the document"
        return [self._difference("expandable", row.name, says, known.location, row.place("type"), note=True)]

    def description(self, row: TableField, known: Field) -> list[Difference]:
        """Report descriptions with different numbers; other differences of wording are ignored."""
        ours, theirs = set(_NUMBERS.findall(row.description)), set(_NUMBERS.findall(known.description))
        if not ours or not theirs or ours & theirs:
            return []
        says = f"is described with {_listed(theirs)} in the document, with {_listed(ours)} in the table"
        return [self._difference("description", row.name, says, known.location, row.place("description"), note=True)]

    def _nullable(self, node: Type) -> bool:
        return may_be_null(self.api, node)


_CHECKS: tuple[Callable[[_Comparison, TableField, Field], list[Difference]], ...] = (
    _Comparison.type,
    _Comparison.required,
    _Comparison.nullable,
    _Comparison.default,
    _Comparison.limits,
    _Comparison.deprecated,
    _Comparison.expandable,
    _Comparison.description,
)


def _facets(api: Api, node: Type) -> Facets:
    found = resolved(api, node)
    return found.facets if isinstance(found, Scalar) else Facets()


def _listed(numbers: set[str]) -> str:
    return ", ".join(sorted(numbers))
