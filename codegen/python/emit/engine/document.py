"""Builds the document that is the input of the models engine: the prepared IR as JSON Schema, with final class names.

It holds what the IR knows, and nothing else of the source: no extensions, no examples, no rules that the kinds cannot
express. Descriptions are reduced to printable characters.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from codegen.core.printed import escaped
from codegen.ir.lookup import as_list, is_list, resolved
from codegen.ir.types import (
    Absent,
    AnyValue,
    Choice,
    Expandable,
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
from codegen.python.emit.defaults import takes_default
from codegen.python.emit.descriptions import described_element
from codegen.python.emit.patterns import usable_pattern

if TYPE_CHECKING:
    from codegen.core.json import Json
    from codegen.ir.api import Api
    from codegen.ir.types import DefId, Definition, Facets, Field, Type
    from codegen.python.names import NameTable

    Schema = dict[str, Json]

FORMATS = frozenset({"date", "date-time", "uuid"})
"""The formats that the engine maps to Python types of the standard library."""
TYPED_DICT = "typed-dict"
_RESERVED = {"dataclass": {"field"}, "msgspec": {"field"}}
"""Functions that a module of the kind calls in its classes."""
_STRING = {"min_length": "minLength", "max_length": "maxLength"}
_NUMBER = {
    "minimum": "minimum",
    "maximum": "maximum",
    "exclusive_minimum": "exclusiveMinimum",
    "exclusive_maximum": "exclusiveMaximum",
    "multiple_of": "multipleOf",
}
_LIST = {"min_items": "minItems", "max_items": "maxItems"}
_LIMITS = frozenset({*_STRING.values(), *_NUMBER.values(), "pattern"})


@dataclass(frozen=True, slots=True)
class EngineDocument:
    """Builds the document from the hoisted, named IR."""

    api: Api
    names: NameTable
    kind: str

    def value(self) -> Schema:
        """Return an OpenAPI 3.1 document whose component keys are the class names."""
        schemas: Schema = {
            str(self.names.models[key].name): self._definition(key, definition)
            for key, definition in self.api.definitions.items()
        }
        return {
            "openapi": "3.1.0",
            "info": {"title": "models", "version": "1"},
            "paths": {},
            "components": {"schemas": schemas},
        }

    def aliases(self) -> dict[str, str]:
        """Return the Python names of fields by ``Class.property`` where they differ from the names in JSON."""
        return {
            f"{self.names.models[key].name}.{item.name}": str(name)
            for key, definition in self.api.definitions.items()
            if isinstance(definition.type, Object)
            for item in definition.type.fields
            if (name := self._field_name(key, item.name)) != item.name
        }

    def _field_name(self, key: DefId, name: str) -> str:
        """Return the Python name of a field; the keys of a TypedDict are the names in JSON."""
        if self.kind == TYPED_DICT:
            return name
        chosen = str(self.names.fields[key, name])
        return f"{chosen}_" if chosen in _RESERVED.get(self.kind, ()) else chosen

    def _definition(self, key: DefId, definition: Definition) -> Schema:
        node = definition.type
        schema = self._class(node) if isinstance(node, Object) else self.schema(node)
        text = described_element(definition, self.names.models[key].name) if key else ""
        return {**schema, "description": _plain(text)} if text else schema

    def _class(self, node: Object) -> Schema:
        fields = [item for item in node.fields if can_name(self.kind, item)]
        schema: Schema = {
            "type": "object",
            "properties": {item.name: self._field(item) for item in fields},
            "required": [item.name for item in fields if item.required is True],
        }
        if node.closed:
            schema["additionalProperties"] = False
        return schema

    def _field(self, item: Field) -> Schema:
        schema = self.schema(item.type)
        text = described_element(item, item.name)
        beside: Schema = {"description": _plain(text)} if text else {}
        default = self._default(item)
        if default is not None:
            beside["default"] = default
        if beside and "$ref" in schema:  # keywords beside a reference would make a class of its own
            schema = {"anyOf": [schema]}
        return {**schema, **beside}

    def _default(self, item: Field) -> Json:
        """Return the default if the engine can write it, a JSON value and not a date or an object; otherwise None."""
        if isinstance(item.default, (Absent, dict)):
            return None
        node = resolved(self.api, item.type)
        is_text = isinstance(node, Scalar) and node.format in FORMATS
        return item.default if not is_text and takes_default(self.api, item.type, item.default) else None

    def schema(self, node: Type) -> Schema:
        """Return the schema of a type inside a definition."""
        plain = self._schema(node)
        if not node.nullable or not plain or plain == {"type": "null"}:
            return plain
        if isinstance(plain.get("type"), str) and "enum" not in plain:
            return {**plain, "type": [plain["type"], "null"]}
        return {"anyOf": [plain, {"type": "null"}]}

    def _schema(self, node: Type) -> Schema:
        match node:
            case AnyValue() | Never():
                return {}
            case Scalar():
                return _scalar(node)
            case Choice():
                return _choice(node)
            case RefTo(target=target):
                return self._reference(target)
            case Expandable(targets=targets):
                return {"anyOf": [{"type": "string"}, *(self._reference(target) for target in targets)]}
            case _:
                return self._compound(node)

    def _compound(self, node: Type) -> Schema:
        match node:
            case ListOf(item=item, facets=facets):
                return {"type": "array", "items": _without_limits(self.schema(item)), **_limits(facets, _LIST)}
            case MapOf(value=value):
                return {"type": "object", "additionalProperties": _without_limits(self.schema(value)) or True}
            case Union(variants=variants):
                return {"anyOf": [_without_limits(self.schema(variant)) for variant in variants]}
            case TupleOf(items=items) if is_list(node):
                return self._compound(as_list(node))
            case TupleOf(items=items):
                prefix: list[Json] = [_without_limits(self.schema(item)) for item in items]
                return {"type": "array", "prefixItems": prefix, "minItems": len(items), "maxItems": len(items)}
            case _:
                msg = f"a {type(node).__name__} must not occur inside a definition after hoist"
                raise TypeError(msg)

    def _reference(self, target: DefId) -> Schema:
        return {"$ref": f"#/components/schemas/{self.names.models[target].name}"}


def can_name(kind: str, item: Field) -> bool:
    """Return whether a kind of models can have a field; the engine does not escape keys of a TypedDict."""
    return kind != TYPED_DICT or item.name.isprintable()


def _plain(text: str) -> str:
    """Return a description that cannot end a docstring."""
    return escaped(text, keep="\n").replace("\\", "/").replace('"""', "'''")


def _scalar(node: Scalar) -> Schema:
    schema: Schema = {"type": str(node.kind)}
    if node.kind is Kind.STRING and node.format in FORMATS:
        return {**schema, "format": node.format}
    if node.kind is Kind.STRING and not node.format:
        pattern = usable_pattern(node.facets.pattern or "")
        return {**schema, **_limits(node.facets, _STRING), **({"pattern": pattern} if pattern else {})}
    if node.kind in {Kind.INTEGER, Kind.NUMBER} and node.format != "unix-time":
        return {**schema, **_limits(node.facets, _NUMBER)}
    return schema


def _limits(facets: Facets, table: dict[str, str]) -> Schema:
    values = {keyword: getattr(facets, facet) for facet, keyword in table.items()}
    return {keyword: value for keyword, value in values.items() if value is not None}


def _without_limits(schema: Schema) -> Schema:
    """Return a schema without constraints, also of its items and variants.

    The engine would make an alias of each constrained item, variant and value of a map, named after the property.
    """
    kept: Schema = {}
    for name, value in schema.items():
        if name in _LIMITS:
            continue
        if isinstance(value, dict) and name in {"items", "additionalProperties"}:
            kept[name] = _without_limits(value)
        elif isinstance(value, list) and name in {"anyOf", "prefixItems"}:
            kept[name] = [_without_limits(item) if isinstance(item, dict) else item for item in value]
        else:
            kept[name] = value
    return kept


def _choice(node: Choice) -> Schema:
    kinds = {type(value) for value in node.values}
    names = {bool: "boolean", int: "integer", str: "string"}
    schema: Schema = {"enum": list(node.values)}
    if len(kinds) == 1 and (kind := next(iter(kinds))) in names:
        schema["type"] = names[kind]
    return {"anyOf": [schema, {"type": "string"}]} if node.open else schema
