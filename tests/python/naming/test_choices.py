"""Names by extensions, tags, operationIds and functions, and where each name comes from."""

from __future__ import annotations

import pytest

from codegen.core.options import NameSettings
from codegen.ir.api import In
from codegen.python.names import NameTable
from tests.support.documents import (
    ID,
    TEXT,
    Json,
    class_names,
    document,
    path_parameters,
    prepared,
    ref,
    replying,
    taking,
)

MANY: Json = replying({"type": "array", "items": TEXT})


def table(paths: Json, schemas: Json = None, **settings: str) -> NameTable:
    for path, item in paths.items():
        item.setdefault("parameters", path_parameters(path))
    return prepared(document(schemas, paths), naming=NameSettings(**settings)).names


def methods(paths: Json, **settings: str) -> dict[str, tuple[str, str]]:
    """Return the dotted name and its source by operation."""
    names = table(paths, **settings).operations
    return {str(key): (".".join((*name.resource, name.method)), name.source) for key, name in names.items()}


@pytest.mark.parametrize(
    ("extensions", "expected"),
    [
        ({"x-fern-sdk-group-name": ["shop", "carts"], "x-fern-sdk-method-name": "fill"}, "shop.carts.fill"),
        ({"x-fern-sdk-group-name": "baskets"}, "baskets.create"),
        ({"x-fern-sdk-method-name": "fillUp"}, "carts.fill_up"),
        ({"x-speakeasy-group": "shop.carts", "x-speakeasy-name-override": "fill"}, "shop.carts.fill"),
        ({"x-stainless-group": "shop.carts", "x-stainless-method": "fill"}, "shop.carts.fill"),
        ({"x-codegen-group": "shop.carts", "x-codegen-method": "fill"}, "shop.carts.fill"),
        ({"x-ms-client-name": "fill"}, "carts.fill"),
    ],
)
def test_extensions_state_names_of_operations(extensions: Json, expected: str) -> None:
    paths = {"/carts": {"post": {**MANY, **extensions}}}
    assert methods(paths) == {"POST /carts": (expected, next(reversed(extensions)))}
    assert methods(paths, grouping="path") == {"POST /carts": ("carts.create", "path")}


@pytest.mark.parametrize("value", [1, None, {}, [], "", " ", ".", "..", [1], {"name": "x"}, ["", "."]])
def test_extensions_of_a_wrong_type_are_ignored(value: Json) -> None:
    paths = {"/carts": {"post": {**MANY, "x-fern-sdk-group-name": value, "x-fern-sdk-method-name": value}}}
    assert methods(paths) == {"POST /carts": ("carts.create", "path")}


@pytest.mark.parametrize("value", ["class", "a b", "1", "__init__", "é", "None", "x" * 500, "'); import os"])
def test_stated_names_are_made_identifiers(value: str) -> None:
    ((name, _),) = methods({"/carts": {"post": {**MANY, "x-fern-sdk-method-name": value}}}).values()
    assert name.removeprefix("carts.").isidentifier()


def test_two_operations_with_one_stated_name_are_kept_apart() -> None:
    same = {**MANY, "x-fern-sdk-group-name": "a", "x-fern-sdk-method-name": "b"}
    names = methods({"/x": {"get": same}, "/y": {"get": same}, "/a/{id}/b": {"post": MANY}})
    assert len({name for name, _ in names.values()}) == 3


def test_extensions_state_names_of_schemas_properties_parameters_and_bodies() -> None:
    properties = {"n": {**TEXT, "x-ms-client-name": "itemCount"}}
    schemas = {"it": {"type": "object", "x-ms-client-name": "Item", "properties": properties}}
    param = {"name": "q", "in": "query", "schema": TEXT, "x-ms-client-name": "search"}
    body = {**taking({"type": "array", "items": ref("it")}), "x-codegen-request-body-name": "items"}
    names = table({"/a": {"post": {**body, "parameters": [param]}}}, schemas)
    assert class_names(names)["it"] == "Item"
    assert {str(item.source) for item in names.models.values()} >= {"x-ms-client-name"}
    assert [str(name) for (_, wire), name in names.fields.items() if wire == "n"] == ["item_count"]
    (operation,) = names.operations.values()
    assert (operation.params[In.QUERY, "q"], operation.body_argument) == ("search", "items")


def test_tags_are_groups_when_configured() -> None:
    tagged = {**MANY, "tags": ["Shop Orders", "other"]}
    paths = {
        "/orders": {"get": tagged},
        "/orders/{id}/payments": {"get": tagged, "post": tagged},
        "/orders/{id}/cancel": {"post": tagged},
        "/plain": {"get": MANY},
    }
    assert [name for name, _ in methods(paths, grouping="tags").values()] == [
        "shop_orders.list",
        "shop_orders.list_payments",
        "shop_orders.create_payment",
        "shop_orders.cancel",
        "plain.list",
    ]


def test_operation_ids_are_names_when_configured() -> None:
    paths = {"/orders": {"get": {**MANY, "operationId": "fetchOrders"}, "post": MANY}}
    assert methods(paths, naming="operation_id") == {
        "GET /orders": ("orders.fetch", "operationId"),
        "POST /orders": ("orders.create", "path"),
    }


FUNCTIONS = {
    ("get", "/orders"): ("read_orders", "orders.list"),
    ("post", "/orders"): ("create_order", "orders.create"),
    ("get", "/orders/{order_id}"): ("get_order", "orders.retrieve"),
    ("delete", "/orders/{order_id}"): ("archive_order", "orders.archive"),
    ("put", "/orders/{order_id}/priority"): ("set_priority", "orders.set_priority"),
    ("get", "/orders/{order_id}/summary"): ("get_summary", "orders.summary"),
    ("post", "/orders/{order_id}/cancel"): ("cancel_order", "orders.cancel"),
}


def of_fastapi() -> Json:
    paths: Json = {}
    for (verb, path), (function, _) in FUNCTIONS.items():
        key = (function + path).replace("/", "_").replace("{", "_").replace("}", "_") + "_" + verb
        response = MANY if path == "/orders" else replying(ID)
        paths.setdefault(path, {})[verb] = {**response, "operationId": key}
    return paths


def test_functions_of_fastapi_that_say_more_than_the_path_are_names() -> None:
    assert [name for name, _ in methods(of_fastapi()).values()] == [name for _, name in FUNCTIONS.values()]
    assert methods(of_fastapi())["PUT /orders/{order_id}/priority"] == ("orders.set_priority", "function")
    assert methods(of_fastapi(), naming="path")["PUT /orders/{order_id}/priority"] == ("orders.priority", "path")


def test_other_documents_are_not_taken_for_those_of_fastapi() -> None:
    paths = of_fastapi()
    paths["/orders"]["get"]["operationId"] = "listOrders"
    assert methods(paths)["PUT /orders/{order_id}/priority"] == ("orders.priority", "path")


def test_bodies_of_fastapi_are_named_after_their_operation() -> None:
    component = "Body_cancel_order_orders__order_id__cancel_post"
    paths = of_fastapi()
    paths["/orders/{order_id}/cancel"]["post"] |= taking(ref(component))
    assert class_names(table(paths, {component: {**ID, "title": component}}))[component] == "OrderCancelBody"


def test_only_the_last_path_parameter_is_positional_when_configured() -> None:
    paths = {"/a/{x}/b/{y}": {"get": replying(ID)}}
    (every,) = table(paths).operations.values()
    (last,) = table(paths, positional="last").operations.values()
    assert (every.positional, last.positional) == (("x", "y"), ("y",))


def test_a_model_of_headers_beside_a_body_is_named_after_them() -> None:
    params = [{"name": "X-Trace", "in": "header", "schema": TEXT}]
    cookies = [{"name": "session", "in": "cookie", "schema": TEXT}]
    paths = {
        "/a": {"post": {**taking(ID), "parameters": params}},
        "/b": {"post": {**taking(ID), "parameters": cookies}},
        "/c": {"post": {**taking(ID), "parameters": [*params, *cookies]}},
    }
    names = {str(item.name) for item in table(paths).models.values()}
    assert names >= {"ACreateHeaders", "BCreateCookies", "CCreateQuery"}
