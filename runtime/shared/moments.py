"""Types of the formats ``time`` and ``duration`` (RFC 3339); copied only where a document has them.

A value is written with the text that it was read from: the length of a month or year depends on the calendar.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time, timedelta
from typing import TYPE_CHECKING, Annotated, Final, Literal, TypeAlias

from pydantic import TypeAdapter
from pydantic_core import PydanticCustomError, PydanticSerializationUnexpectedValue, core_schema

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
    from pydantic.json_schema import JsonSchemaValue

_TIME: Final = re.compile(r"\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)?", re.ASCII)
_DAYS: Final = r"P(?!$)(?:\d{1,9}W|(?:\d{1,9}Y)?(?:\d{1,9}M)?(?:\d{1,9}D)?"
_DURATION: Final = re.compile(_DAYS + r"(?:T(?=\d)(?:\d{1,9}H)?(?:\d{1,9}M)?(?:\d{1,9}(?:\.\d{1,9})?S)?)?)", re.ASCII)
_parsed: Final[TypeAdapter[timedelta]] = TypeAdapter(timedelta)


class WrittenTime(time):
    """A time that was parsed from ``text``."""

    text: str


class WrittenDuration(timedelta):
    """A duration that was parsed from ``text``."""

    text: str


def _time(text: str) -> WrittenTime:
    found = time.fromisoformat(text.upper())
    made = WrittenTime(found.hour, found.minute, found.second, found.microsecond, found.tzinfo, fold=found.fold)
    made.text = text
    return made


def _duration(text: str) -> WrittenDuration:
    found = _parsed.validate_python(text)
    made = WrittenDuration(days=found.days, seconds=found.seconds, microseconds=found.microseconds)
    made.text = text
    return made


@dataclass(frozen=True)
class MomentCodec:
    """Pydantic schema of strings of the format ``time`` or ``duration``.

    A year counts as 365 days and a month as 30. A time may lack its offset.
    """

    format: Literal["time", "duration"]

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(
            self.validate,
            serialization=core_schema.plain_serializer_function_ser_schema(self.serialize, when_used="json"),
        )

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {"type": "string", "format": self.format}

    def validate(self, value: object) -> time | timedelta:
        """Return a time or duration unchanged, and parse text."""
        is_time = self.format == "time"
        kind: type[time | timedelta] = time if is_time else timedelta
        if isinstance(value, kind):
            return value
        if isinstance(value, str) and (_TIME if is_time else _DURATION).fullmatch(value):
            try:
                return _time(value) if is_time else _duration(value)
            except (ValueError, OverflowError):
                pass
        error, msg = "moment", "Input should be a {format} in the notation of RFC 3339"
        raise PydanticCustomError(error, msg, {"format": self.format})

    def serialize(self, value: object) -> str:
        """Return the text of a time or duration.

        :raises PydanticSerializationUnexpectedValue: the value is neither: a lenient response may hold any.
        """
        if isinstance(value, (WrittenTime, WrittenDuration)):
            return value.text
        if isinstance(value, time):
            return value.isoformat().replace("+00:00", "Z")
        if isinstance(value, timedelta):
            written: str = _parsed.dump_python(value, mode="json")
            return written
        msg = "expected a time or a duration"
        raise PydanticSerializationUnexpectedValue(msg)


Rfc3339Time: TypeAlias = Annotated[time, MomentCodec("time")]
Rfc3339Duration: TypeAlias = Annotated[timedelta, MomentCodec("duration")]
