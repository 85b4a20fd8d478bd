"""Names by extensions, tags, operationIds and functions, and where each name comes from."""

from __future__ import annotations

import pytest

from codegen.core.diagnostic import Diagnostics
from codegen.core.options import NameSettings
from codegen.ir.api import In
from codegen.python.names import NameTable
from tests.support.documents import (
    ID,
    TEXT,
    Json,
    class_names,
    codes,
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


def test_bodies_of_fastapi_with_own_operation_ids_are_named_after_their_operation() -> None:
    paths = {
        "/orders/{id}/cancel": {"post": {**taking(ref("Body_orders-cancel_it")), "operationId": "orders-cancel it"}}
    }
    assert class_names(table(paths, {"Body_orders-cancel_it": ID}))["Body_orders-cancel_it"] == "OrderCancelBody"


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


def test_the_root_states_names_of_methods_by_operation_id() -> None:
    rules = [
        {"operationId": "^fetch.*Carts$", "methodNameOverride": "obtain"},
        {"operationId": "(a+)+$", "methodNameOverride": "evil"},
        {"operationId": "[z-a]", "methodNameOverride": "wrong"},
        {"operationId": 1, "methodNameOverride": "wrong"},
        "wrong",
    ]
    own = {**MANY, "operationId": "fetchOwnCarts", "x-speakeasy-name-override": "own"}
    paths = {"/carts": {"get": {**MANY, "operationId": "fetchCarts"}, "put": own, "post": MANY}}
    found = Diagnostics()
    names = prepared(document(None, paths) | {"x-speakeasy-name-override": rules}, found).names
    assert [str(name.method) for name in names.operations.values()] == ["obtain", "own", "create"]
    assert [code for code, _ in codes(found)] == ["unsupported-keyword", "unsupported-keyword"]


def test_patterns_of_operation_ids_are_bounded() -> None:
    rules = [{"operationId": f".*{number}$", "methodNameOverride": f"m{number}"} for number in range(1000, 1101)]
    several = [{"operationId": "a.*b.*$", "methodNameOverride": "several"}]
    long = {**MANY, "operationId": f"{'a' * 100}1000"}
    paths = {
        "/carts": {"get": {**MANY, "operationId": "carts1099"}, "put": {**MANY, "operationId": "c1100"}, "post": long}
    }
    found = Diagnostics()
    names = prepared(document(None, paths) | {"x-speakeasy-name-override": several + rules}, found).names
    assert [str(name.method) for name in names.operations.values()] == ["m1099", "update", "create"]
    assert [code for code, _ in codes(found)] == ["unsupported-keyword", "unsupported-keyword"]


COLOURS: Json = {"type": "string", "enum": ["r", "g"]}


@pytest.mark.parametrize(
    "extension",
    [
        {"x-enum-varnames": ["red", "green"]},
        {"x-enumNames": ["Red", "Green"]},
        {"x-speakeasy-enums": ["Red", "Green"]},
        {"x-speakeasy-enums": {"r": "Red", "g": "Green"}},
        {"x-fern-enum": {"r": {"name": "Red"}, "g": {"name": "GREEN"}}},
        {"x-stainless-renameMap": {"red": "r", "green": "g"}},
        {"x-ms-enum": {"name": "Colour", "values": [{"value": "g", "name": "Green"}, {"value": "r", "name": "Red"}]}},
    ],
)
def test_extensions_state_names_of_values(extension: Json) -> None:
    names = prepared(document({"it": {**COLOURS, **extension}}), enums="enum").names
    assert list(names.members.values()) == [("RED", "GREEN")]


def test_titles_of_constants_name_values() -> None:
    levels = {"oneOf": [{"const": 1, "title": "Low"}, {"const": 2, "title": "High"}]}
    names = prepared(document({"it": levels}), enums="enum").names
    assert list(names.members.values()) == [("LOW", "HIGH")]


def test_names_of_values_of_another_number_are_reported() -> None:
    found = Diagnostics()
    names = prepared(document({"it": {**COLOURS, "x-enum-varnames": ["red"]}}), found, enums="enum").names
    assert list(names.members.values()) == [("R", "G")]
    assert codes(found) == [("invalid-value", "/components/schemas/it/x-enum-varnames")]


def test_inline_enums_with_one_name_share_a_class() -> None:
    colour = {**COLOURS, "x-ms-enum": {"name": "colour"}}
    paths = {
        "/carts": {
            "post": taking(
                {"type": "object", "properties": {"a": colour, "b": {**colour, "x-enum-varnames": ["red", "green"]}}}
            )
        }
    }
    names = prepared(document(None, paths), enums="enum").names
    assert sorted(str(item.name) for item in names.models.values()) == ["CartCreateParams", "Colour"]
    assert list(names.members.values()) == [("RED", "GREEN")]


def test_extensions_state_classes_of_inline_schemas() -> None:
    inner, kinds = {"type": "object", "properties": {"n": TEXT}}, ("hard", "soft")
    properties = {
        "a": {**inner, "x-fern-type-name": "Cover"},
        "b": {**inner, "x-speakeasy-name-override": "back"},
        "c": {
            "oneOf": [{**inner, "x-stainless-variantName": name, "minProperties": n} for n, name in enumerate(kinds)]
        },
    }
    body = taking({"type": "object", "properties": properties, "x-speakeasy-name-override": "NewBook"})
    names = prepared(document(None, {"/books": {"post": body}})).names
    assert sorted(str(item.name) for item in names.models.values()) == [
        "Cover",
        "NewBook",
        "NewBookB",
        "NewBookCHard",
        "NewBookCSoft",
    ]


def test_lists_in_unions_are_named_by_their_items() -> None:
    def many(item: Json) -> Json:
        return {"type": "array", "items": item}

    pages = {"anyOf": [many({"type": "object", "properties": {name: TEXT}}) for name in ("left", "right")]}
    sort = {
        "anyOf": [many({"type": kind, "enum": values}) for kind, values in (("string", ["a"]), ("integer", [1, 2]))]
    }
    sort["anyOf"][0]["items"]["enum"].append("b")
    both = {"anyOf": [many({"type": "string", "enum": values}) for values in (["a", "b"], ["a", "c"])]}
    properties = {"pages": pages, "sort": sort, "both": both}
    body = taking({"type": "object", "properties": properties})
    names = prepared(document(None, {"/books": {"post": body}}), enums="enum").names
    assert sorted(str(item.name).removeprefix("BookCreateParams") for item in names.models.values()) == [
        "",
        "BothB",
        "BothC",
        "PagesLeft",
        "PagesRight",
        "SortInteger",
        "SortString",
    ]
