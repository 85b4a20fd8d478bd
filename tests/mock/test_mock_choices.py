"""The mock answers in the type that ``Accept`` asks for, with the status and example that ``Prefer`` asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from codegen.mock.service import mock_app
from tests.mock.test_mock import ask_app, target

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx2

    from codegen.mock.service import Asgi

SPEC = """
openapi: 3.1.0
info: {title: Reports, version: "1"}
paths:
  /reports:
    get:
      parameters: [{name: cursor, in: query, schema: {type: string}}]
      responses:
        "200":
          description: ok
          content:
            application/json:
              schema: {$ref: "#/components/schemas/Page"}
              examples:
                none: {value: {data: [], has_more: false, next_cursor: null}}
                one: {value: {data: [a], has_more: false, next_cursor: null}}
            text/csv: {schema: {type: string}, examples: {one: {value: "a,b"}, two: {value: "c,d"}}}
            text/plain: {schema: {type: string}, example: "a b"}
        "404":
          description: missing
          content:
            application/json: {schema: {$ref: "#/components/schemas/Error"}}
            application/problem+json: {schema: {$ref: "#/components/schemas/Error"}, example: {code: gone}}
        4XX: {description: other, content: {application/json: {schema: {$ref: "#/components/schemas/Error"}}}}
        "503": {description: down}
    post:
      requestBody:
        required: true
        content:
          application/json: {schema: {type: object, required: [n], properties: {n: {type: integer}}}}
      responses:
        "201": {description: ok, content: {application/json: {schema: {type: object}}}}
        "422": {description: invalid, content: {application/json: {schema: {$ref: "#/components/schemas/Error"}}}}
  /nested:
    get:
      parameters: [{name: cursor, in: query, schema: {type: string}}]
      responses:
        "200":
          description: ok
          content:
            application/json:
              schema:
                type: object
                required: [items, next_cursor]
                properties: {items: {type: array, items: {type: string}}, next_cursor: {type: [string, "null"]}}
components:
  schemas:
    Page:
      type: object
      required: [data, has_more, next_cursor]
      properties:
        data: {type: array, items: {type: string}}
        has_more: {type: boolean}
        next_cursor: {type: [string, "null"], minLength: 5}
    Error: {type: object, required: [code], properties: {code: {type: string}}}
"""


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asgi]:
    folder = tmp_path_factory.mktemp("reports")
    (folder / "spec.yaml").write_text(SPEC)
    with mock_app(target("spec.yaml", folder), 0) as made:
        yield made


def get(app: Asgi, path: str = "/reports", method: str = "GET", **more: Any) -> httpx2.Response:
    (response,) = ask_app(app, (method, path), **more)
    return response


@pytest.mark.parametrize(
    ("accept", "kind", "text"),
    [
        ("text/csv", "text/csv", "a,b"),
        ("text/plain", "text/plain", "a b"),
        ("text/*;q=0.5, application/json;q=0.1", "text/csv", "a,b"),
        ("*/*", "application/json", '{"data": [], "has_more": false, "next_cursor": null}'),
        ("application/json", "application/json", '{"data": [], "has_more": false, "next_cursor": null}'),
    ],
)
def test_accept(accept: str, kind: str, text: str, app: Asgi) -> None:
    response = get(app, headers={"accept": accept})
    assert response.headers["content-type"].partition(";")[0] == kind
    assert response.text == text


@pytest.mark.parametrize(
    ("prefer", "accept", "status", "shown"),
    [
        ("example=one", "*/*", 200, '"a"'),
        ("example=two", "text/csv", 200, "c,d"),
        ('code="200"; example="one"', "text/csv", 200, "a,b"),
        ("code=404", "*/*", 404, '"code"'),
        ("respond-async, code=404", "application/problem+json, application/json;q=0.5", 404, '{"code": "gone"}'),
        ("code=418", "*/*", 418, '"code"'),
        ("code=503", "*/*", 503, ""),
        ("code=302", "*/*", 400, "the status '302' is not declared"),
        ("code=x", "*/*", 400, "not declared"),
        ("example=three", "*/*", 400, "there is no example 'three' of this response; examples: none, one"),
        ("code=503, example=one", "*/*", 400, "examples: none"),
    ],
)
def test_prefer(prefer: str, accept: str, status: int, shown: str, app: Asgi) -> None:
    response = get(app, headers={"prefer": prefer, "accept": accept})
    assert response.status_code == status
    assert shown in response.text


def test_required_cursors_are_null_and_not_left_out(app: Asgi) -> None:
    assert get(app, "/nested").json()["next_cursor"] is None


def test_an_invalid_request_has_the_declared_status(app: Asgi) -> None:
    assert get(app, method="POST", json={"n": "x"}).status_code == 422
    assert get(app, "/reports?cursor=a&cursor=b").status_code == 400
