from __future__ import annotations

import pytest
from starlette.requests import Request

from runtime.server.forms import Limits
from runtime.server.parameters import Parameters, PathArgument
from runtime.server.violations import Violation
from runtime.shared.model import Model
from runtime.shared.operation import Operation, Param


class Color(Model):
    R: int
    G: int | None = None


class ScalarParams(Model):
    c: int | None = None


class TextsParams(Model):
    c: list[str] | None = None
    rest: str | None = None


class ObjectParams(Model):
    c: Color | None = None
    rest: str | None = None


class MapParams(Model):
    c: dict[str, int] | None = None


def parameters(model: type[Model], where: str, style: str, *, explode: bool, content: str = "") -> Parameters:
    params = [Param("c", "c", where, style, explode=explode, content_type=content)]  # type: ignore[arg-type]
    if "rest" in model.model_fields:
        params.append(Param("rest", "rest", "query", "form", explode=True))
    operation: Operation[object] = Operation(
        id="GET /", name="get", method="GET", path=("/",), params=tuple(params), query=lambda: model
    )
    return Parameters(operation, Limits())


def request(query: str = "", **headers: str) -> Request:
    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "method": "GET", "path": "/", "query_string": query.encode(), "headers": raw})


@pytest.mark.parametrize(
    ("model", "style", "explode", "query", "value"),
    [
        (ScalarParams, "form", True, "c=5", 5),
        (TextsParams, "form", True, "c=a&c=b%2Cc", ["a", "b,c"]),
        (TextsParams, "form", True, "c=a", ["a"]),
        (TextsParams, "form", False, "c=a,b%2Cc", ["a", "b,c"]),
        (TextsParams, "form", False, "c=a", ["a"]),
        (TextsParams, "spaceDelimited", False, "c=a%20b", ["a", "b"]),
        (TextsParams, "spaceDelimited", False, "c=a+b", ["a", "b"]),
        (TextsParams, "pipeDelimited", False, "c=a|b", ["a", "b"]),
        (TextsParams, "pipeDelimited", False, "c=a%7Cb", ["a", "b"]),
        (TextsParams, "spaceDelimited", True, "c=a&c=b", ["a", "b"]),
        (TextsParams, "deepObject", True, "c[0]=a&c[1]=b", ["a", "b"]),
        (TextsParams, "form", True, "c[]=a", ["a"]),
        (ObjectParams, "form", True, "R=1&G=2&rest=x", {"R": 1, "G": 2}),
        (ObjectParams, "form", False, "c=R,1,G,2", {"R": 1, "G": 2}),
        (ObjectParams, "spaceDelimited", False, "c=R%201%20G%202", {"R": 1, "G": 2}),
        (ObjectParams, "pipeDelimited", False, "c=R%7C1", {"R": 1}),
        (ObjectParams, "deepObject", True, "c[R]=1&c[G]=2", {"R": 1, "G": 2}),
        (MapParams, "form", True, "a=1&b=2", {"a": 1, "b": 2}),
    ],
)
def test_query_styles(model: type[Model], style: str, explode: bool, query: str, value: object) -> None:  # noqa: FBT001 - a parameter
    found = parameters(model, "query", style, explode=explode).read_model(request(query), refuse_unknown=True)
    assert isinstance(found, Model)
    assert found.model_dump()["c"] == value


def test_a_query_value_may_be_json() -> None:
    reader = parameters(ObjectParams, "query", "form", explode=False, content="application/json")
    found = reader.read_model(request("c=%7B%22R%22%3A1%7D"), refuse_unknown=True)
    assert found == ObjectParams(c=Color(R=1))
    with pytest.raises(Violation) as caught:
        reader.read_model(request("c=%7B"), refuse_unknown=True)
    assert caught.value.kind == "json"


@pytest.mark.parametrize(
    ("model", "explode", "header", "value"),
    [
        (ScalarParams, False, "5", 5),
        (TextsParams, False, "a, b%20", ["a", "b%20"]),
        (ObjectParams, False, "R,1,G,2", {"R": 1, "G": 2}),
        (ObjectParams, True, "R=1, G=2", {"R": 1, "G": 2}),
    ],
)
def test_header_styles(model: type[Model], explode: bool, header: str, value: object) -> None:  # noqa: FBT001 - a parameter
    found = parameters(model, "header", "simple", explode=explode).read_model(request(c=header), refuse_unknown=True)
    assert isinstance(found, Model)
    assert found.model_dump()["c"] == value


@pytest.mark.parametrize(
    ("model", "style", "explode", "cookie", "value"),
    [
        (ScalarParams, "form", True, "a=1; c=5", 5),
        (TextsParams, "form", True, "c=a&c=b%2C", ["a", "b,"]),
        (TextsParams, "form", False, "x=y;c=a,b", ["a", "b"]),
        (TextsParams, "cookie", True, "c=a%20; c=b", ["a%20", "b"]),
        (ObjectParams, "form", False, "c=R,1", {"R": 1}),
    ],
)
def test_cookie_styles(model: type[Model], style: str, explode: bool, cookie: str, value: object) -> None:  # noqa: FBT001 - a parameter
    reader = parameters(model, "cookie", style, explode=explode)
    found = reader.read_model(request(cookie=cookie), refuse_unknown=True)
    assert isinstance(found, Model)
    assert found.model_dump()["c"] == value


@pytest.mark.parametrize(
    ("annotation", "style", "explode", "raw", "value"),
    [
        (str, "simple", False, "a%2Fb%2Cc", "a/b,c"),
        (int, "simple", False, "5", 5),
        (list[str], "simple", False, "a,b%2Cc", ["a", "b,c"]),
        (list[int], "simple", True, "1,2", [1, 2]),
        (Color, "simple", False, "R,1,G,2", Color(R=1, G=2)),
        (Color, "simple", True, "R=1,G=2", Color(R=1, G=2)),
        (str, "label", False, ".a", "a"),
        (list[str], "label", False, ".a,b", ["a", "b"]),
        (list[str], "label", True, ".a.b", ["a", "b"]),
        (Color, "label", False, ".R,1,G,2", Color(R=1, G=2)),
        (Color, "label", True, ".R=1.G=2", Color(R=1, G=2)),
        (str, "matrix", False, ";c=a", "a"),
        (str, "matrix", False, ";c", ""),
        (list[str], "matrix", False, ";c=a,b", ["a", "b"]),
        (list[str], "matrix", True, ";c=a;c=b", ["a", "b"]),
        (Color, "matrix", False, ";c=R,1,G,2", Color(R=1, G=2)),
        (Color, "matrix", True, ";R=1;G=2", Color(R=1, G=2)),
    ],
)
def test_path_styles(annotation: object, style: str, explode: bool, raw: str, value: object) -> None:  # noqa: FBT001 - a parameter
    argument = PathArgument(Param("c", "c", "path", style, explode=explode, type=lambda: annotation))
    assert argument.read(raw) == value


@pytest.mark.parametrize(
    ("annotation", "style", "raw"),
    [
        (int, "simple", "x"),
        (str, "label", "a"),
        (str, "matrix", "c=a"),
        (str, "matrix", ";d=a"),
        (str, "simple", "%FF"),
    ],
)
def test_invalid_path_values(annotation: object, style: str, raw: str) -> None:
    argument = PathArgument(Param("c", "c", "path", style, explode=False, type=lambda: annotation))
    with pytest.raises(Violation) as caught:
        argument.read(raw)
    assert caught.value.path == ("c",)


def test_unknown_query_parameters_are_refused_or_dropped() -> None:
    reader = parameters(ScalarParams, "query", "form", explode=True)
    with pytest.raises(Violation) as caught:
        reader.read_model(request("c=1&x=2&y[z]=3"), refuse_unknown=True)
    assert (caught.value.path, caught.value.others) == (("x",), (("y",),))
    assert reader.read_model(request("c=1&x=2"), refuse_unknown=False) == ScalarParams(c=1)
