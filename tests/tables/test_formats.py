"""Reading of schema tables: facts and their locations, diagnostics for malformed rows."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codegen.core.codes import CODES
from codegen.core.diagnostic import Diagnostics, Severity
from codegen.ir.types import ABSENT, AnyValue, Choice, Kind, ListOf, MapOf, RefTo, Scalar, Type, Union
from codegen.tables import load_tables, read_tables
from codegen.tables.model import Table, TableField, table_found, table_name
from tests.support.documents import PAGES

SPEC = Path(__file__).parents[2] / "spec" / "promotion_codes"


def read(found: Diagnostics | None = None, /, **files: str) -> tuple[Table, ...]:
    """Read files given as name=text; the names get the ending .md. Without ``found``, fail on any diagnostic."""
    used = Diagnostics() if found is None else found
    tables = read_tables({f"{name}.md": dedent(text).encode() for name, text in files.items()}, used)
    if found is None:
        assert list(used) == []
    return tables


def diagnostics(**files: str) -> list[str]:
    found = Diagnostics()
    read(found, **files)
    assert all(item.code in CODES for item in found)
    return [f"{item.location} {item.severity} {item.code}" for item in found]


def field(row: str, header: str = "Field | Type | Required | Default | Description") -> TableField:
    dashes = "|".join("---" for _ in header.split("|"))
    (table,) = read(a=f"| {header} |\n|{dashes}|\n| {row} |\n")
    (only,) = table.fields
    return only


def shape(node: Type) -> object:
    """Return a type as plain data, for short assertions."""
    match node:
        case Scalar(kind=kind, format=text_format):
            name = f"{kind}:{text_format}" if text_format else str(kind)
            return name + ("?" if node.nullable else "")
        case Choice(values=values):
            return list(values)
        case ListOf(item=item):
            return ("list", shape(item))
        case MapOf(value=value):
            return ("map", shape(value))
        case RefTo(target=target):
            return ("ref", str(target))
        case Union(variants=variants):
            return ("or", *(shape(variant) for variant in variants))
        case AnyValue():
            return "any"
        case _:
            raise AssertionError(node)


def type_of(text: str) -> object:
    return shape(field(f"`a` | {text}", "Field | Type").type)


PAGE = """\
# promotion_code

A code. See the [guide](https://example.com/guide).
Second line.

Second paragraph.

**Type:** object

## Fields

| Field | Type | Required | Description |
|-------|------|----------|-------------|
| `active` | boolean | Yes | Whether it is *on*. |
| `created` | integer (unix-time) | Yes |  |
| `customer` | any | No | A \\| B. |
| `object` | enum: promotion_code | Yes | Kind. |
| `promotion` | [promotion](promotion.md) | Yes |  |
| `options` | map of [option](sub/option.md) | No |  |
"""
OTHER = "# promotion\n\n| Name | Type |\n|--|--|\n| a | string |\n"
OPTION = "# option\n\n| Name | Type |\n|--|--|\n| back | [promotion_code](../promotion-code.md) |\n"


def test_the_standard_layout() -> None:
    files = {"promotion-code.md": PAGE, "promotion.md": OTHER, "sub/option.md": OPTION}
    found = Diagnostics()
    code, promotion, option = read_tables({name: text.encode() for name, text in files.items()}, found)
    assert list(found) == []
    assert (code.name, code.kind, code.id) == ("promotion_code", "object", "promotion-code.md#promotion_code")
    assert str(code.location) == "promotion-code.md:1:3"
    expected = "A code. See the [guide](https://example.com/guide).\nSecond line.\n\nSecond paragraph."
    assert code.description == expected
    facts = [(row.name, shape(row.type), row.required, row.description) for row in code.fields]
    assert facts == [
        ("active", "boolean", True, "Whether it is *on*."),
        ("created", "integer:unix-time", True, ""),
        ("customer", "any", False, "A | B."),
        ("object", ["promotion_code"], True, "Kind."),
        ("promotion", ("ref", promotion.id), True, ""),
        ("options", ("map", ("ref", option.id)), False, ""),
    ]
    assert shape(option.fields[0].type) == ("ref", code.id)
    created = code.fields[1]
    places = [str(created.place(fact)) for fact in ("name", "type", "required", "description", "default")]
    assert places == [
        "promotion-code.md:15:3",
        "promotion-code.md:15:15",
        "promotion-code.md:15:37",
        "promotion-code.md:15:43",
        "promotion-code.md:15:3",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("string", "string"),
        ("String", "string"),
        ("`integer`", "integer"),
        ("strings", "string"),
        ("int64", "integer:int64"),
        ("integer (unix-time)", "integer:unix-time"),
        ("string \\<date-time\\>", "string:date-time"),
        ("timestamp", "integer:unix-time"),
        ("datetime", "string:date-time"),
        ("float", "number"),
        ("bool", "boolean"),
        ("object", ("map", "any")),
        ("hash", ("map", "any")),
        ("array", ("list", "any")),
        ("any", "any"),
        ("array of string", ("list", "string")),
        ("array of strings", ("list", "string")),
        ("array\\<integer\\>", ("list", "integer")),
        ("array<integer>", ("list", "integer")),
        ("string<br>", "string"),
        ("array of up to 3 strings", ("list", "string")),
        ("array of exactly 2 `integer`", ("list", "integer")),
        ("datetime (ISO 8601)", "string:date-time"),
        ("string (RFC 3339)", "string:date-time"),
        ("integer (Unix timestamp)", "integer:unix-time"),
        ("list[array of int]", ("list", ("list", "integer"))),
        ("string[]", ("list", "string")),
        ("map of string", ("map", "string")),
        ("map of string to array of number", ("map", ("list", "number"))),
        ("map\\<string, integer\\>", ("map", "integer")),
        ("map[string]integer", ("map", "integer")),
        ("enum: a, b", ["a", "b"]),
        ("enum: `a`, `b`", ["a", "b"]),
        ("enum(a, b)", ["a", "b"]),
        ("enum: a \\| b", ["a", "b"]),
        ('string enum: "1", "2"', ["1", "2"]),
        ("string (enum: optional, required)", ["optional", "required"]),
        ("enum: none, optional", ["none", "optional"]),
        ('string Enum: "a" "b c"', ["a", "b c"]),
        ("integer <int32>", "integer:int32"),
        ("(string or integer)[]", ("list", ("or", "string", "integer"))),
        ("string or integer[]", ("or", "string", ("list", "integer"))),
        ("string \\| (integer)[]", ("or", "string", ("list", "integer"))),
        ("enum: 1, 2, -3", [1, 2, -3]),
        ("enum: 1, two", ["1", "two"]),
        ("enum of a, b", ["a", "b"]),
        ("array of enum: a, b", ("list", ["a", "b"])),
        ("string or integer", ("or", "string", "integer")),
        ("string \\| integer", ("or", "string", "integer")),
        ("string/integer", ("or", "string", "integer")),
        ("string, integer, or boolean", ("or", "string", "integer", "boolean")),
        ("array of [kind](x.md#y) strings", ("list", "string")),
    ],
)
def test_types(text: str, expected: object) -> None:
    assert type_of(text) == expected


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("nullable string", ("string", True, None, False)),
        ("string or null", ("string", True, None, False)),
        ("string or `nil`", ("string?", True, None, False)),
        ("string/null", ("string?", True, None, False)),
        ("string, nullable", ("string", True, None, False)),
        ("string?", ("string", True, None, False)),
        ("null \\| string", ("string?", True, None, False)),
        ("array of string or null", (("list", "string"), True, None, False)),
        ("string (optional)", ("string", None, False, False)),
        ("string, required", ("string", None, True, False)),
        ("nullable string Expandable", ("string", True, None, True)),
        ("enum: a, b (nullable)", (["a", "b"], True, None, False)),
        ("string", ("string", None, None, False)),
    ],
)
def test_flags_beside_a_type(text: str, facts: tuple[object, ...]) -> None:
    row = field(f"`a` | {text}", "Field | Type")
    assert (shape(row.type), row.nullable, row.required, row.expandable) == facts


@pytest.mark.parametrize(
    ("header", "row", "facts"),
    [
        ("Type | NAME", "string | x", ("x", "string", None, None)),
        ("Description | Data type | Property | Required?", "d | int | x | ✓", ("x", "integer", True, None)),
        ("Parameter | Type | Required/Optional", "x | int | Optional", ("x", "integer", False, None)),
        ("Attribute | Type | Optional", "x | int | no", ("x", "integer", True, None)),
        ("Key | Type | Mandatory | Nullable", "x | int | Y | true", ("x", "integer", True, True)),
        ("Field | Type | Required | Nullable", "x | int | – | No", ("x", "integer", None, False)),  # noqa: RUF001
        ("Field | Type", "x* | int", ("x", "integer", True, None)),
        ("Field | Type", "x? | int", ("x", "integer", False, None)),
        ("Field | Type | Format", "x | string | uuid", ("x", "string:uuid", None, None)),
        ("Field | Type | Allowed values", "x | string | `a`, `b`", ("x", ["a", "b"], None, None)),
        ("Field | Type | Values", "x | integer | 1, 2", ("x", [1, 2], None, None)),
        ("Field | Type | Example", "x | string | whatever", ("x", "string", None, None)),
    ],
)
def test_columns_in_any_order_and_spelling(header: str, row: str, facts: tuple[object, ...]) -> None:
    got = field(row, header)
    assert (got.name, shape(got.type), got.required, got.nullable) == facts


@pytest.mark.parametrize(
    ("kind", "text", "default"),
    [
        ("integer", "10", 10),
        ("integer", "`10`", 10),
        ("boolean", "false", False),
        ("string", "10", "10"),
        ("string", '"a b"', "a b"),
        ("string", "true", "true"),
        ("any", "null", None),
        ("array", "[1, 2]", [1, 2]),
        ("number", "about five", "about five"),
        ("string", "", ABSENT),
        ("string", "-", ABSENT),
        ("string", "none", ABSENT),
    ],
)
def test_defaults(kind: str, text: str, default: object) -> None:
    assert field(f"x | {kind} | no | {text} |").default == default


def test_deprecated_by_column_and_by_prose() -> None:
    header = "Field | Type | Deprecated | Description"
    assert field("x | string | yes |", header).deprecated
    assert field("x | string | yes |", header).inferred == frozenset()
    inferred = field("x | string | | **Deprecated.** Use y.", header)
    assert inferred.deprecated
    assert inferred.inferred == {"deprecated"}
    assert not field("x | string | no | Deprecated? Not at all.", header).deprecated
    assert not field("x | string | | Not deprecated.", header).deprecated


def test_names_of_tables() -> None:
    text = """\
        # API

        Intro.

        ## customer

        About customers.

        | Name | Type |
        |--|--|
        | a | string |

        Between.

        ### Create a customer

        #### Parameters

        | Name | Type |
        |--|--|
        | b | string |

        | City | Country |
        |--|--|
        | Rome | Italy |
        """
    first, second = read(a=text)
    assert (first.name, first.kind, first.description) == ("customer", "object", "About customers.")
    assert (second.name, second.kind, second.description) == ("create", "parameters", "")
    assert second.resource == "customers"


def test_a_page_without_headings_is_named_after_its_file() -> None:
    (table,) = read(**{"applied-to": "| Name | Type |\n|--|--|\n| a | string |\n"})
    assert table.name == "applied_to"


def test_tables_in_quotes_and_lists_have_locations() -> None:
    (table,) = read(a="> 1. | Name | Type |\n>    |---|---|\n>    | `a` | string |\n")
    assert [(str(row.location), str(row.place("type"))) for row in table.fields] == [("a.md:3:8", "a.md:3:14")]


def test_rows_without_outer_pipes_and_with_tabs() -> None:
    (table,) = read(a="Name | Type\n--|--\na\t|\tstring\n  b | integer |\n")
    assert [(row.name, shape(row.type), str(row.place("type"))) for row in table.fields] == [
        ("a", "string", "a.md:3:5"),
        ("b", "integer", "a.md:4:7"),
    ]


def test_unknown_words_refer_to_other_tables() -> None:
    promo, _ = read(
        a="# Promo\n\n| Name | Type |\n|--|--|\n| c | array of coupon_code |\n",
        b="# CouponCode\n\n| Name | Type |\n|--|--|\n| d | string |\n",
    )
    assert shape(promo.fields[0].type) == ("list", ("ref", "b.md#CouponCode"))


HEAD = "| Field | Type | Required |\n|---|---|---|\n"


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("| a |", "a.md:3:3 error table-malformed-row"),
        ("| a | string | Yes | more |", "a.md:3:3 error table-malformed-row"),
        ("| a | enum: x | y | Yes |", "a.md:3:3 error table-malformed-row"),
        ("|  | string | Yes |", "a.md:3:3 error table-malformed-row"),
        ("Some prose.", "a.md:3:1 error table-malformed-row"),
        ("| a | string | Yes |\n\n| b | string | Yes |", "a.md:5:1 error table-malformed-row"),
        ("| a | string | Yes |\n\n    | b | string | Yes |", "a.md:5:5 error table-malformed-row"),
        ("| a | frobnicated | Yes |", "a.md:3:7 warning table-bad-cell"),
        ("| a | string with spaces | Yes |", "a.md:3:7 warning table-bad-cell"),
        ("| a | decimal(10,2) | Yes |", "a.md:3:7 warning table-bad-cell"),
        ("| a |  | Yes |", "a.md:3:7 warning table-bad-cell"),
        ("| a | string | perhaps |", "a.md:3:16 warning table-bad-cell"),
        ("| a | [b](b.md) | Yes |", "a.md:3:7 warning table-unresolved-link"),
        ("| a | string | Yes |\n| `a` | string | No |", "a.md:4:3 warning table-duplicate-row"),
        ("| a[n] | string | Yes |", "a.md:3:3 warning table-bad-cell"),
    ],
)
def test_diagnostics_have_locations(row: str, expected: str) -> None:
    assert diagnostics(a=HEAD + row + "\n") == [expected]


@pytest.mark.parametrize(
    ("heading", "header", "reported"),
    [
        ("Kittens", "Parameter | Description", True),
        ("Kittens", "Parameter | Default | Description", True),
        ("Kittens", "Name | Required | Notes", True),
        ("Query parameters", "Name | Description", True),
        ("Returns", "Key | Meaning", True),
        ("Kittens", "Name | Description", False),
        ("Kittens", "Parameter | Colour", False),
        ("Kittens", "Code | Description", False),
        ("Response headers", "Field | Description", False),
    ],
)
def test_a_table_of_fields_without_types_is_reported(heading: str, header: str, reported: bool) -> None:  # noqa: FBT001
    columns = header.count("|") + 1
    text = (
        f"# {heading}\n\n| {header} |\n{'|---' * columns}|\n{'| a ' * columns}|\n\n# b\n\n{HEAD}| b | string | No |\n"
    )
    assert diagnostics(a=text) == (["a.md:3:3 warning table-bad-cell"] if reported else [])


@pytest.mark.parametrize(
    ("name", "kind", "path", "expected"),
    [
        ("files[n]", "string", "files", ("list", "string")),
        ("files[{index}]*", "string", "files", ("list", "string")),
        ("`files[0..n]`", "string", "files", ("list", "string")),
        ("tags[]", "string", "tags", ("list", "string")),
        ("tags[]", "array of string", "tags", ("list", "string")),
        ("tags[i]", "`string[]`", "tags", ("list", "string")),
        ("ids[0]", "integer", "ids", ("list", "integer")),
        ("parts[n].id", "string", "parts.id", "string"),
        ("parts[n][id]", "string", "parts.id", "string"),
        ("page[size]", "string", "page.size", "string"),
    ],
)
def test_an_index_behind_a_name_makes_it_an_array(name: str, kind: str, path: str, expected: object) -> None:
    *arrays, row = read(Diagnostics(), a=f"{HEAD}| {name} | {kind} | Yes |\n")[0].fields
    assert (row.name, shape(row.type)) == (path, expected)
    assert [(array.name, shape(array.type)) for array in arrays] == [("parts", ("list", ("map", "any")))] * (
        path == "parts.id"
    )


def test_elements_of_an_array_without_a_row_of_its_own_on_a_page_saved_as_text() -> None:
    page = b"The Thing object\n\nAttributes\n\n- parts[].idstringThe part.\n- parts[].notestringThe note.\n"
    (table,) = read_tables({"a.txt": page}, Diagnostics())
    assert [row.name for row in table.fields] == ["parts", "parts.id", "parts.note"]


def test_an_index_behind_a_name_of_a_page_saved_as_text() -> None:
    found = Diagnostics()
    rows = "- files[n]stringThe file.\n- created[gt]integerThe time.\n- tags[]stringThe tags.\n"
    (table,) = read_tables({"a.txt": f"The Thing object\n\nAttributes\n\n{rows}".encode()}, found)
    assert [(row.name, shape(row.type)) for row in table.fields] == [
        ("files", ("list", "string")),
        ("created.gt", "integer"),
        ("tags", ("list", "string")),
    ]
    assert [str(item.location) for item in found] == ["a.txt:5:3"]


def test_a_broken_header_is_reported() -> None:
    assert diagnostics(a="| Field | Type |\n|---|\n| a | string |\n") == ["a.md:1:1 error table-malformed-row"]
    assert diagnostics(a="Field | Type\n---|---|---\na | string\n") == ["a.md:2:1 error table-malformed-row"]


def test_facts_after_a_warning() -> None:
    found = Diagnostics()
    (table,) = read(found, a=HEAD + "| a | frobnicated | maybe |\n| b | [x](x.md) | No |\n| a | string | Yes |\n")
    first, second = table.fields
    assert (shape(first.type), first.required) == ("any", None)
    assert isinstance(second.type, RefTo)
    assert (table_name(second.type.target), table_found(second.type.target)) == ("x", False)
    assert found.count(Severity.WARNING) == 4


def test_files_without_a_table() -> None:
    assert diagnostics(a="# Title\n\n| City | Country |\n|--|--|\n| Rome | Italy |\n") == ["a.md error table-missing"]
    assert diagnostics(a=" \n") == ["a.md error document-empty"]


def test_duplicate_tables() -> None:
    text = "# t\n\n| Name | Type |\n|--|--|\n| a | string |\n"
    assert diagnostics(a=text, b=text) == ["b.md:1:3 warning table-duplicate"]


def test_files_on_disk(tmp_path: Path) -> None:
    (tmp_path / "t.md").write_bytes("\ufeff# t\r\n\r\n| Name | Type |\r\n|--|--|\r\n| é | string |\r\n".encode())
    (tmp_path / "bad.md").write_bytes(b"| \xff |")
    found = Diagnostics()
    names = ["t.md", "bad.md", "none.md"]
    (table,) = load_tables({f"tables/{name}": tmp_path / name for name in names}, found)
    assert (table.name, table.fields[0].name, str(table.fields[0].location)) == ("t", "é", "tables/t.md:5:3")
    assert [f"{item.location} {item.code}" for item in found] == [
        "tables/bad.md:1:3 not-text",
        "tables/none.md file-not-found",
    ]


@pytest.mark.parametrize("version", ["2025-08-27.basil", "2025-12-15.clover"])
def test_the_tables_of_this_repository(version: str) -> None:
    files = {path.name: path for path in sorted((SPEC / version / "tables").glob("*.md"))}
    found = Diagnostics()
    tables = load_tables(files, found)
    assert list(found) == []
    assert {table.name.replace("_", "-") + ".md" for table in tables} == set(files)
    assert all(table.description and table.fields for table in tables)


def test_a_page_with_unresolved_links() -> None:
    found = Diagnostics()
    (table,) = load_tables({"promotion-code.md": PAGES / "promotion_code.md"}, found)
    required = {row.name for row in table.fields if row.required}
    unresolved = [str(item.location) for item in found]
    assert [item.code for item in found] == ["table-unresolved-link"] * 2
    assert unresolved == ["promotion-code.md:26:17", "promotion-code.md:27:20"]
    assert len(table.fields) == 14
    assert {row.name for row in table.fields if row.required is False} | required == {row.name for row in table.fields}
    assert required == {
        "active",
        "code",
        "created",
        "id",
        "livemode",
        "object",
        "promotion",
        "restrictions",
        "times_redeemed",
    }
    kinds = {row.name: row.type.kind for row in table.fields if isinstance(row.type, Scalar)}
    assert kinds["max_redemptions"] is Kind.INTEGER
    assert table.description.endswith("are listed on each page.")


PIECES = [
    "|",
    "|",
    " ",
    "\n",
    "\n",
    "---",
    "Name",
    "Type",
    "Required",
    "string",
    "`",
    "[a](b.md)",
    "\\",
    "# ",
    "> ",
    "- ",
    "    ",
    "enum: a, b",
    "array of ",
    "map<string, ",
    "(",
    ")",
    "é",
    "\ue000",
    "\ue000" + "0" + "\ue001",
    "*",
    "?",
    "![i](j)",
    "<br>",
    "[x]: y\n",
    "[x][x]",
    "nullable ",
    "or ",
]
CELLS = st.lists(st.sampled_from(PIECES)).map("".join)


@given(CELLS | CELLS.map(lambda text: "| Name | Type |\n|--|--|\n| a | " + text) | st.text())
def test_any_text_is_parsed_or_reported(text: str) -> None:
    found = Diagnostics()
    tables = read_tables({"a.md": text.encode("utf-8", "replace")}, found)
    assert tables or found.failed or len(found)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for row in (row for table in tables for row in table.fields):
        assert row.name
        assert 1 <= row.location.line <= len(lines)
        assert 1 <= row.location.column <= len(lines[row.location.line - 1]) + 1


@pytest.mark.parametrize("heading", ["The Widget object", "the widget resource", "widget"])
def test_a_heading_about_an_object_names_the_object(heading: str) -> None:
    found = Diagnostics()
    source = f"# {heading}\n\n| Field | Type |\n|---|---|\n| id | string |\n"
    assert [table.name for table in read_tables({"w.md": source.encode()}, found)] == ["widget"]


@pytest.mark.parametrize(
    ("text", "limits"),
    [
        ("array of up to 3 strings", (None, 3)),
        ("array of exactly 2 integers", (2, 2)),
        ("array of at least 1 string", (1, None)),
        ("array of one or more strings", (1, None)),
        ("array of 2 numbers", (2, 2)),
        ("array of array of 2 numbers", (None, None)),
    ],
)
def test_the_number_of_items_is_a_limit_of_the_array(text: str, limits: tuple[int | None, int | None]) -> None:
    row = field(f"`a` | {text}", "Field | Type")
    assert (row.limits.min_items, row.limits.max_items) == limits


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("[lid](/docs/kiln#kiln-lid-object)", "Kiln Lid"),
        ("[Kiln Lid Object](/docs/kiln#x)", "Kiln Lid"),
        ("[lid](/docs/kiln#kiln-object-kiln-lid-structure) object", "Kiln Lid"),
        ("[lid](/docs/kiln#kiln-lid-object) data", "Kiln Lid"),
    ],
)
def test_a_link_to_the_site_is_resolved_by_its_anchor(link: str, expected: str) -> None:
    head = "| Field | Type |\n|---|---|\n"
    page = f"# Kiln\n\n{head}| lid | {link} |\n\n# Kiln Lid\n\n{head}| a | string |\n"
    found = Diagnostics()
    kiln, lid = read_tables({"kiln.md": page.encode()}, found)
    assert kiln.fields[0].type == RefTo(target=lid.id)
    assert lid.name == expected
    assert list(found) == []
