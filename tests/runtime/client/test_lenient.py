from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field, RootModel, TypeAdapter

from runtime.client.lenient import load_json, parse, parse_json
from runtime.shared.formats import UnixTime
from runtime.shared.model import Model
from runtime.shared.omit import omit
from runtime.shared.ref import Lazy, Ref


class Coupon(Model):
    id: str
    valid: bool
    percent_off: float | None = None
    duration: Literal["once", "forever"]


class Gone(Model):
    id: str
    deleted: Literal[True]


class Tree(Model):
    id: Annotated[str, Field(max_length=5, pattern="^[a-z]+$")]
    created: UnixTime
    when: UnixTime | None = None
    schema_: int | None = Field(default=None, alias="schema")
    coupon: Coupon | None = None
    either: Coupon | Gone | None = None
    children: list[Tree] | None = None
    limits: dict[str, Annotated[int, Field(ge=0)]] | None = None
    maps: dict[str, Coupon | None] | None = None
    ref: (
        Annotated[Any, Lazy(__name__.rpartition(".")[0], (f"{__name__.rpartition('.')[2]}:Coupon",), ref=True)] | None
    ) = None
    tags: Annotated[list[Annotated[str, Field(max_length=3)]], Field(max_length=2)] | None = None
    number: int | str | None = None
    anything: Any = None


class Root(RootModel[list[Coupon]]):
    pass


GOOD: dict[str, Any] = {"id": "abc", "created": 5}

scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text()
)
NAMES = [*Tree.model_fields, *Coupon.model_fields, "schema", "deleted", "self", "_fields_set", "__dict__", "a/b~c"]
# pydantic treats an unknown key as a field if it is the field's Python name: the one case that is not restored
keys = st.sampled_from([name for name in NAMES if name != "schema_"]) | st.text()
values = st.recursive(scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=6))


@pytest.mark.slow
@given(values | st.dictionaries(keys, values, max_size=8).map(lambda extra: {**GOOD, **extra}))
@pytest.mark.parametrize(
    "tp", [Tree, list[Tree], dict[str, Tree], Tree | None, Coupon | Gone, Root, int, Any, str | Tree]
)
def test_no_value_raises_and_every_value_is_kept(tp: Any, value: Any) -> None:
    read, drifts = parse(tp, value)
    again = TypeAdapter(Any).dump_python(read, mode="json", by_alias=True, exclude_unset=True, warnings=False)
    assert again == value
    if not drifts:
        assert parse(tp, again)[1] == []


@given(values)
def test_json_text_and_values_are_parsed_equally(value: Any) -> None:
    assert parse_json(Tree, json.dumps(value).encode()) == parse(Tree, value)


@pytest.mark.parametrize(
    ("extra", "found"),
    [
        ({}, []),
        ({"id": "way too long and CAPITAL"}, []),
        ({"limits": {"a": -1}}, []),
        ({"tags": ["abcdef", "b", "c"]}, []),
        ({"number": "x"}, []),
        ({"ref": "cus_1"}, []),
        ({"created": "5"}, [("/created", "datetime", "5")]),
        ({"created": 10**40}, [("/created", "datetime", 10**40)]),
        ({"schema": "1"}, [("/schema", "integer | null", "1")]),
        ({"id": None}, [("/id", "string", None)]),
        ({"limits": {"a/b": "x", "c": 1}}, [("/limits/a~1b", "integer", "x")]),
        ({"tags": ["abcdef", 5]}, [("/tags/1", "string", 5)]),
        ({"tags": "x"}, [("/tags", "array | null", "x")]),
        ({"number": 1.5}, [("/number", "integer | string | null", 1.5)]),
        (
            {"coupon": {"id": "c", "valid": "yes", "duration": "twice"}},
            [("/coupon/valid", "boolean", "yes"), ("/coupon/duration", "'once' | 'forever'", "twice")],
        ),
        ({"coupon": {"id": "c", "valid": True}}, [("/coupon/duration", "'once' | 'forever'", omit)]),
        ({"children": [GOOD, {"created": 1}]}, [("/children/1/id", "string", omit)]),
        ({"either": {"id": 1, "deleted": True}}, [("/either/id", "string", 1)]),
        ({"maps": {"k": {"id": "c", "valid": True, "duration": 1}}}, [("/maps/k/duration", "'once' | 'forever'", 1)]),
        (
            {"ref": {"id": 1}},
            [("/ref/id", "string", 1), ("/ref/valid", "boolean", omit), ("/ref/duration", "'once' | 'forever'", omit)],
        ),
        ({"ref": 5}, [("/ref", "string | Coupon | null", 5)]),
        ({"coupon": []}, [("/coupon", "Coupon | null", [])]),
    ],
)
def test_differences_are_reported_and_limits_are_not(
    extra: dict[str, Any], found: list[tuple[str, str, object]]
) -> None:
    value = {**GOOD, **extra}
    read, drifts = parse(Tree, value)
    assert [(drift.pointer, drift.expected, drift.got) for drift in drifts] == found
    assert isinstance(read, Tree)
    assert read.model_dump(mode="json") == value
    assert json.loads(read.model_dump_json()) == value
    assert "way too long" not in "".join(map(str, drifts))


def test_matching_values_beside_a_difference_are_typed() -> None:
    value = {**GOOD, "children": [GOOD, {**GOOD, "when": "soon"}], "ref": "cus_1", "either": {"id": 1, "deleted": True}}
    read, _ = parse(Tree, value)
    assert read.created == datetime(1970, 1, 1, 0, 0, 5, tzinfo=UTC)
    assert read.children[1].when == "soon"
    assert isinstance(read.children[0], Tree)
    assert isinstance(read.ref, Ref)
    assert isinstance(read.either, Gone)
    missing, _ = parse(Coupon, {})
    assert missing.id is None
    assert missing.percent_off is None
    assert missing.model_dump() == {}


def test_deep_values_are_parsed() -> None:
    value: Any = GOOD
    for _ in range(400):
        value = {**GOOD, "id": 1, "children": [value]}
    read, drifts = parse_json(Tree, json.dumps(value).encode())
    assert isinstance(read, Tree)
    assert drifts
    lone, _ = parse_json(Tree, b'{"id": "\\ud800", "created": 1}')
    assert lone.id == "\ud800"


@pytest.mark.parametrize("text", [b"", b"{", b'{"a": 1', b"nope", b"\xff", b"[" * 100_000])
def test_invalid_json_raises_value_error(text: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the message is the parser's
        load_json(text)
    with pytest.raises(ValueError):  # noqa: PT011
        parse_json(Tree, text)
