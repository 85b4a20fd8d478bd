"""Merging of tables into a document: added facts, contradictions with both locations, precedence."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from codegen.core.codes import CODES
from codegen.core.diagnostic import Diagnostics, Severity
from codegen.core.location import Location
from codegen.ir.api import Api
from codegen.ir.types import (
    ABSENT,
    AnyValue,
    Choice,
    DefId,
    Definition,
    Expandable,
    Facets,
    Field,
    Kind,
    ListOf,
    MapOf,
    Object,
    Origin,
    RefTo,
    Scalar,
    Type,
    Union,
)
from codegen.openapi.document import load
from codegen.openapi.formats import read_api
from codegen.passes.allof import merge_all_of
from codegen.tables import load_tables
from codegen.tables.join.merge import MergePolicy, merge_tables
from codegen.tables.model import Table, TableField, table_id

if TYPE_CHECKING:
    from codegen.core.json import Json
    from codegen.ir.types import Absent

DOC = Location("openapi.yaml")
STRING, INTEGER, NUMBER, BOOLEAN = (Scalar(kind=kind) for kind in list(Kind)[:4])
TIME = Scalar(kind=Kind.INTEGER, format="unix-time")
OBJECT = MapOf(value=AnyValue())
LIST = ListOf(item=AnyValue())
DOCUMENT_WINS = MergePolicy()
TABLES_WIN = MergePolicy("tables")


def def_id(component: str) -> DefId:
    return DefId(f"openapi.yaml#/components/schemas/{component}")


def ref(component: str) -> RefTo:
    return RefTo(target=def_id(component))


def link(name: str, file: str = "other.md") -> RefTo:
    return RefTo(target=table_id(file, name))


def known(
    name: str,
    node: Type = STRING,
    *,
    required: bool | None = False,
    default: Json | Absent = ABSENT,
    description: str = "",
    deprecated: bool = False,
) -> Field:
    at = DOC.child("components", "schemas", "thing", "properties", name)
    return Field(
        name=name,
        type=node,
        required=required,
        location=at,
        default=default,
        description=description,
        deprecated=deprecated,
    )


def row(
    name: str,
    node: Type = STRING,
    *,
    required: bool | None = None,
    nullable: bool | None = None,
    default: Json | Absent = ABSENT,
    description: str = "",
    deprecated: bool = False,
) -> TableField:
    return TableField(
        name=name,
        type=node,
        location=Location("thing.md", "", 7, 3),
        places={"type": Location("thing.md", "", 7, 9), "required": Location("thing.md", "", 7, 20)},
        required=required,
        nullable=nullable,
        default=default,
        description=description,
        deprecated=deprecated,
    )


def table(*fields: TableField, name: str = "thing", description: str = "") -> Table:
    at = Location("thing.md", "", 1, 3)
    return Table(id=table_id("thing.md", name), name=name, fields=fields, location=at, description=description)


def api(**components: Type) -> Api:
    definitions = {
        def_id(name): Definition(
            id=def_id(name), type=node, origin=Origin(component=name), location=DOC.child("components", "schemas", name)
        )
        for name, node in components.items()
    }
    return Api(title="t", version="1", location=DOC, definitions=definitions, operations=())


OTHERS: dict[str, Type] = {
    "customer": Object(fields=(known("id"),), additional=AnyValue()),
    "deleted_customer": Object(fields=(known("id"),)),
    "colour": Choice(values=("red", "blue")),
    "either": Union(variants=(STRING, INTEGER)),
}


def merged(field: Field, stated: TableField, policy: MergePolicy = DOCUMENT_WINS) -> tuple[Field, list[str]]:
    """Merge one field with one row; return the field and the codes of the diagnostics."""
    found = Diagnostics()
    result = merge_tables(api(thing=Object(fields=(field,)), **OTHERS), [table(stated)], policy, found)
    assert all(item.code in CODES and item.severity is Severity.WARNING for item in found)
    node = result.definitions[def_id("thing")].type
    assert isinstance(node, Object)
    return node.fields[0], [item.code for item in found]


@pytest.mark.parametrize(
    ("document", "row_type"),
    [
        (STRING, STRING),
        (STRING, AnyValue()),
        (AnyValue(), INTEGER),
        (TIME, INTEGER),
        (Object(fields=()), OBJECT),
        (OBJECT, OBJECT),
        (MapOf(value=STRING), OBJECT),
        (MapOf(value=STRING), MapOf(value=STRING)),
        (ListOf(item=INTEGER), LIST),
        (ListOf(item=ref("customer")), ListOf(item=link("customer"))),
        (ref("customer"), link("Customer")),
        (ref("customer"), OBJECT),
        (ref("colour"), STRING),
        (ref("colour"), Choice(values=("blue", "red"))),
        (ref("either"), INTEGER),
        (Object(fields=()), link("whatever")),
        (Choice(values=("a", "b")), STRING),
        (Choice(values=(1, 2)), Choice(values=("2", "1"))),
        (Choice(values=(True,)), BOOLEAN),
        (Union(variants=(OBJECT, INTEGER)), OBJECT),
        (Union(variants=(OBJECT, INTEGER)), Union(variants=(INTEGER, OBJECT))),
        (Expandable(targets=(def_id("customer"),), id=STRING), STRING),
        (Expandable(targets=(def_id("customer"),), id=STRING), link("customer")),
        (Expandable(targets=(def_id("customer"), def_id("deleted_customer")), id=STRING), OBJECT),
        (STRING, link("missing", "")),
    ],
)
def test_compatible_types(document: Type, row_type: Type) -> None:
    before = known("f", document)
    assert merged(before, row("f", row_type)) == (before, [])


@pytest.mark.parametrize(
    ("document", "row_type", "aspect"),
    [
        (STRING, INTEGER, "type"),
        (INTEGER, NUMBER, "type"),
        (STRING, OBJECT, "type"),
        (OBJECT, STRING, "type"),
        (MapOf(value=STRING), MapOf(value=INTEGER), "type"),
        (ListOf(item=STRING), ListOf(item=INTEGER), "type"),
        (ListOf(item=STRING), STRING, "type"),
        (ref("customer"), STRING, "type"),
        (ref("customer"), LIST, "type"),
        (ref("customer"), link("deleted_customer"), "type"),
        (ref("colour"), INTEGER, "type"),
        (STRING, link("customer"), "type"),
        (Choice(values=("a",)), INTEGER, "type"),
        (Union(variants=(STRING, INTEGER)), BOOLEAN, "type"),
        (STRING, Union(variants=(STRING, INTEGER)), "type"),
        (Expandable(targets=(def_id("customer"),), id=STRING), INTEGER, "type"),
        (TIME, Scalar(kind=Kind.INTEGER, format="int64"), "format"),
        (Choice(values=("a", "b")), Choice(values=("a",)), "enum"),
        (ListOf(item=Choice(values=("a",))), ListOf(item=Choice(values=("b",))), "enum"),
    ],
)
def test_contradicting_types(document: Type, row_type: Type, aspect: str) -> None:
    before = known("f", document)
    assert merged(before, row("f", row_type)) == (before, [f"table-document-{aspect}-mismatch"])
    after, codes = merged(before, row("f", row_type), TABLES_WIN)
    assert codes == [f"table-document-{aspect}-mismatch"]
    assert after.type != document
    assert merged(after, row("f", row_type)) == (after, [])


def test_both_locations_are_reported() -> None:
    found = Diagnostics()
    merge_tables(api(thing=Object(fields=(known("f"),))), [table(row("f", INTEGER))], DOCUMENT_WINS, found)
    (finding,) = found
    assert finding.message == "'f' is 'string' in the document, 'integer' in the table"
    assert str(finding.location) == "openapi.yaml#/components/schemas/thing/properties/f"
    assert [str(other.location) for other in finding.related] == ["thing.md:7:9"]
    assert finding.hint == "the document is used, as configured"


@pytest.mark.parametrize(
    ("document", "null", "row_type", "clash"),
    [
        (True, False, True, False),
        (False, False, False, False),
        (False, True, False, False),
        (True, True, False, False),
        (True, True, True, False),
        (True, False, False, True),
        (False, False, True, True),
        (False, True, True, True),
        (True, False, None, False),
        (False, False, None, False),
        (None, False, True, False),
    ],
)
def test_required(document: bool | None, null: bool, row_type: bool | None, clash: bool) -> None:  # noqa: FBT001
    before = known("f", Scalar(kind=Kind.STRING, nullable=null), required=document)
    after, codes = merged(before, row("f", required=row_type))
    assert codes == (["table-document-required-mismatch"] if clash else [])
    assert after.required == (row_type if document is None else document)
    won, _ = merged(before, row("f", required=row_type), TABLES_WIN)
    assert won.required == (row_type if clash or document is None else document)


def test_nullable_is_compared_if_stated() -> None:
    before = known("f", STRING)
    assert merged(before, row("f", nullable=False)) == (before, [])
    assert merged(before, row("f", nullable=True)) == (before, ["table-document-nullable-mismatch"])
    after, _ = merged(before, row("f", nullable=True), TABLES_WIN)
    assert after.type == Scalar(kind=Kind.STRING, nullable=True)


def test_missing_facts_are_added() -> None:
    after, codes = merged(
        known("f", INTEGER), row("f", TIME, default=3, description="Told.", deprecated=True, required=False)
    )
    assert codes == []
    assert (after.type, after.default, after.description, after.deprecated) == (TIME, 3, "Told.", True)


def test_facts_of_the_document_are_kept() -> None:
    before = known("f", INTEGER, default=3, description="Own.", deprecated=True)
    assert merged(before, row("f", INTEGER, default=3, description="Told.")) == (before, [])
    assert merged(before, row("f", INTEGER, default=4)) == (before, ["table-document-default-mismatch"])


def test_values_are_added_to_plain_strings_only() -> None:
    row_type = row("f", Choice(values=("a", "b")))
    after, codes = merged(known("f", Scalar(kind=Kind.STRING, nullable=True)), row_type)
    assert (after.type, codes) == (Choice(values=("a", "b"), open=True, nullable=True), [])
    limited = known("f", Scalar(kind=Kind.STRING, facets=Facets(max_length=5)))
    assert merged(limited, row_type) == (limited, [])


def test_constraints_and_nullability_of_the_document_are_kept_with_types_of_the_table() -> None:
    limits = Facets(max_length=5)
    before = known("f", Scalar(kind=Kind.STRING, format="uri", facets=limits, nullable=True))
    after, _ = merged(before, row("f", Scalar(kind=Kind.STRING, format="uuid")), TABLES_WIN)
    assert after.type == Scalar(kind=Kind.STRING, format="uuid", facets=limits, nullable=True)


def test_fields_in_only_one_source() -> None:
    row_type = table(row("both"), row("new", ListOf(item=link("customer")), required=True, nullable=True))
    before = api(thing=Object(fields=(known("both"), known("old"))), **OTHERS)
    for policy, names in ((DOCUMENT_WINS, ["both", "old"]), (TABLES_WIN, ["both", "old", "new"])):
        found = Diagnostics()
        node = merge_tables(before, [row_type], policy, found).definitions[def_id("thing")].type
        assert isinstance(node, Object)
        assert [field.name for field in node.fields] == names
        assert [(item.code, item.message, str(item.related[0].location)) for item in found] == [
            ("table-document-field-missing", "the field 'new' is only in the table", "thing.md:7:3"),
            ("table-document-field-missing", "the field 'old' is only in the document", "thing.md:1:3"),
        ]
    new = node.fields[-1]
    assert (new.type, new.required) == (ListOf(item=ref("customer"), nullable=True), True)


def test_fields_of_bases_are_not_reported() -> None:
    document = api(base=Object(fields=(known("a"),)), thing=Object(fields=(known("b"),), bases=(def_id("base"),)))
    found = Diagnostics()
    merge_tables(document, [table(row("a"), row("b"))], TABLES_WIN, found)
    assert list(found) == []


def test_an_object_without_properties_takes_fields_from_an_authoritative_table() -> None:
    document = api(thing=OBJECT)
    assert merge_tables(document, [table(row("a"))], DOCUMENT_WINS, Diagnostics()) == document
    node = merge_tables(document, [table(row("a"))], TABLES_WIN, Diagnostics()).definitions[def_id("thing")].type
    assert isinstance(node, Object)
    assert ([field.name for field in node.fields], node.additional) == (["a"], AnyValue())


def test_a_component_that_is_not_an_object() -> None:
    found = Diagnostics()
    document = api(thing=STRING)
    after = merge_tables(document, [table(row("a"), description="Told.")], TABLES_WIN, found)
    assert [item.code for item in found] == ["table-document-type-mismatch"]
    assert after.definitions[def_id("thing")].type == STRING
    assert after.definitions[def_id("thing")].description == "Told."


@pytest.mark.parametrize("name", ["promotion_code", "PromotionCode", "promotion-code", "promotion code"])
def test_names_are_compared_folded(name: str) -> None:
    found = Diagnostics()
    described = table(row("a", description="Told."), name=name, description="A code.")
    after = merge_tables(api(promotion_code=Object(fields=(known("a"),))), [described], DOCUMENT_WINS, found)
    definition = after.definitions[def_id("promotion_code")]
    assert list(found) == []
    assert definition.description == "A code."
    assert isinstance(definition.type, Object)
    assert definition.type.fields[0].description == "Told."


def test_exact_names_take_precedence_and_similar_names_are_ambiguous() -> None:
    document = api(Thing=Object(fields=(known("a"),)), thing=Object(fields=(known("a"),)))
    found = Diagnostics()
    after = merge_tables(document, [table(row("a"), description="Told.")], DOCUMENT_WINS, found)
    assert [key for key, definition in after.definitions.items() if definition.description] == [def_id("thing")]
    assert list(found) == []
    assert merge_tables(document, [table(row("a"), name="THING")], DOCUMENT_WINS, found) == document
    assert [item.code for item in found] == ["ambiguous-table"]
    assert merge_tables(document, [table(row("a"), name="other")], DOCUMENT_WINS, found) == document
    assert [item.code for item in found] == ["ambiguous-table", "table-unknown-component"]


def test_policy_per_table() -> None:
    policy = MergePolicy("document", {"b": "tables"})
    document = api(a=Object(fields=(known("f"),)), b=Object(fields=(known("f"),)))
    after = merge_tables(document, [table(row("f", INTEGER), name=name) for name in "ab"], policy, Diagnostics())
    types = [node.type.fields[0].type for node in after.definitions.values() if isinstance(node.type, Object)]
    assert types == [STRING, INTEGER]


def test_the_input_is_not_changed() -> None:
    document = api(thing=Object(fields=(known("f"),)))
    same = api(thing=Object(fields=(known("f"),)))
    merge_tables(document, [table(row("f", INTEGER, description="Told."), row("g"))], TABLES_WIN, Diagnostics())
    assert document == same


SPEC = Path(__file__).parents[3] / "spec" / "promotion_codes"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("document", "tables", "expected"),
    [
        ("2025-08-27.basil", "2025-08-27.basil", []),
        ("2025-12-15.clover", "2025-12-15.clover", []),
        (
            "2025-12-15.clover",
            "2025-08-27.basil",
            [
                ("table-document-field-missing", "the field 'coupon' is only in the table"),
                ("table-document-field-missing", "the field 'customer_account' is only in the document"),
                ("table-document-field-missing", "the field 'promotion' is only in the document"),
            ],
        ),
    ],
)
def test_the_specifications_of_this_repository(document: str, tables: str, expected: list[tuple[str, str]]) -> None:
    found = Diagnostics()
    root = load(SPEC / document / "openapi.yaml", name="openapi.yaml", found=found)
    assert root is not None
    reading = read_api(root, found)
    assert reading is not None
    read = load_tables({path.name: path for path in sorted((SPEC / tables / "tables").glob("*.md"))}, found)
    assert list(found) == []
    after = merge_tables(merge_all_of(reading.api, found), read, DOCUMENT_WINS, found)
    assert sorted((item.code, item.message) for item in found) == expected
    code = next(node for node in after.definitions.values() if node.origin.component == "promotion_code")
    assert isinstance(code.type, Object)
    assert all(field.description for field in code.type.fields if field.name != "promotion" or document == tables)
