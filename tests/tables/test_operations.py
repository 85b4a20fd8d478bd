"""Pages of operations: sections such as "Query parameters", "Request body" and "Response", and examples in code."""

from __future__ import annotations

import pytest

from codegen.core.diagnostic import Diagnostics
from codegen.ir.types import RefTo
from codegen.tables import read_reference
from codegen.tables.cells.parts import SectionPart, part_of, place_of
from codegen.tables.model import Reference, Table, table_name

TABLE = "| Name | Type |\n|---|---|\n| {name} | string |\n"


def read(text: str, name: str = "page.md") -> Reference:
    found = Diagnostics()
    reference = read_reference({name: text.encode()}, found)
    assert list(found) == []
    return reference


def places(table: Table) -> dict[str, str]:
    return {row.name: row.sent_in for row in table.fields}


@pytest.mark.parametrize(
    ("heading", "part"),
    [
        ("Path parameters", SectionPart("parameters", "path")),
        ("URL Params", SectionPart("parameters", "path")),
        ("Query string parameters", SectionPart("parameters", "query")),
        ("Request headers", SectionPart("parameters", "header")),
        ("Required body parameters", SectionPart("parameters", "body", required=True)),
        ("Optional arguments", SectionPart("parameters", "", required=False)),
        ("Request body", SectionPart("parameters", "body")),
        ("Response", SectionPart("response")),
        ("200 OK response", SectionPart("response")),
        ("Returned object", SectionPart("response")),
        ("Response headers", SectionPart("response-header")),
        ("The URL object", None),
        ("Header", None),
        ("Forms", None),
        ("Fields", None),
        ("Response of the committee", None),
        ("", None),
    ],
)
def test_headings_are_classified(heading: str, part: SectionPart | None) -> None:
    assert part_of(heading) == part


@pytest.mark.parametrize(
    ("word", "place"),
    [("query", "query"), ("URL", "path"), ("formData", "body"), ("request", "body"), ("header", "header"), ("x", None)],
)
def test_parameter_locations_in_a_column(word: str, place: str | None) -> None:
    assert place_of(word) == place


def test_tables_of_one_operation_are_merged() -> None:
    page = f"""# Things

## Update a thing

`POST /v1/things/:id`

### Path parameters

{TABLE.format(name="id")}
### Query parameters

{TABLE.format(name="dry_run")}
### Request body

{TABLE.format(name="size")}
### Response

{TABLE.format(name="done")}
"""
    operation, response = read(page).tables
    assert operation.endpoint is not None
    assert (operation.name, operation.endpoint.path) == ("update", "/v1/things/{id}")
    assert places(operation) == {"id": "path", "dry_run": "query", "size": "body"}
    assert (response.kind, response.name, response.response_of) == ("object", "thing_update_response", "things.update")


def test_an_operation_without_a_table() -> None:
    page = "# Delete a thing\n\n```http\nDELETE /v1/things/<id>\n```\n\n# The Thing object\n\n" + TABLE.format(
        name="id"
    )
    operation, thing = read(page).tables
    assert operation.endpoint is not None
    assert (operation.kind, operation.name, operation.endpoint.path) == ("parameters", "delete", "/v1/things/{id}")
    assert (thing.kind, thing.name) == ("object", "thing")


def test_response_without_an_operation_is_an_object_of_that_name() -> None:
    (table,) = read("# Search\n\n## Result\n\n" + TABLE.format(name="id")).tables
    assert (table.kind, table.name, table.response_of) == ("object", "Result", "")


def test_labelled_lines_state_response_and_body() -> None:
    page = "# Add\n\n`POST /things`\n\nBody: JSON\n\nReply: array of [thing](#thing)\n\nReturns: what it likes\n\n"
    operation, _ = read(page + TABLE.format(name="id") + "\n# thing\n\n" + TABLE.format(name="id")).tables
    assert operation.body == "json"
    assert operation.description == "Returns: what it likes"
    item = getattr(operation.response_type, "item", None)
    assert isinstance(item, RefTo)
    assert table_name(item.target) == "thing"


def test_examples_in_code_belong_to_their_operation() -> None:
    page = f"""# Create a thing

`POST /v1/things`

## Parameters

{TABLE.format(name="size")}
```json
{{"size": "s"}}
```

```sh
curl https://api.example/v1/things --json '{{"size": "m"}}'
```

## Response

```json
{{"id": "t"}}
```
"""
    reference = read(page)
    (table,) = reference.tables
    assert table.endpoint is not None
    assert table.endpoint.server == "https://api.example"
    request, call, response = reference.examples
    assert {example.table for example in reference.examples} == {table.id}
    assert (request.request, request.value) == (True, {"size": "s"})
    assert (call.method, call.parameters, call.value) == ("POST", (), {"size": "m"})
    assert (response.request, response.value) == (False, {"id": "t"})


def test_html_pages_are_read_equally() -> None:
    page = """<h1>List things</h1><pre>GET /v1/things</pre><h2>Query parameters</h2>
<table><tr><th>Name</th><th>Type</th></tr><tr><td>limit</td><td>integer</td></tr></table>
<pre>curl -G https://api.example/v1/things \\
  -d limit=3</pre>"""
    reference = read(page, "page.html")
    (table,) = reference.tables
    assert (table.name, places(table)) == ("list", {"limit": "query"})
    assert [(example.method, example.parameters) for example in reference.examples] == [("GET", (("limit", "3"),))]


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ("`a` (string, required): It.", ("a", True, "It.")),
        ("**a**: string. It.", ("a", None, "It.")),
        ("a - integer (1..3)", ("a", None, "")),
        ("a (one of `x`, `y`, optional)", ("a", False, "")),
        ("`a` array of strings — It.", ("a", None, "It.")),
    ],
)
def test_bullets_as_fields(item: str, expected: tuple[str, bool | None, str]) -> None:
    (table,) = read(f"# Thing\n\n- {item}\n").tables
    assert [(row.name, row.required, row.description) for row in table.fields] == [expected]


@pytest.mark.parametrize("item", ["First: do this.", "a string walks in", "Note (important): read it."])
def test_bullets_of_prose_are_not_fields(item: str) -> None:
    (table,) = read(f"# Thing\n\n- {item}\n\n" + TABLE.format(name="id")).tables
    assert [row.name for row in table.fields] == ["id"]
