"""Rows of a table as JSON Schema (2020-12), each with its ``x-source``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING

from codegen.core.json import json_type
from codegen.core.location import Location, pointer
from codegen.ir.types import Absent, AnyValue, Choice, DefId, ListOf, MapOf, RefTo, Scalar, Type, Union
from codegen.openapi.document import Places
from codegen.tables.model import table_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from codegen.core.json import Json
    from codegen.tables.model import Table, TableField

_FACETS = {
    "min_length": "minLength",
    "max_length": "maxLength",
    "pattern": "pattern",
    "minimum": "minimum",
    "maximum": "maximum",
}


@dataclass(frozen=True, slots=True)
class Marks:
    """The ``x-source`` values of a document. Their identity tells them from equal values that a page holds."""

    _locations: dict[int, tuple[Json, Location]] = field(default_factory=dict)

    def make(self, location: Location) -> Json:
        """Return a location as the value of ``x-source``."""
        mark: Json = {"file": location.file, "line": location.line, "column": location.column}
        self._locations[id(mark)] = mark, location  # an identity is unique only as long as its value is kept
        return mark

    def places(self, root: Json) -> Places:
        """Return where the nodes of the document come from: each from the nearest ``x-source`` around it."""
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
    """A field with its children; ``row`` is None for a parent that no row describes."""

    row: TableField | None = None
    children: dict[str, _Node] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SchemaBuilder:
    """Builds schemas. ``components`` maps tables of objects to their component names; ``inferred`` takes limits in."""

    components: Mapping[DefId, str]
    names: Mapping[str, str]
    inferred: bool
    marks: Marks = field(default_factory=Marks)

    def object(self, table: Table) -> dict[str, Json]:
        """Return the schema of an object's table."""
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
        if self.inferred or "limits" not in row.inferred:
            schema |= {
                _FACETS[item.name]: value
                for item in fields(row.limits)
                if item.name in _FACETS and (value := getattr(row.limits, item.name)) is not None
            }
        if row.description:
            schema["description"] = row.description
        if not isinstance(row.default, Absent) and (self.inferred or "default" not in row.inferred):
            schema["default"] = row.default
        if row.deprecated:
            schema["deprecated"] = True
        if row.inferred:
            schema["x-inferred"] = [str(fact) for fact in sorted(row.inferred)]
        return schema | {"x-source": self.marks.make(row.location)}

    def _parent(self, node: Type, children: Mapping[str, _Node]) -> dict[str, Json]:
        if isinstance(node, ListOf):
            return {"type": "array", "items": self._parent(node.item, children)}
        if isinstance(node, MapOf) and not isinstance(node.value, AnyValue):
            return {"type": "object", "additionalProperties": self._parent(node.value, children)}
        return {"type": "object", **self._members(children)}

    def _expandable(self, row: TableField, schema: dict[str, Json]) -> dict[str, Json]:
        """Let an id be replaced by its object: by the object of that name, or by one that no table describes."""
        if not row.expandable or schema.get("type") != "string":
            return schema
        component = self.names.get(row.name.rpartition(".")[2])
        if component is None:
            return {"anyOf": [schema, {"type": "object", "additionalProperties": True}]}
        ref: Json = {"$ref": f"#/components/schemas/{component}"}
        return {"anyOf": [schema, ref], "x-expansionResources": {"oneOf": [ref]}}

    def type(self, node: Type) -> dict[str, Json]:
        """Return the schema of a type; a link to a table that is not there says nothing."""
        schema: dict[str, Json] = {}
        match node:
            case Scalar(kind=kind, format=text_format):
                schema = {"type": str(kind)}
                if text_format:
                    schema["format"] = text_format
            case Choice(values=values):
                kinds = {json_type(value) for value in values}
                schema = {"type": str(kinds.pop())} if len(kinds) == 1 else {}
                schema["enum"] = list(values)
            case ListOf(item=item):
                schema = {"type": "array", "items": self.type(item)}
            case MapOf(value=value):
                inner = self.type(value)
                schema = {"type": "object", "additionalProperties": inner or True}
            case RefTo(target=target):
                component = self.components.get(target) or self.names.get(table_name(target))
                schema = {"$ref": f"#/components/schemas/{component}"} if component else {}
            case Union(variants=variants):
                schema = {"anyOf": [self.type(variant) for variant in variants]}
            case _:
                pass
        return schema


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
