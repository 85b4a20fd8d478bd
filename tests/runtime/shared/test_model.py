from __future__ import annotations

import json
import pickle
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, ClassVar, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field, TypeAdapter, ValidationError

from runtime.shared.formats import Base64Bytes, Base64UrlBytes, UnixTime
from runtime.shared.model import Model
from runtime.shared.omit import Omit, omit
from runtime.shared.wirenames import by_wire_name


class Inner(Model):
    minimum_amount: int | None = None

    __nullable__: ClassVar[frozenset[str]] = frozenset({"minimum_amount"})


class Sample(Model):
    id: str
    created: UnixTime
    expires_at: UnixTime | None = None
    kind: Literal["a", "b"] | str = "a"  # noqa: PYI051 - how generated open enums read
    schema_: str | None = Field(default=None, alias="schema")
    inner: Inner | None = None
    inners: list[Inner] | None = None

    __nullable__: ClassVar[frozenset[str]] = frozenset({"expires_at"})


PAYLOAD = {
    "id": "x",
    "created": 1700000000,
    "expires_at": None,
    "kind": "new",
    "schema": "s",
    "inner": {"minimum_amount": None, "unknown": [1, {"a": None}]},
    "inners": [{}, {"minimum_amount": 3}],
    "model_extra_thing": {"x": 1.5},
}


def test_a_dump_equals_the_json_that_was_parsed() -> None:
    parsed = Sample.model_validate(PAYLOAD)
    assert parsed.model_dump(mode="json") == PAYLOAD
    assert parsed.model_dump() == PAYLOAD
    assert json.loads(parsed.model_dump_json()) == PAYLOAD
    assert Sample.model_validate_json(json.dumps(PAYLOAD)) == parsed


def test_missing_is_not_null() -> None:
    assert Sample(id="x", created=datetime(2020, 1, 1, tzinfo=UTC)).model_dump() == {"id": "x", "created": 1577836800}
    assert "expires_at" in Sample.model_validate({"id": "x", "created": 0, "expires_at": None}).model_fields_set


def test_options_of_dumps_reach_pydantic() -> None:
    parsed = Sample.model_validate({"id": "x", "created": 0, "expires_at": None})
    assert parsed.model_dump(exclude_none=True, include={"id", "expires_at"}) == {"id": "x"}
    assert parsed.model_dump(exclude_unset=False, by_alias=False)["schema_"] is None
    assert parsed.model_dump_json(indent=1, include={"id"}) == '{\n "id": "x"\n}'


def test_properties_are_found_by_wire_name() -> None:
    parsed = Sample.model_validate(PAYLOAD)
    assert by_wire_name(parsed, "schema") == "s"
    assert by_wire_name(parsed, "model_extra_thing") == {"x": 1.5}
    assert by_wire_name({"a": 1}, "a") == 1
    assert by_wire_name(parsed, "nothing") is None
    assert by_wire_name("text", "x") is None


time = TypeAdapter[datetime](UnixTime)


@given(st.integers(-62135596800, 253402300799))
def test_unix_times_dump_to_the_same_integer(seconds: int) -> None:
    value = time.validate_python(seconds)
    assert value.utcoffset() == timedelta(0)
    assert time.dump_python(value, mode="json") == time.dump_python(value) == seconds
    assert time.dump_json(value) == str(seconds).encode()
    assert time.validate_python(str(seconds)) == time.validate_json(str(seconds)) == value


@pytest.mark.parametrize(
    "value",
    [10**30, -(10**30), 253402300800, True, "x", "", "1.5", 1.5, None, float("inf"), "9" * 5000, "²"],
)
def test_invalid_times_are_refused(value: Any) -> None:
    with pytest.raises(ValidationError):
        time.validate_python(value)


def test_naive_datetimes_are_refused_and_others_become_utc() -> None:
    with pytest.raises(ValidationError, match="time zone"):
        time.validate_python(datetime(2020, 1, 1))  # noqa: DTZ001
    there = datetime(2020, 1, 1, 2, tzinfo=timezone(timedelta(hours=2)))
    assert time.validate_python(there) == datetime(2020, 1, 1, tzinfo=UTC)
    assert time.validate_python(there).utcoffset() == timedelta(0)
    assert time.dump_python(datetime(1969, 12, 31, 23, 59, 59, 500000, tzinfo=UTC)) == -1
    assert time.json_schema() == {"type": "integer", "format": "unix-time"}


class Filter(Model):
    gte: UnixTime | None = None


def test_times_within_unions_are_integers() -> None:
    union = TypeAdapter[Any](UnixTime | Filter | dict[str, UnixTime] | None)
    later = datetime(1970, 1, 1, 0, 0, 9, tzinfo=UTC)
    for value, written in ((later, 9), (Filter(gte=later), {"gte": 9}), ({"lt": later}, {"lt": 9}), (None, None)):
        assert union.dump_python(value, mode="json", exclude_unset=True) == written
    for given_value in (9, {"gte": later}, {"gte": 9}):
        union.dump_json(union.validate_python(given_value))


@given(st.binary())
def test_base64_round_trip(data: bytes) -> None:
    for kind in (Base64Bytes, Base64UrlBytes):
        adapter = TypeAdapter[bytes](kind)
        written = adapter.dump_python(data, mode="json")
        assert isinstance(written, str)
        assert adapter.validate_python(written) == data
        assert adapter.validate_json(json.dumps(written)) == data


@pytest.mark.parametrize("value", ["*", "a", 1, "é"])
def test_invalid_base64_is_refused(value: object) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter[bytes](Base64Bytes).validate_python(value)


def test_omit_is_falsy_and_a_singleton() -> None:
    assert not omit
    assert repr(omit) == "omit"
    assert pickle.loads(pickle.dumps(omit)) is omit  # noqa: S301
    assert isinstance(omit, Omit)
