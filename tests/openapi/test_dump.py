"""Tests that written documents are read back unchanged."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codegen.core.diagnostic import Diagnostics
from codegen.openapi.document import Syntax, parse
from codegen.openapi.document.dump import dump_file, dump_printed

ODD = (
    "no",
    "1e3",
    "0o17",
    "0x1F",
    "1_000",
    "2020-01-01",
    ".5",
    "~",
    "null",
    "<<",
    "=",
    "12:30",
    "- a",
    "a: b",
    "",
    " ",
)
TEXTS = st.sampled_from(ODD) | st.text(st.characters(exclude_categories=["Cs", "Cn"], exclude_characters="\0"))
NUMBERS = st.integers(-(10**20), 10**20) | st.floats(allow_nan=False, allow_infinity=False)
VALUES = st.recursive(
    TEXTS | NUMBERS | st.booleans() | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)


def read_back(text: str, name: str) -> Any:
    found = Diagnostics()
    document = parse(text.encode(), name=name, found=found)
    assert document is not None, [*found]
    assert not list(found)
    return document.value


@pytest.mark.slow
@pytest.mark.parametrize("syntax", [Syntax.JSON, Syntax.YAML])
@given(value=st.dictionaries(TEXTS, VALUES, max_size=3))
def test_that_documents_are_read_back(syntax: Syntax, value: Any) -> None:
    for text in (dump_file(value, syntax), dump_printed(value, syntax)):
        read = read_back(text, f"document.{syntax}")
        assert json.dumps(read) == json.dumps(value), text


def test_that_strings_stay_strings() -> None:
    value = {"values": list(ODD)}
    assert read_back(dump_file(value, Syntax.YAML), "document.yaml") == value
    assert read_back(dump_printed(value, Syntax.YAML), "document.yaml") == value


def test_that_texts_are_blocks() -> None:
    assert dump_file({"description": "One.\n\nTwo.\n", "tags": ["no", "ü"]}, Syntax.YAML) == (
        "description: |\n  One.\n\n  Two.\ntags:\n- 'no'\n- ü\n"
    )


def test_that_printed_text_holds_no_command() -> None:
    text = dump_printed({"a": "x\n::error::y", "b": "##[group]"}, Syntax.YAML)
    assert text == 'a: "x\\n::error::y"\nb: "#\\x23[group]"'
