"""Damaged and hostile pages: diagnostics, never an exception, and locations for all facts."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codegen.config import TablesSettings
from codegen.core.diagnostic import Diagnostics
from codegen.openapi.document import parse
from codegen.tables import read_reference
from codegen.tables.source import completed, document_of
from tests.support.examples import examples

PAGES = sorted((Path(__file__).parents[1] / "tables_wild" / "pages").iterdir())
SNIPPETS = (
    "|",
    "\\",
    "<td>",
    "</table>",
    "<dl><dt>",
    "- astring",
    "•",
    "\t",
    "`",
    "[x](",
    "\u202e",
    "\0",
    '"',
    "{",
    "\r",
    "# ",
    "  ",
)


def understand(name: str, data: bytes) -> None:
    found = Diagnostics()
    reference = read_reference({name: data}, found)
    assert all(row.location.line for table in reference.tables for row in table.fields)
    tables = completed(reference, TablesSettings(), found)
    made = document_of(tables, title="t", settings=TablesSettings(inferred=True))
    assert parse(json.dumps(made.value).encode(), name="made.json", found=found) is not None
    assert all(item.location.file == name for item in found)


@settings(deadline=None, max_examples=examples(150))
@given(st.sampled_from(PAGES), st.integers(0, 2**32))
def test_damaged_pages(page: Path, seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311 - no secret
    text = page.read_text(encoding="utf-8")
    for _ in range(rng.randint(1, 4)):
        at = rng.randrange(len(text) + 1)
        text = text[:at] + rng.choice(SNIPPETS) + text[at + rng.randint(0, 3) :]
    understand(page.name, text.encode())


@settings(deadline=None, max_examples=examples(100))
@given(st.text(max_size=200), st.sampled_from([".md", ".txt", ".html", ".csv", ".tsv"]))
def test_any_text(text: str, ending: str) -> None:
    understand("page" + ending, text.encode())


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("defaults.md", '| Name | Type | Default |\n|---|---|---|\n| a | object | {"a": NaN, "\\ud800": 1e999} |\n'),
        ("deep.html", "<table><tr><td>" * 3000),
        ("deep.md", "> " * 500 + "| a | b |"),
        ("dots.md", "| Name | Type |\n|---|---|\n| " + ".".join("a" * 1 for _ in range(400)) + " | string |\n"),
        ("glued.txt", "# The Thing object\n\n- astring" + "string" * 2000 + "\n- bstringThe b.\n"),
        ("json.txt", "List things\n\n- astringX\n\nGET /a\n" + "[" * 5000 + "{\n"),
        ("url.txt", "List things\n\n- astringX\n\ncurl https://[::/things -d a=b\n"),
        ("wide.html", "<table><tr><th colspan=99999999999999999999>Name<th>Type<tr><td>a<td>string</table>"),
    ],
)
def test_extreme_pages(name: str, text: str) -> None:
    understand(name, text.encode())
