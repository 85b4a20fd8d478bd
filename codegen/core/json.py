"""JSON values and their types (JSON Schema Core, section 4.2)."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import TYPE_CHECKING, Final, TypeAlias, TypeGuard

if TYPE_CHECKING:
    from collections.abc import Iterable

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"


class JsonType(StrEnum):
    """The types of JSON Schema."""

    NULL = "null"
    BOOLEAN = "boolean"
    INTEGER = "integer"
    NUMBER = "number"
    STRING = "string"
    ARRAY = "array"
    OBJECT = "object"

    @property
    def phrase(self) -> str:
        """Return the type with its article, for messages: ``an integer``."""
        if self is JsonType.NULL:
            return "null"
        return f"an {self}" if self[0] in "aio" else f"a {self}"


_TYPES: Final[dict[type, JsonType]] = {
    type(None): JsonType.NULL,
    bool: JsonType.BOOLEAN,
    int: JsonType.INTEGER,
    float: JsonType.NUMBER,
    str: JsonType.STRING,
    list: JsonType.ARRAY,
    dict: JsonType.OBJECT,
}


def json_type(value: Json) -> JsonType:
    """Return the type of a JSON value: ``number`` for a float, whatever its value."""
    return _TYPES[type(value)]


def has_type(value: Json, expected: str) -> bool:
    """Return whether a value has a type: integers are numbers, and 3.0 is an integer (JSON Schema Core, 4.2.3)."""
    if expected == JsonType.INTEGER and isinstance(value, float):
        return value.is_integer()
    return json_type(value) == expected or (expected == JsonType.NUMBER and is_number(value))


def is_number(value: Json) -> TypeGuard[int | float]:
    """Return whether a value is a number; booleans are not."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def is_same(one: Json, other: Json) -> bool:
    """Return whether two values have the same JSON text, apart from the order of members: 1 is neither 1.0 nor true."""
    return one == other and canonical(one) == canonical(other)


def canonical(value: Json) -> str:
    """Return the JSON text of a value with sorted members."""
    return json.dumps(value, sort_keys=True)


def is_listed(value: Json, values: Iterable[Json]) -> bool:
    """Return whether a value is listed; 1 and 1.0 are equal, 1 and true are not (JSON Schema Core, 4.2.2)."""
    return any(value == item and isinstance(value, bool) is isinstance(item, bool) for item in values)
