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
    from collections.abc import Callable

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
SHALLOW: Final = 8
"""The nesting of JSON text up to which each level of a recursive type has its own errors."""
LAZY: Final = "spec-codegen lazy"
"""The key of the metadata of schemas that import their type when a value is validated."""
NESTED: Final = ("nested", "Input should be valid; values that are nested as deeply are not located")
"""The type and message of the error of a nested value."""


def coarse(adapter: TypeAdapter[Any], *, nested: bool = False) -> SchemaValidator:
    """Return a validator that reports one error per union instead of the errors of each variant.

    An error contains a copy of the invalid value, so nested unions would copy the text once per level. So would nested
    objects that lack a property: with ``nested``, the values of a recursive type report one error each as well, and
    are validated before the other properties, whose errors would exist meanwhile.
    """
    validators = _NESTED if nested else _COARSE
    validator = validators.get(adapter)
    if validator is None:
        schema = _with_single_errors(adapter.core_schema, nested=nested)
        validator = validators[adapter] = SchemaValidator(schema, _use_prebuilt=False)
    return validator


def has_recursive_union(adapter: TypeAdapter[Any]) -> bool:
    """Return whether a union without discriminator refers to a type that contains it.

    At each level of such a type, the variants that do not match copy the whole value into their errors: the time is
    proportional to the size of a value times its nesting.
    """
    found = _RECURSIVE.get(adapter)
    if found is None:
        definitions = cast("Any", adapter.core_schema).get("definitions", ())
        found = _RECURSIVE[adapter] = any(_holds(schema, _is_union_of_reference) for schema in definitions)
    return found


def is_recursive(adapter: TypeAdapter[Any]) -> bool:
    """Return whether a type may contain itself, directly or through types that are imported later."""
    return bool(cast("Any", adapter.core_schema).get("definitions")) or imports_later(adapter)


def imports_later(adapter: TypeAdapter[Any]) -> bool:
    """Return whether a type contains types that are imported when a value is validated.

    Each level of such types has its own copy of the value while it is validated.
    """
    found = _LATER.get(adapter)
    if found is None:
        found = _LATER[adapter] = _holds(adapter.core_schema, _is_lazy)
    return found


_RECURSIVE: Final[WeakKeyDictionary[TypeAdapter[Any], bool]] = WeakKeyDictionary()
_LATER: Final[WeakKeyDictionary[TypeAdapter[Any], bool]] = WeakKeyDictionary()


def _is_reference(schema: Any, in_union: bool) -> bool:  # noqa: ARG001, FBT001 - called by position
    return bool(schema.get("type") == "definition-ref")


def _is_union_of_reference(schema: Any, in_union: bool) -> bool:  # noqa: FBT001 - as above
    return _is_reference(schema, in_union) and in_union


def _is_lazy(schema: Any, in_union: bool) -> bool:  # noqa: ARG001, FBT001 - as above
    return LAZY in (schema.get("metadata") or ())


def _holds(schema: Any, is_wanted: Callable[[Any, bool], bool], *, in_union: bool = False) -> bool:
    """Return whether a schema, or one in it, is wanted. References are not followed."""
    if is_list(schema) or isinstance(schema, tuple):
        return any(_holds(item, is_wanted, in_union=in_union) for item in _items(schema))
    if not is_object(schema):
        return False
    if is_wanted(schema, in_union):
        return True
    inside = in_union or schema.get("type") == "union"
    return any(
        _holds(list(inner.values()) if name in _TABLES and is_object(inner) else inner, is_wanted, in_union=inside)
        for name, inner in schema.items()
        if name in _INNER
    )


_COARSE: Final[WeakKeyDictionary[TypeAdapter[Any], SchemaValidator]] = WeakKeyDictionary()
_NESTED: Final[WeakKeyDictionary[TypeAdapter[Any], SchemaValidator]] = WeakKeyDictionary()


def _with_single_errors(schema: Any, *, nested: bool) -> Any:
    if is_list(schema):
        return [_with_single_errors(item, nested=nested) for item in schema]
    if isinstance(schema, tuple):
        return tuple(_with_single_errors(item, nested=nested) for item in _items(schema))
    if not is_object(schema):
        return schema
    made = dict(schema)
    for name in _INNER:
        inner = schema.get(name)
        if name in _TABLES and is_object(inner):
            is_last = {key: nested and not _holds(value, _is_reference) for key, value in inner.items()}
            keys = sorted(inner, key=is_last.__getitem__)
            made[name] = {key: _with_single_errors(inner[key], nested=nested) for key in keys}
        elif inner is not None:
            made[name] = _with_single_errors(inner, nested=nested)
    if schema.get("type") == "union" and "custom_error_type" not in schema:
        made |= {"custom_error_type": "union", "custom_error_message": "Input should match one of the variants"}
    if nested and schema.get("type") == "definition-ref":
        kind, message = NESTED
        return {"type": "custom-error", "schema": made, "custom_error_type": kind, "custom_error_message": message}
    return made
