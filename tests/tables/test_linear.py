"""The time that pages of hostile shapes take is in proportion to their size; ratios are compared, not seconds."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from codegen.core.diagnostic import Diagnostics
from codegen.tables import read_reference

_MARKDOWN = "## The Thing object\n\n| Field | Type | Description |\n|---|---|---|\n"
_HTML = "<h2>The Thing object</h2><table><tr><th>Field<th>Type<th>Description"
SHAPES: dict[str, tuple[str, Callable[[int], str]]] = {
    "markdown rows": ("t.md", lambda n: _MARKDOWN + "".join(f"| f{i} | string | d |\n" for i in range(n))),
    "markdown links": ("t.md", lambda n: f"{_MARKDOWN}| a | string | {'[x](y) ' * n}|\n"),
    "parentheses": ("t.md", lambda n: f"{_MARKDOWN}| a | string | valid characters are {'(' * 10 * n}|\n"),
    "characters": ("t.md", lambda n: f"{_MARKDOWN}| a | string | {'valid characters are (a-z), ' * n}|\n"),
    "snippets": ("t.md", lambda n: "# The Thing object\n\n" + "text\n\n```\ncurl http://x/y\n```\n\n" * (n // 4)),
    "html rows": ("t.html", lambda n: _HTML + "".join(f"<tr><td>f{i}<td>string<td>d" for i in range(n)) + "</table>"),
    "html links": ("t.html", lambda n: f"{_HTML}<tr><td>a<td>string<td>{'<a href=x>y</a> ' * n}</table>"),
    "html lists": ("t.html", lambda n: "<h2>A Thing object</h2>" + "<p>x</p><dl><dt>a<dd>string</dl>" * (n // 4)),
    "csv rows": ("t.csv", lambda n: "field,type,description\n" + "".join(f"f{i},string,d\n" for i in range(n))),
}


def _seconds(name: str, text: str) -> float:
    start = time.process_time()
    read_reference({name: text.encode()}, Diagnostics())
    return time.process_time() - start


@pytest.mark.slow
@pytest.mark.parametrize("shape", SHAPES)
def test_that_the_time_grows_with_the_size(shape: str) -> None:
    name, page = SHAPES[shape]
    size = 1_000
    while (short := _seconds(name, page(size))) < 0.1 and size < 64_000:
        size *= 2

    assert _seconds(name, page(4 * size)) < 10 * max(short, 0.02)  # 16 times for quadratic growth


@pytest.mark.parametrize("words", ["letters (a-z), ", "(", "(a-z", "valid characters are "])
def test_that_prose_is_read_in_linear_time(words: str) -> None:
    text = f"{_MARKDOWN}| a | string | Valid characters are {words * 2_000}|\n"

    assert len(read_reference({"t.md": text.encode()}, Diagnostics()).tables) == 1
