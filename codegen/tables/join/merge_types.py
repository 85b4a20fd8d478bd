"""Compares the types of a document with those of schema tables.

Only stated facts are compared: ``any``, an unresolved link and a missing format contradict nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from codegen.core.json import json_type
from codegen.ir.lookup import follow
from codegen.ir.types import (
    AllOf,
    AnyValue,
    Choice,
    DefId,
    Definition,
    Expandable,
    Kind,
    ListOf,
    MapOf,
    Never,
    Object,
    RefTo,
    Scalar,
    TupleOf,
    Type,
    Union,
)
from codegen.tables.model import PARTIAL, fold_name, table_found, table_name

Aspect = Literal["type", "format", "enum"]


class Clash(NamedTuple):
    """A contradiction between two types: the aspect, and both types as text."""

    aspect: Aspect
    document: str
    table: str


@dataclass(frozen=True, slots=True)
class TypeJoiner:
    """Compares and converts types; ``components`` maps folded names of tables to definitions."""

    definitions: Mapping[DefId, Definition]
    components: Mapping[str, DefId]

    def clash(self, document: Type, table: Type) -> Clash | None:
        """Return the first contradiction between two types, None when they are compatible."""
        document = self._through_aliases(document)
        if isinstance(document, (AnyValue, AllOf, Never)) or isinstance(table, AnyValue):
            return None
        if isinstance(table, Union):
            return next((found for variant in table.variants if (found := self.clash(document, variant))), None)
        if isinstance(document, Union):
            clashes = [self.clash(variant, table) for variant in document.variants]
            return None if None in clashes else self._worst(document, table)
        if isinstance(table, RefTo):
            return self._clash_with_link(document, table)
        return self._clash_by_kind(document, table)

    def _clash_by_kind(self, document: Type, table: Type) -> Clash | None:
        match document, table:
            case Scalar(), Scalar() if document.kind is table.kind:
                return _clash_of_formats(document, table)
            case Choice(), Choice():
                same = set(map(str, document.values)) == set(map(str, table.values))
                return None if same else Clash("enum", self.describe(document), self.describe(table))
            case (Choice(), Scalar()) | (Scalar(), Choice()) if _kinds(document) & _kinds(table):
                return None
            case Expandable(), Scalar() if table.kind is Kind.STRING:
                return None
            case (Object() | Expandable(), MapOf(value=AnyValue())) | (ListOf() | TupleOf(), ListOf(item=AnyValue())):
                return None
            case (MapOf(value=left), MapOf(value=right)) | (ListOf(item=left), ListOf(item=right)):
                return self.clash(left, right)
            case _:
                return self._worst(document, table)

    def _clash_with_link(self, document: Type, table: RefTo) -> Clash | None:
        name = table_name(table.target).removeprefix(PARTIAL.replace(" ", "_"))
        match document:
            case RefTo(target=target) | Expandable(targets=(target,)):
                known = self.definitions[target].origin.component if target in self.definitions else ""
                same = not known or fold_name(known) == fold_name(name)
                return None if same else self._worst(document, table)
            case Object() | MapOf() | Expandable():
                return None
            case _:
                return self._worst(document, table) if table_found(table.target) else None

    def _through_aliases(self, node: Type) -> Type:
        """Resolve references, except those to objects, whose names are compared."""
        last = node
        for target in follow(self.definitions, node):
            if isinstance(last, RefTo) and isinstance(target, (Object, MapOf, Union)):
                break
            last = target
        return last

    def _worst(self, document: Type, table: Type) -> Clash | None:
        """Return a type clash, unless the document refers to an object and the table has a plain ``object``."""
        if isinstance(document, RefTo):
            target = self.definitions[document.target].type if document.target in self.definitions else None
            if isinstance(table, MapOf) and isinstance(table.value, AnyValue) and isinstance(target, (Object, MapOf)):
                return None
            if isinstance(target, (Union, MapOf)) and not isinstance(table, RefTo):
                return self.clash(target, table)
        return Clash("type", self.describe(document), self.describe(table))

    def fill(self, document: Type, table: Type) -> Type:
        """Return the type of the document, with a missing format or the values of a plain string from the table."""
        match document, table:
            case Scalar(), Scalar() if document.kind is table.kind:
                return replace(document, format=document.format or table.format, facets=document.facets or table.facets)
            case Scalar(kind=Kind.STRING, format=None), Choice() if not document.facets:
                values = tuple(str(value) for value in table.values)
                return Choice(values=values, open=True, nullable=document.nullable, location=document.location)
            case _:
                return document

    def adopt(self, document: Type, table: Type) -> Type:
        """Return the type of the table, with the nullability and the constraints of the document."""
        taken = replace(self.convert(table), nullable=document.nullable)
        if isinstance(document, Scalar) and isinstance(taken, Scalar) and document.kind is taken.kind:
            return replace(taken, facets=document.facets, format=taken.format or document.format)
        return taken

    def convert(self, table: Type) -> Type:
        """Convert a type of a table to one of the document: links become references to components, or ``any``."""
        match table:
            case RefTo(target=target):
                component = self.components.get(fold_name(table_name(target)))
                if component is None:
                    return AnyValue(nullable=table.nullable, location=table.location)
                return replace(table, target=component)
            case ListOf(item=item):
                return replace(table, item=self.convert(item))
            case MapOf(value=value):
                return replace(table, value=self.convert(value))
            case Union(variants=variants):
                return replace(table, variants=tuple(self.convert(variant) for variant in variants))
            case _:
                return table

    def describe(self, node: Type) -> str:
        """Format a type in the notation of tables."""
        match node:
            case Scalar(kind=kind, format=text_format):
                return f"{kind} ({text_format})" if text_format else str(kind)
            case Choice(values=values):
                return "enum: " + ", ".join(map(str, values))
            case ListOf(item=item):
                return f"array of {self.describe(item)}"
            case MapOf(value=value) if not isinstance(value, AnyValue):
                return f"map of {self.describe(value)}"
            case RefTo(target=target):
                return self._name(target)
            case Expandable(targets=targets):
                return " or ".join(["string", *map(self._name, targets)])
            case Union(variants=variants):
                return " or ".join(map(self.describe, variants))
            case TupleOf():
                return "array"
            case Object() | MapOf():
                return "object"
            case _:
                return "any"

    def _name(self, target: DefId) -> str:
        known = self.definitions.get(target)
        return (known.origin.component if known else "") or table_name(target)


def _clash_of_formats(document: Scalar, table: Scalar) -> Clash | None:
    if document.format and table.format and document.format != table.format:
        return Clash("format", document.format, table.format)
    return None


def _kinds(node: Type) -> set[Kind]:
    """Return the scalar types of the values that a scalar or choice allows."""
    match node:
        case Scalar(kind=kind):
            return {kind}
        case Choice(values=values):
            return {Kind(json_type(value)) for value in values}
        case _:
            return set()
