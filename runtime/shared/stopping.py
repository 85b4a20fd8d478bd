"""Adapts core schemas of pydantic: see `exact`, and stops at the first invalid member of lists and maps.

Pydantic collects an error with a full path for each invalid member: a few kilobytes of JSON could cause hundreds of
megabytes of errors. The first error of each list is enough to reject a value.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, cast
from weakref import WeakKeyDictionary

from pydantic_core import SchemaValidator

from .exact import adapt, is_adapted
from .values import is_list, is_object
from .wholenumbers import accept_whole_numbers, accepts_whole_numbers

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler, TypeAdapter
    from pydantic_core import core_schema

_COLLECTIONS: Final = frozenset({"dict", "frozenset", "list", "set", "tuple"})
_INNER: Final = (
    *("schema", "fields", "items_schema", "keys_schema", "values_schema", "extras_schema", "choices"),
    *("json_schema", "python_schema", "lax_schema", "strict_schema", "steps", "definitions"),
)
"""The keys of core schemas that contain further schemas."""
_TABLES: Final = ("fields", "choices")


def stop_at_first(schema: Any) -> None:
    """Set ``fail_fast`` on each list and map in a core schema, and adapt each schema to the values of JSON.

    References are not followed.
    """
    waiting: list[Any] = [schema]
    while waiting:
        found = waiting.pop()
        if is_list(found) or isinstance(found, tuple):
            waiting.extend(_items(found))
        elif is_object(found) and not accepts_whole_numbers(found):
            if found.get("type") in _COLLECTIONS:
                _set(found)
            elif found.get("type") == "int" and not is_adapted(found):
                accept_whole_numbers(found)
                continue
            _adapt(found)
            for name in _INNER:
                inner = found.get(name)
                waiting.extend(inner.values() if name in _TABLES and is_object(inner) else [inner])


def _items(schemas: Any) -> list[Any]:
    return list(schemas)


def _set(schema: Any) -> None:
    schema["fail_fast"] = True


def _adapt(schema: Any) -> None:
    adapt(schema)


@dataclass(frozen=True)
class StopAtFirst:
    """Marks a type whose lists and maps stop at their first invalid member."""

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        schema = handler(source)
        stop_at_first(schema)
        return schema


SMALL: Final = 4_096
"""The maximum length of JSON text for which unions report the errors of each variant."""


def coarse(adapter: TypeAdapter[Any]) -> SchemaValidator:
    """Return a validator that reports one error per union instead of the errors of each variant.

    An error contains the invalid value, so nested unions would copy the text once per level.
    """
    validator = _COARSE.get(adapter)
    if validator is None:
        schema = _with_single_errors(adapter.core_schema)
        validator = _COARSE[adapter] = SchemaValidator(schema, _use_prebuilt=False)
    return validator


def has_recursive_union(adapter: TypeAdapter[Any]) -> bool:
    """Return whether a union without discriminator refers to a type that contains it.

    At each level of such a type, the variants that do not match copy the whole value into their errors: the time is
    proportional to the size of a value times its nesting.
    """
    found = _RECURSIVE.get(adapter)
    if found is None:
        definitions = cast("Any", adapter.core_schema).get("definitions", ())
        found = _RECURSIVE[adapter] = any(_has_union_of_references(schema) for schema in definitions)
    return found


_RECURSIVE: Final[WeakKeyDictionary[TypeAdapter[Any], bool]] = WeakKeyDictionary()


def _has_union_of_references(schema: Any, *, in_union: bool = False) -> bool:
    if is_list(schema) or isinstance(schema, tuple):
        return any(_has_union_of_references(item, in_union=in_union) for item in _items(schema))
    if not is_object(schema):
        return False
    kind = schema.get("type")
    if kind == "definition-ref":
        return in_union
    inside = in_union or kind == "union"
    return any(
        _has_union_of_references(
            list(inner.values()) if name in _TABLES and is_object(inner) else inner, in_union=inside
        )
        for name, inner in schema.items()
        if name in _INNER
    )


_COARSE: Final[WeakKeyDictionary[TypeAdapter[Any], SchemaValidator]] = WeakKeyDictionary()


def _with_single_errors(schema: Any) -> Any:
    if is_list(schema):
        return [_with_single_errors(item) for item in schema]
    if isinstance(schema, tuple):
        return tuple(map(_with_single_errors, _items(schema)))
    if not is_object(schema):
        return schema
    made = dict(schema)
    for name in _INNER:
        inner = schema.get(name)
        if name in _TABLES and is_object(inner):
            made[name] = {key: _with_single_errors(item) for key, item in inner.items()}
        elif inner is not None:
            made[name] = _with_single_errors(inner)
    if schema.get("type") == "union" and "custom_error_type" not in schema:
        made |= {"custom_error_type": "union", "custom_error_message": "Input should match one of the variants"}
    return made
