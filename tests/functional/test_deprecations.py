"""Document → package: deprecated operations, models and fields are marked for type checkers (PEP 702)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import anyio
import httpx2
import pytest

from tests.support.checkers import FAST, diagnostics
from tests.support.packages import Package, imported, make_tree, write_tree

SPEC = """
openapi: 3.1.0
info: {title: Shop, version: "1"}
servers: [{url: https://api.example}]
paths:
  /orders:
    get:
      deprecated: true
      x-deprecated-reason: Use GET /v2/orders
      x-sunset: "2027-06-30"
      parameters:
        - {name: limit, in: query, schema: {type: integer, default: 10}, description: Size of a page.}
        - {name: cursor, in: query, schema: {type: string}}
      responses: &list
        "200":
          description: ok
          content:
            application/json:
              schema:
                type: object
                required: [items]
                properties:
                  items: {type: array, items: {$ref: "#/components/schemas/Order"}}
                  next_cursor: {type: string}
  /v2/orders:
    get:
      parameters: [{name: cursor, in: query, schema: {type: string}}]
      responses: *list
  /answers:
    post:
      deprecated: true
      x-ms-deprecation: {description: "Removed soon.", removalDate: "2027-01-01"}
      requestBody:
        required: true
        content: {application/json: {schema: {type: object, properties: {stream: {type: boolean}}}}}
      responses:
        "200":
          description: ok
          content:
            application/json: {schema: {$ref: "#/components/schemas/Order"}}
            text/event-stream: {schema: {$ref: "#/components/schemas/Order"}}
  /answers/deprecated:
    get:
      x-codegen-method: deprecated
      responses: {"204": {description: ok}}
    delete:
      deprecated: true
      responses: {"204": {description: ok}}
components:
  schemas:
    Order:
      type: object
      required: [id]
      properties:
        id: {type: string}
        code: {type: string, deprecated: true, x-deprecation-message: Use promotion.}
        draft: {$ref: "#/components/schemas/Draft"}
    Draft:
      deprecated: true
      x-deprecated: {reason: Use Order, sunset: "2027-06-30"}
      type: object
      properties: {id: {type: string}, again: {$ref: "#/components/schemas/Draft"}}
"""
MODULES = ("shop/models", "shop/resources", "shop/server", "shop/_operations", "shop/testing.py")
CALLER = """
import shop
from shop import models as m
from shop.server import OrdersBase

def call(client: shop.Client) -> None:
    client.orders.list()  # reported
    client.v2.orders.list()
    client.orders.with_raw_response.list(limit=1)  # reported
    with client.orders.with_streaming_response.list(cursor="c") as streamed:  # reported
        print(streamed.parse().data)
    client.answers.create(stream=True)  # reported
    client.answers.as_stream.create()  # reported
    client.answers.deprecated.deprecated()
    client.answers.deprecated.delete()  # reported
    m.Draft(id="d")  # reported

async def later(client: shop.AsyncClient) -> None:
    await client.orders.list()  # reported
    async for order in client.v2.orders.list():
        print(order.id)
    raw = await client.orders.with_raw_response.list()  # reported
    print(raw.parsed.data)
    await client.answers.create(stream=False)  # reported
    async for event in await client.answers.as_stream.create():  # reported
        print(event.data)

class Orders(OrdersBase):
    pass
"""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("deprecations")
    tree, found = make_tree(SPEC, folder / "made", package="shop")
    assert not found.failed
    write_tree(tree, folder / "shop")
    return folder


@pytest.fixture(scope="module")
def shop(place: Path) -> Iterator[Package]:
    with imported(place / "shop") as package:
        yield package


@pytest.mark.slow
@pytest.mark.parametrize("checker", FAST)
def test_type_checkers_report_uses_by_callers_only(place: Path, checker: str) -> None:
    (place / "caller.py").write_text(CALLER)
    assert not diagnostics(checker, place, "shop")
    options = ["--enable-error-code=deprecated"] if checker in {"mypy", "zuban"} else []
    text = diagnostics(checker, place, "caller.py", *options)
    reported = {int(line) for line in re.findall(r"caller\.py:(\d+)", text)}
    expected = {number for number, line in enumerate(CALLER.splitlines(), 1) if line.endswith("# reported")}
    assert reported == expected, text


def test_marks_state_the_reason_and_the_sunset(shop: Package) -> None:
    message = "Use GET /v2/orders. Sunset: 2027-06-30."
    orders = __import__("shop.resources.orders", fromlist=["Orders"])
    answers = __import__("shop.resources.answers", fromlist=["Answers"])
    for owner in (orders.Orders, orders.AsyncOrders, shop.server.OrdersService, shop.server.OrdersBase):
        assert owner.list.__deprecated__ == message
    assert f"Deprecated: {message}" in orders.Orders.list.__doc__
    assert answers.Answers.create.__deprecated__ == "Removed soon. Sunset: 2027-01-01."
    assert shop.models.Draft.__deprecated__ == "Use Order. Sunset: 2027-06-30."
    assert shop.models.Draft.model_json_schema()["$defs"]["Draft"]["deprecated"] is True
    assert shop.models.Order.model_fields["code"].deprecated == "Use promotion."


@pytest.mark.slow
def test_the_package_itself_does_not_warn(shop: Package) -> None:
    def respond(_request: httpx2.Request) -> httpx2.Response:
        draft = {"id": "d", "again": {"id": 5}}
        return httpx2.Response(200, json={"items": [{"id": "o", "code": 7, "draft": draft}], "next_cursor": None})

    client = shop.Client(transport=httpx2.MockTransport(respond))
    page = client.orders.list(limit=1)
    raw = client.orders.with_raw_response.list()
    (order,) = list(page)
    assert raw.parsed.data == page.data
    assert order.draft.again.id == 5
    assert order.model_dump() == {"id": "o", "code": 7, "draft": {"id": "d", "again": {"id": 5}}}
    assert repr(order)
    assert order.model_copy(deep=True) == order
    with pytest.warns(DeprecationWarning, match=re.escape("Use promotion.")):
        assert order.code == 7
    testing = __import__("shop.testing", fromlist=["Fake"])
    fake = testing.Fake()
    fake.orders.list.returns([testing.build(shop.models.Order, code="c")])
    assert next(iter(fake.client().orders.list())).id

    class Orders(shop.server.OrdersBase):  # type: ignore[misc,name-defined]
        def list(self, params: object, context: object) -> object:  # noqa: ARG002
            return shop.models.OrderList(items=[order])

    async def send() -> httpx2.Response:
        transport = httpx2.ASGITransport(app=shop.server.create_app(orders=Orders(), missing="501"))
        async with httpx2.AsyncClient(transport=transport, base_url="http://test") as http:
            return await http.get("/orders")

    assert anyio.run(send).json()["items"][0]["draft"]["id"] == "d"
