"""Inline document → package → calls: requests and results."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest

from tests.support.packages import Option, Package, make_package

SPEC = """
openapi: 3.1.0
info: {title: Wire, version: "1"}
servers: [{url: https://api.example/v1}]
paths:
  /pets:
    post:
      requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/Pet"}}}}
      responses:
        "201": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/Pet"}}}}
        "202": {description: later, content: {application/json: {schema: {$ref: "#/components/schemas/Ticket"}}}}
        "204": {description: nothing}
        "404": {description: no, content: {application/json: {schema: {$ref: "#/components/schemas/Problem"}}}}
    put:
      requestBody: {content: {application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Pet"}}}}}
      responses:
        "200":
          description: ok
          content: {application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Pet"}}}}
    patch:
      requestBody: {content: {application/merge-patch+json: {schema: {$ref: "#/components/schemas/Pet"}}}}
      responses: {"204": {description: ok}}
  /search/{kind}:
    get:
      parameters:
        - {name: kind, in: path, required: true, schema: {type: string, enum: [cat, "a/b"]}}
        - {name: kind, in: query, schema: {type: string}}
        - {name: kind, in: header, schema: {type: string}}
        - {name: kind, in: cookie, schema: {type: string}}
        - {name: tags, in: query, style: pipeDelimited, explode: false, schema: {type: array, items: {type: string}}}
        - {name: ids, in: query, schema: {type: array, items: {type: integer}}}
        - name: filter
          in: query
          style: deepObject
          explode: true
          schema: {type: object, properties: {gte: {type: integer}}}
        - name: packed
          in: query
          content: {application/json: {schema: {type: object, properties: {a: {type: integer}}}}}
        - {name: omit, in: query, schema: {type: string}}
        - {name: p, in: query, schema: {type: string}}
        - {name: request_options, in: query, schema: {type: string}}
        - {name: X-List, in: header, schema: {type: array, items: {type: string}}}
      responses: {"204": {description: ok}}
  /matrix/{a}/{b}:
    get:
      parameters:
        - {$ref: "#/components/parameters/a"}
        - {$ref: "#/components/parameters/b"}
      responses: {"204": {description: ok}}
  /files/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get:
      responses:
        "200": {description: ok, content: {application/octet-stream: {schema: {type: string, format: binary}}}}
    put:
      requestBody: {required: true, content: {application/pdf: {schema: {type: string, format: binary}}}}
      responses: {"200": {description: ok, content: {text/plain: {schema: {type: string}}}}}
    post:
      requestBody:
        required: true
        content:
          multipart/form-data:
            schema:
              type: object
              required: [file]
              properties:
                file: {type: string, format: binary}
                meta: {type: object, properties: {title: {type: string}}}
                display-name: {type: string}
      responses: {"200": {description: ok, content: {application/json: {schema: {type: integer}}}}}
  /keys:
    get: {security: [{headerKey: [], queryKey: []}], responses: {"204": {description: ok}}}
    put: {security: [{cookieKey: []}], responses: {"204": {description: ok}}}
    post: {security: [], responses: {"204": {description: ok}}}
    delete: {security: [{basic: []}], responses: {"204": {description: ok}}}
components:
  parameters:
    a: {name: a, in: path, required: true, style: matrix, explode: true, schema: {type: array, items: {type: string}}}
    b: {name: b, in: path, required: true, style: label, schema: {type: object, additionalProperties: {type: string}}}
  securitySchemes:
    basic: {type: http, scheme: basic}
    headerKey: {type: apiKey, in: header, name: X-Key}
    queryKey: {type: apiKey, in: query, name: key}
    cookieKey: {type: apiKey, in: cookie, name: sid}
  schemas:
    Pet:
      type: object
      required: [name]
      properties:
        name: {type: string}
        friends: {type: array, items: {$ref: "#/components/schemas/Pet"}}
        is-good: {type: [boolean, "null"]}
    Ticket: {type: object, required: [ticket], properties: {ticket: {type: string}}}
    Problem: {type: object, required: [message], properties: {message: {type: string}, code: {type: integer}}}
"""


@pytest.fixture(scope="module")
def wire(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Package]:
    with make_package(SPEC, tmp_path_factory.mktemp("wire")) as package:
        yield package


class Api:
    def __init__(self, package: Package, response: httpx2.Response | None = None, **options: Option) -> None:
        self.requests: list[httpx2.Request] = []
        self._response = response or httpx2.Response(204)
        http = httpx2.Client(transport=httpx2.MockTransport(self))
        self.client = package.Client(http_client=http, max_retries=0, **options)

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        request.read()
        self.requests.append(request)
        return self._response

    @property
    def last(self) -> httpx2.Request:
        return self.requests[-1]


@pytest.mark.slow
def test_a_component_as_body(wire: Package) -> None:
    api = Api(wire, httpx2.Response(201, json={"name": "a", "is-good": None, "new": 1}))
    made = api.client.pets.create(name="a", is_good=None, friends=[wire.models.Pet(name="b")])
    assert api.last.headers["content-type"] == "application/json"
    assert json.loads(api.last.content) == {"name": "a", "is-good": None, "friends": [{"name": "b"}]}
    assert made.model_dump() == {"name": "a", "is-good": None, "new": 1}
    api.client.pets.create(name="a", friends=[{"name": "b", "friends": [wire.models.Pet(name="c")]}])
    assert json.loads(api.last.content)["friends"][0] == {"name": "b", "friends": [{"name": "c"}]}


@pytest.mark.parametrize(
    ("response", "expected"),
    [
        (httpx2.Response(202, json={"ticket": "t"}), "Ticket"),
        (httpx2.Response(201, json={"name": "n"}), "Pet"),
        (httpx2.Response(204), "NoneType"),
    ],
    ids=["202", "201", "204"],
)
def test_the_status_selects_the_type(wire: Package, response: httpx2.Response, expected: str) -> None:
    assert type(Api(wire, response).client.pets.create(name="n")).__name__ == expected


def test_the_error_model_of_the_status(wire: Package) -> None:
    api = Api(wire, httpx2.Response(404, json={"message": "gone", "code": 7}))
    with pytest.raises(wire.errors.NotFoundError) as caught:
        api.client.pets.create(name="n")
    assert isinstance(caught.value.error, wire.models.Problem)
    assert caught.value.message == "gone"


def test_lists_as_body_and_response(wire: Package) -> None:
    api = Api(wire, httpx2.Response(200, json=[{"name": "a"}, {"name": "b", "friends": []}]))
    pets = api.client.pets.replace(body=[{"name": "a"}, wire.models.Pet(name="b")])
    assert [pet.name for pet in pets] == ["a", "b"]
    assert json.loads(api.last.content) == [{"name": "a"}, {"name": "b"}]


def test_other_json_media_types(wire: Package) -> None:
    api = Api(wire)
    assert api.client.pets.update(name="n") is None
    assert api.last.headers["content-type"] == "application/merge-patch+json"
    assert json.loads(api.last.content) == {"name": "n"}


def test_an_optional_body_can_be_omitted(wire: Package) -> None:
    api = Api(wire)
    api.client.pets.update(name=wire.omit)
    assert api.last.content == b""
    assert "content-type" not in api.last.headers


def test_parameters_of_the_same_name_in_all_locations(wire: Package) -> None:
    api = Api(wire)
    api.client.search.retrieve("a/b", query_kind="q ä", header_kind="h", cookie_kind="c")
    path, _, query = api.last.url.raw_path.partition(b"?")
    assert path == b"/v1/search/a%2Fb"
    assert query in {b"kind=q%20%C3%A4", b"kind=q+%C3%A4"}
    assert api.last.headers["kind"] == "h"
    assert api.last.headers["cookie"] == "kind=c"
    assert api.last.content == b""


def test_styles_of_query_parameters(wire: Package) -> None:
    api = Api(wire)
    api.client.search.retrieve(
        "cat", tags=["a", "b c"], ids=[1, 2], filter={"gte": 0}, packed={"a": 1}, x_list=["x", "y"]
    )
    pairs = api.last.url.query.decode().split("&")
    assert sorted(pairs)[:2] == ["filter%5Bgte%5D=0", "ids=1"] or sorted(pairs)[:2] == ["filter[gte]=0", "ids=1"]
    assert "ids=2" in pairs
    assert "packed=%7B%22a%22%3A1%7D" in pairs
    assert any(pair in {"tags=a|b%20c", "tags=a%7Cb%20c", "tags=a|b+c", "tags=a%7Cb+c"} for pair in pairs)
    assert api.last.headers["x-list"] == "x,y"
    with pytest.raises(wire.errors.InvalidArgumentError):
        api.client.search.retrieve("cat", tags=["a|b"])


def test_argument_names_that_the_method_uses_itself(wire: Package) -> None:
    api = Api(wire)
    api.client.search.retrieve("cat", omit="o", p="p", query_request_options="r")
    assert {pair.split("=")[0] for pair in api.last.url.query.decode().split("&")} == {"omit", "p", "request_options"}
    assert api.last.content == b""


def test_styles_of_path_parameters(wire: Package) -> None:
    api = Api(wire)
    api.client.matrix.retrieve(["x", "y/z"], {"k": "v", "l": "w"})
    assert api.last.url.raw_path == b"/v1/matrix/;a=x;a=y%2Fz/.k,v,l,w"


def test_enums_of_path_parameters_are_enforced(wire: Package) -> None:
    api = Api(wire)
    with pytest.raises(wire.errors.InvalidArgumentError):
        api.client.search.retrieve("dog")
    assert not api.requests


def test_bytes_and_text(wire: Package) -> None:
    data = bytes(range(256))
    assert Api(wire, httpx2.Response(200, content=data)).client.files.retrieve("f") == data
    api = Api(
        wire, httpx2.Response(200, content="grüße".encode(), headers={"content-type": "text/plain; charset=utf-8"})
    )
    assert api.client.files.update("f", body=data) == "grüße"
    assert api.last.content == data
    assert api.last.headers["content-type"] == "application/pdf"


def test_multipart(wire: Package) -> None:
    api = Api(wire, httpx2.Response(200, json=5))
    made = api.client.files.create("f", file=b"\x00\r\n--data", meta={"title": 'a"b'}, display_name="näme")
    assert made == 5
    kind, _, boundary = api.last.headers["content-type"].partition("; boundary=")
    assert kind == "multipart/form-data"
    parts = api.last.content.split(b"--" + boundary.strip('"').encode())
    assert len(parts) == 5
    assert b'name="file"' in parts[1]
    assert parts[1].endswith(b"\r\n\r\n\x00\r\n--data\r\n")
    assert b'name="meta"' in parts[2]
    assert json.loads(parts[2].partition(b"\r\n\r\n")[2]) == {"title": 'a"b'}
    assert b'name="display-name"' in parts[3]
    assert parts[3].endswith("\r\n\r\nnäme\r\n".encode())


def test_keys(wire: Package) -> None:
    api = Api(wire, credentials={"headerKey": "h", "queryKey": "q&", "cookieKey": "c", "basic": ("u", "p")})
    api.client.keys.retrieve()
    assert api.last.headers["x-key"] == "h"
    assert api.last.url.query == b"key=q%26"
    api.client.keys.update()
    assert api.last.headers["cookie"] == "sid=c"
    api.client.keys.create()
    assert not {"x-key", "cookie", "authorization"} & set(api.last.headers)
    assert not api.last.url.query
    api.client.keys.delete()
    assert api.last.headers["authorization"] == "Basic " + base64.b64encode(b"u:p").decode()


def test_drift_is_reported_and_strict_raises(wire: Package) -> None:
    heard: list[Any] = []
    api = Api(wire, httpx2.Response(201, json={"name": 5, "friends": "none"}), on_drift=heard.append)
    pet = api.client.pets.create(name="n")
    assert (pet.name, pet.friends) == (5, "none")
    assert sorted(drift.pointer for drift in heard) == ["/friends", "/name"]
    strict = Api(wire, httpx2.Response(201, json={"name": 5}), strict=True)
    with pytest.raises(wire.errors.ResponseValidationError):
        strict.client.pets.create(name="n")
