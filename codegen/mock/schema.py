"""Whether a value is what a schema of the document allows (JSON Schema 2020-12 and OpenAPI 3.0).

Of formats only dates and times are looked at. What cannot be found or read allows everything.
"""

from __future__ import annotations

import math
import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TypeGuard
from urllib.parse import unquote

from codegen.core.json import Json
from codegen.core.location import Location, resolve
from codegen.mock.matches import matches

_DEEPEST = 64
_MOST_STEPS = 20_000
"""Schemas that are looked at for one value: what combines itself takes twice as many on each level."""
_FORMATS = {
    "date": re.compile(r"\d{4}-\d\d-\d\d"),
    "date-time": re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d.*"),
}
"""Formats whose texts generated models read (RFC 3339)."""


@dataclass(frozen=True, slots=True)
class _Place:
    """A schema, the file it stands in, and how far below the first one it was looked up."""

    schema: Json
    file: str
    depth: int = 0

    def at(self, schema: Json) -> _Place:
        return replace(self, schema=schema, depth=self.depth + 1)


class Schemas:
    """The schemas of some documents, by the file that locations name."""

    def __init__(self, documents: Mapping[str, Json]) -> None:
        """Look schemas up in ``documents``."""
        self.documents = documents
        self._steps = 0

    def at(self, location: Location) -> Json:
        """Return what stands at a place; None where there is nothing."""
        return resolve(self.documents.get(location.file), location.pointer)

    def allows(self, value: Json, location: Location) -> bool:
        """Say whether the schema at a place allows a value."""
        self._steps = 0
        return self._allows(value, _Place(self.at(location), location.file))

    def _allows(self, value: Json, place: _Place) -> bool:
        schema = place.schema
        if isinstance(schema, bool):
            return schema
        self._steps += 1
        if not isinstance(schema, dict) or place.depth > _DEEPEST or self._steps > _MOST_STEPS:
            return True
        if value is None and schema.get("nullable") is True:
            return True
        if not _plain(value, schema):
            return False
        reference = schema.get("$ref")
        if isinstance(reference, str) and not self._allows(value, self._target(reference, place)):
            return False
        if not self._combined(value, schema, place):
            return False
        if isinstance(value, dict):
            return self._object(value, schema, place)
        return not isinstance(value, list) or self._array(value, schema, place)

    def _target(self, reference: str, place: _Place) -> _Place:
        path, _, pointer = reference.partition("#")
        file = posixpath.normpath(posixpath.join(posixpath.dirname(place.file), path)) if path else place.file
        found = resolve(self.documents.get(file), unquote(pointer)) if pointer[:1] in {"", "/"} else None
        return _Place(found, file, place.depth + 1)

    def _combined(self, value: Json, schema: dict[str, Json], place: _Place) -> bool:
        """Check the keywords that apply schemas to the value itself (JSON Schema, 10.2)."""

        def fitting(word: str) -> tuple[int, int]:
            options = schema.get(word)
            listed = options if isinstance(options, list) else []
            return sum(self._allows(value, place.at(option)) for option in listed), len(listed)

        fit, all_of = fitting("allOf")
        if fit < all_of:
            return False
        fit, any_of = fitting("anyOf")
        if any_of and not fit:
            return False
        fit, one_of = fitting("oneOf")
        if one_of and fit != 1:
            return False
        if "not" in schema and self._allows(value, place.at(schema["not"])):
            return False
        if "if" in schema:
            branch = "then" if self._allows(value, place.at(schema["if"])) else "else"
            return self._allows(value, place.at(schema.get(branch, True)))
        return True

    def _object(self, value: dict[str, Json], schema: dict[str, Json], place: _Place) -> bool:
        properties = _object(schema.get("properties"))
        patterns = _object(schema.get("patternProperties"))
        required = schema.get("required")
        for name in required if isinstance(required, list) else ():
            if name not in value and _object(properties.get(str(name))).get("writeOnly") is not True:
                return False
        names = schema.get("propertyNames", True)
        for name, item in value.items():
            inner = [properties[name]] if name in properties else []
            inner += [below for pattern, below in patterns.items() if matches(pattern, name)]
            if not inner and "additionalProperties" in schema:
                inner = [schema["additionalProperties"]]
            if not all(self._allows(item, place.at(below)) for below in inner):
                return False
            if not self._allows(name, place.at(names)):
                return False
        for name, others in _object(schema.get("dependentRequired")).items():
            if name in value and isinstance(others, list) and any(other not in value for other in others):
                return False
        return all(
            name not in value or self._allows(value, place.at(below))
            for name, below in _object(schema.get("dependentSchemas")).items()
        )

    def _array(self, value: list[Json], schema: dict[str, Json], place: _Place) -> bool:
        prefix = schema.get("prefixItems")
        first = prefix if isinstance(prefix, list) else []
        rest = schema.get("items", True)
        for index, item in enumerate(value):
            if not self._allows(item, place.at(first[index] if index < len(first) else rest)):
                return False
        if "contains" not in schema:
            return True
        found = sum(self._allows(item, place.at(schema["contains"])) for item in value)
        least, most = schema.get("minContains", 1), schema.get("maxContains", math.inf)
        return not (_number(least) and _number(most)) or least <= found <= most


def _plain(value: Json, schema: dict[str, Json]) -> bool:
    """Check the keywords that compare the value with something (JSON Schema Validation, 6)."""
    kinds = schema.get("type")
    names = kinds if isinstance(kinds, list) else [kinds]
    if kinds is not None and not any(_is_a(value, str(name)) for name in names):
        return False
    listed = schema.get("enum")
    if isinstance(listed, list) and not any(same(value, item) for item in listed):
        return False
    if "const" in schema and not same(value, schema["const"]):
        return False
    if isinstance(value, str):
        pattern = schema.get("pattern")
        form = _FORMATS.get(str(schema.get("format")))
        fits = not isinstance(pattern, str) or matches(pattern, value)
        return (
            fits
            and (form is None or form.fullmatch(value) is not None)
            and _between(len(value), schema, "minLength", "maxLength")
        )
    if isinstance(value, list):
        fits = schema.get("uniqueItems") is not True or not repeated(value)
        return fits and _between(len(value), schema, "minItems", "maxItems")
    if isinstance(value, dict):
        return _between(len(value), schema, "minProperties", "maxProperties")
    return not _number(value) or _in_range(value, schema)


def _in_range(value: float, schema: dict[str, Json]) -> bool:
    if not _between(value, schema, "minimum", "maximum"):
        return False
    low, high = schema.get("exclusiveMinimum"), schema.get("exclusiveMaximum")
    if low is True:  # OpenAPI 3.0: a flag beside the bound
        low = schema.get("minimum")
    if high is True:
        high = schema.get("maximum")
    if (_number(low) and value <= low) or (_number(high) and value >= high):
        return False
    step = schema.get("multipleOf")
    if not _number(step) or not step:
        return True
    try:
        quotient = value / step
        return math.isclose(quotient, round(quotient), rel_tol=1e-9, abs_tol=1e-9)
    except OverflowError:  # beyond what floats can say
        return True


def _between(value: float, schema: dict[str, Json], low: str, high: str) -> bool:
    least, most = schema.get(low), schema.get(high)
    if _number(least) and value < least:
        return False
    return not (_number(most) and value > most)


def same(left: Json, right: Json) -> bool:
    """Say whether two JSON values are equal; 1 and 1.0 are, 1 and true are not."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(same(left[name], right[name]) for name in left)
    return left == right


def repeated(values: list[Json]) -> bool:
    """Say whether a value comes twice."""
    return any(same(value, other) for index, value in enumerate(values) for other in values[:index])


def _is_a(value: Json, name: str) -> bool:
    match name:
        case "null":
            return value is None
        case "boolean":
            return isinstance(value, bool)
        case "integer":
            return _number(value) and value == int(value)
        case "number":
            return _number(value)
        case "string":
            return isinstance(value, str)
        case "array":
            return isinstance(value, list)
        case "object":
            return isinstance(value, dict)
        case _:
            return True


def _number(value: Json) -> TypeGuard[int | float]:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _object(value: Json) -> dict[str, Json]:
    return value if isinstance(value, dict) else {}
