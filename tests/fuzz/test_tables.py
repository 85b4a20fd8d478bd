"""Tests that schema tables with hostile text or errors give a package that imports, or an error."""

from __future__ import annotations

import csv
import html
import io
import itertools
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import strategies as st

from tests.support.fuzzing import BATCHES, Data, Made, Run
from tests.support.hostile import CALL, TEXTS
from tests.support.mutations import changed_bytes
from tests.support.packages import ROOT
from tests.support.python_code import sources

pytestmark = pytest.mark.slow

Row = Sequence[str]
TYPES = ("string", "integer", "boolean", "array of string", "map of string", "enum: a, b", "object", "any")
HEAD = ("Field", "Type", "Required", "Default", "Description")
SPEC = ROOT / "spec" / "promotion_codes" / "2025-12-15.clover" / "tables"
PAGES = sorted(path.read_bytes() for path in SPEC.glob("*.md"))
LISTING = b"""# Create a promotion code

POST /v1/promotion_codes

### Parameters
- couponstringRequiredThe coupon of the code.
- metadataobjectPairs of your own.
- codestringThe text that customers type. Up to 500 characters.

### Response
{
  "id": "promo_1",
  "active": true
}
"""


def markdown(title: str, rows: Sequence[Row]) -> str:
    def line(cells: Row) -> str:
        return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"

    return "\n".join([f"# The {title} object", "", line(HEAD), line(["---"] * len(HEAD)), *map(line, rows)])


def page(title: str, rows: Sequence[Row]) -> str:
    def line(cells: Row, tag: str = "td") -> str:
        return "<tr>" + "".join(f"<{tag}>{html.escape(cell)}</{tag}>" for cell in cells) + "</tr>"

    body = "".join(map(line, rows))
    return f"<html><h1>The {html.escape(title)} object</h1><table>{line(HEAD, 'th')}{body}</table></html>"


def delimited(title: str, rows: Sequence[Row]) -> str:
    del title  # the title is the file name
    stream = io.StringIO()
    csv.writer(stream).writerows([HEAD, *rows])
    return stream.getvalue()


def definitions(title: str, rows: Sequence[Row]) -> str:
    lines = [f"{row[0]} ({row[1]})\n: {row[4]}".replace("\n\n", "\n") for row in rows]
    return f"# The {title} object\n\n" + "\n\n".join(lines)


def bullets(title: str, rows: Sequence[Row]) -> str:
    return f"# The {title} object\n\n" + "\n".join(f"- {row[0]}{row[1]}Required{row[4]}" for row in rows)


WRITERS: dict[str, Callable[[str, Sequence[Row]], str]] = {
    "page.md": markdown,
    "page.html": page,
    "page.csv": delimited,
    "list.md": definitions,
    "list.txt": bullets,
}


def check_code(made: Made) -> None:
    """Check that the code of a package names and calls nothing from its tables."""
    for path, module in sources(made.tree or {}):
        assert not module.unbound, (path, module.unbound)
        assert not any(call.startswith(CALL.removesuffix("()")) for call in module.called), path


@pytest.mark.parametrize("batch", BATCHES)
def test_hostile_tables(run: Run, batch: int) -> None:
    def check(data: Data) -> None:
        texts = itertools.cycle(data.draw(st.lists(TEXTS, min_size=1, max_size=9)))
        names = [f"{next(texts)}{number}" for number in range(data.draw(st.integers(1, 4)))]
        kinds = st.sampled_from(TYPES) | st.sampled_from(list(texts_of(texts)))
        rows = [[name, data.draw(kinds), next(texts), next(texts), next(texts)] for name in names]
        files = data.draw(st.lists(st.sampled_from(list(WRITERS)), min_size=1, max_size=2, unique=True))
        contents = {name: WRITERS[name](next(texts), rows).encode() for name in files}
        made = run.make(contents, tables=tuple(contents))
        check_code(made)
        if made.imported is not None and files == ["page.csv"] and not made.left_out:
            fields = [set(fields) for fields in made.imported.models.values()]
            assert len(made.found) or any(fields), "a table without fields, and without a word"

    assert run.batch == batch
    run.cases(check)


def texts_of(texts: itertools.cycle[str]) -> list[str]:
    return [next(texts) for _ in range(3)]


@pytest.mark.parametrize("batch", BATCHES)
def test_broken_tables(run: Run, batch: int) -> None:
    def check(data: Data) -> None:
        rows = [["id", "string", "Yes", "", "The id."], ["made.at", "integer (unix-time)", "No", "1", "When."]]
        bases = [*PAGES, LISTING, *(writer("thing", rows).encode() for writer in WRITERS.values())]
        content = changed_bytes(data.draw, data.draw(st.sampled_from(bases)))
        name = data.draw(st.sampled_from(["page.md", "page.html", "page.csv", "page.txt", "page.tsv"]))
        check_code(run.make({name: content}, tables=(name,)))

    assert run.batch == batch
    run.cases(check)


@pytest.mark.parametrize("batch", BATCHES)
def test_hostile_tables_with_a_document(run: Run, batch: int) -> None:
    spec = (Path(SPEC).parent / "openapi.yaml").read_bytes()

    def check(data: Data) -> None:
        content = changed_bytes(data.draw, data.draw(st.sampled_from(PAGES)))
        text = data.draw(TEXTS)
        at = data.draw(st.integers(0, len(content)))
        content = content[:at] + text.encode() + content[at:]
        check_code(run.make({"spec.yaml": spec, "page.md": content}, spec="spec.yaml", tables=("page.md",)))

    assert run.batch == batch
    run.cases(check)
