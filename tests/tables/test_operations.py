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
        ("201 Created", SectionPart("response")),
        ("404: Not found", SectionPart("error")),
        ("Error response", SectionPart("error")),
        ("Path and query parameters", SectionPart("parameters", "", uri=True)),
        ("JSON params", SectionPart("parameters", "body", body="json")),
        ("Form data parameters", SectionPart("parameters", "body", body="form")),
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


@pytest.mark.parametrize(
    ("heading", "name", "method", "path"),
    [
        ("List things (GET /things)", "list", "GET", "/things"),
        ("GET /things/{id} - Get a thing", "get", "GET", "/things/{id}"),
        ("Make a thing: `POST /things`", "make_a_thing", "POST", "/things"),
    ],
)
def test_a_heading_may_hold_title_and_route(heading: str, name: str, method: str, path: str) -> None:
    (table,) = read(f"# Things\n\n## {heading}\n\nIt works.\n").tables
    assert table.endpoint is not None
    assert (table.name, table.endpoint.method, table.endpoint.path) == (name, method, path)


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("```\nGET /things\nGET /things?size=1\nGET /things?page=2\n```", "/things"),
        ("**Endpoint:** `GET /things`", "/things"),
        ("URL: GET /things", "/things"),
        ("```\nGET /things (signed)\n```", "/things"),
    ],
)
def test_a_block_states_the_route_of_its_section(text: str, path: str) -> None:
    (table,) = read(f"# Find things\n\n{text}\n").tables
    assert table.endpoint is not None
    assert (table.endpoint.method, table.endpoint.path) == ("GET", path)


@pytest.mark.parametrize(
    ("prose", "status"),
    [
        ("Returns `204 No Content` on success.", 204),
        ("If successful, returns [`201 Created`](s.md#x).", 201),
        ("Responds with status code 202.", 202),
        ("Returns a thing or `204 No Content`.", 0),
        ("Returns up to 200 things.", 0),
    ],
)
def test_the_status_code_of_a_response(prose: str, status: int) -> None:
    page = f"# Do it\n\nPUT /things\n\n{prose}\n"
    (table,) = read(page).tables
    assert table.status == status


def test_routes_in_boxes_start_operations_below_the_heading_of_their_group() -> None:
    page = (
        "<h3>Things</h3><div>GET</div><div>/things</div><div>List things</div><h4>Parameters</h4><table><tr><th>Name"
        "<th>Type</tr><tr><td>size<td>integer</tr></table><div><span>PUT</span> <span>/things/{id}</span></div>"
        "<div>Change a thing</div><p>Changes it.</p><h3>Make a lid</h3><p>Makes it.</p><div>POST /lids</div>"
        "<div>Try</div>"
    )
    tables = read(page, "page.html").tables
    assert [(table.title, len(table.fields)) for table in tables] == [
        ("List things", 1),
        ("Change a thing", 0),
        ("Make a lid", 0),
    ]
