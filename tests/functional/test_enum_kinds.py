"""Inline document → package → values: enum classes, constants beside literals, and closed enums of requests."""

from __future__ import annotations

import copy
import json
import pickle
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import anyio
import httpx2
import pytest
from pydantic import ValidationError

from tests.support.checkers import FAST, diagnostics
from tests.support.packages import Package, imported, make_tree, write_tree

SPEC = """
openapi: 3.1.0
info: {title: Orders, version: "1"}
servers: [{url: https://api.example}]
paths:
  /orders/{mode}:
    post:
      parameters:
        - {name: mode, in: path, required: true, schema: {$ref: "#/components/schemas/Mode"}}
        - {name: size, in: query, schema: {type: string, enum: [small, extra-large]}}
        - {name: modes, in: query, schema: {type: array, items: {$ref: "#/components/schemas/Mode"}}}
      requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/Order"}}}}
      responses: {"200": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/Order"}}}}}
components:
  schemas:
    Mode: {type: string, enum: [slow, fast]}
    ModeValues: {type: object, properties: {a: {type: string}}}
    Order:
      type: object
      required: [pace]
      properties:
        pace: {$ref: "#/components/schemas/Mode"}
        other: {$ref: "#/components/schemas/Mode", default: fast}
        status: {type: [string, "null"], enum: [open, "+1", "-1", Open, null]}
        kinds: {type: array, items: {type: string, enum: [a, b]}}
        level: {type: integer, enum: [1, 2, -3]}
        object: {const: order, default: order}
        values: {$ref: "#/components/schemas/ModeValues"}
"""


def packages(tmp_path_factory: pytest.TempPathFactory, kind: str) -> Iterator[Package]:
    folder = tmp_path_factory.mktemp("enums")
    tree, found = make_tree(SPEC, folder, package=f"enums_{kind}", enums=kind)
    assert not found.failed
    with imported(write_tree(tree, folder / "out" / f"enums_{kind}")) as package:
        yield package


@pytest.fixture(scope="module")
def classes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Package]:
    yield from packages(tmp_path_factory, "enum")


@pytest.fixture(scope="module")
def literals(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Package]:
    yield from packages(tmp_path_factory, "literal")


def answering(package: Package, answer: object) -> tuple[Any, list[httpx2.Request]]:
    seen: list[httpx2.Request] = []

    def respond(request: httpx2.Request) -> httpx2.Response:
        seen.append(request)
        return httpx2.Response(200, json=answer)

    return package.Client(transport=httpx2.MockTransport(respond), strict=True), seen


def test_enum_classes_are_sent_and_read(classes: Package) -> None:
    m = classes.models
    answer = {"pace": "warp", "status": "open", "kinds": ["a", "z"], "level": 2, "object": "order"}
    client, seen = answering(classes, answer)
    size = m.OrderUpdateQuerySize.EXTRA_LARGE
    order = client.orders.update(m.Mode.FAST, pace=m.Mode.SLOW, size=size, modes=["slow", m.Mode.FAST], level=2)
    assert str(seen[0].url) == "https://api.example/orders/fast?size=extra-large&modes=slow&modes=fast"
    assert json.loads(seen[0].content) == {"pace": "slow", "level": 2, "object": "order"}
    assert isinstance(order.pace, m.Mode)
    assert (order.pace, order.pace.value, order.pace.is_known, order.pace == "warp") == ("warp", "warp", False, True)
    assert order.status is m.OrderStatus["OPEN_2"]
    assert m.Mode.FAST.is_known
    assert order.kinds == [m.OrderKind.A, "z"]
    assert order.level is m.OrderLevel.N2
    assert order.other is m.Mode.FAST
    assert json.loads(order.model_dump_json()) == answer
    assert order.model_dump(mode="json") == answer
    assert {order.pace: 1}["warp"] == 1


def test_unknown_values_can_be_copied(classes: Package) -> None:
    unknown = classes.models.Mode("warp")
    assert copy.deepcopy(unknown) == unknown == copy.copy(unknown)
    assert pickle.loads(pickle.dumps(classes.models.Mode.FAST)) is classes.models.Mode.FAST  # noqa: S301 - own data
    with pytest.raises(ValueError, match="7 is not a valid Mode"):
        classes.models.Mode(7)


def test_closed_enum_classes_refuse_other_values(classes: Package) -> None:
    client, _ = answering(classes, {"pace": "slow"})
    with pytest.raises(classes.errors.InvalidArgumentError, match="size"):
        client.orders.update("fast", pace="slow", size="huge")
    with pytest.raises(ValidationError, match="level"):
        classes.models.Order(pace="slow", level=9)


def test_servers_read_enum_classes(classes: Package) -> None:
    server, m = classes.server, classes.models
    seen: list[Any] = []

    class Orders(server.OrdersBase):  # type: ignore[misc,name-defined]
        def update(self, mode: Any, params: Any, body: Any, context: Any) -> Any:  # noqa: ARG002
            seen[:] = [mode, params, body]
            return body

    app = server.create_app(orders=Orders(), unset="omit")

    async def send(url: str) -> httpx2.Response:
        transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
        async with httpx2.AsyncClient(transport=transport, base_url="http://test") as client:
            return await client.post(url, json={"pace": "warp"})

    response = anyio.run(send, "/orders/new?size=small&modes=fast&modes=next")
    assert (response.status_code, response.json()) == (200, {"pace": "warp"})
    assert seen[0] == m.Mode("new")
    assert seen[1].size is m.OrderUpdateQuerySize.SMALL
    assert seen[1].modes == [m.Mode.FAST, "next"]
    assert anyio.run(send, "/orders/fast?size=huge").status_code == 400


def test_constants_stand_beside_literals(literals: Package) -> None:
    m = literals.models
    assert (m.OrderStatusValues.PLUS_1, m.OrderStatusValues.MINUS_1, m.OrderLevelValues.MINUS_3) == ("+1", "-1", -3)
    assert m.ModeConstants.FAST == "fast"
    client, seen = answering(literals, {"pace": "warp", "status": "-1"})
    order = client.orders.update(m.ModeConstants.FAST, pace="slow")
    assert str(seen[0].url).endswith("/orders/fast")
    assert order.status == m.OrderStatusValues.MINUS_1
    assert order.pace == "warp"


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["", "literal", "enum"])
def test_type_checkers_refuse_other_values_in_requests(tmp_path: Path, kind: str) -> None:
    from mypy import api  # noqa: PLC0415 - slow to import

    tree, _ = make_tree(SPEC, tmp_path, package="shop", enums=kind)
    write_tree(tree, tmp_path / "out" / "shop")
    lines = [
        "import shop",
        "from shop import models as m",
        "def call(client: shop.Client) -> None:",
        "    order = client.orders.update('fast', pace='slow', size='small', modes=['fast'], level=1)",
        "    client.orders.update('fast', pace=order.pace)" + ("" if kind == "enum" else "  # type: ignore[arg-type]"),
        "    client.orders.update('fast', pace='warp')  # type: ignore[arg-type]",
        "    client.orders.update('warp', pace='slow')  # type: ignore[arg-type]",
        "    client.orders.update('fast', pace='slow', status='nope')  # type: ignore[arg-type]",
    ]
    if kind == "literal":
        lines.append("    client.orders.update(m.ModeConstants.FAST, pace=m.ModeConstants.SLOW)")
    if kind == "enum":
        lines.append("    client.orders.update(m.Mode.FAST, pace=m.Mode.SLOW, status=m.OrderStatus.PLUS_1)")
    (tmp_path / "caller.py").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (tmp_path / "mypy.ini").write_text(f"[mypy]\nmypy_path = {tmp_path}/out\n", encoding="utf-8")
    options = ["--strict", "--config-file", str(tmp_path / "mypy.ini"), "--cache-dir", str(tmp_path / ".cache")]
    text, _, code = api.run([*options, str(tmp_path / "caller.py"), str(tmp_path / "out" / "shop")])
    assert code == 0, text
    for checker in FAST:
        assert not diagnostics(
            checker, tmp_path / "out", *(f"shop/{name}" for name in ("models", "params", "resources"))
        )
