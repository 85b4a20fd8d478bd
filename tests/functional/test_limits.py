"""The server checks every limit of every parameter and body; the client checks those of arguments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import anyio
import httpx2
import pytest

from tests.support.packages import Package, make_package

if TYPE_CHECKING:
    from collections.abc import Iterator

SPEC = """
openapi: 3.1.0
info: {title: Scales, version: "1"}
servers: [{url: "http://scales"}]
paths:
  /at/{x}/{code}/{list}/{either}:
    get:
      operationId: readAt
      parameters:
        - {name: x, in: path, required: true, schema: {type: integer, maximum: 5}}
        - {name: code, in: path, required: true, schema: {$ref: "#/components/schemas/Code"}}
        - {name: list, in: path, required: true, schema: {type: array, maxItems: 2, items: {type: integer, minimum: 3}}}
        - name: either
          in: path
          required: true
          schema: {anyOf: [{type: integer, maximum: 5}, {type: string, pattern: "^x"}]}
        - {name: q, in: query, schema: {type: array, items: {$ref: "#/components/schemas/Code"}}}
        - {name: h, in: header, schema: {type: string, maxLength: 3}}
      responses: {"204": {description: Nothing.}}
  /number:
    post:
      requestBody:
        required: true
        content: {application/json: {schema: {type: integer, minimum: 0, maximum: 200}}}
      responses: {"204": {description: Nothing.}}
  /numbers:
    post:
      requestBody:
        required: true
        content: {application/json: {schema: {type: array, maxItems: 2, items: {type: integer, maximum: 200}}}}
      responses: {"204": {description: Nothing.}}
  /grid:
    post:
      requestBody:
        required: true
        content: {application/json: {schema: {type: array, items: {type: array, minItems: 2, items: {type: number}}}}}
      responses: {"204": {description: Nothing.}}
  /map:
    post:
      requestBody:
        required: true
        content:
          application/json:
            schema: {type: object, maxProperties: 1, additionalProperties: {type: string, maxLength: 2}}
      responses: {"204": {description: Nothing.}}
  /either:
    post:
      requestBody:
        required: true
        content:
          application/json: {schema: {oneOf: [{type: string, maxLength: 2}, {type: array, maxItems: 1, items: {}}]}}
      responses: {"204": {description: Nothing.}}
  /code:
    post:
      requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/Code"}}}}
      responses: {"204": {description: Nothing.}}
  /text:
    post:
      requestBody: {required: true, content: {text/plain: {schema: {type: string, maxLength: 2}}}}
      responses: {"204": {description: Nothing.}}
  /pair:
    post:
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: array
              prefixItems: [{type: integer, maximum: 5}, {type: string, maxLength: 2}]
              items: false
              minItems: 2
      responses: {"204": {description: Nothing.}}
  /object:
    post:
      requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/Thing"}}}}
      responses:
        "200": {description: It., content: {application/json: {schema: {$ref: "#/components/schemas/Thing"}}}}
components:
  schemas:
    Code: {type: string, minLength: 2, maxLength: 3, pattern: "^[A-Z]"}
    Thing:
      type: object
      properties:
        count: {type: integer}
        small: {type: integer, maximum: 5}
        maybe: {type: [integer, "null"]}
        either: {anyOf: [{type: integer}, {type: string}]}
        number: {anyOf: [{type: integer}, {type: number}]}
        counts: {type: object, additionalProperties: {type: integer}}
"""
GOOD = "/at/1/ABC/3/x"


@pytest.fixture(scope="module")
def scales(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Package]:
    with make_package(SPEC, tmp_path_factory.mktemp("scales")) as package:
        yield package


@pytest.fixture(scope="module")
def app(scales: Package) -> Any:
    server = scales.server
    names = [name for name in dir(server) if name.endswith("Base") and name != "ServiceBase"]

    def answer(_: object, *given: Any) -> Any:
        return given[0] if type(given[0]).__name__ == "Thing" else None

    services = {}
    for name in names:
        base = getattr(server, name)
        methods = {key: answer for key in vars(base) if not key.startswith("_")}
        services[name.removesuffix("Base").lower()] = type(name, (base,), methods)()
    return server.create_app(**services)


def send(app: Any, method: str, url: str, **options: Any) -> httpx2.Response:
    async def run() -> httpx2.Response:
        transport = httpx2.ASGITransport(app=app)
        async with httpx2.AsyncClient(transport=transport, base_url="http://scales") as client:
            return await client.request(method, url, **options)

    return anyio.run(run)


def test_parameters_within_their_limits(app: Any) -> None:
    for url in (GOOD, "/at/5/AB/3,4/5", f"{GOOD}?q=AB&q=CD"):
        assert send(app, "GET", url).status_code == 204


@pytest.mark.parametrize(
    "url",
    ["/at/6/ABC/3/x", "/at/1/abc/3/x", "/at/1/ABC/3,4,5/x", "/at/1/ABC/2/x", "/at/1/ABC/3/9", "/at/1/ABC/3/y",
     f"{GOOD}?q=AB&q=cd"],
)  # fmt: skip
def test_parameters_beyond_their_limits(app: Any, url: str) -> None:
    assert send(app, "GET", url).status_code == 400


def test_headers_beyond_their_limits(app: Any) -> None:
    assert send(app, "GET", GOOD, headers={"h": "abcd"}).status_code == 400


@pytest.mark.parametrize(
    ("path", "good", "wrong"),
    [
        ("/number", 200, 201),
        ("/numbers", [1, 2], [1, 2, 3]),
        ("/numbers", [200], [201]),
        ("/grid", [[1, 2.5]], [[1]]),
        ("/map", {"a": "bc"}, {"a": "bcd"}),
        ("/map", {"a": "b"}, {"a": "b", "c": "d"}),
        ("/either", "ab", "abc"),
        ("/either", [1], [1, 2]),
        ("/code", "ABC", "abc"),
        ("/pair", [5, "ab"], [6, "ab"]),
        ("/pair", [5, "ab"], [5, "abc"]),
        ("/object", {"small": 5}, {"small": 6}),
    ],
)
def test_bodies(app: Any, path: str, good: Any, wrong: Any) -> None:
    assert send(app, "POST", path, json=good).status_code < 300
    assert send(app, "POST", path, json=wrong).status_code == 400


def test_a_text_beyond_its_limit(app: Any) -> None:
    text = {"content-type": "text/plain"}
    assert send(app, "POST", "/text", content=b"ab", headers=text).status_code == 204
    assert send(app, "POST", "/text", content=b"abc", headers=text).status_code == 400


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/number", "1.0"),
        ("/number", "1e2"),
        ("/number", "-0.0"),
        ("/numbers", "[1.0, 2e0]"),
        ("/pair", '[1.0, "a"]'),
        ("/object", '{"count": 1e2, "small": 5.0, "maybe": 1.0, "counts": {"a": 2.0}}'),
    ],
)
def test_numbers_without_a_fraction_are_integers(app: Any, path: str, body: str) -> None:
    assert send(app, "POST", path, content=body, headers={"content-type": "application/json"}).status_code < 300


@pytest.mark.parametrize("body", ["1.5", "true", '"1"', "201.0", "1e400"])
def test_other_values_are_no_integers(app: Any, body: str) -> None:
    assert send(app, "POST", "/number", content=body, headers={"content-type": "application/json"}).status_code == 400


def test_integers_in_parameters(app: Any) -> None:
    assert send(app, "GET", "/at/5.0/AB/3e0/x").status_code == 204
    for text in ("5.5", "1e9", "1e9999", "5.", "0x5"):
        expected = 204 if text == "5." else 400
        assert send(app, "GET", f"/at/{text}/AB/3/x").status_code == expected


def test_values_keep_their_type(scales: Package) -> None:
    thing = scales.models.Thing.model_validate_json('{"count": 1.0, "number": 3.0}')
    assert (type(thing.count), type(thing.number)) == (int, float)
    assert scales.models.Thing.model_json_schema()["properties"]["count"]["anyOf"][0] == {"type": "integer"}
    large = scales.models.Thing.model_validate_json('{"count": 12345678901234567891}')
    assert large.count == 12345678901234567891


def test_the_client_checks_its_arguments(scales: Package) -> None:
    transport = httpx2.MockTransport(lambda _: httpx2.Response(204))
    http = httpx2.Client(transport=transport)
    with scales.Client(http_client=http) as client, pytest.raises(scales.errors.InvalidArgumentError):
        client.numbers.create(body=[1, 2, 3])
