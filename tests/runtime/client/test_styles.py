from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, unquote, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stripe._encode import _api_encode

from runtime.client.errors import InvalidArgumentError
from runtime.client.forms import encode_form, urlencode_form
from runtime.client.styles import encode_cookie, encode_header, encode_path, encode_query
from runtime.client.urls import build_path, join
from runtime.shared.operation import Encoding, Param


def param(where: Any, style: str, *, explode: bool, **more: Any) -> Param:
    return Param("color", "color", where, style, explode, **more)


def encode(one: Param, value: object) -> str:
    if one.where == "path":
        return encode_path(one, value)
    if one.where == "header":
        return encode_header(one, value)
    return "; ".join(encode_cookie(one, value)) if one.where == "cookie" else "&".join(encode_query(one, value))


def test_scalars_and_empty_values() -> None:
    form = param("query", "form", explode=True)
    expected = [("", "color="), (None, "color="), (True, "color=true"), (25.5, "color=25.5"), (-1, "color=-1")]
    for value, written in expected:
        assert encode(form, value) == written
    for style, explode in (("form", True), ("form", False), ("deepObject", True), ("pipeDelimited", False)):
        for empty in ([], {}):
            assert encode_query(param("query", style, explode=explode), empty) == []


def test_nested_values_in_flat_styles_are_json() -> None:
    written = encode(param("query", "form", explode=True), {"a": {"b": [1]}, "c": [None]})
    assert parse_qsl(written) == [("a", '{"b":[1]}'), ("c", "[null]")]


def test_deep_objects_nest() -> None:
    value = {"gte": 5, "in": [{"a": None}, True], "none": {}, "k[2]": "x"}
    written = encode(param("query", "deepObject", explode=True), value)
    assert parse_qsl(written, keep_blank_values=True) == [
        ("color[gte]", "5"),
        ("color[in][0][a]", ""),
        ("color[in][1]", "true"),
        ("color[k[2]]", "x"),
    ]


def test_reserved_characters() -> None:
    text = "a/b?c=d&e#f+g %,[é]"
    assert unquote(encode(param("query", "form", explode=True), text).partition("=")[2]) == text
    reserved = param("query", "form", explode=True, allow_reserved=True)
    assert encode(reserved, text) == "color=a/b?c=d%26e%23f%2Bg%20%25,[%C3%A9]"
    assert encode(param("query", "form", explode=False, allow_reserved=True), ["a,b", "c"]) == "color=a%2Cb,c"
    assert encode(param("path", "simple", explode=False), "a/b c") == "a%2Fb%20c"
    assert encode(param("path", "simple", explode=False, allow_reserved=True), "a/b?") == "a/b%3F"


@given(st.lists(st.text(), min_size=1))
@pytest.mark.parametrize(
    ("where", "style", "split"), [("query", "form", ","), ("path", "simple", ","), ("path", "label", ".")]
)
def test_delimiters_differ_from_the_same_characters_in_values(
    where: Any, style: str, split: str, values: list[str]
) -> None:
    written = encode(param(where, style, explode=style == "label"), values)
    written = written.removeprefix("color=").removeprefix("." if style == "label" else "")
    assert [unquote(part) for part in written.split(split)] == values


def test_values_that_contain_their_delimiter_are_refused() -> None:
    for style, value in (("spaceDelimited", ["a b"]), ("pipeDelimited", ["a|b"])):
        with pytest.raises(InvalidArgumentError, match="color"):
            encode_query(param("query", style, explode=False), value)
    with pytest.raises(InvalidArgumentError):
        encode_header(param("header", "simple", explode=False), ["a,b"])
    with pytest.raises(InvalidArgumentError):
        encode_header(param("header", "simple", explode=False), "a\r\nX: b")
    assert encode_header(param("header", "simple", explode=False), "a,b") == "a,b"


def test_cookies_content_and_query_strings() -> None:
    assert encode_cookie(param("cookie", "form", explode=True), "a b;") == ["color=a%20b%3B"]
    assert encode_cookie(param("cookie", "cookie", explode=True), ["a", "b"]) == ["color=a", "color=b"]
    with pytest.raises(InvalidArgumentError):
        encode_cookie(param("cookie", "cookie", explode=True), "a;b")
    json = param("query", "form", explode=True, content_type="application/json")
    assert unquote(encode(json, {"a": [1, "é"]})) == 'color={"a":[1,"é"]}'
    whole = param("querystring", "", explode=False, content_type="application/x-www-form-urlencoded")
    assert encode(whole, {"a": "b c", "d": [1, 2]}) == "a=b%20c&d=1&d=2"


@pytest.mark.parametrize("value", ["", None, [], {}])
def test_empty_path_arguments_are_refused(value: object) -> None:
    for style in ("simple", "label", "matrix") if value != "" else ("simple",):
        with pytest.raises(InvalidArgumentError, match="color: must not be empty"):
            encode_path(param("path", style, explode=False), value)


@pytest.mark.parametrize("value", [".", "..", "%2e%2e", "%2E", ".%2e"])
def test_dot_segments_are_refused(value: str) -> None:
    with pytest.raises(InvalidArgumentError, match="id"):
        build_path(("/v1/x/", "id"), {"id": value})
    assert build_path(("/v1/x/", "id", ".json"), {"id": "a.."}) == "/v1/x/a...json"


@pytest.mark.parametrize(
    ("base", "path", "query", "expected"),
    [
        ("https://a.example", "/v1/x", [], "https://a.example/v1/x"),
        ("https://a.example/", "/v1/x", ["a=1", "b=2"], "https://a.example/v1/x?a=1&b=2"),
        ("http://u:p@a.example:81/base//", "/x%2Fy", [], "http://u:p@a.example:81/base/x%2Fy"),
        ("http://a.example/base?k=1", "/x/", ["a=1"], "http://a.example/base/x/?k=1&a=1"),
    ],
)
def test_urls_are_joined_exactly(base: str, path: str, query: list[str], expected: str) -> None:
    assert join(base, path, query) == expected


@pytest.mark.parametrize("base", ["", "/v1", "a.example", "ftp://a.example", "https://"])
def test_a_base_url_must_be_absolute(base: str) -> None:
    with pytest.raises(InvalidArgumentError, match="base_url"):
        join(base, "/x", [])


DEEP = Encoding("deepObject", explode=True)
leaves = st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
nested = st.recursive(leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3))


@given(st.dictionaries(st.text(), nested, max_size=4))
def test_bracket_notation_equals_the_official_sdk(value: dict[str, Any]) -> None:
    pairs = encode_form(value, dict.fromkeys(value, DEEP))
    official = list(_api_encode(value))
    written = [(name, str(item).lower() if isinstance(item, bool) else str(item)) for name, item in official]
    assert pairs == written
    body = urlencode_form(pairs)
    assert parse_qsl(body.decode(), keep_blank_values=True, encoding="utf-8") == written
    assert body.decode() == urlencode(written).replace("%5B", "[").replace("%5D", "]")


def test_the_documented_body() -> None:
    value = {
        "promotion": {"type": "coupon", "coupon": "co1"},
        "active": False,
        "metadata": {"k1": "v 1&=é"},
        "restrictions": {"currency_options": {"eur": {"minimum_amount": 900}}},
        "expand": ["promotion.coupon"],
        "empty": {},
        "unset": "",
    }
    encodings = dict.fromkeys(("promotion", "metadata", "restrictions", "expand", "empty"), DEEP)
    assert urlencode_form(encode_form(value, encodings)) == (
        b"promotion[type]=coupon&promotion[coupon]=co1&active=false&metadata[k1]=v+1%26%3D%C3%A9"
        b"&restrictions[currency_options][eur][minimum_amount]=900&expand[0]=promotion.coupon&unset="
    )


@pytest.mark.parametrize(
    ("encoding", "value", "expected"),
    [
        (Encoding(), ["a", 1], [("p", "a"), ("p", "1")]),
        (Encoding(), {"a": [1]}, [("p", '{"a":[1]}')]),
        (Encoding(), [{"a": 1}], [("p", '{"a":1}')]),
        (Encoding("form"), {"a": 1, "b": 2}, [("a", "1"), ("b", "2")]),
        (Encoding("form", explode=False), ["a", "b"], [("p", "a,b")]),
        (Encoding(explode=False), {"a": 1}, [("p", "a,1")]),
        (Encoding("spaceDelimited"), ["a", "b"], [("p", "a b")]),
        (Encoding("pipeDelimited", explode=False), ["a", "b"], [("p", "a|b")]),
        (Encoding(content_type="application/json"), ["a"], [("p", '["a"]')]),
        (Encoding("deepObject"), "", [("p", "")]),
    ],
)
def test_properties_of_forms_use_their_encoding(encoding: Encoding, value: object, expected: list[object]) -> None:
    assert encode_form({"p": value}, {"p": encoding}) == expected
