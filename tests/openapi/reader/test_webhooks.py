"""Webhooks and callbacks."""

from __future__ import annotations

from codegen.core.diagnostic import Diagnostics
from codegen.ir.api import Api
from codegen.ir.types import DefId
from codegen.passes.hoist import hoist
from codegen.passes.select import OperationPatterns, select
from tests.support.documents import ID, Json, codes, document, read, ref, taking

CALL: Json = taking(ref("A"))


def webhooks(items: Json, found: Diagnostics | None = None, **components: Json) -> Api:
    return read(document({"A": ID}, webhooks=items, components=components), found)


def test_webhooks() -> None:
    api = webhooks({"paid": {"post": CALL}, "moved": {"post": CALL, "put": CALL}, "x-other": {"post": CALL}})
    assert [(item.id, item.method, item.path) for item in api.webhooks] == [
        ("paid webhook", "POST", ("paid",)),
        ("moved webhook post", "POST", ("moved",)),
        ("moved webhook put", "PUT", ("moved",)),
    ]
    assert not api.operations


def test_webhooks_by_reference() -> None:
    found = Diagnostics()
    items = {"paid": {"$ref": "#/components/pathItems/P"}, "lost": {"$ref": "#/components/pathItems/None"}}
    api = webhooks(items, found, pathItems={"P": {"post": CALL}})
    assert [item.id for item in api.webhooks] == ["paid webhook"]
    assert codes(found) == [("unresolved-ref", "/webhooks/lost/$ref")]


def test_callbacks() -> None:
    callbacks = {"done": {"{$request.body#/url}": {"post": CALL}}, "both": {"a": {"post": CALL}, "b": {"post": CALL}}}
    api = read(document({"A": ID}, {"/a": {"post": {**CALL, "operationId": "start", "callbacks": callbacks}}}))
    assert [(item.id, item.path) for item in api.webhooks] == [
        ("start done callback", ("{$request.body#/url}",)),
        ("start both callback 1", ("a",)),
        ("start both callback 2", ("b",)),
    ]


def test_a_callback_of_an_operation_without_a_name() -> None:
    api = read(document({"A": ID}, {"/a/{b}": {"post": {**CALL, "callbacks": {"c": {"u": {"put": CALL}}}}}}))
    assert [item.id for item in api.webhooks] == ["POST /a/{b} c callback"]


def test_inline_objects_get_definitions() -> None:
    api = hoist(read(document(webhooks={"paid": {"post": taking(ID)}})))
    assert DefId("paid webhook>params") in api.definitions


def test_selection() -> None:
    spec = document({"A": ID}, {"/a": {"get": {"tags": ["t"], "responses": {}}}}, webhooks={"w": {"post": CALL}})
    only = select(read(spec), OperationPatterns(tags=("t",)), OperationPatterns(), Diagnostics())
    assert (only.webhooks, list(only.definitions)) == ((), [])
    rest = select(read(spec), OperationPatterns(), OperationPatterns(tags=("t",)), Diagnostics())
    assert ([item.id for item in rest.webhooks], len(rest.definitions)) == (["w webhook"], 1)
