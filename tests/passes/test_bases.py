"""Families of schemas: references to a base lead to the union of its heirs."""

from __future__ import annotations

import pytest

from codegen.core.diagnostic import Diagnostics
from codegen.ir.types import DefId, Object, RefTo, Union
from codegen.passes.allof import merge_all_of
from codegen.passes.bases import find_families, open_families
from tests.support.documents import TEXT, Json, document, read, ref

MARK: dict[str, Json] = {"propertyName": "kind"}


def base(**more: Json) -> Json:
    return {"type": "object", "required": ["kind"], "properties": {"kind": TEXT}, "discriminator": MARK, **more}


def heir(of: str, **properties: Json) -> Json:
    return {"allOf": [ref(of), {"type": "object", "properties": properties}]}


def opened(schemas: dict[str, Json]) -> dict[str, Union]:
    """Return the unions of the families of an API, by name."""
    api = read(document(schemas))
    families = find_families(api)
    result = open_families(merge_all_of(api, Diagnostics()), families)
    return {
        item.origin.component: item.type
        for item in result.definitions.values()
        if isinstance(item.type, Union) and item.id.endswith(">family")
    }


def mapping(union: Union) -> list[tuple[str, str]]:
    assert union.discriminator is not None
    return [(value, target.rpartition("/")[2]) for value, target in union.discriminator.mapping]


def names(union: Union) -> list[str]:
    return [part.target.rpartition("/")[2] for part in union.variants if isinstance(part, RefTo)]


def test_heirs_come_before_their_base() -> None:
    union = opened({"Pet": base(), "Cat": heir("Pet", lives=TEXT), "Dog": heir("Pet", tricks=TEXT)})["AnyPet"]
    assert names(union) == ["Cat", "Dog", "Pet"]
    assert mapping(union) == [("Cat", "Cat"), ("Dog", "Dog"), ("Pet", "Pet")]
    assert union.discriminator is not None
    assert union.discriminator.fallback == DefId("#/components/schemas/Pet")


def test_mapped_names_replace_implicit_ones() -> None:
    mark = {**MARK, "mapping": {"cat": "Cat", "kitten": "#/components/schemas/Cat"}}
    union = opened({"Pet": base(discriminator=mark), "Cat": heir("Pet", a=TEXT), "Dog": heir("Pet", b=TEXT)})["AnyPet"]
    assert mapping(union) == [("cat", "Cat"), ("kitten", "Cat"), ("Dog", "Dog"), ("Pet", "Pet")]


def test_own_constants_of_heirs_count() -> None:
    union = opened({"Pet": base(), "Cat": heir("Pet", kind={"const": "feline"}), "Dog": heir("Pet", b=TEXT)})["AnyPet"]
    assert mapping(union) == [("feline", "Cat"), ("Dog", "Dog"), ("Pet", "Pet")]


def test_mapped_schemas_that_do_not_inherit_belong_to_the_family() -> None:
    mark = {**MARK, "mapping": {"cat": "Cat"}}
    union = opened({"Pet": base(discriminator=mark), "Cat": {"type": "object", "properties": {"kind": TEXT}}})["AnyPet"]
    assert names(union) == ["Cat", "Pet"]


def test_heirs_of_heirs() -> None:
    unions = opened({"Pet": base(), "Cat": heir("Pet", a=TEXT), "Lion": heir("Cat", b=TEXT)})
    assert names(unions["AnyPet"]) == ["Cat", "Lion", "Pet"]
    assert names(unions["AnyCat"]) == ["Lion", "Cat"]


@pytest.mark.parametrize(
    "schemas",
    [
        {"Pet": base()},
        {"Pet": base(discriminator=None), "Cat": heir("Pet", a=TEXT)} | {"Pet": {"type": "object", "properties": {}}},
        {"Pet": {"oneOf": [ref("Cat")], "discriminator": MARK}, "Cat": {"type": "object", "properties": {"a": TEXT}}},
    ],
)
def test_what_is_no_family(schemas: dict[str, Json]) -> None:
    assert opened(schemas) == {}


def test_references_lead_to_the_union_except_beside_heirs() -> None:
    schemas = {
        "Pet": base(),
        "Cat": heir("Pet", a=TEXT),
        "Owner": {"type": "object", "properties": {"pet": ref("Pet"), "one": {"oneOf": [ref("Cat"), ref("Pet")]}}},
    }
    api = read(document(schemas))
    result = open_families(merge_all_of(api, Diagnostics()), find_families(api))
    owner = result.definitions[DefId("#/components/schemas/Owner")].type
    assert isinstance(owner, Object)
    assert owner.fields[0].type == RefTo(target=DefId("#/components/schemas/Pet>family"))
    assert isinstance(owner.fields[1].type, Union)
    assert names(owner.fields[1].type) == ["Cat", "Pet"]


def test_a_name_that_is_taken() -> None:
    assert list(opened({"Pet": base(), "Cat": heir("Pet", a=TEXT), "AnyPet": TEXT})) == ["AnyKindOfPet"]


def test_values_that_the_base_lists() -> None:
    listed = base(properties={"kind": {"enum": ["Cat", "dog", "none"]}})
    marked = {**heir("Pet", b=TEXT), "x-ms-discriminator-value": "dog"}
    union = opened({"Pet": listed, "Cat": heir("Pet", a=TEXT), "Dog": marked, "Bird": heir("Pet", c=TEXT)})["AnyPet"]
    assert names(union) == ["Cat", "Dog", "Pet"]
    assert mapping(union) == [("Cat", "Cat"), ("dog", "Dog"), ("none", "Pet")]


def test_heirs_that_no_value_selects() -> None:
    assert opened({"Pet": base(properties={"kind": {"enum": ["a"]}}), "Cat": heir("Pet", a=TEXT)}) == {}
