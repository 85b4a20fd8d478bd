"""Arbitrary bytes sent to the mock server: a valid response, or a 4xx in the error shape of the API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codegen.config import target_from_flags
from codegen.mock.service import mock_app
from tests.runtime.server.test_any_bytes import check

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.slow

SPEC = """
openapi: 3.1.0
info: {title: Things, version: "1"}
paths:
  /things/{id}:
    post:
      parameters:
        - {name: id, in: path, required: true, schema: {type: string}}
        - {name: thing, in: query, style: deepObject, explode: true, schema: {$ref: "#/components/schemas/Thing"}}
        - {name: number, in: query, schema: {type: integer}}
        - {name: X-Tags, in: header, schema: {type: array, items: {type: string}}}
        - {name: session, in: cookie, schema: {type: string}}
      requestBody:
        content:
          application/json: {schema: {$ref: "#/components/schemas/Thing"}}
          application/x-www-form-urlencoded: {schema: {$ref: "#/components/schemas/Thing"}}
          multipart/form-data: {schema: {$ref: "#/components/schemas/Thing"}}
          text/plain: {schema: {type: string}}
      responses:
        "200": {description: d, content: {application/json: {schema: {$ref: "#/components/schemas/Thing"}}}}
components:
  schemas:
    Thing:
      type: object
      properties:
        name: {type: string}
        count: {type: integer}
        part:
          anyOf:
            - {$ref: "#/components/schemas/Thing"}
            - {type: array, items: {$ref: "#/components/schemas/Thing"}}
        meta: {type: object, additionalProperties: {type: string}}
"""


@pytest.fixture(scope="module")
def mock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    folder = tmp_path_factory.mktemp("mock")
    (folder / "spec.yaml").write_text(SPEC)
    target = target_from_flags("spec.yaml", cwd=folder, package="mocked_things")
    with mock_app(target, 1) as app:
        yield app


ANY = st.binary(max_size=60)
TYPES = st.sampled_from(
    [
        b"application/json",
        b"application/x-www-form-urlencoded",
        b"multipart/form-data; boundary=x",
        b"text/plain",
        b"image/png",
    ]
)


@given(path=ANY, query=ANY, start=st.sampled_from([b"", b"number=", b"thing[part][]=", b"thing[name]="]))
def test_paths_and_queries(mock: Any, path: bytes, query: bytes, start: bytes) -> None:
    check(mock, b"/things/" + path, b"", [])
    check(mock, b"/things/a", start + query, [])


@given(name=st.sampled_from([b"x-tags", b"cookie", b"accept", b"content-type"]), value=ANY)
def test_headers(mock: Any, name: bytes, value: bytes) -> None:
    check(mock, b"/things/a", b"", [(name, value)], b"x")


@given(kind=TYPES, start=st.sampled_from([b"", b'{"part":[', b"part[", b"--x\r\n"]), data=ANY)
def test_bodies(mock: Any, kind: bytes, start: bytes, data: bytes) -> None:
    for end in (b"", b"]}", b"\r\n--x--\r\n"):
        check(mock, b"/things/a", b"", [(b"content-type", kind)], start + data + end)
