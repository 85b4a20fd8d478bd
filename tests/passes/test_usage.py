"""Usage of definitions, and enums that stay closed."""

from __future__ import annotations

from dataclasses import replace

from codegen.ir.api import Api
from codegen.ir.types import Choice, Object, Type, Usage
from codegen.ir.walk import descend
from codegen.passes.hoist import hoist
from codegen.passes.usage import mark_usage, open_enums
from tests.support.documents import ID, TEXT, Json, component, document, read, ref, replying, taking

ENUM: Json = {"enum": ["a", "b"]}


def opened(schemas: Json, paths: Json = None) -> Api:
    return open_enums(mark_usage(hoist(read(document(schemas, paths)))))


def an_object(**properties: Json) -> Json:
    return {"type": "object", "required": list(properties), "properties": properties}


def open_fields(api: Api, name: str) -> dict[str, bool]:
    """Return for each field of a component whether its enums are open."""
    node = component(api, name).type
    assert isinstance(node, Object)
    return {item.name: is_open(item.type) for item in node.fields}


def is_open(node: Type) -> bool:
    return any(isinstance(part, Choice) and part.open for part in descend(node))


PATHS: Json = {
    "/a": {"post": {**taking(ref("Sent")), **replying(ref("Got"))}},
    "/b": {"post": {**taking(ref("Both")), **replying(ref("Both"))}},
}
SCHEMAS: Json = {
    "Sent": an_object(x=ref("SentInside")),
    "SentInside": an_object(e=ENUM),
    "Got": an_object(x=ref("GotInside")),
    "GotInside": an_object(e=ENUM),
    "Both": an_object(e=ENUM),
    "Nobody": an_object(e=ENUM),
    "Plain": ENUM,
}


def test_usage_of_definitions() -> None:
    api = mark_usage(hoist(read(document(SCHEMAS, PATHS))))

    def names(usage: Usage) -> set[str]:
        return {key.rsplit("/", 1)[-1] for key, definition in api.definitions.items() if usage in definition.usage}

    assert names(Usage.SENT) == {"Sent", "SentInside", "Both"}
    assert names(Usage.RECEIVED) == {"Got", "GotInside", "Both", "Nobody", "Plain"}


def test_objects_that_are_only_sent_are_closed() -> None:
    strict = {**an_object(a=TEXT), "additionalProperties": False}
    schemas = {"Sent": strict, "Open": an_object(a=TEXT), "Got": strict, "Both": strict, "Nobody": strict}
    paths = {**PATHS, "/c": {"post": taking(ref("Open"))}}
    api = mark_usage(hoist(read(document(schemas, paths))))
    nodes = {key.rsplit("/", 1)[-1]: definition.type for key, definition in api.definitions.items()}
    assert {name for name, node in nodes.items() if isinstance(node, Object) and node.closed} == {"Sent"}


def test_enums_are_closed_in_requests_and_open_in_responses() -> None:
    api = opened(SCHEMAS, PATHS)
    assert open_fields(api, "SentInside") == {"e": False}
    for name in ("GotInside", "Both", "Nobody"):
        assert open_fields(api, name) == {"e": True}
    assert is_open(component(api, "Plain").type)


def test_enums_anywhere_inside() -> None:
    inner = {
        "list": {"type": "array", "items": ENUM},
        "map": {"type": "object", "additionalProperties": ENUM},
        "union": {"anyOf": [ENUM, {"type": "integer"}]},
        "nullable": {"enum": ["a", None]},
    }
    assert all(open_fields(opened({"It": an_object(**inner)}), "It").values())
    api = opened({"It": {**an_object(a=TEXT), "additionalProperties": ENUM}})
    assert is_open(component(api, "It").type)


def test_enums_that_cannot_be_open() -> None:
    inner = {"numbers": {"enum": [1, 2]}, "mixed": {"enum": ["a", 1]}, "blank": {"enum": ["a", ""]}}
    assert not any(open_fields(opened({"It": an_object(**inner)}), "It").values())


def test_parameters_and_inline_bodies_stay_closed() -> None:
    operation = {
        **taking({"type": "array", "items": ENUM}),
        **replying({"type": "array", "items": ENUM}),
        "parameters": [{"name": "q", "in": "query", "schema": ENUM}],
    }
    (done,) = opened({}, {"/a": {"post": operation}}).operations
    assert done.body is not None
    assert done.body.media[0].type is not None
    assert done.responses[0].media[0].type is not None
    assert not is_open(done.params[0].type)
    assert not is_open(done.body.media[0].type)
    assert is_open(done.responses[0].media[0].type)


def test_constants_with_the_name_of_an_object_stay_closed() -> None:
    schemas = {
        "promotion_code": an_object(object={"enum": ["promotion_code"]}, kind={"const": "other"}),
        "Named": an_object(type={"const": "named"}),
        "Titled": {**an_object(type={"const": "the title"}), "title": "The Title"},
        "Resource": {**an_object(type={"const": "tax.rate"}), "x-resourceId": "tax_rate"},
    }
    api = opened(schemas)
    assert open_fields(api, "promotion_code") == {"object": False, "kind": True}
    for name in ("Named", "Titled", "Resource"):
        assert open_fields(api, name) == {"type": False}


def test_tags_of_a_union_stay_closed() -> None:
    def variant(tag: str) -> Json:
        return an_object(tag={"const": tag}, other=ENUM)

    schemas = {
        "It": an_object(x={"oneOf": [ref("A"), ref("B")]}),
        "A": variant("first"),
        "B": variant("second"),
        "Alone": variant("third"),
    }
    api = opened(schemas)
    assert open_fields(api, "A") == open_fields(api, "B") == {"tag": False, "other": True}
    assert open_fields(api, "Alone") == {"tag": True, "other": True}


def test_optional_tags_do_not_distinguish() -> None:
    a = {"type": "object", "properties": {"tag": {"const": "first"}}}
    api = opened({"It": an_object(x={"oneOf": [ref("A"), ref("B")]}), "A": a, "B": an_object(b=TEXT)})
    assert open_fields(api, "A") == {"tag": True}


def test_tags_of_inline_variants_and_expandable_ids() -> None:
    variants = [an_object(tag={"const": "x"}), an_object(tag={"const": "y"})]
    targets = {"anyOf": [TEXT, ref("Live"), ref("Dead")], "x-expansionResources": {}}
    schemas = {
        "It": an_object(inline={"oneOf": variants}, owner=targets),
        "Live": an_object(deleted={"enum": ["no"]}),
        "Dead": an_object(deleted={"enum": ["yes"]}),
    }
    api = opened(schemas)
    inline = [item for key, item in api.definitions.items() if ">" in key]
    assert len(inline) == 2
    assert not any(is_open(item.type) for item in inline)
    assert open_fields(api, "Live") == open_fields(api, "Dead") == {"deleted": False}


def test_opening_twice_changes_nothing() -> None:
    api = opened(SCHEMAS, PATHS)
    assert open_enums(api) == api
    assert component(api, "SentInside") == replace(
        component(hoist(read(document({"SentInside": an_object(e=ENUM), "X": ID}))), "SentInside"), usage=Usage.SENT
    )
