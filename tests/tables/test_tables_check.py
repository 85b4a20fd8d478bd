"""Comparison of schema tables with documents: the exact differences, with their locations and severities."""

from __future__ import annotations

from pathlib import Path

import pytest

from codegen.config import Accepted, TablesSettings
from codegen.config.tables import NO_TABLES_SETTINGS
from codegen.core.diagnostic import Diagnostics, Severity
from codegen.tables.check.documents import Reported, check_tables, read_files
from codegen.tables.write.document import written_tables
from tests.support.documents import PAGES

ROOT = Path(__file__).parents[2]
SPEC = ROOT / "spec" / "promotion_codes"
BASIL, CLOVER = SPEC / "2025-08-27.basil", SPEC / "2025-12-15.clover"
SCRAPED = [PAGES / "endpoint.txt", PAGES / "scraped.txt"]


def compare(tables: list[Path], spec: Path, settings: TablesSettings = NO_TABLES_SETTINGS) -> list[Reported]:
    found = Diagnostics()
    reference = read_files([path.name for path in tables], tables[0].parent, found)
    reported, _ = check_tables(reference, spec, settings, found, name=spec.name)
    assert not found.count(Severity.ERROR), list(found)
    return reported


def counted(rows: list[Reported]) -> list[str]:
    return [f"{row.difference.subject} {row.difference.aspect}" for row in rows if row.counts]


def test_basil_tables_against_the_clover_document() -> None:
    rows = compare(sorted((BASIL / "tables").glob("*.md")), CLOVER / "openapi.yaml")
    assert counted(rows) == [
        "promotion_code.coupon field",
        "promotion_code.customer_account field",
        "promotion_code.promotion field",
    ]
    assert all(row.counts for row in rows)
    assert all(row.document and row.document.line and row.table and row.table.line for row in rows)


@pytest.mark.parametrize("version", [BASIL, CLOVER])
def test_tables_of_a_version_match_its_document(version: Path) -> None:
    assert compare(sorted((version / "tables").glob("*.md")), version / "openapi.yaml") == []


def test_scraped_pages_match_the_version_that_they_describe() -> None:
    rows = compare(SCRAPED, BASIL / "openapi.yaml")
    assert counted(rows) == []
    assert {row.difference.subject.rpartition(".")[2] for row in rows} == {"expand"}


def test_scraped_pages_and_their_example_contradict_the_next_version() -> None:
    rows = compare(SCRAPED, CLOVER / "openapi.yaml")
    assert counted(rows) == [
        "promotion_code.coupon field",
        "promotion_code.customer_account field",
        "promotion_code.promotion field",
        "promotion_codes.create.coupon field",
        "promotion_codes.create.promotion field",
        "promotion_codes.list.example example",
    ]


THING = """
openapi: 3.1.0
info: {title: T, version: "1"}
paths:
  /v1/things:
    get:
      parameters:
        - {name: limit, in: query, schema: {type: integer, maximum: 50, default: 5}}
        - {name: must, in: query, required: true, schema: {type: string}}
      responses:
        "200": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/thing"}}}}
components:
  schemas:
    thing:
      type: object
      required: [id, kind]
      properties:
        id: {type: string, description: At most 20 of them.}
        kind: {type: string, enum: [a, b]}
        size: {type: [integer, "null"], format: int32}
        part: {$ref: "#/components/schemas/part"}
    part:
      type: object
      properties: {name: {type: string}}
"""


def differences(
    folder: Path, table: str, settings: TablesSettings = NO_TABLES_SETTINGS, name: str = "t.md"
) -> list[str]:
    (folder / "spec.yaml").write_text(THING, encoding="utf-8")
    (folder / name).write_text(table, encoding="utf-8")
    rows = compare([folder / name], folder / "spec.yaml", settings)
    return [
        f"{'' if row.counts else '~'}{row.difference.aspect} {row.difference.subject}: {row.difference.message}"
        for row in rows
    ]


def object_table(*rows: str) -> str:
    listed = {row.split("|")[0].strip(): row for row in ("id | string | | | | ", "kind | string | | | | ")}
    listed |= {"size": "size | integer | | | | ", "part": "part | object | | | | "}
    listed |= {row.split("|")[0].strip(): row for row in rows}
    header = "| Name | Type | Required | Nullable | Deprecated | Description |\n|---|---|---|---|---|---|\n"
    return "# thing\n\n" + header + "".join(f"| {row} |\n" for row in listed.values())


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("id | any | | | | ", []),
        ("id | string | Yes | No | | ", []),
        ("id | integer | | | | ", ["type thing.id: 'id' is 'string' in the document, 'integer' in the table"]),
        ("id | string | No | | | ", ["required thing.id: 'id' is required in the document, optional in the table"]),
        ("size | integer | No | | | ", []),
        (
            "size | integer | Yes | | | ",
            ["required thing.size: 'size' is optional in the document, required in the table"],
        ),
        (
            "size | integer | | No | | ",
            ["nullable thing.size: 'size' may be null in the document, must not be null in the table"],
        ),
        (
            "size | integer (int64) | | | | ",
            ["format thing.size: 'size' is 'int32' in the document, 'int64' in the table"],
        ),
        (
            "kind | enum: a, c | | | | ",
            ["enum thing.kind: 'kind' is 'enum: a, b' in the document, 'enum: a, c' in the table"],
        ),
        ("kind | enum: b, a | | | | ", []),
        ("id | string | | | Yes | ", ["deprecated thing.id: 'id' is deprecated in the table, not in the document"]),
        (
            "id | string | | | | Deprecated.",
            ["~deprecated thing.id: 'id' is deprecated in the table, not in the document"],
        ),
        (
            "id | string | | | | No more than 30.",
            ["~description thing.id: 'id' is described with 20 in the document, with 30 in the table"],
        ),
        ("part.name | string | | | | ", []),
        (
            "part.name | boolean | | | | ",
            ["type thing.part.name: 'part.name' is 'string' in the document, 'boolean' in the table"],
        ),
        (
            "part.weight | number | | | | ",
            [
                "field thing.part.weight: 'part.weight' is only in the table",
                "field thing.part.name: 'part.name' is only in the document",
            ],
        ),
        ("more | string | | | | ", ["field thing.more: 'more' is only in the table"]),
    ],
)
def test_each_kind_of_fact(tmp_path: Path, row: str, expected: list[str]) -> None:
    assert differences(tmp_path, object_table(row)) == expected


PARAMETERS = "# List things\n\n`GET /v1/things`\n\n| Parameter | Type | Required | Description |\n|---|---|---|---|\n"


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("| must | string | Yes | |\n", ["~field things.list.limit: 'limit' is only in the document"]),
        ("| limit | integer | No | |\n", ["field things.list.must: 'must' is only in the document"]),
        (
            "| must | string | Yes | |\n| limit | integer | No | A value between 1 and 100, defaults to 10. |\n",
            [
                "default things.list.limit: 'limit' defaults to 5 in the document, 10 in the table (in prose)",
                "limits things.list.limit: 'limit' has maximum 50 in the document, 100 in the table's prose",
            ],
        ),
    ],
)
def test_parameters(tmp_path: Path, rows: str, expected: list[str]) -> None:
    assert differences(tmp_path, PARAMETERS + rows) == expected


def test_operations_that_cannot_be_compared_are_reported(tmp_path: Path) -> None:
    other = PARAMETERS.replace("GET /v1/things", "GET /v1/others") + "| a | string | No | |\n"
    assert differences(tmp_path, other) == ["operation others.list: the document has no operation GET /v1/others"]
    unknown = "# Ping\n\n## Parameters\n\n| Name | Type |\n|---|---|\n| limit | integer |\n| must | string |\n"
    assert differences(tmp_path, unknown) == [
        "~operation Ping: method and path of 'Ping' are unknown; its parameters were not compared"
    ]
    assert differences(tmp_path, unknown, TablesSettings(operations={"Ping": "GET /v1/things"})) == []


def test_an_object_without_component_is_a_note(tmp_path: Path) -> None:
    text = "# ghost\n\n| Name | Type |\n|---|---|\n| a | string |\n"
    assert differences(tmp_path, text) == [
        "~table ghost: the document has no component 'ghost'; its fields were not compared"
    ]


def test_accepted_differences_do_not_count(tmp_path: Path) -> None:
    accepted = Accepted(difference="thing.m*", aspect="field", reason="not released yet")
    table = object_table("more | string | | | | ")
    assert differences(tmp_path, table, TablesSettings(accept=(accepted,))) == [
        "~field thing.more: 'more' is only in the table"
    ]


def test_an_unused_acceptance_is_a_warning(tmp_path: Path) -> None:
    (tmp_path / "spec.yaml").write_text(THING, encoding="utf-8")
    (tmp_path / "t.md").write_text(object_table(), encoding="utf-8")
    found = Diagnostics()
    reference = read_files(["t.md"], tmp_path, found)
    settings = TablesSettings(accept=(Accepted(difference="thing.gone", reason="was"),))
    reported, _ = check_tables(reference, tmp_path / "spec.yaml", settings, found, name="spec.yaml")
    assert reported == []
    assert [item.code for item in found] == ["accepted-nothing"]


EXAMPLES = """List things

  • limitinteger

    How many.

  • muststringRequired

GET /v1/things
curl https://things.example/v1/things?must=x -d limit={limit} -G
Response
{body}
"""


@pytest.mark.parametrize(
    ("limit", "body", "expected"),
    [
        ("3", '{"id": "x", "kind": "a", "size": null}', []),
        ("many", '{"id": "x", "kind": "a"}', ["the curl example at limit is a string, not an integer"]),
        ("3", '{"id": 7, "kind": "z"}', ["the json example at /id is an integer, not a string",
            "the json example at /kind is 'z', which is none of a, b"]),
        ("3", '{"kind": "a", "part": {"name": null}}', [
            "the json example at /part/name is null, which is not allowed here",
            "the json example lacks 'id', which is required"]),
    ],
)  # fmt: skip
def test_examples_are_validated(tmp_path: Path, limit: str, body: str, expected: list[str]) -> None:
    text = EXAMPLES.replace("{limit}", limit).replace("{body}", body)
    found = differences(tmp_path, text, name="t.txt")
    assert sorted(item.partition(": ")[2] for item in found) == sorted(expected)


PAGE = """# Things

## List things

`GET /v1/things`

### Query parameters

| Name | Type | Required |
|---|---|---|
| limit | integer (1..100) | No |
| must | string | Yes |

### Response

| Field | Type |
|---|---|
| id | integer |
| kind | string |
| size | integer |
| part | object |

```json
{"id": "x", "kind": "c"}
```

## The thing object

| Field | Type |
|---|---|
| id | string |
| kind | enum: a, b |
| size | integer |
| part | object |

```json
{"id": "x", "kind": "a", "part": {"name": 7}}
```
"""


def test_responses_limits_and_examples_of_a_page_are_compared(tmp_path: Path) -> None:
    assert differences(tmp_path, PAGE) == [
        "limits things.list.limit: 'limit' has maximum 50 in the document, 100 in the table",
        "type thing_list_response.id: 'id' is 'string' in the document, 'integer' in the table",
        "example things.list.example: the json example at /kind is 'c', which is none of a, b",
        "example thing.example: the json example at /part/name is an integer, not a string",
    ]


BODIES = """
openapi: 3.1.0
info: {title: Files, version: "1"}
paths:
  /files:
    post:
      operationId: upload
      requestBody:
        required: true
        content:
          multipart/form-data:
            schema:
              type: object
              required: [file]
              properties: {file: {type: string, format: binary}, note: {type: string}}
      responses: {"200": {description: ok}}
  /tags:
    put:
      operationId: setTags
      requestBody: {required: true, content: {application/json: {schema: {type: array, items: {type: string}}}}}
      responses: {"200": {description: ok}}
  /things:
    post:
      operationId: addThings
      requestBody:
        content: {application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Thing"}}}}
      responses: {"200": {description: ok}}
components:
  schemas:
    Thing: {type: object, required: [id], properties: {id: {type: string}}}
"""


def test_written_pages_do_not_contradict_their_document(tmp_path: Path) -> None:
    (tmp_path / "spec.yaml").write_text(BODIES, encoding="utf-8")
    found = Diagnostics()
    pages, _ = written_tables(tmp_path / "spec.yaml", found, name="spec.yaml")
    for name, text in pages.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert "Body: multipart" in pages["files.operations.md"]
    assert compare(sorted(tmp_path.glob("*.md")), tmp_path / "spec.yaml") == []
