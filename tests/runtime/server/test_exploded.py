"""Exploded query objects, whose properties share the query string with other parameters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from pydantic import Field

from runtime.client.styles import encode_query
from runtime.server.forms import Limits
from runtime.server.parameters import Parameters
from runtime.server.violations import Violation
from runtime.shared.model import Model
from runtime.shared.operation import Operation, Param
from tests.runtime.server.test_styles import request

if TYPE_CHECKING:
    from collections.abc import Mapping


class Page(Model):
    number: int | None = None
    size: int | None = None


class Name(Model):
    text: str


class Wanted(Model):
    names: list[Name] | None = None
    tags: list[str] | None = None


class Counted(Model):
    if not TYPE_CHECKING:
        __pydantic_extra__: dict[str, int] = Field(init=False)
    total: int | None = None


class Query(Model):
    page: Page | int | None = None
    wanted: Wanted | None = None
    counted: Counted | None = None
    labels: dict[str, str] | None = None
    plain: str | None = None
    nulls: list[int] | None = None


def reader(*names: str, keys: frozenset[str] = frozenset()) -> Parameters:
    params = tuple(Param(name, name, "query", "form", explode=True) for name in names)
    operation: Operation[object] = Operation(
        id="GET /", name="get", method="GET", path=("/",), params=params, query=lambda: Query
    )
    return Parameters(operation, Limits(), keys)


def read(parameters: Parameters, query: str) -> Mapping[str, object]:
    found = parameters.read_model(request(query), refuse_unknown=True)
    assert isinstance(found, Model)
    return found.model_dump()


@pytest.mark.parametrize(
    ("query", "value"),
    [
        ("number=2&size=5", {"number": 2, "size": 5}),
        ("page=7", 7),
        ("page[number]=2", {"number": 2}),
        ("page=%7B%22number%22%3A2%7D", {"number": 2}),
    ],
)
def test_an_object_or_a_number(query: str, value: object) -> None:
    assert read(reader("page"), query) == {"page": value}


@pytest.mark.parametrize(
    ("query", "value"),
    [
        ("tags=a", {"tags": ["a"]}),
        ("tags=a&tags=b", {"tags": ["a", "b"]}),
        ("tags=%5B%22a%22%5D", {"tags": ["a"]}),
        ("names=%5B%7B%22text%22%3A%22a%22%7D%5D", {"names": [{"text": "a"}]}),
        ("names=%7B%22text%22%3A%22a%22%7D", {"names": [{"text": "a"}]}),
    ],
)
def test_lists_inside(query: str, value: object) -> None:
    assert read(reader("wanted"), query) == {"wanted": value}


def test_maps_take_the_names_of_no_other_parameter() -> None:
    found = read(reader("labels", "page", "plain", keys=frozenset({"key"})), "a=1&plain=x&number=3&key=secret&b=")
    assert found == {"labels": {"a": "1", "b": ""}, "page": {"number": 3}, "plain": "x"}


def test_typed_additional_properties_are_parsed() -> None:
    assert read(reader("counted", "plain"), "total=1&other=2&plain=x") == {
        "counted": {"total": 1, "other": 2},
        "plain": "x",
    }


def test_other_names_are_refused() -> None:
    with pytest.raises(Violation) as caught:
        read(reader("page", "wanted"), "number=1&colour=red")
    assert (caught.value.kind, caught.value.path) == ("unknown", ("colour",))


@pytest.mark.parametrize(
    ("style", "explode"), [("form", True), ("form", False), ("pipeDelimited", False), ("spaceDelimited", False)]
)
@pytest.mark.parametrize("value", [[7], [7, 8]])
def test_nullable_lists(style: str, explode: bool, value: list[int]) -> None:  # noqa: FBT001 - a parameter
    class Nulls(Model):
        __nullable__ = frozenset({"nulls"})
        nulls: list[int] | None = None

    param = Param("nulls", "nulls", "query", style, explode=explode)
    operation: Operation[Any] = Operation(
        id="GET /", name="get", method="GET", path=("/",), params=(param,), query=lambda: Nulls
    )
    parameters = Parameters(operation, Limits())
    assert read(parameters, "&".join(encode_query(param, value))) == {"nulls": value}
    assert read(parameters, "nulls=") == {"nulls": None}
