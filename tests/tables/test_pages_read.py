"""Three pages in layouts of real references: every field and flag, compared with a manual transcription."""

from __future__ import annotations

from codegen.core.diagnostic import Diagnostics, Severity
from codegen.ir.types import Absent, AnyValue, Choice, MapOf, RefTo, Scalar
from codegen.tables import read_reference, read_tables
from codegen.tables.model import Reference, TableField
from codegen.tables.show import type_text
from tests.support.documents import PAGES

GLUED, ENDPOINT, MARKDOWN = "scraped.txt", "endpoint.txt", "promotion_code.md"


def page(name: str) -> Reference:
    found = Diagnostics()
    reference = read_reference({name: (PAGES / name).read_bytes()}, found)
    assert not found.count(Severity.ERROR), list(found)
    return reference


def word(row: TableField) -> str:
    """Format a row as: type, then ! required, - optional, ? nullable, + expandable."""
    match row.type:
        case Scalar(kind=kind, format=text_format):
            name = text_format or str(kind)
        case Choice(values=values):
            name = "|".join(map(str, values))
        case MapOf():
            name = "object"
        case RefTo():
            name = "ref"
        case AnyValue():
            name = "any"
        case _:
            raise AssertionError(row.type)
    need = {True: "!", False: "-", None: ""}[row.required]
    return name + need + ("?" if row.nullable else "") + ("+" if row.expandable else "")


GLUED_TABLES = {
    ("object", "promotion_code"): {
        "id": "string",
        "code": "string",
        "coupon": "object",
        "metadata": "object?",
        "object": "string",
        "active": "boolean",
        "created": "unix-time",
        "customer": "string?+",
        "expires_at": "unix-time?",
        "livemode": "boolean",
        "max_redemptions": "integer?",
        "restrictions": "object",
        "times_redeemed": "integer",
    },
    ("parameters", "create"): {
        "coupon": "string!",
        "code": "string-",
        "metadata": "object-",
        "active": "boolean-",
        "customer": "string-",
        "expires_at": "unix-time-",
        "max_redemptions": "integer-",
        "restrictions": "object-",
    },
    ("parameters", "update"): {"metadata": "object-", "active": "boolean-", "restrictions": "object-"},
    ("parameters", "retrieve"): {},
    ("parameters", "list"): {
        "active": "boolean-",
        "code": "string-",
        "coupon": "string-",
        "created": "object-",
        "customer": "string-",
        "ending_before": "string-",
        "limit": "integer-",
        "starting_after": "string-",
    },
}
ENDPOINT_FIELDS = {
    "active": "boolean-",
    "code": "string-",
    "coupon": "string-",
    "created": "object-",
    "created.gt": "integer-",
    "created.gte": "integer-",
    "created.lt": "integer-",
    "created.lte": "integer-",
    "customer": "string-",
    "ending_before": "string-",
    "limit": "integer-",
    "starting_after": "string-",
}
MARKDOWN_FIELDS = {
    "active": "boolean!",
    "code": "string!",
    "created": "unix-time!",
    "customer": "any-",
    "customer_account": "string-",
    "expires_at": "unix-time-",
    "id": "string!",
    "livemode": "boolean!",
    "max_redemptions": "integer-",
    "metadata": "object-",
    "object": "promotion_code!",
    "promotion": "ref!",
    "restrictions": "ref!",
    "times_redeemed": "integer!",
}


def test_a_scraped_page_with_joined_cells() -> None:
    tables = page(GLUED).tables
    read = {(table.kind, table.name): {row.name: word(row) for row in table.fields} for table in tables}
    assert read == GLUED_TABLES
    assert {table.resource for table in tables} == {"promotion_codes"}
    assert [table.response for table in tables] == ["", "object", "object", "object", "list"]
    assert [table.location.line for table in tables] == [15, 55, 85, 103, 113]


def test_joined_cells_have_locations_and_prose_once() -> None:
    table = page(GLUED).tables[0]
    code = table.fields[1]
    assert (str(code.place("name")), str(code.place("type"))) == (f"{GLUED}:23:3", f"{GLUED}:23:7")
    assert str(code.place("description")) == f"{GLUED}:23:13"
    assert code.description.count("shoppers") == 1
    coupon = table.fields[2]
    assert coupon.description.endswith(".")
    assert "attributes" not in coupon.description
    assert code.notes == ("unique", "case-insensitive")
    assert code.inferred == {"notes"}


def test_an_endpoint_page_with_nested_parameters() -> None:
    (table,) = page(ENDPOINT).tables
    assert (table.kind, table.name, table.resource, table.response) == ("parameters", "list", "promotion_codes", "list")
    assert table.endpoint is not None
    assert (table.endpoint.method, table.endpoint.path) == ("GET", "/v1/promotion_codes")
    assert table.endpoint.server == "https://api.shop.example"
    assert {row.name: word(row) for row in table.fields} == ENDPOINT_FIELDS
    assert all(row.description for row in table.fields)
    gt = table.fields[4]
    assert (gt.name, str(gt.location), gt.notes) == ("created.gt", f"{ENDPOINT}:31:7", ("exclusive",))


def test_limits_and_defaults_in_prose_are_inferred() -> None:
    (table,) = page(ENDPOINT).tables
    limit = next(row for row in table.fields if row.name == "limit")
    assert (limit.limits.minimum, limit.limits.maximum, limit.default) == (1, 100, 10)
    assert limit.inferred == {"limits", "default"}
    others = [row for row in table.fields if row.name != "limit"]
    assert all(not row.limits and isinstance(row.default, Absent) for row in others)


def test_examples_of_an_endpoint_page() -> None:
    reference = page(ENDPOINT)
    call, answer = reference.examples
    assert (call.kind, call.method, call.url) == ("curl", "GET", "https://api.shop.example/v1/promotion_codes")
    assert (call.parameters, call.auth, call.location.line) == ((("limit", "3"),), "basic", 68)
    assert answer.location.line == 72
    assert isinstance(answer.value, dict)
    assert list(answer.value) == ["object", "url", "has_more", "data"]
    assert {example.table for example in reference.examples} == {reference.tables[0].id}


def test_a_markdown_table_with_links_to_missing_pages() -> None:
    (table,) = page(MARKDOWN).tables
    assert (table.kind, table.name, table.resource) == ("object", "promotion_code", "")
    assert {row.name: word(row) for row in table.fields} == MARKDOWN_FIELDS
    code = table.fields[1]
    assert (code.limits.pattern, code.inferred) == ("^[a-zA-Z0-9]*$", {"limits", "notes"})
    assert str(table.fields[0].place("required")) == f"{MARKDOWN}:15:24"


def test_a_page_of_swagger_ui_saved_as_text() -> None:
    page = (
        "Shop\n OAS 3.0\nKilns\n\nPUT\n/kiln\nChange a kiln.\n\nParameters\nTry it out\nNo parameters\n\nResponses\n"
        "Code\tDescription\n200\t\nDone\n\nGET\n/kiln/{id}\nFind a kiln.\n\nParameters\nTry it out\nName\tDescription\n"
        "id *\ninteger($int64)\n(path)\nNumber of the kiln\n\nstate\nstring\n(query)\nIts state\n\n"
        "Available values : hot, cold\n\nResponses\nCode\tDescription\n"
    )
    tables = read_tables({"t.txt": page.encode()}, Diagnostics())
    assert [table.title for table in tables] == ["Change a kiln.", "Find a kiln."]
    assert [(row.name, type_text(row.type), row.sent_in, row.description) for row in tables[1].fields] == [
        ("id", "integer (int64)", "path", "Number of the kiln"),
        ("state", "enum: hot | cold", "query", "Its state"),
    ]
