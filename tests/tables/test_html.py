"""Splitting HTML pages into tags and text."""

from __future__ import annotations

import html.parser
from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codegen.core.diagnostic import Diagnostics
from codegen.tables import read_reference
from codegen.tables.formats.html import Markup, split


def shown(page: str) -> list[str]:
    return [_shown(part) for part in split(page)]


def _shown(part: Markup) -> str:
    if part.unclosed:
        return "unclosed"
    attributes = "".join(f" {name}={value!r}" for name, value in part.attributes.items())
    return f"<{'/' * part.is_end}{part.tag}{attributes}>" if part.tag else part.text


@pytest.mark.parametrize(
    ("page", "parts"),
    [
        ("a<b>c</b>d", ["a", "<b>", "c", "</b>", "d"]),
        ("a < b <1 <", ["a ", "<", " b ", "<", "1 ", "<"]),
        ("<TD\nID=a CLASS='b c' x y=\"&lt;>\">", ["<td id='a' class='b c' x='' y='<>'>"]),
        ("<a b=1 B=2 =c d = e>", ["<a b='1' =c='' d='e'>"]),
        ("<br/><td x=y/>", ["<br>", "</br>", "<td x='y/'>", "</td>"]),
        ("<!--a>--b--><!-->c<!x>d<?e>f</>g</1>h", ["", "", "c", "", "d", "", "f", "", "g", "", "h"]),
        ("<script>a<b></SCRIPT >c<style></styles></style>",
         ["<script>", "a<b>", "</script>", "c", "<style>", "</styles>", "</style>"]),
        ("&amp;&#65;&#x41;&#0000000065;&#99999999;" + f"&#{'9' * 5000};&#{'0' * 5000};", ["&AAA\ufffd\ufffd\ufffd"]),
        *((f"a{part}b", ["a", "unclosed"]) for part in ("<b ", "</b ", "<b c='>", "<!--x>", "<!", "<?", "</")),
        ("<script>a</scrip>", ["<script>", "unclosed"]),
    ],
)  # fmt: skip
def test_tags_and_texts(page: str, parts: list[str]) -> None:
    assert shown(page) == parts


class _Standard(html.parser.HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.parts.append(("start", f"{tag} {[(name, value or '') for name, value in attrs]}"))

    def handle_endtag(self, tag: str) -> None:
        self.parts.append(("end", tag))

    def handle_data(self, data: str) -> None:
        self.parts.append(("text", data))


def _joined(parts: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the parts with adjacent texts as one."""
    groups = [(kind, [text for _, text in group]) for kind, group in groupby(parts, key=lambda part: part[0])]
    return [(kind, text) for kind, texts in groups for text in (["".join(texts)] if kind == "text" else texts) if text]


_PIECES = (
    "<td>",
    "<td class=x>",
    "<a href='y'>",
    "</a>",
    "</td>",
    "<br/>",
    "text",
    " ",
    "a &lt; b",
    "<!-- c -->",
    "\n",
)


@given(st.lists(st.sampled_from(_PIECES), max_size=12).map("".join))
def test_ordinary_pages_are_split_as_python_does(page: str) -> None:
    standard = _Standard()
    standard.feed(page)
    standard.close()
    ours: list[tuple[str, str]] = []
    for part in split(page):
        kind = "end" if part.is_end else "start" if part.tag else "text"
        attributes = f" {list(part.attributes.items())}" if kind == "start" else ""
        ours.append((kind, f"{part.tag}{attributes}" if part.tag else part.text))
    assert _joined(ours) == _joined(standard.parts)


@given(st.text(alphabet="<>!-?/=\"' abctd&#x0;[\n", max_size=60))
def test_any_text_is_split(page: str) -> None:
    parts = list(split(page))
    assert [part.offset for part in parts] == sorted(part.offset for part in parts)
    assert all(not part.unclosed for part in parts[:-1])


def test_markup_that_hides_the_rest_of_a_page_is_an_error() -> None:
    found = Diagnostics()
    page = b"<h2>A Thing object</h2>\n<table><tr><th>Field<th>Type<tr><td>a<td>string</table> <!-- hidden <table>"
    assert len(read_reference({"t.html": page}, found).tables) == 1
    assert [(item.code, item.location.line, item.location.column) for item in found] == [("table-malformed-row", 2, 57)]
