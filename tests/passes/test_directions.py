"""readOnly and writeOnly: schemas are split by direction."""

from __future__ import annotations

from codegen.ir.api import Api
from codegen.ir.types import DefId, Object, RefTo
from codegen.ir.walk import request_types, response_types
from codegen.passes.directions import split_directions
from tests.support.documents import TEXT, Json, document, read, ref, replying, taking

MIXED: Json = {
    "type": "object",
    "properties": {"id": {**TEXT, "readOnly": True}, "name": TEXT, "secret": {**TEXT, "writeOnly": True}},
}


def split(paths: Json, version: str = "3.1.0", **schemas: Json) -> Api:
    return split_directions(read(document(schemas, paths, version=version)))


def names(api: Api, component: str) -> list[str]:
    (node,) = [item.type for item in api.definitions.values() if item.origin.component == component]
    assert isinstance(node, Object)
    return [field.name for field in node.fields]


def test_a_schema_used_in_both_directions_gets_a_variant() -> None:
    api = split(
        {"/a": {"post": {**replying(ref("A")), **taking(ref("A")), "responses": replying(ref("A"))["responses"]}}},
        A=MIXED,
    )
    assert [item.origin.component for item in api.definitions.values()] == ["A", "AInput"]
    assert (names(api, "A"), names(api, "AInput")) == (["id", "name"], ["name", "secret"])
    (sent,), (received,) = request_types(api.operations[0]), response_types(api.operations[0])
    assert isinstance(sent, RefTo)
    assert isinstance(received, RefTo)
    assert (api.definitions[sent.target].origin.component, received.target) == (
        "AInput",
        DefId("#/components/schemas/A"),
    )


def test_a_schema_used_in_one_direction_has_no_variant() -> None:
    sent = split({"/a": {"post": taking(ref("A"))}}, A=MIXED)
    received = split({"/a": {"get": replying(ref("A"))}}, A=MIXED)
    assert (names(sent, "A"), names(received, "A")) == (["name", "secret"], ["id", "name"])


def test_unused_schemas_are_kept() -> None:
    assert names(split({}, A=MIXED), "A") == ["id", "name", "secret"]


def test_depth_and_cycles() -> None:
    outer = {"type": "object", "properties": {"inner": {"type": "array", "items": ref("A")}, "self": ref("Outer")}}
    both = {"/a": {"put": taking(ref("Outer")), "get": replying(ref("Outer"))}}
    api = split(both, A=MIXED, Outer=outer, Plain={"type": "object", "properties": {"a": TEXT}})
    assert {item.origin.component for item in api.definitions.values()} == {
        "A",
        "AInput",
        "Outer",
        "OuterInput",
        "Plain",
    }
    variant = next(item for item in api.definitions.values() if item.origin.component == "OuterInput").type
    assert isinstance(variant, Object)
    assert isinstance(variant.fields[1].type, RefTo)
    assert api.definitions[variant.fields[1].type.target].origin.component == "OuterInput"


def test_names_that_are_taken() -> None:
    both = {"/a": {"put": taking(ref("A")), "get": replying(ref("A"))}}
    api = split(both, A=MIXED, a_input={"type": "object"})
    assert [item.origin.component for item in api.definitions.values()] == ["A", "ARequest", "a_input"]


def test_inline_objects_and_flags_beside_a_reference() -> None:
    flagged = {"allOf": [ref("T"), {"readOnly": True}]}
    body = {"type": "object", "properties": {"a": flagged, "b": {"type": "object", "properties": MIXED["properties"]}}}
    api = split({"/a": {"post": taking(body)}}, T=TEXT)
    (node,) = request_types(api.operations[0])
    assert isinstance(node, Object)
    assert [field.name for field in node.fields] == ["b"]
    assert isinstance(node.fields[0].type, Object)
    assert [field.name for field in node.fields[0].type.fields] == ["name", "secret"]


def test_webhooks_have_the_opposite_direction() -> None:
    spec = document({"A": MIXED}, webhooks={"happened": {"post": taking(ref("A"))}})
    assert names(split_directions(read(spec)), "A") == ["id", "name"]


def test_an_api_without_flags_is_unchanged() -> None:
    api = read(document({"A": TEXT}, {"/a": {"post": taking(ref("A"))}}))
    assert split_directions(api) is api
