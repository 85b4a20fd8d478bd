"""Adapts core schemas of pydantic to the values of JSON, which pydantic converts more liberally.

A whole number stays whole under ``type: number``, 1 and true are different values, and text is a date, a time or a UUID
only in the notation of its format (RFC 3339, RFC 9562): "20240101" is not a date-time.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any, Final, Literal, TypeVar
from uuid import UUID

from pydantic_core import PydanticCustomError, PydanticKnownError, core_schema

from .drift import REPLY
from .naive import naive_datetimes
from .values import is_object

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

T = TypeVar("T")

_DONE: Final = "spec_codegen_exact"
"""The metadata of schemas inside adapted ones: a schema may be walked several times."""
_LIMITS: Final = frozenset({"ge", "gt", "le", "lt", "multiple_of"})
_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_DATE_TIME: Final = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(?:\.\d+)?([Zz]|[+-]\d\d:\d\d)?", re.ASCII)
_Error = Literal["date_parsing", "date_type", "datetime_parsing", "datetime_type", "literal_error", "uuid_parsing"]
_UUID: Final = re.compile(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}", re.ASCII)


def adapt(schema: dict[str, Any]) -> None:
    """Replace one core schema in place, if pydantic's own would change values of JSON."""
    kind: object = schema.get("type")
    if kind == "union":
        schema["choices"] = [_labelled(choice) for choice in schema["choices"]]
    change = _CHANGES.get(kind) if isinstance(kind, str) else None
    if change is None or is_adapted(schema):
        return
    metadata: dict[str, Any] = {**(schema.get("metadata") or {}), _DONE: True}
    inner: dict[str, Any] = {**schema, "metadata": metadata}
    made = change(inner)
    if made is not None:
        schema.clear()
        schema.update(made)


def is_adapted(schema: Any) -> bool:
    """Return whether a core schema is one inside of an adapted one."""
    return _DONE in (schema.get("metadata") or {})


def _labelled(choice: Any) -> Any:
    """Return a choice of a union with the name that it has in locations of errors, which shall not change."""
    schema: Any = choice
    if not is_object(choice):
        return choice
    if choice["type"] == "bool":
        return core_schema.no_info_before_validator_function(_not_a_number, schema), "bool"
    if choice["type"] not in _CHANGES:
        return choice
    values: Any = choice.get("expected", ())
    return choice, f"literal[{','.join(map(repr, values))}]" if values else choice["type"]


def _not_a_number(value: object) -> object:
    """Raise an error for numbers, so that 1 and 1.0 are no booleans where another type of a union accepts them."""
    if type(value) in {int, float}:
        kind: Final = "bool_type"
        raise PydanticKnownError(kind)
    return value


def _number(inner: Any) -> core_schema.CoreSchema:
    """Return the schema of a number that keeps integers, of any size."""
    anything = core_schema.simple_ser_schema("any")
    if _LIMITS & inner.keys():  # one schema, whose errors name the limit
        numbers: core_schema.CoreSchema = core_schema.no_info_wrap_validator_function(
            _whole, inner, serialization=anything
        )
    else:
        whole = core_schema.int_schema(metadata={_DONE: True})
        numbers = core_schema.union_schema([inner, whole], custom_error_type="float_type", serialization=anything)

    def json_schema(_: object, handler: Callable[[object], dict[str, Any]]) -> dict[str, Any]:
        return handler(inner)

    return core_schema.json_or_python_schema(
        numbers,
        core_schema.no_info_before_validator_function(_from_decimal, numbers),
        serialization=anything,
        metadata={"pydantic_js_functions": [json_schema]},
    )


def _whole(value: object, handler: core_schema.ValidatorFunctionWrapHandler) -> object:
    made: object = handler(value)
    return value if type(value) is int else made


def _from_decimal(value: object) -> object:
    """Return the number of equal value for a ``Decimal``."""
    if not isinstance(value, Decimal) or not value.is_finite():
        return value
    number = int(value) if value == value.to_integral_value() else float(value)
    if Decimal(repr(number)) != value:
        kind, msg = "decimal_digits", "Input has more digits than a number of JSON can hold"
        raise PydanticCustomError(kind, msg)
    return number


def one_of(values: Sequence[object]) -> str:
    """Return the expected values, formatted as in pydantic's messages."""
    shown = list(map(repr, values))
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} or {shown[-1]}"


def _constants(inner: Any) -> core_schema.CoreSchema | None:
    """Return the schema of constants of which some are numbers or booleans; 1 and true are different values."""
    expected: Sequence[object] = inner["expected"]
    if not any(isinstance(value, int) for value in expected):
        return None

    def validate(value: object, handler: core_schema.ValidatorFunctionWrapHandler) -> object:
        if not isinstance(value, (int, float)):
            return handler(value)
        for item in expected:
            if item == value and isinstance(item, bool) is isinstance(value, bool):
                return item
        error: _Error = "literal_error"
        raise PydanticKnownError(error, {"expected": one_of(expected)})

    return core_schema.no_info_wrap_validator_function(validate, inner)


def _date_time(
    value: object, handler: core_schema.ValidatorFunctionWrapHandler, info: core_schema.ValidationInfo
) -> object:
    if isinstance(value, str):
        value = _from_text(value.upper(), _DATE_TIME, datetime.fromisoformat, "datetime_parsing")
    if not isinstance(value, datetime):
        error: _Error = "datetime_type"
        raise PydanticKnownError(error)
    return handler(value if info.context == REPLY else naive_datetimes.aware(value))


def _day(value: object, handler: core_schema.ValidatorFunctionWrapHandler) -> object:
    if isinstance(value, str):
        value = _from_text(value, _DATE, date.fromisoformat, "date_parsing")
    if not isinstance(value, date):
        error: _Error = "date_type"
        raise PydanticKnownError(error)
    return handler(value)


def _uuid(value: object, handler: core_schema.ValidatorFunctionWrapHandler) -> object:
    return handler(_from_text(value, _UUID, UUID, "uuid_parsing") if isinstance(value, str) else value)


def _from_text(value: str, notation: re.Pattern[str], parse: Callable[[str], T], error: _Error) -> T:
    """Return the value of a text in its notation."""
    try:
        if notation.fullmatch(value):
            return parse(value)
    except ValueError as cause:
        raise PydanticKnownError(error, {"error": str(cause)}) from None
    raise PydanticKnownError(error, {"error": "the text is in another notation"})


_CHANGES: Final[Mapping[str, Callable[[Any], core_schema.CoreSchema | None]]] = {
    "date": partial(core_schema.no_info_wrap_validator_function, _day),
    "datetime": partial(core_schema.with_info_wrap_validator_function, _date_time),
    "float": _number,
    "literal": _constants,
    "uuid": partial(core_schema.no_info_wrap_validator_function, _uuid),
}
