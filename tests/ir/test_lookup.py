"""Resolution of references, and lookups through them."""

from __future__ import annotations

import pytest

from codegen.core.location import Location
from codegen.ir.bodies import body_fields
from codegen.ir.lookup import (
    MAX_CHAIN,
    as_list,
    definition_of,
    follow,
    json_media,
    may_be_null,
    object_fields,
    param_field,
    resolved,
)
from codegen.ir.types import (
    ABSENT,
    AnyValue,
    DefId,
    Definition,
    Kind,
    ListOf,
    Object,
    Origin,
    RefTo,
    Scalar,
    TupleOf,
    Type,
    Union,
)
from tests.support.documents import ID, TEXT, Json, document, prepared, read, ref, replying, taking

STRING = Scalar(kind=Kind.STRING)
NUMBER = Scalar(kind=Kind.NUMBER)


def test_references_to_references() -> None:
    api = read(document({"A": {"$ref": "#/components/schemas/B"}, "B": ID, "C": TEXT}))
    to_a = api.definitions[next(iter(api.definitions))].type
    assert isinstance(to_a, RefTo | Object)
    to_b = RefTo(target=list(api.definitions)[1])
    assert isinstance(resolved(api, to_b), Object)
    assert definition_of(api, to_b) == "#/components/schemas/B"
    assert definition_of(api, RefTo(target=list(api.definitions)[-1])) is None
    assert definition_of(api, None) is None
    assert list(object_fields(api, to_b)) == ["id"]
    assert object_fields(api, STRING) == object_fields(api, None) == {}


def _chain(length: int, end: Type) -> dict[DefId, Definition]:
    types = [*(RefTo(target=DefId(f"{number + 1}")) for number in range(length)), end]
    return {
        DefId(f"{number}"): Definition(
            id=DefId(f"{number}"), type=node, origin=Origin(component=f"{number}"), location=Location("f")
        )
        for number, node in enumerate(types)
    }


@pytest.mark.parametrize("length", [0, 1, MAX_CHAIN - 1])
def test_a_chain_of_references_is_followed(length: int) -> None:
    definitions = _chain(length, STRING)
    found = [*follow(definitions, RefTo(target=DefId("0")))]
    assert found == [*(RefTo(target=DefId(f"{number}")) for number in range(length + 1)), STRING]
    assert [*follow(definitions, STRING)] == [STRING]
    assert [*follow(definitions, None)] == []


def test_a_chain_of_references_ends() -> None:
    to_itself = _chain(0, RefTo(target=DefId("0")))
    assert len([*follow(to_itself, RefTo(target=DefId("0")))]) == MAX_CHAIN + 1
    missing = RefTo(target=DefId("missing"))
    assert [*follow({}, missing)] == [missing]


@pytest.mark.parametrize(
    ("content_types", "found"),
    [
        (["application/json"], "application/json"),
        (["text/html", "application/vnd.api+json; charset=utf-8"], "application/vnd.api+json; charset=utf-8"),
        (["Application/JSON;v=1", "application/json"], "Application/JSON;v=1"),
        (["application/jsonl", "text/json-ish"], None),
        ([], None),
    ],
)
def test_the_first_json_media_type(content_types: list[str], found: str | None) -> None:
    content = {name: {"schema": TEXT} for name in content_types}
    operation = {"responses": {"200": {"description": "", "content": content}}}
    media = json_media(read(document({}, {"/a": {"get": operation}})).operations[0].responses[0].media)
    assert (media.content_type if media else None) == found


def test_parameters_that_share_a_name() -> None:
    params = [{"name": "a", "in": place, "schema": TEXT} for place in ("query", "header", "cookie")]
    operation = read(document({}, {"/a": {"get": replying(TEXT, parameters=params)}})).operations[0]
    assert [param_field(operation, param) for param in operation.params] == ["a", "header a", "cookie a"]


@pytest.mark.parametrize(
    ("node", "item"),
    [
        (TupleOf(items=(STRING, STRING), rest=STRING), STRING),
        (TupleOf(items=(STRING,), rest=NUMBER), Union(variants=(STRING, NUMBER))),
        (TupleOf(items=(STRING,), rest=AnyValue()), AnyValue()),
        (TupleOf(items=()), AnyValue()),
    ],
)
def test_positional_items_as_a_list(node: TupleOf, item: object) -> None:
    assert as_list(node) == ListOf(item=item)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("schema", "names"),
    [
        ({"type": "object", "properties": {"a": TEXT, "b": TEXT}}, ["a", "b"]),
        (ref("It"), ["id"]),
        ({"type": "array", "items": ID}, []),
        ({"type": "object", "additionalProperties": TEXT}, []),
        ({"anyOf": [ID, TEXT]}, []),
        (TEXT, []),
    ],
)
def test_bodies_that_become_arguments(schema: Json, names: list[str]) -> None:
    api = prepared(document({"It": ID}, {"/a": {"post": taking(schema)}})).api
    assert [item.name for item in body_fields(api, api.operations[0])] == names


def test_absent_is_false_and_has_a_repr() -> None:
    assert not ABSENT
    assert repr(ABSENT) == "ABSENT"


def test_nullable_through_a_reference() -> None:
    null = {"type": ["string", "null"]}
    fields = {"own": null, "far": ref("Far"), "plain": TEXT}
    api = read(document({"Null": null, "Far": ref("Null"), "It": {"type": "object", "properties": fields}}))
    it = next(item.type for item in api.definitions.values() if item.origin.component == "It")
    assert isinstance(it, Object)
    assert {item.name: may_be_null(api, item.type) for item in it.fields} == {"own": True, "far": True, "plain": False}
