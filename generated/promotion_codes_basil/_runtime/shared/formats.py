"""Types whose JSON form differs from pydantic's default: ``unix-time``, ``base64``, ``base64url``, ``base16``."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Final, Literal, TypeAlias

from pydantic_core import PydanticCustomError, PydanticSerializationUnexpectedValue, core_schema

from .drift import is_wire
from .naive import naive_datetimes

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
    from pydantic.json_schema import JsonSchemaValue

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
SECOND: Final = timedelta(seconds=1)
MAX_DIGITS: Final = 20


@dataclass(frozen=True)
class UnixTimeCodec:
    """Pydantic schema of format ``unix-time``: integer seconds since 1970 in JSON, an aware datetime in Python."""

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.with_info_plain_validator_function(
            self.validate, serialization=core_schema.plain_serializer_function_ser_schema(self.serialize)
        )

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {"type": "integer", "format": "unix-time"}

    def validate(self, value: object, info: core_schema.ValidationInfo) -> datetime:
        """Return the datetime of an aware datetime, an integer or, except in responses, a string of digits."""
        if isinstance(value, datetime):
            return naive_datetimes.aware(value).astimezone(UTC)
        if isinstance(value, str) and not is_wire(info.context):
            value = _from_digits(value)
        if isinstance(value, float) and float.is_integer(value):
            value = int(value)
        if not isinstance(value, int) or isinstance(value, bool):
            kind, msg = "unix_time_type", "Input should be an aware datetime or an integer of seconds since 1970"
            raise PydanticCustomError(kind, msg)
        try:
            return EPOCH + timedelta(seconds=value)
        except OverflowError:
            kind, msg = "unix_time_range", "Input should be a time within the years 1 to 9999"
            raise PydanticCustomError(kind, msg) from None

    def serialize(self, value: object) -> int:
        """Return the seconds since 1970.

        :raises PydanticSerializationUnexpectedValue: the value is not an aware datetime. Pydantic then tries the other
            members of a union, and finally writes the value unchanged: a lenient response may hold any value.
        """
        if not isinstance(value, datetime) or value.tzinfo is None:
            msg = "expected an aware datetime"
            raise PydanticSerializationUnexpectedValue(msg)
        return (value - EPOCH) // SECOND


def _from_digits(value: str) -> int | str:
    digits = value.removeprefix("-")
    return int(value) if digits.isascii() and digits.isdigit() and len(digits) <= MAX_DIGITS else value


class EncodedBytes(bytes):
    """Bytes that were decoded from ``text``, which may differ from what an encoder writes (case, padding)."""

    text: str


@dataclass(frozen=True)
class BytesCodec:
    """Pydantic schema of strings in an encoding of RFC 4648, validated to bytes: base64, base64url or base16.

    URL-safe Base64 may lack its padding. Decoded bytes are written with the text that they were decoded from.
    """

    encoding: Literal["base64", "base64url", "base16"] = "base64"

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(
            self.validate, serialization=core_schema.plain_serializer_function_ser_schema(self.serialize)
        )

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {"type": "string", "contentEncoding": self.encoding}

    def validate(self, value: object) -> bytes:
        """Return bytes unchanged, and decode text."""
        if isinstance(value, bytes):
            return value
        if isinstance(value, str):
            try:
                made = EncodedBytes(self._decoded(value))
            except (binascii.Error, ValueError):
                pass
            else:
                made.text = value
                return made
        kind, msg = "base64", "Input should be bytes or {encoding} text"
        raise PydanticCustomError(kind, msg, {"encoding": self.encoding.capitalize()})

    def _decoded(self, text: str) -> bytes:
        if self.encoding == "base16":
            return base64.b16decode(text, casefold=True)
        if self.encoding == "base64url":
            return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        return base64.b64decode(text, validate=True)

    def serialize(self, value: object) -> str:
        """Return the encoded text.

        :raises PydanticSerializationUnexpectedValue: the value is not bytes; see `UnixTimeCodec.serialize`.
        """
        if isinstance(value, EncodedBytes):
            return value.text
        if not isinstance(value, bytes):
            msg = "expected bytes"
            raise PydanticSerializationUnexpectedValue(msg)
        encode = {"base64": base64.b64encode, "base64url": base64.urlsafe_b64encode, "base16": base64.b16encode}
        return encode[self.encoding](value).decode()


UnixTime: TypeAlias = Annotated[datetime, UnixTimeCodec()]
