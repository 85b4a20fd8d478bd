"""Round trips between the client's encoders and the server's decoders."""

from __future__ import annotations

from typing import TYPE_CHECKING

import anyio
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.requests import Request

from runtime.client.bodies import Raw, encode_body
from runtime.client.forms import encode_form, urlencode_form
from runtime.client.styles import encode_path, encode_query
from runtime.server.bodies import BodyReader, MediaReader
from runtime.server.forms import Limits, split_pairs, tree
from runtime.server.formtypes import Reading
from runtime.server.parameters import Parameters, PathArgument
from runtime.shared.model import Model
from runtime.shared.operation import Body, Encoding, Media, Operation, Param
from tests.runtime.server.test_styles import request
from tests.support.examples import examples

if TYPE_CHECKING:
    from runtime.shared.operation import Where


class Point(Model):
    x: int
    label: str | None = None


class Everything(Model):
    text: str | None = None
    number: int | None = None
    texts: list[str] | None = None
    point: Point | None = None
    points: list[Point] | None = None
    labels: dict[str, str] | None = None


texts = st.text(st.characters(exclude_categories=("Cs",)))
words = st.text(st.characters(exclude_categories=("Cs",), exclude_characters=" |,[]"), min_size=1)
points = st.fixed_dictionaries({"x": st.integers()}, optional={"label": texts})
everything = st.fixed_dictionaries(
    {},
    optional={
        "text": texts,
        "number": st.integers(-(10**30), 10**30),
        "texts": st.lists(texts, min_size=1, max_size=3),
        "point": points,
        "points": st.lists(points, min_size=1, max_size=2),
        "labels": st.dictionaries(words, texts, min_size=1, max_size=3),
    },
)
ENCODINGS = {name: Encoding(style="deepObject", explode=True) for name in ("texts", "point", "points", "labels")}
FORM = "application/x-www-form-urlencoded"


@given(everything)
def test_form_bodies(value: dict[str, object]) -> None:
    media = Media(FORM, lambda: Everything, ENCODINGS)
    body = urlencode_form(encode_form(value, ENCODINGS))
    found = MediaReader(media).form(tree(split_pairs(body, Limits()), Limits()), Reading())
    assert isinstance(found, Everything)
    assert found.model_dump() == value


@given(st.fixed_dictionaries({}, optional={"point": points, "texts": st.lists(texts, min_size=1)}))
def test_form_bodies_without_encodings(value: dict[str, object]) -> None:
    body = urlencode_form(encode_form(value, {}))
    found = MediaReader(Media(FORM, lambda: Everything)).form(tree(split_pairs(body, Limits()), Limits()), Reading())
    assert isinstance(found, Everything)
    assert found.model_dump() == value


@given(st.lists(words, min_size=1), st.sampled_from(["form", "spaceDelimited", "pipeDelimited"]))
def test_delimited_properties(value: list[str], style: str) -> None:
    encodings = {"texts": Encoding(style=style, explode=False)}
    body = urlencode_form(encode_form({"texts": value}, encodings))
    media = Media(FORM, lambda: Everything, encodings)
    found = MediaReader(media).form(tree(split_pairs(body, Limits()), Limits()), Reading())
    assert isinstance(found, Everything)
    assert found.texts == value


def reader(name: str, where: Where, style: str, *, explode: bool) -> tuple[Param, Parameters]:
    param = Param(name, name, where, style, explode=explode)
    operation: Operation[object] = Operation(
        id="GET /", name="get", method="GET", path=("/",), params=(param,), query=lambda: Everything
    )
    return param, Parameters(operation, Limits())


STYLES = st.sampled_from(
    [("form", True), ("form", False), ("spaceDelimited", False), ("pipeDelimited", False), ("deepObject", True)]
)


@given(st.lists(words, min_size=1), STYLES)
def test_lists_in_queries(value: list[str], how: tuple[str, bool]) -> None:
    param, parameters = reader("texts", "query", how[0], explode=how[1])
    found = parameters.read_model(request("&".join(encode_query(param, value))), refuse_unknown=True)
    assert isinstance(found, Everything)
    assert found.texts == value


@given(st.fixed_dictionaries({"x": st.integers()}, optional={"label": words}), STYLES)
def test_objects_in_queries(value: dict[str, object], how: tuple[str, bool]) -> None:
    param, parameters = reader("point", "query", how[0], explode=how[1])
    found = parameters.read_model(request("&".join(encode_query(param, value))), refuse_unknown=True)
    assert isinstance(found, Everything)
    assert found.model_dump() == {"point": value}


@given(st.lists(words, min_size=1), st.sampled_from(["simple", "label", "matrix"]), st.booleans())
def test_lists_in_paths(value: list[str], style: str, explode: bool) -> None:  # noqa: FBT001 - drawn
    param = Param("texts", "texts", "path", style, explode=explode, type=lambda: list[str])
    assert PathArgument(param).read(encode_path(param, value)) == value


@given(st.fixed_dictionaries({"x": st.integers()}, optional={"label": words}), st.booleans())
def test_objects_in_paths(value: dict[str, object], explode: bool) -> None:  # noqa: FBT001 - drawn
    for style in ("simple", "label", "matrix"):
        param = Param("point", "point", "path", style, explode=explode, type=lambda: Point)
        assert PathArgument(param).read(encode_path(param, value)) == Point.model_validate(value)


def arrives(media: Media, value: object) -> object:
    """Encode a body with the client, and parse it with the server."""
    body = Body((media,), required=True)
    content = encode_body(body, value, {}, "POST")
    assert not isinstance(content.data, Raw)
    data = content.data if isinstance(content.data, bytes) else b"".join(content.data.chunks())
    assert content.length == len(data)
    headers = [(b"content-type", content.content_type.encode()), (b"content-length", str(len(data)).encode())]

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": data}

    async def read() -> object:
        asked = Request({"type": "http", "method": "POST", "path": "/", "headers": headers}, receive)
        return await BodyReader(body, Limits(pairs=10_000, depth=200)).read(asked, refuse_unknown=True)

    return anyio.run(read)


@settings(max_examples=examples(25))
@given(everything)
def test_nested_values_in_every_kind_of_body(value: dict[str, object]) -> None:
    """In multipart bodies line ends of names and values are kept."""
    for kind in ("application/json", FORM, "multipart/form-data", "multipart/mixed", "application/vnd.own"):
        found = arrives(Media(kind, lambda: Everything), value) if value or kind != FORM else Everything()
        assert isinstance(found, Everything), kind
        assert found.model_dump() == value, kind


@settings(max_examples=examples(25))
@given(everything)
def test_nested_values_in_brackets(value: dict[str, object]) -> None:
    for kind in (FORM, "multipart/form-data"):
        found = arrives(Media(kind, lambda: Everything, ENCODINGS), value) if value else Everything()
        assert isinstance(found, Everything)
        assert found.model_dump() == value


@settings(max_examples=examples(25))
@given(everything)
def test_a_deep_object_in_a_query(value: dict[str, object]) -> None:
    class Query(Model):
        q: Everything | None = None

    param = Param("q", "q", "query", "deepObject", explode=True)
    operation: Operation[object] = Operation(
        id="GET /", name="get", method="GET", path=("/",), params=(param,), query=lambda: Query
    )
    found = Parameters(operation, Limits(depth=200)).read_model(
        request("&".join(encode_query(param, value))), refuse_unknown=True
    )
    assert isinstance(found, Query)
    assert found.model_dump() == ({"q": value} if value else {})
