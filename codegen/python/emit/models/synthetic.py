"""Builds the synthetic document that is the input of the models engine. Aliases are emitted by ``aliases``.

It holds structure only: final names as keys, types, required properties. Free text of the source (descriptions,
defaults, patterns, extensions) is not in it; such text reaches the output through ``codegen.python.code`` only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from codegen.ir.lookup import as_list, is_list
from codegen.ir.types import (
    AnyValue,
    Choice,
    Expandable,
    Field,
    Kind,
    ListOf,
    MapOf,
    Never,
    Object,
    RefTo,
    Scalar,
    TupleOf,
    Union,
)
from codegen.python.emit.formats import RUNTIME, python_type

if TYPE_CHECKING:
    from codegen.core.json import Json
    from codegen.ir.api import Api
    from codegen.ir.types import DefId, Type
    from codegen.python.names import NameTable

    Schema = dict[str, Json]

PACKAGE = "spec_codegen_output"
"""Placeholder for the output's package in absolute imports, which are made relative afterwards."""


@dataclass(frozen=True, slots=True)
class Synthetic:
    """Builds the document from the hoisted, named IR."""

    api: Api
    names: NameTable

    def document(self) -> Schema:
        """Return an OpenAPI 3.1 document whose component keys are ``module.ClassName``."""
        schemas: Schema = {
            self.key(key): self._class(key, definition.type)
            for key, definition in self.api.definitions.items()
            if isinstance(definition.type, Object)
        }
        return {
            "openapi": "3.1.0",
            "info": {"title": "models", "version": "1"},
            "paths": {},
            "components": {"schemas": schemas},
        }

    def key(self, target: DefId) -> str:
        """Return the component key of a definition."""
        name = self.names.models[target]
        return f"{name.module}.{name.name}"

    def _class(self, target: DefId, node: Object) -> Schema:
        properties: Schema = {self.names.fields[target, item.name]: self.schema(item.type) for item in node.fields}
        required: list[Json] = [str(self.names.fields[target, item.name]) for item in node.fields if is_required(item)]
        return {"type": "object", "properties": properties, "required": required}

    def schema(self, node: Type) -> Schema:
        """Return the schema of a type inside a definition."""
        plain = self._plain(node)
        if node.nullable and plain:
            return {"anyOf": [plain, {"type": "null"}]}
        return plain

    def _plain(self, node: Type) -> Schema:
        match node:
            case AnyValue() | Never():
                return {}
            case Scalar():
                return self._scalar(node)
            case Choice():
                return self._choice(node)
            case ListOf() | TupleOf() | MapOf() | Union():
                return self._compound(node)
            case RefTo(target=target, cut=cut):
                if cut:
                    return self._refs(self.names.lazy[target])
                return self._reference(target)
            case Expandable(targets=targets):
                return self._refs(self.names.refs[targets])
            case _:
                msg = f"a {type(node).__name__} must not occur inside a definition after hoist"
                raise TypeError(msg)

    def _compound(self, node: ListOf | TupleOf | MapOf | Union) -> Schema:
        match node:
            case ListOf(item=item):
                return {"type": "array", "items": self.schema(item)}
            case MapOf(value=value):
                return {"type": "object", "additionalProperties": self.schema(value) or True}
            case Union(variants=variants):
                return {"anyOf": [self.schema(variant) for variant in variants]}
            case TupleOf():
                # the views annotate tuples
                return self._compound(as_list(node)) if is_list(node) else {}

    def _reference(self, target: DefId) -> Schema:
        if isinstance(self.api.definitions[target].type, Object):
            return {"$ref": f"#/components/schemas/{self.key(target)}"}
        return {"customTypePath": f"{PACKAGE}.models.{self.key(target)}"}

    @staticmethod
    def _refs(name: str) -> Schema:
        return {"customTypePath": f"{PACKAGE}.models._refs.{name}"}

    @staticmethod
    def _scalar(node: Scalar) -> Schema:
        kind = python_type(node)
        if kind.module:
            module = f"{PACKAGE}.{RUNTIME}.{kind.module[1:]}" if kind.module.startswith("@") else kind.module
            return {"customTypePath": f"{module}.{kind.name}"}
        return {"type": str(node.kind)}

    @staticmethod
    def _choice(node: Choice) -> Schema:
        kinds = {type(value) for value in node.values}
        schema: Schema = {"enum": list(node.values)}
        if kinds == {bool}:
            schema["type"] = "boolean"
        elif kinds == {int}:
            schema["type"] = "integer"
        elif kinds == {str}:
            schema["type"] = "string"
        return {"anyOf": [schema, {"type": str(Kind.STRING)}]} if node.open else schema


def is_required(item: Field) -> bool:
    """Return whether a field is required to build a model; unspecified means optional."""
    return item.required is True
