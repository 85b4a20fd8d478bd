"""Decimal numbers that keep every digit, as strings or as numbers of JSON; copied only where a document has them.

JSON parsers of Python and pydantic read a fraction as float. `ExactNumbers` parses it as `Digits`, a float that keeps
its text, and writes a ``Decimal`` as a number.
"""

from __future__ import annotations

import json
import re
import secrets
from contextvars import ContextVar
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, Final, TypeAlias, TypeVar, cast

from pydantic import BaseModel
from pydantic_core import PydanticCustomError, PydanticSerializationUnexpectedValue, core_schema, to_json

from .drift import is_wire
from .jsonnumbers import Numbers, numbers
from .values import is_list, is_object
from .wirenames import wire_name

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
    from pydantic.json_schema import JsonSchemaValue

T = TypeVar("T", str, bytes)

_DIGITS: Final = r"(?:[0-9]{1,400}(?:\.[0-9]{0,400})?|\.[0-9]{1,400})"
_NUMBER: Final = re.compile(rf"[+-]?{_DIGITS}(?:[eE][+-]?[0-9]{{1,4}})?", re.ASCII)
_PLACES: Final = 100
"""The most zeros that a number is written with; more are an exponent."""
_MARK: Final = f"decimal-{secrets.token_hex(16)}:"
_MARKED: Final = re.compile(rf'"{_MARK}([-+.0-9E]+)"')
_MARKED_BYTES: Final = re.compile(_MARKED.pattern.encode())
_marking: Final[ContextVar[bool]] = ContextVar("marking", default=False)


class Digits(float):
    """A number of JSON with the text that it was parsed from."""

    text: str


def _digits(text: str) -> Digits:
    made = Digits(text)
    made.text = text
    return made


def plain(value: Decimal) -> str:
    """Return the digits of a number, with an exponent only instead of many zeros."""
    return format(value, "f") if abs(value.adjusted()) <= _PLACES else str(value)


@dataclass(frozen=True)
class DecimalCodec:
    """Pydantic schema of format ``decimal``: a string in JSON, or a ``number``; a ``Decimal`` in Python."""

    number: bool = False

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.with_info_plain_validator_function(
            self.validate,
            serialization=core_schema.plain_serializer_function_ser_schema(self.serialize, when_used="json"),
        )

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {"type": "number" if self.number else "string", "format": "decimal"}

    def validate(self, value: object, info: core_schema.ValidationInfo) -> Decimal:
        """Return the decimal number of a ``Decimal``, a number or a text; from JSON, of its own JSON type only."""
        wire = is_wire(info.context)
        if isinstance(value, str) and not (wire and self.number) and _NUMBER.fullmatch(value):
            return Decimal(value)
        if isinstance(value, (int, float)) and not isinstance(value, bool) and (self.number or not wire):
            value = Decimal(value.text if isinstance(value, Digits) else repr(value))
        if isinstance(value, Decimal) and value.is_finite():
            return value
        kind, msg = "decimal_parsing", "Input should be a finite decimal number"
        raise PydanticCustomError(kind, msg)

    def serialize(self, value: object) -> str | float:
        """Return the digits as text; for a number, which `ExactNumbers` writes with its digits, the nearest float.

        :raises PydanticSerializationUnexpectedValue: the value is not a ``Decimal``: a lenient response may hold any.
        """
        if not isinstance(value, Decimal):
            msg = "expected a Decimal"
            raise PydanticSerializationUnexpectedValue(msg)
        if not self.number:
            return plain(value)
        return _MARK + plain(value) if _marking.get() else float(value)


DecimalString: TypeAlias = Annotated[Decimal, DecimalCodec()]
DecimalNumber: TypeAlias = Annotated[Decimal, DecimalCodec(number=True)]


class ExactNumbers(Numbers):
    """Reads and writes numbers of JSON with all of their digits."""

    exact = True

    def load(self, text: str | bytes | bytearray) -> Any:
        """Parse JSON; fractions are `Digits`."""
        super().load(text)  # refuses NaN and deep nesting
        return json.loads(text, parse_float=_digits)

    def write(self, value: object) -> bytes:
        """Return the JSON text of a value in which a ``Decimal`` is a number."""
        if isinstance(value, Decimal):
            return plain(value).encode()
        if is_object(value):
            return b"{%b}" % b",".join(to_json(key) + b":" + self.write(item) for key, item in value.items())
        return b"[%b]" % b",".join(map(self.write, value)) if is_list(value) else to_json(value)

    def dump(self, write: Callable[[], T]) -> T:
        """Return what a serialiser of pydantic writes."""
        token = _marking.set(True)
        try:
            made = write()
        finally:
            _marking.reset(token)
        exact: T = _unmarked(made)
        return exact

    def restore(self, built: Any, sent: Any, *, text: bool = False) -> Any:
        """Return a value built from JSON, with the digits that pydantic's own parser dropped."""
        try:
            return _restored(built, self.load(sent) if text else sent)
        except RecursionError:  # only untyped values nest so deeply
            return built


def _unmarked(made: Any) -> Any:
    return _MARKED.sub(r"\1", made) if isinstance(made, str) else _MARKED_BYTES.sub(rb"\1", made)


def _restored(built: object, sent: object) -> object:
    if isinstance(built, Decimal):
        return Decimal(sent.text) if isinstance(sent, Digits) else built
    if isinstance(built, (list, tuple)):
        return _restored_items(cast("Sequence[object]", built), sent)
    if isinstance(built, BaseModel):
        return _restored_model(built, sent)
    if is_object(built) and is_object(sent):
        return {key: _restored(item, sent.get(key)) for key, item in built.items()}
    return built


def _restored_items(built: Sequence[object], sent: object) -> Sequence[object]:
    if not is_list(sent) or len(built) != len(sent):
        return built
    made = [_restored(*pair) for pair in zip(built, sent, strict=True)]
    return tuple(made) if isinstance(built, tuple) else made


def _restored_model(built: BaseModel, sent: object) -> BaseModel:
    if built.__pydantic_root_model__:
        vars(built)["root"] = _restored(vars(built)["root"], sent)
    elif is_object(sent):
        _restore(vars(built), {name: sent.get(wire_name(type(built), name)) for name in vars(built)})
        _restore(built.__pydantic_extra__ or {}, sent)
    return built


def _restore(values: dict[str, Any], sent: Mapping[str, object]) -> None:
    """Replace the values that differ, in place."""
    for name, value in values.items():
        values[name] = _restored(value, sent.get(name))


numbers[:] = [ExactNumbers()]
