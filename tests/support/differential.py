"""Decide with jsonschema-rs whether values that one version of a document sends are valid in the other one.

Independent of the comparison: values are made from the schema of the sender, with limits, names and constants of both
documents. A sender adds properties that its schema does not list only as ``EXTRA``, or where the schema states the
type of additional properties; receivers of responses ignore properties that they do not list.
"""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import jsonschema_rs

Json: TypeAlias = Any

EXTRA = "zz"
"""The name of a property that no document lists."""
_DEPTH = 5
_TABLES = {"properties", "patternProperties", "dependentSchemas", "$defs", "schemas"}
_LISTS = {"allOf", "anyOf", "oneOf", "prefixItems"}
_SINGLE = {"items", "additionalProperties", "not", "if", "then", "else", "contains", "propertyNames", "schema"}
_DATA = {"example", "examples", "default", "enum", "const"}
_SIZES = {"minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"}
_NUMBERS = {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"}


@dataclass(frozen=True, slots=True)
class Hints:
    """Limits and constants of documents: values beside them show differences."""

    numbers: set[float] = field(default_factory=set)
    sizes: set[int] = field(default_factory=set)
    texts: set[str] = field(default_factory=set)
    constants: list[Json] = field(default_factory=list)


def hints(*schemas: Json) -> Hints:
    """Return the hints of schemas."""
    made = Hints()
    for schema in schemas:
        for node in _nodes(schema):
            made.sizes.update(node[key] for key in _SIZES & node.keys() if isinstance(node[key], int))
            made.numbers.update(
                node[key] for key in _NUMBERS & node.keys() if isinstance(node[key], int | float) and node[key] < 1e9
            )
            listed = [*node["enum"]] if isinstance(node.get("enum"), list) else []
            made.constants.extend([*listed, *([node["const"]] if "const" in node else [])])
    made.texts.update(item for item in made.constants if isinstance(item, str))
    made.numbers.update(item for item in made.constants if type(item) in {int, float})
    return made


def _nodes(value: Json) -> Iterator[dict[str, Json]]:
    if isinstance(value, dict):
        yield value
        for item in value.values():
            yield from _nodes(item)
    elif isinstance(value, list):
        for item in value:
            yield from _nodes(item)


@dataclass(slots=True)
class Sender:
    """Makes random values of the schemas of a converted document."""

    document: Json
    rnd: random.Random
    hints: Hints

    def value(self, schema: Json, depth: int = 0) -> Json:
        """Return a value that is probably valid."""
        if depth > 2 * _DEPTH:
            return None
        for _ in range(8):
            if not (isinstance(schema, dict) and "$ref" in schema):
                break
            schema = resolved(self.document, schema["$ref"])
        if not isinstance(schema, dict) or not schema:
            return self.rnd.choice([0, "", None, True, "a", {}, []]) if schema is not False else None
        if "const" in schema:
            return schema["const"]
        if isinstance(schema.get("enum"), list) and schema["enum"]:
            return self.rnd.choice(schema["enum"])
        return self._combined(schema, depth)

    def _combined(self, schema: Json, depth: int) -> Json:
        for keyword in ("oneOf", "anyOf"):
            if schema.get(keyword):
                own = {key: item for key, item in schema.items() if key != keyword}
                return self._both(self.value(self.rnd.choice(schema[keyword]), depth + 1), own, depth)
        if schema.get("allOf"):
            own = {key: item for key, item in schema.items() if key != "allOf"}
            parts = [self.value(part, depth + 1) for part in schema["allOf"]]
            if all(isinstance(part, dict) for part in parts):
                merged = {key: item for part in parts for key, item in part.items()}
                return self._both(merged, own, depth)
            return self.rnd.choice(parts)
        return self._typed(schema, depth)

    def _both(self, value: Json, own: Json, depth: int) -> Json:
        """Return an object with the properties of a subschema and of the schema around it."""
        if isinstance(value, dict) and own.get("properties"):
            beside = self._object(own, depth)
            return {**value, **beside}
        return value

    def _typed(self, schema: Json, depth: int) -> Json:
        kinds = schema.get("type") or _implied(schema)
        kind = self.rnd.choice(kinds) if isinstance(kinds, list) else kinds
        match kind:
            case "string":
                return self._text(schema)
            case "integer" | "number":
                return self._number(kind)
            case "boolean":
                return self.rnd.choice([True, False])
            case "array":
                return self._array(schema, depth)
            case "object":
                return self._object(schema, depth)
            case _:
                return None

    def _text(self, schema: Json) -> str:
        if schema.get("format") in _FORMATS:
            return _FORMATS[schema["format"]]
        size = self.rnd.choice(sorted({0, 1, 2, *self._sizes()}))
        texts = sorted(self.hints.texts)
        return self.rnd.choice(texts) if texts and self.rnd.random() < 0.3 else self.rnd.choice("abx0") * size

    def _sizes(self) -> list[int]:
        return [size + more for size in sorted(self.hints.sizes) for more in (-1, 0, 1) if 0 <= size + more <= 40]

    def _number(self, kind: str) -> float:
        near = [number + more for number in sorted(self.hints.numbers) for more in (-1, 0, 1)]
        value = self.rnd.choice([0, 1, -1, 12, *near, *([0.5] if kind == "number" else [])])
        return int(value) if kind == "integer" or float(value).is_integer() else value

    def _array(self, schema: Json, depth: int) -> list[Json]:
        heads = [self.value(item, depth + 1) for item in schema.get("prefixItems", [])]
        if depth > _DEPTH:
            return heads
        size = self.rnd.choice([0, 1, 2, *[item for item in self._sizes() if item < 9]])
        rest = schema.get("items", {})
        more = [] if rest is False else [self.value(rest, depth + 1) for _ in range(size)]
        return [*heads, *more]

    def _object(self, schema: Json, depth: int) -> dict[str, Json]:
        known = schema.get("properties", {})
        required = set(schema.get("required", []))
        share = 0.0 if depth > _DEPTH else self.rnd.choice([0.0, 0.5, 1.0])
        made = {
            name: self.value(item, depth + 1)
            for name, item in known.items()
            if item is not False and (name in required or self.rnd.random() < share)
        }
        made |= {name: self.value({}, depth + 1) for name in sorted(required - known.keys())}
        return {**made, **self._extra(schema, depth)}

    def _extra(self, schema: Json, depth: int) -> dict[str, Json]:
        rest = schema.get("additionalProperties", True)
        if rest is False or self.rnd.random() < 0.5 or depth > _DEPTH:
            return {}
        if not isinstance(rest, dict) or not rest:
            return {EXTRA: self.value({}, depth + 1)}
        names = [EXTRA, *("abcdefgh"[: self.rnd.choice([0, 1, 2, 8])])]
        return {name: self.value(rest, depth + 1) for name in names if name not in schema.get("properties", {})}


_FORMATS = {
    "date": "2020-01-31",
    "date-time": "2020-01-31T00:00:00Z",
    "uuid": "00000000-0000-4000-8000-000000000000",
    "uri": "https://a.example/",
    "email": "a@b.example",
    "ipv4": "127.0.0.1",
}


def _implied(schema: Json) -> str:
    if {"properties", "additionalProperties", "required"} & schema.keys():
        return "object"
    return "array" if "items" in schema else "string" if "pattern" in schema else "null"


def resolved(document: Json, reference: str) -> Json:
    """Return the target of a reference inside a document."""
    node = document
    for token in reference.removeprefix("#/").split("/"):
        key = token.replace("~1", "/").replace("~0", "~")
        node = node[int(key)] if isinstance(node, list) else node[key]
    return node


def converted(document: Json, *, request: bool, lenient: bool = False) -> Json:
    """Return a document with its schemas as JSON Schema 2020-12, for values of one direction.

    Requests have no ``readOnly`` properties and responses no ``writeOnly`` ones. ``lenient`` accepts properties that
    are not listed.
    """
    made = copy.deepcopy(document)
    for schema in list(_schemas(made)):
        _convert(schema, "readOnly" if request else "writeOnly", lenient=lenient)
    return made


def _convert(schema: dict[str, Json], withheld: str, *, lenient: bool) -> None:
    for bound, flag in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        if isinstance(schema.get(flag), bool) and schema.pop(flag) and bound in schema:
            schema[flag] = schema.pop(bound)
    known = schema.get("properties")
    if isinstance(known, dict):
        hidden = [name for name, item in known.items() if isinstance(item, dict) and item.get(withheld)]
        if hidden and isinstance(schema.get("required"), list):
            schema["required"] = [name for name in schema["required"] if name not in hidden]
        known.update(dict.fromkeys(hidden, lenient))
    if lenient and schema.get("additionalProperties") is False:
        schema.pop("additionalProperties")
    if lenient and "oneOf" in schema and "anyOf" not in schema:  # with more properties, more variants fit
        schema["anyOf"] = schema.pop("oneOf")
    if schema.pop("nullable", False) and isinstance(schema.get("type"), str):
        schema["type"] = [schema["type"], "null"]
        if isinstance(schema.get("enum"), list):
            schema["enum"] = [*schema["enum"], None]


def _schemas(value: Json, *, is_schema: bool = False) -> Iterator[dict[str, Json]]:
    """Yield the schemas of a document, inner ones first."""
    if isinstance(value, list):
        for item in value:
            yield from _schemas(item, is_schema=is_schema)
        return
    if not isinstance(value, dict):
        return
    for key, item in list(value.items()):
        if key in _TABLES and isinstance(item, dict):
            for inner in item.values():
                yield from _schemas(inner, is_schema=True)
        elif key in _LISTS | _SINGLE:
            yield from _schemas(item, is_schema=True)
        elif key not in _DATA and not key.startswith("x-"):
            yield from _schemas(item)
    if is_schema:
        yield value


@dataclass(slots=True)
class Exchange:
    """Values at one position of two documents: those of the sender, in the schema of the receiver."""

    giver: Json
    taker: Json
    request: bool

    def accepts(self, reference: str, value: Json, *, sender: bool) -> bool:
        """Return whether a value is valid for the schema at a position of the sender's or the receiver's document."""
        document = self.giver if sender else self.taker
        root = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$ref": reference, **_parts(document)}
        return bool(jsonschema_rs.validator_for(root, validate_formats=True).is_valid(value))

    def broken(self, sent: str, received: str, rnd: random.Random, count: int) -> Json:
        """Return values that the sender may send and the receiver refuses, the shortest first."""
        roots = [
            {"$schema": "https://json-schema.org/draft/2020-12/schema", "$ref": reference, **_parts(document)}
            for reference, document in ((sent, self.giver), (received, self.taker))
        ]
        giver, taker = (jsonschema_rs.validator_for(root, validate_formats=True) for root in roots)
        made = Sender(self.giver, rnd, hints(self.giver, self.taker))
        values = [made.value({"$ref": sent}) for _ in range(count)]
        found = [value for value in values if giver.is_valid(value) and not taker.is_valid(value)]
        return sorted(found, key=lambda value: (len(json.dumps(value)), json.dumps(value)))


def _parts(document: Json) -> Json:
    return {key: document[key] for key in ("paths", "components") if key in document}


def exchange(old: Json, new: Json, *, request: bool) -> Exchange:
    """Return the exchange of two versions: callers send the old version's requests, servers the new responses."""
    giver, taker = (old, new) if request else (new, old)
    return Exchange(
        giver=converted(giver, request=request),
        taker=converted(taker, request=request, lenient=not request),
        request=request,
    )
