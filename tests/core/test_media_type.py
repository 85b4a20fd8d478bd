"""Media types: parsing, tests for formats, ranges; same results as in the runtime."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codegen.core.media_type import FORM, JSON, MULTIPART, MediaType
from runtime.shared import media as runtime

TOKEN = st.text("abcxyz019!#$&-^_.+ABC", min_size=1, max_size=8)
SUBTYPE = TOKEN | st.sampled_from(["json", "x+json", "JSON", "xml", "a+xml", "json-seq", "plain", "*", "form-data"])
MAIN = TOKEN | st.sampled_from(["application", "text", "Text", "multipart", "*", "image"])
SPACE = st.sampled_from(["", " ", "\t"])


@given(MAIN, SUBTYPE, st.lists(st.tuples(TOKEN, TOKEN), max_size=3), SPACE)
def test_a_media_type_is_parsed(main: str, subtype: str, parameters: list[tuple[str, str]], space: str) -> None:
    text = f"{space}{main}/{subtype}{space}" + "".join(f";{space}{key}={value}" for key, value in parameters)
    parsed = MediaType.parse(text)
    assert (parsed.main, parsed.subtype) == (main.lower(), subtype.lower())
    assert parsed.parameters == tuple((key.lower(), value) for key, value in parameters)
    assert MediaType.parse(parsed.essence) == MediaType(parsed.main, parsed.subtype)


@given(st.text(max_size=20) | st.builds("{}/{};{}".format, MAIN, SUBTYPE, st.text(max_size=6)))
def test_the_runtime_classifies_alike(text: str) -> None:
    parsed = MediaType.parse(text)
    assert parsed.is_json == runtime.is_json(text)
    assert parsed.is_form == (runtime.essence(text) == runtime.FORM)
    if parsed.subtype:
        assert parsed.is_multipart == runtime.essence(text).startswith("multipart/")


@given(st.text(max_size=20))
def test_any_text_is_accepted(text: str) -> None:
    parsed = MediaType.parse(text)
    tests = (parsed.is_json, parsed.is_form, parsed.is_multipart, parsed.is_text)
    assert sum(tests) <= 1
    assert MediaType.parse("*/*").covers(parsed)


@given(st.builds("{}/{}".format, MAIN, SUBTYPE), st.builds("{}/{}".format, MAIN, SUBTYPE))
def test_ranges(one: str, two: str) -> None:
    first, second = MediaType.parse(one), MediaType.parse(two)
    assert first.covers(first) or (first.main == "*" and not first.is_range)
    if first.covers(second) and second.covers(first):
        assert first == second
    assert not first.covers(second) or first.is_range or first == second


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        (JSON, {"json"}),
        ("Application/JSON;v=1", {"json"}),
        ("text/json; charset=utf-8", {"json"}),
        ("application/vnd.api+json", {"json"}),
        ("application/jsonl", set()),
        ("application/json-seq", set()),
        ("text/plain", {"text"}),
        ("text/xml", {"text", "xml"}),
        ("image/svg+xml", {"xml"}),
        (FORM, {"form"}),
        (MULTIPART, {"multipart"}),
        ("multipart/mixed", {"multipart"}),
        ("text/*", {"text", "range"}),
        ("", set()),
    ],
)
def test_kinds(text: str, kinds: set[str]) -> None:
    parsed = MediaType.parse(text)
    tests = {"json", "text", "xml", "form", "multipart", "range"}
    assert {name for name in tests if getattr(parsed, f"is_{name}")} == kinds


@pytest.mark.parametrize(
    ("general", "special", "covers"),
    [
        ("*/*", "image/png", True),
        ("application/*", JSON, True),
        ("text/*", JSON, False),
        (JSON, "application/json; charset=utf-8", True),
        (JSON, "application/*", False),
        ("*/json", JSON, False),
    ],
)
def test_covers(general: str, special: str, covers: bool) -> None:  # noqa: FBT001 - a case
    assert MediaType.parse(general).covers(MediaType.parse(special)) == covers
