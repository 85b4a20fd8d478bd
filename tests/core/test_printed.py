"""Escaping of text for terminals, CI logs and Markdown."""

from __future__ import annotations

import ast
import html
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codegen.core.printed import (
    escaped,
    json_text,
    markdown,
    short_escape,
    unicode_escape,
    visible,
    visible_json,
    visible_line,
)


@pytest.mark.parametrize("command", ["##[error]x", "##vso[task.setvariable variable=PATH]x", "##teamcity[a]"])
def test_commands_are_defused_anywhere_in_a_line(command: str) -> None:
    """GitHub's runner and Azure Pipelines search the whole line."""
    for text in (command, f"a {command}", f"#{command}", f"a\n{command}"):
        assert "##[" not in visible(text)
        assert command[:5] not in visible(text)
        assert command[:5] not in json_text([text], indent=2)
        assert json.loads(json_text([text])) == [text]


def test_headings_stay() -> None:
    assert visible("## Pets [old]") == "## Pets [old]"


@pytest.mark.parametrize("lead", ["", "  ", "\t", "\u3000"])
def test_a_line_does_not_start_with_a_command(lead: str) -> None:
    assert not visible_line(f"{lead}::stop-commands::x").lstrip().startswith("::")
    assert visible_line("a ::b") == "a ::b"


@pytest.mark.parametrize("text", ["\x1b]0;a\x07", "\u202ea", "\u2066", "\ud800", "\x85", "\u2028", "\ufeff"])
def test_unprintable_characters_are_escaped(text: str) -> None:
    assert visible(text).isprintable()
    assert markdown(text).isprintable()


def test_markdown_has_no_mentions_and_links() -> None:
    """GitHub turns @name and URLs in plain text into mentions and links."""
    shown = markdown("@team [a](javascript:b) ![c](d) https://e www.f <g> `h` ~~i~~ #1")
    assert "@t" not in shown
    assert "https:" not in shown
    assert "www." not in shown
    assert all(f"\\{char}" in shown for char in "[]<>`~#")


REFERENCES = re.compile(r"\bGH-\d|#\w|!\d|@[\w-]|:[\w+-]+:|\b[0-9a-f]{7,40}\b|https?://|\bwww\.", re.IGNORECASE)
MARKS = ("GH-", "gh-1", "#1", "a/b#1", "@user", "1234567", "abc", "deadbeef", ":+1:", ":smile_x:", "$x$", "$$", "!1")


def rendered(text: str) -> str:
    """Return what a reader of Markdown without markup makes of a line."""
    return html.unescape(re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", text))


@given(st.lists(st.sampled_from(MARKS) | st.text(st.sampled_from("GH-#@:$_!0a9fx \\&;."), max_size=12)).map("".join))
def test_that_markdown_holds_no_reference_of_github(text: str) -> None:
    shown = markdown(text)

    assert not REFERENCES.search(rendered(shown))
    assert "$" not in shown
    assert rendered(shown).replace("\u200b", "") == text


@given(st.text(st.characters(codec=None)))
def test_python_escapes_evaluate_to_the_text(text: str) -> None:
    for escape in (short_escape, unicode_escape):
        shown = escaped(text.replace("\\", "\\\\"), escape)
        assert shown.isprintable()
        assert ast.literal_eval('"' + shown.replace('"', '\\"') + '"') == text


def test_json_text_is_printable() -> None:
    assert visible_json('{"é": "a\u202eb\x7f\U000e0001"}\n') == '{"é": "a\\u202eb\\u007f\\udb40\\udc01"}\n'


@pytest.mark.slow
@given(st.dictionaries(st.text(), st.lists(st.text())))
def test_json_text_keeps_its_value(value: dict[str, list[str]]) -> None:
    text = visible_json(json.dumps(value, ensure_ascii=False, indent=1))
    assert json.loads(text) == value
    assert all(line.isprintable() for line in text.split("\n"))
