"""Tests for names of resources, methods and arguments."""

from __future__ import annotations

import keyword

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codegen.core.diagnostic import Diagnostics
from codegen.ir.api import In, OpId
from codegen.python.names import NameTable, OperationName
from tests.support.documents import TEXT, Json, document, path_parameters, prepared, replying, taking
from tests.support.examples import examples

OK: Json = {"responses": {"204": {"description": ""}}}


def named(paths: Json, **options: Json) -> NameTable:
    for path, item in paths.items():
        item.setdefault("parameters", path_parameters(path))
    return prepared(document({}, paths), **options).names


def arguments(operation: Json, path: str = "/a") -> OperationName:
    (name,) = named({path: {"post": operation}}).operations.values()
    return name


def query(*names: str, where: str = "query") -> list[Json]:
    return [{"name": name, "in": where, "schema": TEXT} for name in names]


def body(*names: str) -> Json:
    return taking({"type": "object", "properties": dict.fromkeys(names, TEXT)})


# resources


def test_resources_do_not_shadow_names_of_their_package() -> None:
    table = named({"/annotations": {"get": OK}, "/cached_property": {"get": OK}, "/a/{id}/omit/b": {"get": OK}})
    assert table.resources["annotations",].module == "annotations_"  # the server's package imports that name
    assert table.resources["cached_property_",].attribute == "cached_property_"
    assert ("a", "omit_") in table.resources


def test_methods_and_arguments_do_not_shadow_names_of_their_class() -> None:
    (name,) = named({"/a/{id}/abstractmethod": {"post": OK}}).operations.values()
    assert name.method != "abstractmethod"
    assert arguments(OK | {"parameters": query("not_implemented")}).params[In.QUERY, "not_implemented"] == (
        "query_not_implemented"
    )


def test_names_of_a_resource() -> None:
    table = named({"/v1/checkout/sessions": {"get": OK}})
    outer, inner = table.resources["checkout",], table.resources["checkout", "sessions"]
    assert (outer.attribute, outer.module, outer.sync_class, outer.parent) == ("checkout", "checkout", "Checkout", ())
    assert (inner.attribute, inner.module, inner.parent) == ("sessions", "checkout_sessions", ("checkout",))
    assert (inner.sync_class, inner.async_class, inner.service) == (
        "CheckoutSessions",
        "AsyncCheckoutSessions",
        "CheckoutSessionsService",
    )


def test_resources_with_colliding_modules_or_classes() -> None:
    many = replying({"type": "array", "items": TEXT})
    table = named(
        {"/accounts/{id}/persons": {"get": many}, "/accounts_persons": {"get": many}, "/Accounts-Persons": {"put": OK}}
    )
    modules = [item.module.lower() for item in table.resources.values()]
    assert len(set(modules)) == len(modules) == 3


@pytest.mark.parametrize(
    ("one", "two"), [("/foo", "/async-foo"), ("/foo", "/foo-service"), ("/foo/bar", "/foo-bar"), ("/async/foo", "/foo")]
)
def test_classes_of_resources_are_unique(one: str, two: str) -> None:
    table = named({one: {"get": OK}, two: {"get": OK}})
    names = [
        str(name) for item in table.resources.values() for name in (item.sync_class, item.async_class, item.service)
    ]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    "path", ["/close", "/options", "/request", "/with_options", "/api", "/import", "/class", "/None"]
)
def test_resources_named_like_attributes_of_clients(path: str) -> None:
    (attribute,) = {key[0] for key in named({path: {"get": OK}}).resources}
    assert attribute.isidentifier()
    assert not keyword.iskeyword(attribute)
    assert attribute not in {"close", "options", "request", "with_options", "api"}


@pytest.mark.parametrize("path", ["/object", "/client", "/resource", "/list", "/sync-page", "/Exception"])
def test_resource_classes_shadow_nothing(path: str) -> None:
    (resource,) = named({path: {"get": OK}}).resources.values()
    assert resource.sync_class not in {"object", "Client", "Resource", "list", "SyncPage", "Exception"}


# methods


def test_colliding_methods_fall_back_to_the_operation_id() -> None:
    paths = {
        "/a/{x}": {"get": {**OK, "operationId": "getX"}},
        "/{z}/a/{y}": {"get": {**OK, "operationId": "getY"}},
    }
    methods = {str(name.method) for name in named(paths).operations.values()}
    assert methods == {"retrieve", "get_y"}


def test_the_other_of_two_versions_stands_under_its_version() -> None:
    paths = {"/a/{x}": {"get": OK}, "/v2/a/{y}": {"get": OK}}
    resources = [name.resource for name in named(paths).operations.values()]
    assert resources == [("a",), ("v2", "a")]


def test_a_method_named_like_a_child_resource_is_renamed() -> None:
    paths = {"/a/{x}/list/{y}": {"get": OK}, "/a": {"get": replying({"type": "array", "items": TEXT})}}
    table = named(paths)
    assert ("a", "list") in table.resources
    assert table.operations["GET /a"].method != "list"  # type: ignore[index]


def test_pinned_operations() -> None:
    pins = {"GET /a": "shop.items.fetch", "byId": "shop.buy"}
    paths = {"/a": {"get": OK, "post": {**OK, "operationId": "byId"}}, "/shop/{x}/buy": {"post": OK}}
    table = named(paths, names=pins)
    places = {str(key): (name.resource, str(name.method)) for key, name in table.operations.items()}
    assert places["GET /a"] == (("shop", "items"), "fetch")
    assert places["POST /a"] == (("shop",), "buy")
    assert places["POST /shop/{x}/buy"] != (("shop",), "buy")


# arguments


def test_path_parameters_precede_queries_and_the_body() -> None:
    name = arguments({**body("id", "q", "b"), "parameters": query("id", "q")}, "/a/{id}")
    assert name.params == {(In.PATH, "id"): "id", (In.QUERY, "id"): "query_id", (In.QUERY, "q"): "q"}
    assert name.body == {"id": "body_id", "q": "body_q", "b": "b"}


def test_parameters_of_one_name_in_several_places() -> None:
    params = [item for where in ("query", "header", "cookie") for item in query("a", where=where)]
    name = arguments({**OK, "parameters": params})
    assert {str(where): str(argument) for (where, _), argument in name.params.items()} == {
        "query": "query_a",
        "header": "header_a",
        "cookie": "cookie_a",
    }


@pytest.mark.parametrize("wire", ["self", "request_options", "omit", "m", "p", "class", "lambda", "a-b", "2", "é"])
def test_arguments_are_usable(wire: str) -> None:
    name = arguments({**body(wire), "parameters": query(wire)})
    names = [*name.params.values(), *name.body.values()]
    assert len(set(names)) == 2
    for item in names:
        assert item.isidentifier()
        assert not keyword.iskeyword(item)
        assert item != "request_options"


@pytest.mark.parametrize("wire", ["copy", "json", "model_dump", "schema"])
def test_query_arguments_are_valid_fields(wire: str) -> None:
    assert arguments({**OK, "parameters": query(wire)}).params[In.QUERY, wire] == f"query_{wire}"


def test_fields_of_the_query_model_are_the_arguments() -> None:
    table = named({"/a/{id}": {"get": {**OK, "parameters": query("id", "pageSize")}}})
    (operation,) = table.operations.values()
    fields = {wire: name for (_, wire), name in table.fields.items()}
    assert fields == {"id": "query_id", "pageSize": "page_size"}
    assert {wire: name for (where, wire), name in operation.params.items() if where is In.QUERY} == fields


WIRE = st.one_of(
    st.sampled_from(["id", "ID", "i_d", "self", "omit", "body", "query_id", "body_id"]), st.text(max_size=4)
)


@settings(max_examples=examples(50))
@given(st.lists(WIRE, max_size=4, unique=True), st.lists(WIRE, max_size=4, unique=True))
def test_arguments_never_collide(params: list[str], inside: list[str]) -> None:
    name = arguments({**body(*inside), "parameters": [item for item in query(*params) if item["name"]]}, "/a/{id}")
    names = [*name.params.values(), *name.body.values()]
    assert len(set(names)) == len(names)


def test_a_body_that_is_one_argument() -> None:
    name = arguments({**taking({"type": "array", "items": TEXT}), "parameters": query("body")})
    assert name.body == {}
    assert name.body_argument not in name.params.values()


# stability


TEMPLATES = [
    "/a",
    "/a/{x}",
    "/a/{y}",
    "/a/{x}/b",
    "/a/{x}/b/{z}",
    "/a/b",
    "/a-b",
    "/as",
    "/A",
    "/v1/a",
    "/v2/a/{x}",
    "/a/{x}:act",
    "/a/{x}/act",
    "/a.act",
    "/{x}",
    "/",
    "/foo",
    "/async_foo",
]
PATHS = st.dictionaries(
    st.sampled_from(TEMPLATES),
    st.sets(st.sampled_from(["get", "post", "put", "patch", "delete"]), min_size=1),
    max_size=8,
)


def table_of(paths: dict[str, set[str]]) -> NameTable:
    return named({path: {verb: replying(TEXT) for verb in sorted(verbs)} for path, verbs in paths.items()})


@settings(max_examples=examples(50))
@given(PATHS, st.randoms())
def test_names_do_not_depend_on_the_order_of_paths(paths: dict[str, set[str]], random: object) -> None:
    keys = list(paths)
    random.shuffle(keys)  # type: ignore[attr-defined]
    one, two = table_of(paths), table_of({key: paths[key] for key in keys})
    assert dict(one.operations) == dict(two.operations)
    assert dict(one.resources) == dict(two.resources)


@settings(max_examples=examples(50))
@given(PATHS)
def test_methods_and_resources_are_unique(paths: dict[str, set[str]]) -> None:
    table = table_of(paths)
    places = [(name.resource, name.method) for name in table.operations.values()]
    assert len(set(places)) == len(places)
    taken = {(key[:-1], key[-1]) for key in table.resources}
    assert not taken & set(places)
    for names in (
        [item.module.lower() for item in table.resources.values()],
        [name for item in table.resources.values() for name in (item.sync_class, item.async_class, item.service)],
    ):
        assert len(set(names)) == len(names)
    constants = [(name.resource, name.constant) for name in table.operations.values()]
    assert len(set(constants)) == len(constants)


@pytest.mark.slow
@settings(max_examples=examples(50))
@given(PATHS, st.sampled_from(TEMPLATES), st.sampled_from(["get", "post", "put", "patch", "delete"]))
def test_an_added_operation_renames_only_operations_of_its_resource(
    paths: dict[str, set[str]], template: str, verb: str
) -> None:
    before = table_of(paths)
    after = table_of({**paths, template: paths.get(template, set()) | {verb}})
    added = after.operations[f"{verb.upper()} {template}"]  # type: ignore[index]
    for key, name in before.operations.items():
        now = after.operations[key]
        if (now.resource, now.method) != (name.resource, name.method):
            # it was an action or a method of the path, or the added path is plainer (docs/names.md)
            literals = {
                part for part in template.replace(":", "/").replace(".", "/").replace("-", "/").split("/") if part
            }
            assert literals & {part for path in name.resource for part in (path, path.removesuffix("s"))} or (
                name.resource[0] == added.resource[0]
            )


@pytest.mark.slow
@settings(max_examples=examples(50))
@given(PATHS, st.sampled_from(TEMPLATES))
def test_pinned_operations_keep_their_names_when_the_document_grows(paths: dict[str, set[str]], template: str) -> None:
    pins = {
        f"{verb.upper()} {path}": f"pinned.m{index}_{verb}"
        for index, path in enumerate(paths)
        for verb in sorted(paths[path])
    }
    grown = {**paths, template: paths.get(template, set()) | {"get"}}
    table = named({path: {verb: replying(TEXT) for verb in sorted(verbs)} for path, verbs in grown.items()}, names=pins)
    for key, pin in pins.items():
        name = table.operations[key]  # type: ignore[index]
        assert ".".join((*name.resource, name.method)) == pin
        assert name.source == "pinned"


@pytest.mark.slow
@settings(max_examples=examples(50))
@given(PATHS)
def test_an_unrelated_path_renames_nothing(paths: dict[str, set[str]]) -> None:
    before, after = table_of(paths), table_of({"/zebras": {"get", "post"}, **paths, "/zebras/{id}/feed": {"post"}})
    assert {key: after.operations[key] for key in before.operations} == dict(before.operations)
    assert {key: after.resources[key] for key in before.resources} == dict(before.resources)


# pinned arguments


def pinned(rows: list[str], operation: Json, found: Diagnostics | None = None) -> OperationName:
    path = "/a/{b}/c/{d}"
    table = named({path: {"post": operation}}, found=found, arguments={f"POST {path}": tuple(rows)})
    return table.operations[OpId(f"POST {path}")]


def test_pinned_arguments_have_their_names_and_order() -> None:
    names = pinned(["d=item", "*", "b", "q=text", "x=content"], OK | body("x", "item") | {"parameters": query("q")})
    assert {wire: str(name) for (_, wire), name in names.params.items()} == {"b": "b", "d": "item", "q": "text"}
    assert names.body == {"x": "content", "item": "body_item"}
    assert names.positional == ("d",)
    assert pinned(["d=item"], OK).positional == ("b", "d")


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (["e=x"], "an argument is pinned for 'e', which POST /a/{b}/c/{d} does not have"),
        (["b=x", "d=x"], "two arguments of POST /a/{b}/c/{d} are pinned to the name 'x'"),
        (["b=request_options"], "cannot have the name 'request_options', which generated code uses"),
        (["b=self"], "cannot have the name 'self', which generated code uses"),
    ],
)
def test_pinned_arguments_that_are_not_possible(rows: list[str], expected: str) -> None:
    found = Diagnostics()
    pinned(rows, OK, found)
    (item,) = found
    assert expected in item.message


def test_arguments_of_an_unknown_operation() -> None:
    found = Diagnostics()
    named({"/a": {"get": OK}}, found=found, arguments={"GET /b": ("x",)})
    (item,) = found
    assert (item.code, item.hint) == ("name-pin-unknown", "did you mean 'GET /a'?")
