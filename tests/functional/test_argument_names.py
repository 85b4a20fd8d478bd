"""Parameters and properties keep their names as arguments, also those that generated modules use themselves."""

from __future__ import annotations

import inspect
import json
from typing import TYPE_CHECKING, Any

import httpx2
import pytest

from tests.support.packages import Package, make_package

if TYPE_CHECKING:
    from collections.abc import Iterator

SPEC = """
openapi: 3.1.0
info: {title: Exchange, version: "1"}
servers: [{url: "http://exchange"}]
paths:
  /trades:
    post:
      parameters: [{name: side, in: query, schema: {type: string}}]
      requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/Trade"}}}}
      responses:
        "200": {description: It., content: {application/json: {schema: {$ref: "#/components/schemas/Trade"}}}}
    get:
      parameters: [{name: omit, in: query, schema: {type: string}}, {name: self, in: query, schema: {type: string}}]
      responses:
        "200":
          description: All.
          content: {application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Trade"}}}}
  /trades/{self}:
    delete:
      parameters:
        - {name: self, in: path, required: true, schema: {type: string}}
        - {name: p, in: query, schema: {$ref: "#/components/schemas/Kind"}}
      responses: {"204": {description: Gone.}}
  /trades/{id}/m:
    post:
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses:
        "200": {description: It., content: {application/json: {schema: {$ref: "#/components/schemas/Trade"}}}}
  /trades/{id}/p:
    post:
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      requestBody:
        content: {application/json: {schema: {type: object, properties: {t: {$ref: "#/components/schemas/Trade"}}}}}
      responses:
        "200": {description: It., content: {application/json: {schema: {$ref: "#/components/schemas/Trade"}}}}
  /m: {get: {responses: {"204": {description: Nothing.}}}}
components:
  schemas:
    Kind: {type: string, enum: [buy, sell]}
    Trade:
      type: object
      properties:
        m: {type: boolean}
        p: {$ref: "#/components/schemas/Kind"}
        q: {type: string}
        omit: {type: string}
        self: {type: string}
"""
TRADE = {"m": True, "p": "buy", "q": "1", "omit": "x", "self": "y"}


@pytest.fixture(scope="module")
def exchange(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Package]:
    with make_package(SPEC, tmp_path_factory.mktemp("exchange")) as package:
        yield package


@pytest.fixture
def sent() -> list[httpx2.Request]:
    return []


@pytest.fixture
def client(exchange: Package, sent: list[httpx2.Request]) -> Any:
    def answer(request: httpx2.Request) -> httpx2.Response:
        sent.append(request)
        if request.method == "DELETE" or request.url.path == "/m":
            return httpx2.Response(204)
        return httpx2.Response(200, json=[TRADE] if request.method == "GET" else TRADE)

    return exchange.Client(http_client=httpx2.Client(transport=httpx2.MockTransport(answer)))


def test_a_received_object_can_be_sent(exchange: Package, client: Any, sent: list[httpx2.Request]) -> None:
    trade = exchange.models.Trade(**TRADE)
    assert client.trades.create(**trade.model_dump(), side="z") == trade
    assert json.loads(sent[-1].content) == TRADE
    names = list(inspect.signature(client.trades.create).parameters)
    assert names == ["side", "m", "p", "q", "omit", "self", "request_options"]


def test_omitted_arguments_are_not_sent(client: Any, sent: list[httpx2.Request]) -> None:
    client.trades.list(self="a")
    assert sent[-1].url.query == b"self=a"
    client.trades.list(omit="b")
    assert sent[-1].url.query == b"omit=b"
    client.trades.with_raw_response.list(omit="c", self="d")
    assert sent[-1].url.query == b"omit=c&self=d"


def test_parameters_in_the_path_are_positional(client: Any, sent: list[httpx2.Request]) -> None:
    assert client.trades.delete("t1", p="sell") is None
    assert (sent[-1].url.path, sent[-1].url.query) == ("/trades/t1", b"p=sell")


def test_resources_and_methods(exchange: Package, client: Any, sent: list[httpx2.Request]) -> None:
    assert client.m.retrieve() is None
    assert client.trades.m("t1") == client.trades.p("t1", t=TRADE)
    assert sent[-1].url.path == "/trades/t1/p"
    fake = exchange.testing.Fake()
    fake.trades.m.returns(TRADE)
    assert fake.client().trades.m("t1").self == "y"


def test_services(exchange: Package) -> None:
    assert {"create", "delete", "m", "p"} <= set(dir(exchange.server.TradesBase))
    exchange.server.create_app(trades=exchange.server.TradesBase(), missing="501")
