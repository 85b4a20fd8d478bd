"""``readOnly`` properties that callers send: checked, and kept from the service."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

import pytest
from starlette.testclient import TestClient

from tests.support.packages import make_package

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SPEC = """
openapi: 3.1.0
info: {title: Users, version: "1"}
paths:
  /users:
    post:
      operationId: users_create
      tags: [users]
      requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/User"}}}}
      responses:
        "200": {description: made, content: {application/json: {schema: {$ref: "#/components/schemas/User"}}}}
components:
  schemas:
    User:
      type: object
      properties:
        name: {type: string}
        is_admin: {type: boolean, readOnly: true}
        balance: {type: [integer, "null"], readOnly: true}
        friends: {type: array, items: {$ref: "#/components/schemas/User"}}
        by_name: {type: object, additionalProperties: {$ref: "#/components/schemas/User"}}
"""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Any]:
    with make_package(SPEC, tmp_path) as package:
        yield importlib.import_module(f"{package.__name__}.server")


def _sent(server: Any, body: object, **options: object) -> tuple[int, list[Any]]:
    got: list[Any] = []

    class Users(server.UsersService):  # type: ignore[misc]
        async def create(self, body: Any, _: object) -> dict[str, str]:
            got.append(body.model_dump())
            return {"name": "a"}

    client = TestClient(server.create_app(users=Users(), **options), raise_server_exceptions=False)
    return client.post("/users", json=body).status_code, got


def test_they_are_dropped_at_any_depth(server: Any) -> None:
    inner = {"name": "b", "is_admin": True, "balance": None}
    outer = {"name": "a", "is_admin": False, "balance": 7, "friends": [inner], "by_name": {"is_admin": inner}}
    kept = {"name": "b"}
    expected = {"name": "a", "friends": [kept], "by_name": {"is_admin": kept}}
    assert _sent(server, outer) == (200, [expected])


@pytest.mark.slow
@pytest.mark.parametrize("body", [{"balance": "a lot"}, {"is_admin": 1}, {"friends": [{"balance": []}]}])
def test_their_types_are_checked(server: Any, body: object) -> None:
    assert _sent(server, body) == (400, [])


@pytest.mark.slow
def test_they_can_be_refused(server: Any) -> None:
    assert _sent(server, {"is_admin": True}, read_only="refuse") == (400, [])
    assert _sent(server, {"name": "a"}, read_only="refuse") == (200, [{"name": "a"}])
