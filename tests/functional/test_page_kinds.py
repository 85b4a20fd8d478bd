"""Lists as different APIs page them: all items are yielded, whatever the cursors say."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import anyio
import httpx2
import pytest

from tests.support.packages import Package, make_package

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SPEC = """
openapi: 3.1.0
info: {title: Harbour, version: "1"}
servers: [{url: "http://harbour"}]
paths:
  /ships:
    get:
      parameters:
        - {name: after, in: query, schema: {type: string}}
        - {name: before, in: query, schema: {type: string}}
      responses:
        "200": {description: Ships., content: {application/json: {schema: {$ref: "#/components/schemas/Ships"}}}}
  /crews:
    get:
      parameters: [{name: after_id, in: query, schema: {type: integer}}]
      responses:
        "200":
          description: Crews.
          content:
            application/json:
              schema:
                type: object
                required: [data, has_more]
                properties:
                  data: {type: array, items: {$ref: "#/components/schemas/Crew"}}
                  has_more: {type: boolean}
  /docks:
    get:
      parameters: [{name: cursor, in: query, schema: {type: string}}]
      responses:
        "200":
          description: Docks.
          content:
            application/json:
              schema:
                type: object
                properties:
                  success: {type: boolean}
                  errors: {type: array, items: {type: string}}
                  result:
                    type: object
                    properties:
                      docks: {type: array, items: {$ref: "#/components/schemas/Dock"}}
                      next_cursor: {type: [string, "null"]}
  /cargo:
    get:
      responses:
        "200":
          description: Cargo.
          content:
            application/json:
              schema:
                type: object
                required: [value]
                properties:
                  value: {type: array, items: {$ref: "#/components/schemas/Dock"}}
                  "@odata.nextLink": {type: string}
  /logs/search:
    post:
      operationId: searchLogs
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              required: [text]
              properties: {text: {type: string}, cursor: {type: integer}}
      responses:
        "200":
          description: Logs.
          content:
            application/json:
              schema:
                type: object
                required: [lines]
                properties:
                  lines: {type: array, items: {$ref: "#/components/schemas/Dock"}}
                  next_cursor: {type: integer}
  /ports:
    get:
      responses:
        "200":
          description: Ports.
          headers: {link: {schema: {type: string}}}
          content:
            application/json:
              schema: {type: object, properties: {ports: {type: array, items: {$ref: "#/components/schemas/Dock"}}}}
  /weather:
    get:
      responses:
        "200":
          description: Weather.
          content:
            application/json: {schema: {type: object, properties: {wind: {type: array, items: {type: integer}}}}}
components:
  schemas:
    Ships:
      type: object
      properties:
        data: {type: array, items: {anyOf: [{$ref: "#/components/schemas/Crew"}, {$ref: "#/components/schemas/Dock"}]}}
        first_id: {type: [string, "null"]}
        last_id: {type: [string, "null"]}
        has_more: {type: boolean}
    Crew: {type: object, required: [id], properties: {id: {type: integer}}}
    Dock: {type: object, required: [name], properties: {name: {type: string}}}
"""


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Package]:
    with make_package(SPEC, tmp_path_factory.mktemp("harbour")) as package:
        yield package


class Server:
    """Answers with JSON, and records the requests."""

    def __init__(self, answer: Callable[[httpx2.Request], Any]) -> None:
        self.answer = answer
        self.seen: list[httpx2.Request] = []

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        self.seen.append(request)
        found = self.answer(request)
        return found if isinstance(found, httpx2.Response) else httpx2.Response(200, json=found)

    def client(self, package: Package) -> Any:
        return package.Client(http_client=httpx2.Client(transport=httpx2.MockTransport(self)))


def names(*numbers: int) -> list[dict[str, str]]:
    return [{"name": str(number)} for number in numbers]


def ships(request: httpx2.Request) -> object:
    start = int(request.url.params.get("after", "-1")) + 1
    if before := request.url.params.get("before"):
        end = int(before)
        start = max(0, end - 2)
        return {
            "data": names(*range(start, end)),
            "first_id": str(start),
            "last_id": str(end - 1),
            "has_more": start > 0,
        }
    data = names(*range(start, min(start + 2, 5)))
    return {"data": data, "first_id": str(start), "last_id": str(start + len(data) - 1), "has_more": start + 2 < 5}


def test_the_id_of_the_last_item(harbour: Package) -> None:
    server = Server(ships)
    client = server.client(harbour)
    assert [ship.name for ship in client.ships.list()] == ["0", "1", "2", "3", "4"]
    assert [str(request.url.query, "ascii") for request in server.seen] == ["", "after=1", "after=3"]
    assert [ship.name for ship in client.ships.list(before="4")] == ["3", "2", "1", "0"]
    page = client.ships.list(after="1")
    back = page.previous_page()
    assert [ship.name for ship in back.data] == ["0", "1"]
    assert dict(server.seen[-1].url.params) == {"before": "2"}


def test_the_id_of_an_item(harbour: Package) -> None:
    def crews(request: httpx2.Request) -> object:
        start = int(request.url.params.get("after_id", 0))
        return {"data": [{"id": start + 1}, {"id": start + 2}], "has_more": start < 4}

    assert [crew.id for crew in Server(crews).client(harbour).crews.list()] == [1, 2, 3, 4, 5, 6]


def test_a_list_in_an_envelope(harbour: Package) -> None:
    def docks(request: httpx2.Request) -> object:
        cursor = request.url.params.get("cursor", "")
        following = {"": "b", "b": None}[cursor]
        return {"success": True, "errors": [], "result": {"docks": names(len(cursor)), "next_cursor": following}}

    client = Server(docks).client(harbour)
    assert [dock.name for dock in client.docks.list()] == ["0", "1"]
    for broken in ({"result": "x"}, {"result": None}, {}, {"result": {"docks": 5}}):
        assert list(Server(lambda _, broken=broken: broken).client(harbour).docks.list()) == []


def test_the_link_of_odata_and_the_link_header(harbour: Package) -> None:
    def cargo(request: httpx2.Request) -> object:
        more = {} if request.url.query else {"@odata.nextLink": "http://harbour/cargo?$skip=1"}
        return {"value": names(len(request.url.query)), **more}

    def ports(request: httpx2.Request) -> httpx2.Response:
        headers = {} if request.url.query else {"link": '</ports?page=2>; rel="next"'}
        return httpx2.Response(200, json={"ports": names(len(request.url.query))}, headers=headers)

    assert [item.name for item in Server(cargo).client(harbour).cargo.list()] == ["0", str(len("$skip=1"))]
    assert [item.name for item in Server(ports).client(harbour).ports.list()] == ["0", str(len("page=2"))]


def logs(request: httpx2.Request) -> object:
    cursor = json.loads(request.content).get("cursor", 0)
    return {"lines": names(cursor), **({"next_cursor": cursor + 1} if cursor < 2 else {})}


def test_a_cursor_in_the_body(harbour: Package) -> None:
    server = Server(logs)
    assert [line.name for line in server.client(harbour).logs.search(text="a")] == ["0", "1", "2"]
    bodies = [json.loads(request.content) for request in server.seen]
    assert bodies == [{"text": "a"}, {"text": "a", "cursor": 1}, {"text": "a", "cursor": 2}]

    async def run() -> list[str]:
        http = httpx2.AsyncClient(transport=httpx2.MockTransport(server))
        async with harbour.AsyncClient(http_client=http) as client:
            return [line.name async for line in client.logs.search(text="a")]

    assert anyio.run(run) == ["0", "1", "2"]
    raw = server.client(harbour).logs.with_raw_response.search(text="a")
    assert [line.name for line in raw.parsed] == ["0", "1", "2"]


def test_a_fetched_page_is_handed_out_whatever_its_cursor_says(harbour: Package) -> None:
    """Some servers repeat the last cursor at the end, instead of leaving it out."""

    def docks(request: httpx2.Request) -> object:
        cursor = request.url.params.get("cursor")
        return {"result": {"docks": names(1 if cursor else 0), "next_cursor": "z"}}

    server = Server(docks)
    assert [dock.name for dock in server.client(harbour).docks.list()] == ["0", "1"]
    assert len(server.seen) == 2


def test_a_response_that_is_no_page_cannot_be_iterated(harbour: Package) -> None:
    weather = Server(lambda _: {"wind": [1, 2]}).client(harbour).weather.retrieve()
    with pytest.raises(TypeError, match="Weather"):
        iter(weather)
    assert list(weather.wind) == [1, 2]


def test_a_fake_takes_the_items_of_a_page(harbour: Package) -> None:
    fake = harbour.testing.Fake()
    fake.docks.list.returns(names(1, 2))
    assert [dock.name for dock in fake.client().docks.list()] == ["1", "2"]
