"""The time that pages of hostile shapes take is in proportion to their size; ratios are compared, not seconds."""

from __future__ import annotations

import os
import time
from collections.abc import Callable

import pytest

from codegen.core.diagnostic import Diagnostics
from codegen.tables import read_reference

_MARKDOWN = "## The Thing object\n\n| Field | Type | Description |\n|---|---|---|\n"
_HTML = "<h2>The Thing object</h2><table><tr><th>Field<th>Type<th>Description"
_PROSE = "# The Thing object\n\n"
_TEXT = "The Thing object\n\nAttributes\n\n"
_ROW = f"{_TEXT}- fieldstringThe text of it.\n"
_CSV = "field,type,description\n"
SHAPES: dict[str, tuple[str, Callable[[int], str]]] = {
    "markdown rows": ("t.md", lambda n: _MARKDOWN + "".join(f"| f{i} | string | d |\n" for i in range(n))),
    "markdown links": ("t.md", lambda n: f"{_MARKDOWN}| a | string | {'[x](y) ' * n}|\n"),
    "markdown lists": (
        "t.md",
        lambda n: _PROSE + "- `a` (object): x\n  - `b` (object)\n    - `c` (string)\n" * (n // 3),
    ),
    "markdown items": (
        "t.md",
        lambda n: f"{_PROSE}- `p` (object)\n" + "".join(f"  - `f{i}` (string)\n" for i in range(n)),
    ),
    "markdown tables": (
        "t.md",
        lambda n: "".join(
            f"## The T{i} object\n\n| Field | Type |\n|---|---|\n| a | string |\n\n" for i in range(n // 4)
        ),
    ),
    "parentheses": ("t.md", lambda n: f"{_MARKDOWN}| a | string | valid characters are {'(' * 10 * n}|\n"),
    "characters": ("t.md", lambda n: f"{_MARKDOWN}| a | string | {'valid characters are (a-z), ' * n}|\n"),
    "snippets": ("t.md", lambda n: "# The Thing object\n\n" + "text\n\n```\ncurl http://x/y\n```\n\n" * (n // 4)),
    "html rows": ("t.html", lambda n: _HTML + "".join(f"<tr><td>f{i}<td>string<td>d" for i in range(n)) + "</table>"),
    "html links": ("t.html", lambda n: f"{_HTML}<tr><td>a<td>string<td>{'<a href=x>y</a> ' * n}</table>"),
    "html lists": ("t.html", lambda n: "<h2>A Thing object</h2>" + "<p>x</p><dl><dt>a<dd>string</dl>" * (n // 4)),
    "html nested lists": ("t.html", lambda n: "<h2>A Thing object</h2>" + "<dl><dt>a<dd>string " * n),
    "html spans": ("t.html", lambda n: _HTML + "<tr><td rowspan=1000 colspan=1000>f<td>string<td>d" * n + "</table>"),
    "html tags": ("t.html", lambda n: _HTML + "<a " * 30 * n),
    "html quotes": ("t.html", lambda n: _HTML + "<a b='" * 30 * n),
    "html comments": ("t.html", lambda n: _HTML + "<!--x> " * 100 * n),
    "html sections": ("t.html", lambda n: _HTML + "<![CDATA[" * 100 * n),
    "html scripts": ("t.html", lambda n: _HTML + "<script></scrip>" * 100 * n),
    "csv rows": ("t.csv", lambda n: _CSV + "".join(f"f{i},string,d\n" for i in range(n))),
    "text rows": ("t.txt", lambda n: _TEXT + "".join(f"- field_{i}stringText.\n" for i in range(n))),
    "text paragraphs": ("t.txt", lambda n: _ROW + "".join(f"\n    word {i}\n" for i in range(n))),
    "text bullets": ("t.txt", lambda n: _ROW + "- field_a\n\n" * n),
    "text examples": ("t.txt", lambda n: _ROW + "{}\n\n" * n),
    "text nested examples": ("t.txt", lambda n: _ROW + "[{},\n\n" * n),
}


def _seconds(name: str, text: str) -> float:
    start = time.process_time()
    read_reference({name: text.encode()}, Diagnostics())
    return time.process_time() - start


def _ratio(name: str, short: str, long: str) -> float:
    return _seconds(name, long) / max(_seconds(name, short), 0.02)


@pytest.mark.slow
@pytest.mark.parametrize("shape", SHAPES)
def test_that_the_time_grows_with_the_size(shape: str) -> None:
    """Other work on the machine only slows a run down: the best of some ratios of neighbouring runs counts."""
    name, page = SHAPES[shape]
    read_reference({name: page(100).encode()}, Diagnostics())  # what the first run imports and compiles
    size = 1_000
    while _seconds(name, page(size)) < 0.15 and size < 64_000:
        size *= 2
    short, long = page(size), page(4 * size)

    assert any(_ratio(name, short, long) < 8 for _ in range(4))  # 16 for quadratic growth


@pytest.mark.slow
@pytest.mark.parametrize("shape", ["markdown rows", "html rows", "csv rows", "text rows"])
def test_that_tables_of_many_rows_are_read(shape: str) -> None:
    """TABLE_ROWS sets their number, to test more of them than a run of all tests has time for."""
    name, page = SHAPES[shape]
    rows = int(os.environ.get("TABLE_ROWS", "20_000"))
    found = Diagnostics()
    tables = read_reference({name: page(rows).encode()}, found).tables

    assert [len(table.fields) for table in tables] == [rows]
    assert list(found) == []


@pytest.mark.parametrize("words", ["letters (a-z), ", "(", "(a-z", "valid characters are "])
def test_that_prose_is_read_in_linear_time(words: str) -> None:
    text = f"{_MARKDOWN}| a | string | Valid characters are {words * 2_000}|\n"

    assert len(read_reference({"t.md": text.encode()}, Diagnostics()).tables) == 1
