"""Types whose JSON form differs from pydantic's default: ``unix-time``, ``base64``, ``base64url``."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Final, TypeAlias

from pydantic_core import PydanticCustomError, PydanticSerializationUnexpectedValue, core_schema

from .drift import Wire

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
            return _aware(value)
        if isinstance(value, str) and not isinstance(info.context, Wire):
            value = _from_digits(value)
        if isinstance(value, float) and value.is_integer():
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


def _aware(value: datetime) -> datetime:
    if value.utcoffset() is None:
        kind, msg = "unix_time_naive", "Input should be a datetime with a time zone, such as datetime.now(UTC)"
        raise PydanticCustomError(kind, msg)
    return value.astimezone(UTC)


def _from_digits(value: str) -> int | str:
    digits = value.removeprefix("-")
    return int(value) if digits.isascii() and digits.isdigit() and len(digits) <= MAX_DIGITS else value


@dataclass(frozen=True)
class Base64Codec:
    """Pydantic schema of Base64 strings (RFC 4648, section 4, or 5 if ``urlsafe``), validated to bytes."""

    urlsafe: bool = False

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(
            self.validate, serialization=core_schema.plain_serializer_function_ser_schema(self.serialize)
        )

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {"type": "string", "contentEncoding": "base64url" if self.urlsafe else "base64"}

    def validate(self, value: object) -> bytes:
        """Return bytes unchanged and decode Base64; URL-safe Base64 may lack its padding."""
        if isinstance(value, bytes):
            return value
        if isinstance(value, str):
            padding = "=" * (-len(value) % 4) if self.urlsafe else ""
            try:
                return base64.b64decode(value + padding, altchars=b"-_" if self.urlsafe else None, validate=True)
            except (binascii.Error, ValueError):
                pass
        kind, msg = "base64", "Input should be bytes or Base64 text"
        raise PydanticCustomError(kind, msg)

    def serialize(self, value: object) -> str:
        """Return the Base64 string.

        :raises PydanticSerializationUnexpectedValue: the value is not bytes; see `UnixTimeCodec.serialize`.
        """
        if not isinstance(value, bytes):
            msg = "expected bytes"
            raise PydanticSerializationUnexpectedValue(msg)
        return (base64.urlsafe_b64encode(value) if self.urlsafe else base64.b64encode(value)).decode()


UnixTime: TypeAlias = Annotated[datetime, UnixTimeCodec()]
Base64Bytes: TypeAlias = Annotated[bytes, Base64Codec()]
Base64UrlBytes: TypeAlias = Annotated[bytes, Base64Codec(urlsafe=True)]
