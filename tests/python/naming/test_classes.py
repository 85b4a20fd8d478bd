"""Tests for names of classes, modules, fields and aliases."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codegen.core.diagnostic import Diagnostics
from codegen.python.names import NameTable
from tests.support.documents import ID, TEXT, Json, class_names, codes, document, prepared, ref, replying, taking
from tests.support.examples import examples


def an_object(**properties: Json) -> Json:
    return {"type": "object", "properties": properties}


def named(schemas: Json = None, paths: Json = None, found: Diagnostics | None = None, **options: Json) -> NameTable:
    return prepared(document(schemas, paths), found, **options).names


def classes(schemas: Json = None, paths: Json = None, **options: Json) -> dict[str, str]:
    return class_names(named(schemas, paths, **options))


def fields(*wire: str, **options: Json) -> dict[str, str]:
    table = named({"It": an_object(**dict.fromkeys(wire, TEXT))}, **options)
    return {name: str(field) for (_, name), field in table.fields.items()}


# components


@pytest.mark.parametrize(
    ("component", "expected"),
    [
        ("promotion_code", "PromotionCode"),
        ("PromotionCode", "PromotionCode"),
        ("promotion-code", "PromotionCode"),
        ("treasury.outbound_payment", "TreasuryOutboundPayment"),
        ("HTTPServer", "HTTPServer"),
        ("APIKey", "APIKey"),
        ("X", "X"),
        ("2fa", "N2fa"),
        ("none", "None_"),
        ("日本", "日本"),
        ("v1.Pod", "V1Pod"),
    ],
)
def test_components_keep_their_name(component: str, expected: str) -> None:
    assert classes({component: ID}) == {component: expected}


@pytest.mark.parametrize(
    "component",
    [
        *("License", "Filter", "Type", "Map", "Input", "Object", "Property", "Format", "Set", "List", "Hash", "Date"),
        *("Error", "Time", "Page", "Client", "Resource", "Operation", "Response", "Dict", "Order", "Param"),
    ],
)
def test_components_named_like_a_common_word(component: str) -> None:
    assert classes({component: ID}) == {component: component}


@pytest.mark.parametrize("component", ["Model", "Field", "Any", "Exception", "Literal", "ValueError", "Ref"])
def test_components_named_like_what_modules_import(component: str) -> None:
    assert classes({component: ID}) == {component: f"{component}Model"}


def test_the_component_in_pascal_case_keeps_its_name() -> None:
    assert classes({"class": ID, "Class": ID, "CLASS": ID})["Class"] == "Class"


def test_colliding_components_get_distinct_names() -> None:
    names = classes({"pet_store": ID, "petStore": ID, "pet-store": ID})
    assert len({name.lower() for name in names.values()}) == 3


# inline schemas


def test_inline_objects_are_named_by_owner_and_property() -> None:
    schemas = {
        "PromotionCode": an_object(
            restrictions=an_object(currency_options={"type": "object", "additionalProperties": ID}),
            line_items={"type": "array", "items": an_object(price=ID)},
            children={"type": "array", "items": ID},
        )
    }
    lead = "PromotionCode>property:"
    assert classes(schemas) == {
        "PromotionCode": "PromotionCode",
        f"{lead}restrictions": "PromotionCodeRestrictions",
        f"{lead}restrictions/property:currency_options/value": "PromotionCodeRestrictionsCurrencyOption",
        f"{lead}line_items/item": "PromotionCodeLineItem",
        f"{lead}line_items/item/property:price": "PromotionCodeLineItemPrice",
        f"{lead}children/item": "PromotionCodeChild",
    }


def test_operations() -> None:
    body = an_object(restrictions=ID)
    page = an_object(data={"type": "array", "items": ID})
    error = {"400": {"description": "", "content": {"application/json": {"schema": ID}}}}
    create = {**taking(body), "parameters": [{"name": "dry", "in": "query", "schema": TEXT}]}
    create["responses"] = {**replying(ID)["responses"], **error}
    listing = replying(page, parameters=[{"name": "starting_after", "in": "query", "schema": TEXT}])
    names = classes({}, {"/v1/promotion_codes": {"post": create, "get": listing}})
    assert set(names.values()) == {
        "PromotionCodeCreateParams",
        "PromotionCodeCreateParamsRestrictions",
        "PromotionCodeCreateQuery",
        "PromotionCodeCreateResponse",
        "PromotionCodeCreateStatus400Response",
        "PromotionCodeListParams",
        "PromotionCodeList",
        "PromotionCodeListData",
    }


def test_variants_are_named_by_their_discriminating_property() -> None:
    def variant(tag: str) -> Json:
        return {"type": "object", "required": ["type"], "properties": {"type": {"const": tag}}}

    names = classes({"Shape": an_object(body={"oneOf": [variant("circle"), variant("square")]})})
    assert {name for key, name in names.items() if ">" in key} == {"ShapeBodyCircle", "ShapeBodySquare"}


def test_an_inline_name_gives_way_to_a_component() -> None:
    names = classes({"Pet": an_object(owner=ID), "PetOwner": an_object(x=TEXT)})
    assert names["PetOwner"] == "PetOwner"
    assert names["Pet>property:owner"] != "PetOwner"
    assert len(set(names.values())) == 3


def test_lists_and_single_values_of_one_name() -> None:
    names = classes({"Pet": an_object(tag=ID, tags={"type": "array", "items": ID})})
    assert names["Pet>property:tag"] == "PetTag"
    assert names["Pet>property:tags/item"] == "PetTags"


def test_inner_names_follow_their_owners_final_name() -> None:
    names = classes({"Pet": an_object(a=ID), "pet": an_object(a=ID)})
    for component in ("Pet", "pet"):
        assert names[f"{component}>property:a"] == f"{names[component]}A"


def test_korean_letters_that_join() -> None:
    # U+1100 and U+1161 compose to one syllable under NFKC
    names = classes({"\u1100": an_object(ᅡ=ID)})
    assert len(set(names.values())) == 2


# modules and TypedDicts


def test_inner_definitions_are_in_the_module_of_their_root() -> None:
    table = named({"PromotionCode": an_object(a=ID), "Other": ID})
    assert sorted((str(item.module), str(item.name)) for item in table.models.values()) == [
        ("other", "Other"),
        ("promotion_code", "PromotionCode"),
        ("promotion_code", "PromotionCodeA"),
    ]


def test_modules_differ_in_more_than_letter_case_and_from_classes() -> None:
    table = named({"Éa": ID, "éA": ID, "日本": ID, "con": ID, "class": ID, "Import": ID})
    modules = [str(item.module) for item in table.models.values()]
    assert len({module.lower() for module in modules}) == len(modules)
    assert not {str(item.name) for item in table.models.values()} & set(modules)
    assert "con" not in modules
    assert all(module.isidentifier() for module in modules)


def test_modules_shadow_no_builtin_of_their_package() -> None:
    modules = {str(item.module) for item in named({"str": ID, "tuple": ID}).models.values()}
    assert modules.isdisjoint({"str", "tuple"})


def test_names_of_typed_dicts() -> None:
    table = named({"Pet": ID, "PetDict": ID})
    dicts = {str(item.name): str(item.typed_dict) for item in table.models.values()}
    assert dicts == {"Pet": "PetTypedDict", "PetDict": "PetDictDict"}


def test_aliases_of_expandable_ids_and_of_cut_references() -> None:
    def expandable(*targets: str) -> Json:
        return {"anyOf": [TEXT, *map(ref, targets)], "x-expansionResources": {}}

    schemas = {
        "Code": an_object(a=expandable("Customer"), b=expandable("Customer", "Deleted"), c=ref("Loop")),
        "Loop": an_object(code=ref("Code")),
        "Customer": ID,
        "Deleted": ID,
    }
    table = named(schemas)
    assert sorted(map(str, table.refs.values())) == ["CustomerOrDeletedRef", "CustomerRef"]
    assert list(map(str, table.lazy.values())) == ["LazyCode"]


# fields


@pytest.mark.parametrize(
    ("wire", "expected"),
    [
        ("expires_at", "expires_at"),
        ("expiresAt", "expires_at"),
        ("X-Rate", "x_rate"),
        ("class", "class_"),
        ("from", "from_"),
        ("model_dump", "model_dump_"),
        ("register", "register_"),
        ("mro", "mro_"),
        ("copy", "copy_"),
        ("list", "list_"),
        ("id", "id"),
        ("type", "type"),
        ("_private", "private"),
        ("2fa", "n2fa"),
        ("+1", "plus_1"),
        ("@type", "type"),
        ("", "empty"),
    ],
)
def test_fields(wire: str, expected: str) -> None:
    assert fields(wire) == {wire: expected}


def test_the_field_in_snake_case_keeps_its_name() -> None:
    names = fields("userId", "user_id", "user-id")
    assert names["user_id"] == "user_id"
    assert len(set(names.values())) == 3


# pins


PLACE = "#/components/schemas/Pet/properties/owner"


def test_pins_have_precedence() -> None:
    schemas = {"Pet": an_object(owner=ID), "Dog": ID}
    pins = {"#/components/schemas/Pet": "Animal", PLACE: "Keeper", "Dog": "Hound"}
    found = Diagnostics()
    table = named(schemas, found=found, names=pins)
    assert class_names(table) == {"Pet": "Animal", "Pet>property:owner": "Keeper", "Dog": "Hound"}
    assert not list(found)


def test_pins_of_fields() -> None:
    assert fields("a", "b", names={"#/components/schemas/It/properties/a": "b"})["a"] == "b"
    assert len(set(fields("a", "b", names={"#/components/schemas/It/properties/a": "b"}).values())) == 2


def test_pins_displace_other_names() -> None:
    names = classes({"A": ID, "B": ID}, names={"A": "B"})
    assert names["A"] == "B"
    assert names["B"] != "B"
    inner = classes({"Keeper": ID, "Pet": an_object(owner=ID)}, names={PLACE: "Keeper"})
    assert inner["Pet>property:owner"] == "Keeper"
    assert inner["Keeper"] != "Keeper"


@pytest.mark.parametrize(
    "pins",
    [{"A": "Same", "B": "Same"}, {"GET /a": "x.y", "GET /b": "x.y"}],
)
def test_two_pins_of_one_name(pins: Json) -> None:
    found = Diagnostics()
    named({"A": ID, "B": ID}, {"/a": {"get": replying(ID)}, "/b": {"get": replying(ID)}}, found, names=pins)
    assert [code for code, _ in codes(found)] == ["duplicate-name"]


@pytest.mark.parametrize("pin", ["#/components/schemas/None", "None", "GET /none", "#/x/properties/y"])
def test_unknown_pins(pin: str) -> None:
    found = Diagnostics()
    named({"A": ID}, found=found, names={pin: "Some"})
    assert [code for code, _ in codes(found)] == ["name-pin-unknown"]


def test_a_pin_with_a_dot_is_not_a_field_name() -> None:
    found = Diagnostics()
    named({"It": an_object(a=TEXT)}, found=found, names={"#/components/schemas/It/properties/a": "b.c"})
    assert len(found) == 1


# stability


KEYS = st.sampled_from(
    ["Pet", "pet", "PetOwner", "pet_owner", "Owner", "PetList", "PetCreateParams", "PetDict", "Model", "License", "x-y"]
)
PROPERTIES = st.sampled_from(["owner", "owners", "tag", "class", "a b", "a_b"])
SCHEMAS = st.dictionaries(
    KEYS,
    st.recursive(
        st.just(TEXT),
        lambda inner: (
            st.dictionaries(PROPERTIES, inner, max_size=3).map(lambda given: an_object(**given))
            | inner.map(lambda item: {"type": "array", "items": item})
        ),
        max_leaves=5,
    ),
    max_size=5,
)


@settings(max_examples=examples(50))
@given(SCHEMAS, st.randoms())
def test_names_do_not_depend_on_the_order_of_the_document(schemas: Json, random: object) -> None:
    keys = list(schemas)
    random.shuffle(keys)  # type: ignore[attr-defined]
    one, two = named(schemas), named({key: schemas[key] for key in keys})
    assert dict(one.models) == dict(two.models)
    assert dict(one.fields) == dict(two.fields)


@settings(max_examples=examples(50))
@given(SCHEMAS)
def test_names_are_unique(schemas: Json) -> None:
    table = named(schemas, {"/pets": {"post": {**taking(an_object(owner=ID)), **replying(ID)}}})
    for names in (
        [item.name.lower() for item in table.models.values()],
        [*(item.name for item in table.models.values()), *(item.typed_dict for item in table.models.values())],
    ):
        assert len(set(names)) == len(names)
    by_owner: dict[str, list[str]] = {}
    for (owner, _), name in table.fields.items():
        by_owner.setdefault(owner, []).append(name)
    assert all(len(set(names)) == len(names) for names in by_owner.values())


@settings(max_examples=examples(50))
@given(SCHEMAS, st.randoms())
def test_an_unrelated_definition_renames_nothing(schemas: Json, random: object) -> None:
    paths = {"/pets": {"post": {**taking(an_object(owner=ID)), **replying(ID)}}}
    new = {"Zebra": an_object(stripe=ID), "Zulu": {"type": "array", "items": ID}}
    items = [*schemas.items(), *new.items()]
    random.shuffle(items)  # type: ignore[attr-defined]
    before = named(schemas, paths)
    more = {"/zoos": {"get": replying(ID), "post": taking(an_object(cage=ID))}}
    after = named(dict(items), {**more, **paths})
    assert {key: after.models[key] for key in before.models} == dict(before.models)
    assert {key: after.fields[key] for key in before.fields} == dict(before.fields)
    assert {key: after.operations[key] for key in before.operations} == dict(before.operations)
    assert {key: after.resources[key] for key in before.resources} == dict(before.resources)
