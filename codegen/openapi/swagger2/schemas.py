"""Upgrades schemas, simple types and references."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen.openapi.reader.stated import ENUM_KEYS
from codegen.openapi.structure.swagger2 import SIMPLE
from codegen.openapi.swagger2.moves import Part

if TYPE_CHECKING:
    from codegen.core.json import Json
    from codegen.openapi.swagger2.moves import Spot

SECTIONS = {"definitions": "schemas", "parameters": "parameters", "responses": "responses"}
"""The sections of ``components`` for the reusable parts of a 2.0 document."""

_ONE = ("items", "additionalProperties", "not")
_MANY = ("allOf", "anyOf", "oneOf")


def new_reference(ref: str) -> str:
    """Upgrade the fragment of a reference to a reusable part; other references are kept."""
    file, mark, fragment = ref.partition("#")
    head, _, rest = fragment.removeprefix("/").partition("/")
    if mark and fragment.startswith("/") and rest and head in SECTIONS:
        return f"{file}#/components/{SECTIONS[head]}/{rest}"
    return ref


def schema(value: Json, *, deep: bool = True) -> Json:
    """Upgrade a schema, with its subschemas if ``deep``; every node keeps its pointer."""
    if not isinstance(value, dict):
        return value
    if isinstance(value.get("$ref"), str):
        return {**value, "$ref": new_reference(str(value["$ref"]))}
    result = {key: _inner(key, item) for key, item in value.items()} if deep else dict(value)
    if value.get("type") == "file":
        result |= {"type": "string", "format": "binary"}
    if value.get("x-nullable") is True:
        result["nullable"] = True
    if isinstance(value.get("discriminator"), str):
        result["discriminator"] = {"propertyName": value["discriminator"]}
    return result


def schemas_within(value: Json) -> Json:
    """Upgrade all schemas of a file of any structure, such as a map of names to schemas."""
    if isinstance(value, list):
        return [schemas_within(item) for item in value]
    if not isinstance(value, dict):
        return value
    return schema({key: schemas_within(item) for key, item in value.items()}, deep=False)


def _inner(key: str, value: Json) -> Json:
    """Upgrade the schemas below a keyword."""
    if key in _ONE:
        return schema(value)
    if key in _MANY and isinstance(value, list):
        return [schema(part) for part in value]
    if key == "properties" and isinstance(value, dict):
        return {name: schema(item) for name, item in value.items()}
    return value


def simple_schema(spot: Spot) -> Part:
    """Return the schema in the members of a parameter or header."""
    stated = {key: child.value for key, child in spot.members() if _is_simple(key)}
    return Part.of(spot, schema(stated))


def without_schema(spot: Spot) -> dict[str, Json]:
    """Return the members of a parameter or header that do not belong to its schema."""
    return {key: child.value for key, child in spot.members() if not _is_simple(key) and key != "collectionFormat"}


def _is_simple(key: str) -> bool:
    return key in SIMPLE or key == "x-nullable" or key in ENUM_KEYS
