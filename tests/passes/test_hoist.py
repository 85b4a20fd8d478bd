"""Inline objects become definitions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codegen.core.diagnostic import Diagnostics
from codegen.ir.api import Api
from codegen.ir.types import DefId, Object, RefTo, Role, Union
from codegen.ir.walk import children, descend, references, request_types, response_types
from codegen.passes.allof import merge_all_of
from codegen.passes.hoist import hoist, variant_words
from codegen.passes.infer import infer
from tests.support.documents import ID, TEXT, Json, document, read, ref, replying, taking

IT = "#/components/schemas/It"


def an_object(**properties: Json) -> Json:
    return {"type": "object", "properties": properties}


def hoisted(schema: Json = None, paths: Json = None, **schemas: Json) -> Api:
    spec = document({**({"It": schema} if schema else {}), **schemas}, paths)
    return hoist(infer(merge_all_of(read(spec), Diagnostics())))


def test_ids_contain_the_steps_and_follow_their_owner() -> None:
    api = hoisted(
        an_object(
            a=an_object(x=an_object(y=TEXT)),
            b={"type": "array", "items": ID},
            c={"type": "object", "additionalProperties": ID},
            d={"type": "array", "prefixItems": [ID, TEXT], "items": ID},
        ),
        Last=ID,
    )
    assert list(api.definitions) == [
        IT,
        f"{IT}>property:a",
        f"{IT}>property:a/property:x",
        f"{IT}>property:b/item",
        f"{IT}>property:c/value",
        f"{IT}>property:d/item:0",
        f"{IT}>property:d/item",
        "#/components/schemas/Last",
    ]


def test_origins() -> None:
    api = hoisted(an_object(a={"type": "array", "items": {**ID, "title": "T"}, "description": "D"}))
    origin = api.definitions[DefId(f"{IT}>property:a/item")].origin
    assert origin.owner == IT
    assert [(step.role, step.word) for step in origin.path] == [(Role.PROPERTY, "a"), (Role.ITEM, "")]


def test_title_and_description_are_moved_to_the_definition() -> None:
    api = hoisted(an_object(a={**ID, "title": "T", "description": "D"}, b=ID))
    a = api.definitions[DefId(f"{IT}>property:a")]
    assert (a.title, a.description, a.location.pointer) == ("T", "D", "/components/schemas/It/properties/a")


def test_references_keep_nullable() -> None:
    api = hoisted(an_object(a={**ID, "type": ["object", "null"]}))
    owner = api.definitions[DefId(IT)].type
    assert isinstance(owner, Object)
    assert owner.fields[0].type == RefTo(target=DefId(f"{IT}>property:a"), nullable=True)
    assert not api.definitions[DefId(f"{IT}>property:a")].type.nullable


def test_maps_and_components_that_are_not_objects_are_kept() -> None:
    api = hoisted({"type": "array", "items": {"type": "object", "additionalProperties": TEXT}})
    assert list(api.definitions) == [IT]


def test_names_that_look_like_steps_do_not_collide() -> None:
    api = hoisted(an_object(**{"a/item": ID, "a": {"type": "array", "items": an_object(b=TEXT)}}))
    assert len(api.definitions) == 3
    targets = list(references(api.definitions[DefId(IT)].type))
    assert len(set(targets)) == 2


def test_all_parts_of_an_operation() -> None:
    operation = {
        **taking(ID),
        "parameters": [
            {"name": "f", "in": "query", "schema": an_object(gt=TEXT)},
            {"name": "h", "in": "header", "schema": TEXT, "required": True, "description": "D"},
            {"name": "p", "in": "path", "required": True, "schema": ID},
        ],
        "responses": {
            "200": {
                "description": "",
                "headers": {"X": {"schema": ID}},
                "content": {"application/json": {"schema": ID}, "application/xml": {"schema": an_object(x=TEXT)}},
            },
            "404": {"description": "", "content": {"application/json": {"schema": ID}}},
        },
    }
    api = hoisted(paths={"/a/{p}": {"post": operation}})
    lead = "POST /a/{p}"
    assert list(api.definitions) == [
        f"{lead}>query",
        f"{lead}>query/property:f",
        f"{lead}>param:p",
        f"{lead}>response",
        f"{lead}>response/body:xml",
        f"{lead}>response/header:X",
        f"{lead}>response:404",
        f"{lead}>params",
    ]
    done = api.operations[0]
    assert done.query == f"{lead}>query"
    whole = api.definitions[DefId(f"{lead}>query")].type
    assert isinstance(whole, Object)
    assert [(item.name, item.required, item.description) for item in whole.fields] == [
        ("f", False, ""),
        ("h", True, "D"),
    ]
    assert done.params[0].type == whole.fields[0].type == RefTo(target=DefId(f"{lead}>query/property:f"))


def test_parameters_without_a_body() -> None:
    params = [{"name": "q", "in": "query", "schema": TEXT}]
    api = hoisted(paths={"/a": {"get": replying(TEXT, parameters=params)}, "/b": {"get": replying(TEXT)}})
    assert [operation.query for operation in api.operations] == ["GET /a>params", None]


def test_equal_bodies_of_several_media_types_share_a_definition() -> None:
    content = {name: {"schema": ID} for name in ("application/json", "application/x-www-form-urlencoded")}
    content["multipart/form-data"] = {"schema": an_object(b=TEXT)}
    api = hoisted(paths={"/a": {"post": {**replying(TEXT), "requestBody": {"content": content}}}})
    assert list(api.definitions) == ["POST /a>params", "POST /a>params/body:form-data"]
    assert api.operations[0].body is not None
    one, two, _ = api.operations[0].body.media
    assert one.type == two.type


def test_the_items_of_a_page_are_hoisted() -> None:
    response = an_object(data={"type": "array", "items": ID})
    params = [{"name": "starting_after", "in": "query", "schema": TEXT}]
    api = hoisted(paths={"/a": {"get": replying(response, parameters=params)}})
    assert list(api.definitions) == ["GET /a>params", "GET /a>list", "GET /a>list/property:data/item"]
    assert api.operations[0].pagination is not None
    assert api.operations[0].pagination.item == RefTo(target=DefId("GET /a>list/property:data/item"))


# variants


def constant(value: str, **more: Json) -> Json:
    return {"type": "object", "required": ["type"], "properties": {"type": {"const": value}, **more}}


def words(*variants: Json) -> list[str | None]:
    node = read(document({"It": {"oneOf": list(variants)}})).definitions[DefId(IT)].type
    assert isinstance(node, Union)
    return variant_words(node.variants)


def test_distinguishing_words_of_variants() -> None:
    assert words(constant("a"), TEXT, constant("b")) == ["a", None, "b"]
    assert words({**ID, "title": "A"}, {**an_object(x=TEXT), "title": "B"}) == ["A", "B"]
    assert words(an_object(s=TEXT, x=TEXT), an_object(s=TEXT, y=TEXT)) == ["x", "y"]
    assert words(an_object(a=TEXT), an_object(a={"type": "integer"})) == ["a_string", "a_integer"]
    assert words(an_object(a=TEXT), an_object(a=TEXT, b=TEXT)) == ["a", "b"]
    titled = {**an_object(x=TEXT), "title": "A"}
    assert words(titled, an_object(x=TEXT, b=TEXT), an_object(x=TEXT, b=TEXT, c=TEXT)) == ["A", "x", "c"]
    assert words(an_object(a={"enum": ["x"]}), an_object(a={"enum": ["y"]})) == ["0", "1"]
    assert words(TEXT, ID) == [None, None]
    assert words(ID, {"type": "integer"}, TEXT) == [None, None, None]


def test_equal_constants_do_not_distinguish_variants() -> None:
    assert words(constant("a", x=TEXT), constant("a", y=TEXT)) == ["x", "y"]


def test_the_only_object_of_a_union_is_named_after_the_union() -> None:
    api = hoisted(an_object(a={"anyOf": [TEXT, ID]}))
    assert list(api.definitions) == [IT, f"{IT}>property:a"]


def test_variants_by_reference_are_not_hoisted() -> None:
    api = hoisted(an_object(a={"anyOf": [ref("A"), ref("B")]}), A=ID, B=an_object(b=TEXT))
    assert len(api.definitions) == 3


SCHEMAS = st.recursive(
    st.sampled_from([TEXT, {"type": "integer"}, {"enum": ["a"]}, {}]),
    lambda inner: st.one_of(
        st.dictionaries(st.sampled_from(["a", "b", "a/item", "item", "a/property:b"]), inner, max_size=3).map(
            lambda properties: {"type": "object", "properties": properties}
        ),
        inner.map(lambda item: {"type": "array", "items": item}),
        inner.map(lambda item: {"type": "object", "additionalProperties": item}),
        st.lists(inner, min_size=1, max_size=3).map(lambda items: {"anyOf": items}),
        st.lists(inner, min_size=1, max_size=3).map(lambda items: {"type": "array", "prefixItems": items}),
    ),
    max_leaves=12,
)


@pytest.mark.slow
@given(SCHEMAS, SCHEMAS, SCHEMAS)
def test_objects_are_only_the_types_of_definitions(schema: Json, body: Json, response: Json) -> None:
    operation = {**taking(body), **replying(response), "parameters": [{"name": "q", "in": "query", "schema": schema}]}
    api = hoisted(schema, {"/a": {"post": operation}})
    for definition in api.definitions.values():
        assert not any(isinstance(node, Object) for child in children(definition.type) for node in descend(child))
        assert all(target in api.definitions for target in references(definition.type))
    for done in api.operations:
        for root in (*request_types(done), *response_types(done)):
            assert not any(isinstance(node, Object) for node in descend(root))
            assert all(target in api.definitions for target in references(root))
    owners = [definition.origin.owner for definition in api.definitions.values()]
    assert all(owner == "" or owner in {IT, "POST /a"} for owner in owners)
