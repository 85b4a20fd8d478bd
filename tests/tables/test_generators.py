"""What site generators add to Markdown: front matter, components of MDX, shortcodes of Hugo, Liquid tags."""

from __future__ import annotations

import time

import pytest

from codegen.core.diagnostic import Diagnostics
from codegen.tables import read_tables
from codegen.tables.formats.generators import without_generators
from codegen.tables.show import type_text

ROWS = "| Name | Type |\n|---|---|\n| a | string |\n"


def read(text: str, name: str = "t.md") -> list[str]:
    """Return the tables of a page, each with its fields and the names of its problems."""
    found = Diagnostics()
    tables = read_tables({name: text.encode()}, found)
    rows = [
        f"{row.name} {type_text(row.type)} {row.sent_in} {row.required}" for table in tables for row in table.fields
    ]
    return [*(f"{table.kind} {table.name}" for table in tables), *rows, *(str(item.location) for item in found)]


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ('# Kiln\n\n<Anchor id="x" />\n## Kiln Lid\n\n' + ROWS, ["object Kiln Lid", "a string  None"]),
        ("# Kiln\n\n<Note>\n## Kiln Lid\n</Note>\n\n" + ROWS, ["object Kiln Lid", "a string  None"]),
        ("---\ntitle: 'Kiln'\nweight: 2\n---\n\n" + ROWS, ["object Kiln", "a string  None"]),
        ('+++\ntitle = "Kiln"\n+++\n' + ROWS, ["object Kiln", "a string  None"]),
        ("## Kiln {#the-kiln}\n\n" + ROWS, ["object Kiln", "a string  None"]),
        ('{% hint style="info" %}\n## Kiln\n{% endhint %}\n\n' + ROWS, ["object Kiln", "a string  None"]),
        (
            "# Light a fire\n\n`PUT /kilns/:id`\n\n#### Path parameters\n\n:id\n: {{<required>}} Integer. It.\n",
            ["parameters light_a_fire", "id integer path True"],
        ),
        (
            "# Kiln\n\nName | Type | Required\n---|---|---\na | string | {{< yes >}}\nb | string | {{% no %}}\n",
            ["object Kiln", "a string  True", "b string  False"],
        ),
    ],
)  # fmt: skip
def test_what_generators_add_is_not_part_of_the_page(page: str, expected: list[str]) -> None:
    assert read(page) == expected


def test_places_stay_those_of_the_page() -> None:
    page = '---\ntitle: "A"\n---\nimport X from "x"\n\n{{< badge >}} **b** [c]({{< relref "d/e" >}}) {% f %}\n<G />\n'
    plain = without_generators("t.mdx", page)
    assert [len(line) for line in plain.split("\n")] == [len(line) for line in page.split("\n")]
    assert plain.split("\n")[5].split() == ["**b**", "[c](d/e", ")"]


def test_modules_are_imported_by_mdx_only() -> None:
    assert "import of goods" in without_generators("t.md", "import of goods\n")
    assert without_generators("t.mdx", "import a from 'b'\n").strip() == ""


@pytest.mark.parametrize("part", ["{{< ", "{% ", "# a {", "<A ", "<div ", "---\ntitle: ", "{: ", "# " + " " * 50])
def test_pages_of_such_parts_take_linear_time(part: str) -> None:
    start = time.process_time()
    without_generators("t.mdx", part * 20_000)
    assert time.process_time() - start < 2


@pytest.mark.parametrize(
    ("cell", "required"),
    [
        ("yes", True),
        ("no (optional)", False),
        ("**Yes**", True),
        ("one of a, b", None),
        ("conditionally", None),
        ("", True),
    ],
)
def test_a_condition_in_the_column_is_no_flag(cell: str, required: bool | None) -> None:  # noqa: FBT001
    """The heading says that fields are required, but the cell of a field takes precedence."""
    rows = f"| Name | Type | Required |\n|---|---|---|\n| a | string | {cell} |\n"
    page = f"# Fire\n\nPOST /fires\n\n## Required parameters\n\n{rows}"
    (table,) = read_tables({"t.md": page.encode()}, Diagnostics())
    assert [row.required for row in table.fields] == [required]


@pytest.mark.parametrize(
    ("lead", "expected"),
    [
        ("Supported attributes:", ["parameters light_fires"]),
        ("**Query parameters**", ["parameters light_fires query"]),
        ("Request body:", ["parameters light_fires body"]),
        ("If successful, returns [`200 OK`](x.md#y) and the following\nresponse attributes:", ["object response"]),
        ("The response contains these fields:", ["object response"]),
        ("**Returns:**", ["object response"]),
        ("The request takes the fields of the response:", ["parameters light_fires"]),
        ("It is about a response. It holds:", ["parameters light_fires"]),
    ],
)
@pytest.mark.parametrize("suffix", ["md", "html"])
def test_a_line_above_a_table_is_like_a_heading(lead: str, expected: list[str], suffix: str) -> None:
    page = f"# Light fires\n\nPOST /fires\n\n{lead}\n\n{ROWS}"
    if suffix == "html":
        bold = lead.startswith("**")
        text = lead.replace("[`200 OK`](x.md#y)", "<a href='x.md#y'>200 OK</a>").replace("**", "")
        text = f"<strong>{text}</strong>" if bold else text
        rows = "<table><tr><th>Name<th>Type</tr><tr><td>a<td>string</tr></table>"
        page = f"<h1>Light fires</h1><p>POST /fires</p><p>{text}</p>{rows}"
    tables = [table for table in read_tables({f"t.{suffix}": page.encode()}, Diagnostics()) if table.fields]
    assert [
        " ".join(
            ["object response"] if table.response_of else [table.kind, table.name, table.fields[0].sent_in]
        ).strip()
        for table in tables
    ] == expected
