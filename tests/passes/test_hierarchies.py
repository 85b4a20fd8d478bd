"""Hierarchies of schemas: references to a parent become references to the union of its subschemas."""

from __future__ import annotations

import pytest

from codegen.core.diagnostic import Diagnostics
from codegen.ir.types import DefId, Object, RefTo, Union
from codegen.passes.allof import merge_all_of
from codegen.passes.hierarchies import find_hierarchies, open_hierarchies
from tests.support.documents import TEXT, Json, document, read, ref

MARK: dict[str, Json] = {"propertyName": "kind"}


def parent(**more: Json) -> Json:
    return {"type": "object", "required": ["kind"], "properties": {"kind": TEXT}, "discriminator": MARK, **more}


def child(of: str, **properties: Json) -> Json:
    return {"allOf": [ref(of), {"type": "object", "properties": properties}]}


def opened(schemas: dict[str, Json]) -> dict[str, Union]:
    """Return the unions of the hierarchies of an API, by name."""
    api = read(document(schemas))
    hierarchies = find_hierarchies(api)
    result = open_hierarchies(merge_all_of(api, Diagnostics()), hierarchies)
    return {
        item.origin.component: item.type
        for item in result.definitions.values()
        if isinstance(item.type, Union) and item.id.endswith(">hierarchy")
    }


def mapping(union: Union) -> list[tuple[str, str]]:
    assert union.discriminator is not None
    return [(value, target.rpartition("/")[2]) for value, target in union.discriminator.mapping]


def names(union: Union) -> list[str]:
    return [part.target.rpartition("/")[2] for part in union.variants if isinstance(part, RefTo)]


def test_subschemas_precede_their_parent() -> None:
    union = opened({"Pet": parent(), "Cat": child("Pet", lives=TEXT), "Dog": child("Pet", tricks=TEXT)})["AnyPet"]
    assert names(union) == ["Cat", "Dog", "Pet"]
    assert mapping(union) == [("Cat", "Cat"), ("Dog", "Dog"), ("Pet", "Pet")]
    assert union.discriminator is not None
    assert union.discriminator.fallback == DefId("#/components/schemas/Pet")


def test_mapped_names_replace_implicit_ones() -> None:
    mark = {**MARK, "mapping": {"cat": "Cat", "kitten": "#/components/schemas/Cat"}}
    union = opened({"Pet": parent(discriminator=mark), "Cat": child("Pet", a=TEXT), "Dog": child("Pet", b=TEXT)})[
        "AnyPet"
    ]
    assert mapping(union) == [("cat", "Cat"), ("kitten", "Cat"), ("Dog", "Dog"), ("Pet", "Pet")]


def test_constants_of_subschemas_are_values() -> None:
    union = opened({"Pet": parent(), "Cat": child("Pet", kind={"const": "feline"}), "Dog": child("Pet", b=TEXT)})[
        "AnyPet"
    ]
    assert mapping(union) == [("feline", "Cat"), ("Dog", "Dog"), ("Pet", "Pet")]


def test_mapped_schemas_that_do_not_inherit_are_in_the_hierarchy() -> None:
    mark = {**MARK, "mapping": {"cat": "Cat"}}
    union = opened({"Pet": parent(discriminator=mark), "Cat": {"type": "object", "properties": {"kind": TEXT}}})[
        "AnyPet"
    ]
    assert names(union) == ["Cat", "Pet"]


def test_nested_hierarchies() -> None:
    unions = opened({"Pet": parent(), "Cat": child("Pet", a=TEXT), "Lion": child("Cat", b=TEXT)})
    assert names(unions["AnyPet"]) == ["Cat", "Lion", "Pet"]
    assert names(unions["AnyCat"]) == ["Lion", "Cat"]


@pytest.mark.parametrize(
    "schemas",
    [
        {"Pet": parent()},
        {"Pet": parent(discriminator=None), "Cat": child("Pet", a=TEXT)}
        | {"Pet": {"type": "object", "properties": {}}},
        {"Pet": {"oneOf": [ref("Cat")], "discriminator": MARK}, "Cat": {"type": "object", "properties": {"a": TEXT}}},
    ],
)
def test_schemas_without_a_hierarchy(schemas: dict[str, Json]) -> None:
    assert opened(schemas) == {}


def test_references_are_replaced_except_in_unions_with_subschemas() -> None:
    schemas = {
        "Pet": parent(),
        "Cat": child("Pet", a=TEXT),
        "Owner": {"type": "object", "properties": {"pet": ref("Pet"), "one": {"oneOf": [ref("Cat"), ref("Pet")]}}},
    }
    api = read(document(schemas))
    result = open_hierarchies(merge_all_of(api, Diagnostics()), find_hierarchies(api))
    owner = result.definitions[DefId("#/components/schemas/Owner")].type
    assert isinstance(owner, Object)
    assert owner.fields[0].type == RefTo(target=DefId("#/components/schemas/Pet>hierarchy"))
    assert isinstance(owner.fields[1].type, Union)
    assert names(owner.fields[1].type) == ["Cat", "Pet"]


def test_a_name_that_is_taken() -> None:
    assert list(opened({"Pet": parent(), "Cat": child("Pet", a=TEXT), "AnyPet": TEXT})) == ["AnyKindOfPet"]


def test_values_in_the_enum_of_the_parent() -> None:
    listed = parent(properties={"kind": {"enum": ["Cat", "dog", "none"]}})
    marked = {**child("Pet", b=TEXT), "x-ms-discriminator-value": "dog"}
    union = opened({"Pet": listed, "Cat": child("Pet", a=TEXT), "Dog": marked, "Bird": child("Pet", c=TEXT)})["AnyPet"]
    assert names(union) == ["Cat", "Dog", "Pet"]
    assert mapping(union) == [("Cat", "Cat"), ("dog", "Dog"), ("none", "Pet")]


def test_subschemas_that_no_value_selects() -> None:
    assert opened({"Pet": parent(properties={"kind": {"enum": ["a"]}}), "Cat": child("Pet", a=TEXT)}) == {}
