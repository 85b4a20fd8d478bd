"""Converts the rows of a table to JSON Schema (2020-12) with ``x-source``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from codegen.core.json import json_type
from codegen.core.location import Location, pointer
from codegen.ir.types import Absent, AnyValue, Choice, DefId, ListOf, MapOf, RefTo, Scalar, Type, Union
from codegen.openapi.document import Places
from codegen.tables.model import table_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from codegen.core.json import Json
    from codegen.ir.types import Facets
    from codegen.tables.model import Fact, Table, TableField

_FACETS = {
    "min_length": "minLength",
    "max_length": "maxLength",
    "pattern": "pattern",
    "minimum": "minimum",
    "maximum": "maximum",
    "min_items": "minItems",
    "max_items": "maxItems",
}


@dataclass(frozen=True, slots=True)
class Marks:
    """The ``x-source`` values of a document, kept by identity, to tell them from equal values in the content."""

    _locations: dict[int, tuple[Json, Location]] = field(default_factory=dict)

    def make(self, location: Location) -> Json:
        """Return a location as the value of ``x-source``."""
        mark: Json = {"file": location.file, "line": location.line, "column": location.column}
        self._locations[id(mark)] = mark, location  # an id is unique only while its object is alive
        return mark

    def places(self, root: Json) -> Places:
        """Return the location of the nodes of the document: that of the nearest enclosing ``x-source``."""
        places: dict[str, Location] = {}
        waiting: list[tuple[str, Json]] = [("", root)]
        while waiting:
            at, node = waiting.pop()
            if isinstance(node, dict):
                _, location = self._locations.get(id(node.get("x-source")), (None, None))
                if location is not None:
                    places[at] = Location(location.file, at, location.line, location.column)
                waiting += [(at + pointer(key), value) for key, value in node.items()]
            elif isinstance(node, list):
                waiting += [(at + pointer(index), value) for index, value in enumerate(node)]
        return Places(places)


@dataclass(slots=True)
class _Node:
    """A field with its children; ``row`` is None for a parent without a row."""

    row: TableField | None = None
    children: dict[str, _Node] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SchemaBuilder:
    """Builds schemas. ``components`` maps object tables to component names; ``inferred`` includes inferred facts."""

    components: Mapping[DefId, str]
    names: Mapping[str, str]
    inferred: bool
    marks: Marks = field(default_factory=Marks)

    def object(self, table: Table) -> dict[str, Json]:
        """Return the schema of an object table."""
        schema: dict[str, Json] = {"type": "object"}
        if table.description:
            schema["description"] = table.description
        return schema | self._members(_tree(table.fields)) | {"x-source": self.marks.make(table.location)}

    def parameters(self, table: Table) -> list[tuple[str, bool, dict[str, Json]]]:
        """Return (name, required, schema) of each top-level parameter."""
        return [
            (name, bool(node.row and node.row.required), self._property(node))
            for name, node in _tree(table.fields).items()
        ]

    def _members(self, nodes: Mapping[str, _Node]) -> dict[str, Json]:
        members: dict[str, Json] = {"properties": {name: self._property(node) for name, node in nodes.items()}}
        required: list[Json] = [name for name, node in nodes.items() if node.row and node.row.required]
        return members | ({"required": required} if required else {})

    def _property(self, node: _Node) -> dict[str, Json]:
        row = node.row
        if row is None:
            return {"type": "object", **self._members(node.children)}
        schema = self.type(row.type) if not node.children else self._parent(row.type, node.children)
        schema = self._expandable(row, schema)
        if row.nullable or row.type.nullable:
            schema = _nullable(schema)
        return schema | self._facts(row) | {"x-source": self.marks.make(row.location)}

    def _facts(self, row: TableField) -> dict[str, Json]:
        """Return the keywords of a row besides its type."""
        facts: dict[str, Json] = {}
        if self._includes(row, "limits"):
            facts |= _limits(row.limits)
        if row.description:
            facts["description"] = row.description
        if not isinstance(row.default, Absent) and self._includes(row, "default"):
            facts["default"] = row.default
        if row.deprecated:
            facts["deprecated"] = True
        if row.inferred:
            facts["x-inferred"] = [str(fact) for fact in sorted(row.inferred)]
        return facts

    def _includes(self, row: TableField, fact: Fact) -> bool:
        return self.inferred or fact not in row.inferred

    def _parent(self, node: Type, children: Mapping[str, _Node]) -> dict[str, Json]:
        if isinstance(node, ListOf):
            return {"type": "array", "items": self._parent(node.item, children)}
        if isinstance(node, MapOf) and not isinstance(node.value, AnyValue):
            return {"type": "object", "additionalProperties": self._parent(node.value, children)}
        return {"type": "object", **self._members(children)}

    def _expandable(self, row: TableField, schema: dict[str, Json]) -> dict[str, Json]:
        """Return the schema of an expandable id: the id, or the object of that name (any object if there is none)."""
        if not row.expandable or schema.get("type") != "string":
            return schema
        component = self.names.get(row.name.rpartition(".")[2])
        if component is None:
            return {"anyOf": [schema, {"type": "object", "additionalProperties": True}]}
        ref: Json = {"$ref": f"#/components/schemas/{component}"}
        return {"anyOf": [schema, ref], "x-expansionResources": {"oneOf": [ref]}}

    def type(self, node: Type) -> dict[str, Json]:
        """Return the schema of a type; it is empty for an unresolved link."""
        match node:
            case Scalar():
                scalar: dict[str, Json] = {"type": str(node.kind)}
                return scalar | {"format": node.format} if node.format else scalar
            case Choice(values=values):
                return _enum(values)
            case ListOf(item=item):
                return {"type": "array", "items": self.type(item)}
            case MapOf(value=value):
                return {"type": "object", "additionalProperties": self.type(value) or True}
            case RefTo(target=target):
                component = self.components.get(target) or self.names.get(table_name(target))
                return {"$ref": f"#/components/schemas/{component}"} if component else {}
            case Union(variants=variants):
                return {"anyOf": [self.type(variant) for variant in variants]}
            case _:
                return {}


def _limits(limits: Facets) -> dict[str, Json]:
    values = {keyword: getattr(limits, name) for name, keyword in _FACETS.items()}
    return {keyword: value for keyword, value in values.items() if value is not None}


def _enum(values: Sequence[Json]) -> dict[str, Json]:
    kinds = {json_type(value) for value in values}
    kind: dict[str, Json] = {"type": str(kinds.pop())} if len(kinds) == 1 else {}
    return kind | {"enum": list(values)}


def _nullable(schema: dict[str, Json]) -> dict[str, Json]:
    kind = schema.get("type")
    if isinstance(kind, str) and "enum" not in schema:
        return schema | {"type": [kind, "null"]}
    branches = schema.get("anyOf")
    if isinstance(branches, list):
        return schema | {"anyOf": [*branches, {"type": "null"}]}
    return {"anyOf": [schema, {"type": "null"}]} if schema else schema


def _tree(rows: Sequence[TableField]) -> dict[str, _Node]:
    root = _Node()
    for row in rows:
        node = root
        for part in row.name.split("."):
            node = node.children.setdefault(part, _Node())
        node.row = row
    return root.children
