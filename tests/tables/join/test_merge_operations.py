"""Merging of parameter tables and of rows of nested fields into a document."""

from __future__ import annotations

from codegen.config import TablesSettings
from codegen.config.tables import NO_TABLES_SETTINGS
from codegen.core.diagnostic import Diagnostics
from codegen.ir.api import Api
from codegen.ir.types import Object
from codegen.tables import read_tables
from codegen.tables.endpoints import complete_endpoints
from codegen.tables.join.merge import MergePolicy, merge_tables
from codegen.tables.join.merge_operations import merge_operations
from codegen.tables.join.stated import stated, with_limits
from tests.support.documents import component, document, read

FORM = {
    "type": "object",
    "properties": {"size": {"type": "integer"}, "color": {"type": "string", "description": "Kept."}},
}
API = read(
    document(
        {
            "thing": {
                "type": "object",
                "properties": {"part": {"type": "object", "properties": {"n": {"type": "string"}}}},
            }
        },
        paths={
            "/v1/things": {
                "get": {
                    "parameters": [{"name": "limit", "in": "query", "schema": {"type": "integer"}}],
                    "responses": {"200": {"description": "ok"}},
                },
                "post": {
                    "requestBody": {"content": {"application/x-www-form-urlencoded": {"schema": FORM}}},
                    "responses": {"200": {"description": "ok"}},
                },
            }
        },
    )
)
HEADER = "| Parameter | Type | Description |\n|---|---|---|\n"


def joined(text: str, settings: TablesSettings = NO_TABLES_SETTINGS) -> tuple[Api, list[str]]:
    found = Diagnostics()
    tables = complete_endpoints(read_tables({"t.md": text.encode()}, found), settings.operations)
    api = merge_tables(API, [table for table in tables if table.kind == "object"], MergePolicy(), found)
    api = merge_operations(api, [table for table in tables if table.kind == "parameters"], found)
    return api, [f"{item.severity} {item.code}: {item.message}" for item in found]


def test_parameters_get_their_descriptions() -> None:
    api, found = joined(f"# List things\n\n`GET /v1/things`\n\n{HEADER}| limit | integer | How many. |\n")
    assert found == []
    assert api.operations[0].params[0].description == "How many."


def test_fields_of_bodies_get_missing_descriptions() -> None:
    api, found = joined(
        f"# Create a thing\n\n`POST /v1/things`\n\n{HEADER}| size | integer | How big. |\n| color | string | Other. |\n"
    )
    assert found == []
    body = api.operations[1].body
    assert body is not None
    assert isinstance(body.media[0].type, Object)
    assert [field.description for field in body.media[0].type.fields] == ["How big.", "Kept."]


def test_contradictions_are_warnings_and_the_document_is_used() -> None:
    api, found = joined(f"# List things\n\n`GET /v1/things`\n\n{HEADER}| limit | string | |\n| more | string | |\n")
    assert found == [
        "warning table-document-field-missing: 'more' is only in the table",
        "warning table-document-type-mismatch: 'limit' is 'integer' in the document, 'string' in the table",
    ]
    assert api.operations[0].params == API.operations[0].params


def test_endpoints_come_from_convention_and_configuration() -> None:
    page = f"# Create a thing\n\n{HEADER}| size | integer | How big. |\n"
    assert joined(page)[1] == []
    other = f"# Ping\n\n## Parameters\n\n{HEADER}| limit | integer | How many. |\n"
    assert [item.partition(":")[0] for item in joined(other)[1]] == ["warning table-unknown-component"]
    assert joined(other, TablesSettings(operations={"Ping": "GET /v1/things"}))[1] == []


def test_rows_of_nested_fields_are_compared() -> None:
    rows = "# thing\n\n| Name | Type |\n|---|---|\n| part | object |\n| part.n | {} |\n"
    api, found = joined(rows.format("string"))
    assert found == []
    assert component(api, "thing") == component(API, "thing")
    _, found = joined(rows.format("boolean"))
    assert found == [
        "warning table-document-type-mismatch: 'part.n' is 'string' in the document, 'boolean' in the table"
    ]


def test_inferred_facts_are_removed_or_added_to_types() -> None:
    text = f"{HEADER}| limit | integer | A value between 1 and 9, defaults to 3. |\n"
    (table,) = read_tables({"t.md": text.encode()}, Diagnostics())
    (bare,) = stated(table).fields
    assert (bool(bare.limits), bool(bare.default), bare.inferred) == (False, False, frozenset())
    (full,) = with_limits(table).fields
    assert getattr(full.type, "facets") == table.fields[0].limits  # noqa: B009 - only scalars have facets
