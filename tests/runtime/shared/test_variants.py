"""Discriminated unions."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

import pytest
from pydantic import TypeAdapter, ValidationError

from runtime.client.lenient import parse_json
from runtime.shared.drift import Drift
from runtime.shared.model import Model
from runtime.shared.omit import omit
from runtime.shared.variants import TaggedUnion


class Cat(Model):
    kind: Literal["cat"]
    lives: int | None = None


class Dog(Model):
    kind: Literal["dog", "puppy"]
    tricks: list[str] | None = None


class Base(Model):
    kind: str


Pet = Annotated[Cat | Dog, TaggedUnion("kind", (("cat",), ("dog", "puppy")))]
Family = Annotated[Cat | Base, TaggedUnion("kind", (("cat",), ("Base",)), fallback=1)]
EXPECTED = "'cat', 'dog' or 'puppy'"


def errors(tp: Any, value: Any) -> list[tuple[Any, ...]]:
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(tp).validate_python(value)
    return [(error["loc"], error["type"]) for error in caught.value.errors()]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"kind": "cat", "lives": 9}, Cat(kind="cat", lives=9)),
        ({"kind": "puppy", "tricks": []}, Dog(kind="puppy", tricks=[])),
        (Cat(kind="cat"), Cat(kind="cat")),
        (Dog.model_construct(), Dog.model_construct()),
    ],
)
def test_the_property_selects(value: Any, expected: Model) -> None:
    assert TypeAdapter(Pet).validate_python(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"kind": "bird"}, [(("kind",), "literal_error")]),
        ({"kind": ["cat"]}, [(("kind",), "literal_error")]),
        ({"kind": None}, [(("kind",), "literal_error")]),
        ({}, [(("kind",), "missing")]),
        (3, [((), "dict_type")]),
        ({"kind": "cat", "lives": "x"}, [(("cat", "lives"), "int_type")]),
    ],
)
def test_errors_are_located_at_the_property(value: Any, expected: list[tuple[Any, ...]]) -> None:
    assert errors(Pet, value) == expected


def test_the_message_lists_the_allowed_values() -> None:
    with pytest.raises(ValidationError, match=f"Input should be {EXPECTED}"):
        TypeAdapter(Pet).validate_json('{"kind": "bird"}')


class Leaf(Model):
    kind: Literal["leaf"] | None = "leaf"
    __filled__: ClassVar[frozenset[str]] = frozenset({"kind"})


class Twig(Model):
    kind: Literal["twig"] | None = "twig"
    length: int | None = None
    __filled__: ClassVar[frozenset[str]] = frozenset({"kind"})


Part = Annotated[Leaf | Twig, TaggedUnion("kind", (("leaf",), ("twig",)))]


def test_an_object_without_the_property_is_the_variant_that_matches_best() -> None:
    twig = TypeAdapter(Part).validate_python({"length": 1})
    assert twig.model_dump() == {"kind": "twig", "length": 1}
    assert parse_json(Part, b'{"length": 1}')[0].model_dump() == {"length": 1}


@pytest.mark.parametrize("value", [{}, {"unknown": 1}])
def test_an_object_without_the_property_that_matches_two_variants_is_refused(value: dict[str, object]) -> None:
    assert errors(Part, value) == [(("kind",), "missing")]


def test_a_value_named_like_the_property() -> None:
    class Odd(Model):
        kind: Literal["kind"]

    both = Annotated[Cat | Odd, TaggedUnion("kind", (("cat",), ("kind",)))]
    assert TypeAdapter(both).validate_python({"kind": "kind"}) == Odd(kind="kind")
    assert errors(both, {"kind": "x"}) == [(("kind_",), "literal_error")]


def test_python_names_of_the_property() -> None:
    named = Annotated[Cat | Dog, TaggedUnion("@kind", (("cat",), ("dog",)), name="kind")]
    assert TypeAdapter(named).validate_python({"kind": "cat"}) == Cat(kind="cat")


def test_the_fallback_takes_objects_without_the_property() -> None:
    assert errors(Family, {}) == [(("Base", "kind"), "missing")]
    assert errors(Family, {"kind": "bird"}) == [(("kind",), "literal_error")]
    assert TypeAdapter(Family).validate_python(Base(kind="bird")) == Base(kind="bird")


def test_responses_with_unknown_tags_are_kept_as_sent() -> None:
    value, drifts = parse_json(list[Pet], b'[{"kind": "bird", "x": 1}, {"kind": "dog", "tricks": [1]}, {}]')
    assert value == [{"kind": "bird", "x": 1}, Dog.model_construct(kind="dog", tricks=[1]), {}]
    assert drifts == [
        Drift("/0/kind", EXPECTED, "bird"),
        Drift("/1/tricks/0", "string", 1),
        Drift("/2/kind", EXPECTED, omit),
    ]


def test_responses_with_unknown_tags_become_the_fallback() -> None:
    value, drifts = parse_json(Family | None, b'{"kind": "bird", "x": 1}')
    assert value == Base.model_validate({"kind": "bird", "x": 1})
    assert [drift.pointer for drift in drifts] == ["/kind"]


def test_modified_objects_dump_their_current_state() -> None:
    class Home(Model):
        pet: Pet

    home = Home.model_validate({"pet": {"kind": "cat"}})
    assert home.model_dump() == {"pet": {"kind": "cat"}}
    assert parse_json(Home, b'{"pet": {"kind": "bird"}}')[0].model_dump_json() == '{"pet":{"kind":"bird"}}'
