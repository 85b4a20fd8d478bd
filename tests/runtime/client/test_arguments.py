from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field

from runtime.client.arguments import to_wire, without_omitted
from runtime.client.errors import InvalidArgumentError
from runtime.shared.files import Upload, as_upload
from runtime.shared.formats import UnixTime
from runtime.shared.model import Model
from runtime.shared.omit import omit

ROOT = Path(__file__).parents[3]


class Leaf(Model):
    from_: int | None = Field(default=None, alias="from")
    ratio: float | None = None
    at: UnixTime | None = None


class Params(Model):
    first: str | None = None
    second: Leaf | list[Leaf] | Literal[""] | None = None
    third: dict[str, Leaf | None] | None = None


json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)


def ordered(value: Any) -> Any:
    """Return a value whose comparison includes the order of keys."""
    if isinstance(value, dict):
        return [(key, ordered(item)) for key, item in value.items()]
    return [ordered(item) for item in value] if isinstance(value, list) else (type(value), value)


@given(json)
def test_json_is_sent_unchanged(value: Any) -> None:
    assert ordered(to_wire(Any, value)) == ordered(value)
    assert ordered(to_wire(Params, {"unknown": value, "first": "x"})) == ordered({"unknown": value, "first": "x"})


leaf = st.fixed_dictionaries(
    {}, optional={"ratio": st.integers(0, 9), "from": st.integers(), "at": st.integers(0, 9), "x": json}
)
shuffled = leaf.flatmap(lambda made: st.permutations(list(made.items())).map(dict))
params = st.fixed_dictionaries(
    {},
    optional={
        "third": st.dictionaries(st.text(), shuffled | st.none()),
        "second": shuffled | st.lists(shuffled),
        "first": st.text(),
    },
).flatmap(lambda made: st.permutations(list(made.items())).map(dict))


@pytest.mark.slow
@given(params)
def test_the_callers_order_and_integers_are_kept(value: dict[str, Any]) -> None:
    assert ordered(to_wire(Params, value)) == ordered(value)


def test_python_values_are_converted_to_their_wire_form() -> None:
    at = datetime(1970, 1, 1, 0, 0, 7, tzinfo=UTC)
    given_value = {
        "third": {"b": Leaf(at=at), "a": {"from_": 1, "at": at}},
        "second": [Leaf(), {"at": 5}],
        "first": omit,
    }
    assert ordered(to_wire(Params, given_value)) == ordered(
        {"third": {"b": {"at": 7}, "a": {"from": 1, "at": 7}}, "second": [{}, {"at": 5}]}
    )
    assert to_wire(Params, {"second": ""}) == {"second": ""}
    assert without_omitted({"a": [omit, {"b": omit, "c": 1}], "d": omit}) == {"a": [{"c": 1}]}


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ({"first": 5}, "first: Input should be a valid string"),
        ({"third": {"k": {"at": "soon"}}}, "third.k.at|third.k.Leaf.at"),
        ({"other": {"deep": [float("inf")]}}, "body.other.deep.0: must be a finite number"),
        ({"other": object()}, "body: "),
        (5, "body: "),
    ],
)
def test_errors_contain_the_location_but_not_the_value(value: object, message: str) -> None:
    with pytest.raises(InvalidArgumentError, match=message) as caught:
        to_wire(Params, value)
    assert "soon" not in str(caught.value)


class Cat(Model):
    purrs: bool


class Dog(Model):
    barks: int


@pytest.mark.parametrize(
    ("tp", "value", "message"),
    [
        (
            Annotated[float, Field(ge=1)] | Annotated[str, Field(pattern="^x$")],
            0,
            "a: Input should be greater than or equal to 1; or Input should be a valid string",
        ),
        (Cat | Dog, {"x": 1}, "a.purrs: Field required (as Cat)\na.barks: Field required (as Dog)"),
        (list[Cat | Dog], [{"purrs": True}, 3], "a.1: Input should be an object (as Cat or Dog)"),
        (dict[str, int | bool], {"k": "x"}, "a.k: Input should be a valid integer; or Input should be a valid boolean"),
    ],
)
def test_errors_of_unions_name_the_place_in_the_value(tp: Any, value: object, message: str) -> None:
    with pytest.raises(InvalidArgumentError) as caught:
        to_wire(tp, value, "a")
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize("value", ["text", 5, None, {"a": b""}, ("name", "text"), ("a", b"", "c", "d"), Leaf()])
def test_values_that_are_not_files_are_refused(value: object) -> None:
    with pytest.raises(ValueError, match="bytes, a path"):
        as_upload(value)
    assert as_upload(bytearray(b"x")) == Upload(b"x")
    assert as_upload((None, b"x")) == Upload(b"x")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("modules", "absent"),
    [
        (
            "shared.model shared.ref shared.lazy shared.formats shared.files shared.drift client.lenient",
            "httpx2 anyio fastapi",
        ),
        ("client.errors client.options shared.lazy shared.omit shared.operation", "httpx2 anyio fastapi pydantic"),
    ],
)
def test_modules_import_only_what_they_need(modules: str, absent: str) -> None:
    lines = [*(f"import runtime.{name}" for name in modules.split()), "import sys"]
    code = "\n".join([*lines, f"print([name for name in {absent.split()} if name in sys.modules])"])
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
