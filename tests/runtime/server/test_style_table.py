"""The style tables of the specification: clients produce exactly their text, servers parse the same values.

Rows of OpenAPI 3.2, Parameter Object, "Style Examples", in their order; ``None`` is "n/a". The client refuses empty
values that have no text: an empty path segment would address another operation.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple, get_args
from urllib.parse import unquote

import pytest

from runtime.client.errors import InvalidArgumentError
from runtime.client.forms import encode_form, form_body, urlencode_form
from runtime.client.styles import encode_cookie, encode_header, encode_path, encode_query
from runtime.server.bodies import MediaReader
from runtime.server.forms import Limits, split_pairs, tree
from runtime.server.formtypes import Reading
from runtime.server.parameters import Parameters, PathArgument
from runtime.shared.model import Model
from runtime.shared.operation import Encoding, Media, Operation, Param
from tests.runtime.server.test_styles import request

if TYPE_CHECKING:
    from runtime.shared.operation import Where


class Color(Model):
    R: int
    G: int
    B: int


class TextColor(Model):
    color: str | None = None


class ListColor(Model):
    color: list[str] | None = None


class ObjectColor(Model):
    color: Color | None = None


class MapColor(Model):
    color: dict[str, int] | None = None


class Row(NamedTuple):
    where: Where
    style: str
    explode: bool
    empty: str | None
    string: str | None
    array: str | None
    object: str | None


DEEP = "color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150"
TABLE = [
    Row("path", "matrix", False, ";color", ";color=blue", ";color=blue,black,brown", ";color=R,100,G,200,B,150"),
    Row("path", "matrix", True, ";color", ";color=blue", ";color=blue;color=black;color=brown", ";R=100;G=200;B=150"),
    Row("path", "label", False, ".", ".blue", ".blue,black,brown", ".R,100,G,200,B,150"),
    Row("path", "label", True, ".", ".blue", ".blue.black.brown", ".R=100.G=200.B=150"),
    Row("path", "simple", False, None, "blue", "blue,black,brown", "R,100,G,200,B,150"),
    Row("path", "simple", True, None, "blue", "blue,black,brown", "R=100,G=200,B=150"),
    Row("header", "simple", False, "", "blue", "blue,black,brown", "R,100,G,200,B,150"),
    Row("header", "simple", True, "", "blue", "blue,black,brown", "R=100,G=200,B=150"),
    Row("query", "form", False, "color=", "color=blue", "color=blue,black,brown", "color=R,100,G,200,B,150"),
    Row("query", "form", True, "color=", "color=blue", "color=blue&color=black&color=brown", "R=100&G=200&B=150"),
    Row("cookie", "form", False, "color=", "color=blue", "color=blue,black,brown", "color=R,100,G,200,B,150"),
    Row("cookie", "form", True, "color=", "color=blue", "color=blue; color=black; color=brown", "R=100; G=200; B=150"),
    Row(
        "query", "spaceDelimited", False, None, None, "color=blue%20black%20brown", "color=R%20100%20G%20200%20B%20150"
    ),
    Row("query", "pipeDelimited", False, None, None, "color=blue%7Cblack%7Cbrown", "color=R%7C100%7CG%7C200%7CB%7C150"),
    Row("query", "deepObject", True, None, None, None, DEEP),
    Row("cookie", "cookie", False, "color=", "color=blue", "color=blue,black,brown", "color=R,100,G,200,B,150"),
    Row(
        "cookie", "cookie", True, "color=", "color=blue", "color=blue; color=black; color=brown", "R=100; G=200; B=150"
    ),
]
VALUES: dict[str, tuple[type[Model], Any]] = {
    "empty": (TextColor, ""),
    "string": (TextColor, "blue"),
    "array": (ListColor, ["blue", "black", "brown"]),
    "object": (ObjectColor, {"R": 100, "G": 200, "B": 150}),
    "map": (MapColor, {"R": 100, "G": 200, "B": 150}),
}
CELLS = [
    pytest.param(row, model, value, text, id=f"{row.where}-{row.style}-{row.explode}-{column}")
    for row in TABLE
    for column, (model, value) in VALUES.items()
    if (text := getattr(row, "object" if column == "map" else column)) is not None
]


def param(row: Row, **more: Any) -> Param:
    return Param("color", "color", row.where, row.style, row.explode, **more)


def encode(one: Param, value: object) -> str:
    if one.where == "path":
        return encode_path(one, value)
    if one.where == "header":
        return encode_header(one, value)
    return "; ".join(encode_cookie(one, value)) if one.where == "cookie" else "&".join(encode_query(one, value))


def required(model: type[Model]) -> object:
    """Return the type of the field without None."""
    return get_args(model.model_fields["color"].annotation)[0]


def decode(one: Param, model: type[Model], text: str) -> object:
    if one.where == "path":
        read = PathArgument(replace(one, type=lambda: required(model))).read(text)
        return read.model_dump() if isinstance(read, Model) else read
    operation: Operation[object] = Operation(
        id="GET /", name="get", method="GET", path=("/",), params=(one,), query=lambda: model
    )
    asked = request(text) if one.where == "query" else request(**{"cookie" if one.where == "cookie" else "color": text})
    found = Parameters(operation, Limits()).read_model(asked, refuse_unknown=True)
    assert isinstance(found, Model)
    return found.model_dump()["color"]


@pytest.mark.parametrize(("row", "model", "value", "text"), CELLS)
def test_each_cell_is_encoded_and_parsed(row: Row, model: type[Model], value: object, text: str) -> None:
    assert encode(param(row), value) == text
    assert decode(param(row), model, text) == value


@pytest.mark.parametrize(
    ("row", "text", "value"),
    [
        (TABLE[0], ";color=a%2Cb,c", ["a,b", "c"]),
        (TABLE[3], ".a%2Eb.c", ["a.b", "c"]),
        (TABLE[8], "color=a%2Cb,c", ["a,b", "c"]),
        (TABLE[11], "color=a%3B; color=c", ["a;", "c"]),
    ],
)
def test_delimiters_inside_of_values_are_escaped(row: Row, text: str, value: list[str]) -> None:
    assert encode(param(row), value) == text
    assert decode(param(row), ListColor, text) == value


@pytest.mark.parametrize("row", TABLE)
def test_empty_lists_and_objects_are_not_sent(row: Row) -> None:
    for value in ([], {}):
        if row.where == "path":
            with pytest.raises(InvalidArgumentError, match="color: must not be empty"):
                encode(param(row), value)
        else:
            assert encode(param(row), value) == ""


@pytest.mark.parametrize(
    ("row", "text"),
    [
        (TABLE[9], "color=a/b?c=d%26e%23f%2Bg%20%25,%20x"),
        (TABLE[8], "color=a/b?c=d%26e%23f%2Bg%20%25%2C%20x"),
        (TABLE[4], "a/b%3Fc=d&e%23f+g%20%25,%20x"),
    ],
)
def test_reserved_characters_are_kept_if_allowed(row: Row, text: str) -> None:
    value = "a/b?c=d&e#f+g %,%20x"
    allowed = param(row, allow_reserved=True)
    assert encode(allowed, value) == text
    assert decode(allowed, TextColor, text) == value.replace("%20", " ")
    assert decode(param(row), TextColor, encode(param(row), value)) == value


@pytest.mark.parametrize(
    ("content_type", "model", "value", "text"),
    [
        ("application/json", TextColor, "blue", '"blue"'),
        ("application/json", ListColor, ["blue"], '["blue"]'),
        ("application/json", ObjectColor, VALUES["object"][1], '{"R":100,"G":200,"B":150}'),
        ("application/problem+json", TextColor, 'a"b', '"a\\"b"'),
        ("text/plain", TextColor, "a=b;c", "a=b;c"),
        ("text/plain", ListColor, ["blue"], '["blue"]'),
    ],
)
@pytest.mark.parametrize("where", ["path", "query", "header", "cookie"])
def test_parameters_by_media_type(
    where: Where, content_type: str, model: type[Model], value: object, text: str
) -> None:
    one = Param("color", "color", where, "", explode=False, content_type=content_type)
    written = encode(one, value)
    assert unquote(written).removeprefix("color=") == text
    assert decode(one, model, written) == value


@pytest.mark.parametrize("text", ["blue", "%22blue%22"])
def test_json_strings_may_lack_their_quotes(text: str) -> None:
    one = Param("color", "color", "query", "form", explode=True, content_type="application/json")
    assert decode(one, TextColor, f"color={text}") == "blue"


@pytest.mark.parametrize(
    ("content_type", "text"),
    [("application/x-www-form-urlencoded", "color=a%20b&n=1"), ("application/json", "%7B%22color%22%3A%22a%20b%22%7D")],
)
def test_the_whole_query(content_type: str, text: str) -> None:
    class Whole(Model):
        color: str
        n: int | None = None

    class Query(Model):
        q: Whole | None = None

    one = Param("q", "q", "querystring", "", explode=False, content_type=content_type)
    value = {"color": "a b", "n": 1} if "form" in content_type else {"color": "a b"}
    assert "&".join(encode_query(one, value)) == text
    operation: Operation[object] = Operation(
        id="GET /", name="get", method="GET", path=("/",), params=(one,), query=lambda: Query
    )
    found = Parameters(operation, Limits()).read_model(request(text), refuse_unknown=True)
    assert isinstance(found, Model)
    assert found.model_dump() == {"q": value}


@pytest.mark.parametrize(
    ("encoding", "value", "text"),
    [
        (Encoding("form", explode=True), ["blue", "black"], "color=blue&color=black"),
        (Encoding("form", explode=False), ["blue", "black"], "color=blue,black"),
        (Encoding("form", explode=False), ["a,b", "c d", "e&f"], "color=a%2Cb,c+d,e%26f"),
        (Encoding("spaceDelimited", explode=False), ["blue", "black"], "color=blue+black"),
        (Encoding("pipeDelimited", explode=False), ["blue", "black"], "color=blue%7Cblack"),
        (Encoding("form", explode=False), VALUES["object"][1], "color=R,100,G,200,B,150"),
        (Encoding("deepObject", explode=True), VALUES["object"][1], "color[R]=100&color[G]=200&color[B]=150"),
        (Encoding(allow_reserved=True), "a/b?c=d&e", "color=a/b?c=d%26e"),
        (Encoding(content_type="application/json"), ["blue"], "color=[%22blue%22]"),
    ],
)
def test_properties_of_forms(encoding: Encoding, value: object, text: str) -> None:
    model: type[Model] = TextColor
    if not isinstance(value, str):
        model = ListColor if isinstance(value, list) else ObjectColor
    encodings = {"color": encoding}
    written = form_body({"color": value}, encodings)
    assert written.decode() == text
    if not encoding.allow_reserved and "," not in text:
        assert written == urlencode_form(encode_form({"color": value}, encodings))
    reader = MediaReader(Media("application/x-www-form-urlencoded", lambda: model, encodings))
    found = reader.form(tree(split_pairs(written, Limits()), Limits()), Reading())
    assert isinstance(found, Model)
    assert found.model_dump() == {"color": value}


def test_delimited_properties_refuse_their_delimiter() -> None:
    with pytest.raises(InvalidArgumentError, match="color: ','"):
        form_body({"color": ["a,b"]}, {"color": Encoding("form", explode=False)})


@pytest.mark.parametrize(("style", "content_type"), [("form", ""), ("form", "application/json")])
def test_names_of_cookies_are_escaped(style: str, content_type: str) -> None:
    class Query(Model):
        color: str

    one = Param("my color;", "color", "cookie", style, explode=True, content_type=content_type)
    (written,) = encode_cookie(one, "blue")
    assert written.startswith("my%20color%3B=")
    assert decode(one, Query, written) == "blue"
