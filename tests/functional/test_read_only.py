"""``readOnly`` properties that callers send: checked, and kept from the service."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

import pytest
from starlette.testclient import TestClient

from tests.support.packages import make_package

if TYPE_CHECKING:
    from collections.abc import Iterator

SPEC = """
openapi: 3.1.0
info: {title: Users, version: "1"}
paths:
  /users:
    post:
      operationId: users_create
      tags: [users]
      requestBody:
        content:
          application/json: {schema: {$ref: "#/components/schemas/User"}}
          application/x-www-form-urlencoded: {schema: {$ref: "#/components/schemas/User"}}
          multipart/form-data: {schema: {$ref: "#/components/schemas/User"}}
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
        grid: {type: array, items: {type: array, items: {$ref: "#/components/schemas/User"}}}
        joined:
          allOf:
            - {$ref: "#/components/schemas/User"}
            - {type: object, properties: {rank: {type: integer, readOnly: true}}}
        bare: {oneOf: [{$ref: "#/components/schemas/User"}, {$ref: "#/components/schemas/Bot"}]}
        tagged:
          oneOf: [{$ref: "#/components/schemas/Cat"}, {$ref: "#/components/schemas/Dog"}]
          discriminator:
            propertyName: kind
            mapping: {cat: "#/components/schemas/Cat", dog: "#/components/schemas/Dog"}
    Bot: {type: object, required: [bot], properties: {bot: {type: string}, is_admin: {type: boolean, readOnly: true}}}
    Cat: {type: object, required: [kind], properties: {kind: {type: string}, is_admin: {type: boolean, readOnly: true}}}
    Dog: {type: object, required: [kind], properties: {kind: {type: string}, is_admin: {type: boolean, readOnly: true}}}
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with make_package(SPEC, tmp_path_factory.mktemp("users")) as package:
        yield importlib.import_module(f"{package.__name__}.server")


def _sent(server: Any, body: object, **options: object) -> tuple[int, list[Any]]:
    return _posted(server, {"json": body}, **options)


def _posted(server: Any, request: dict[str, Any], **options: object) -> tuple[int, list[Any]]:
    got: list[Any] = []

    class Users(server.UsersService):  # type: ignore[misc]
        async def create(self, body: Any, _: object) -> dict[str, str]:
            got.append(body.model_dump())
            return {"name": "a"}

    client = TestClient(server.create_app(users=Users(), **options), raise_server_exceptions=False)
    return client.post("/users", **request).status_code, got


def test_they_are_dropped_at_any_depth(server: Any) -> None:
    inner = {"name": "b", "is_admin": True, "balance": None}
    outer = {"name": "a", "is_admin": False, "balance": 7, "friends": [inner], "by_name": {"is_admin": inner}}
    kept = {"name": "b"}
    expected = {"name": "a", "friends": [kept], "by_name": {"is_admin": kept}}
    assert _sent(server, outer) == (200, [expected])


@pytest.mark.parametrize(
    ("body", "kept"),
    [
        ({"grid": [[{"name": "b", "is_admin": True}]]}, {"grid": [[{"name": "b"}]]}),
        ({"joined": {"name": "b", "is_admin": True, "rank": 1}}, {"joined": {"name": "b"}}),
        ({"bare": {"name": "b", "is_admin": True}}, {"bare": {"name": "b"}}),
        ({"bare": {"bot": "b", "is_admin": True}}, {"bare": {"bot": "b"}}),
        ({"tagged": {"kind": "dog", "is_admin": True}}, {"tagged": {"kind": "dog"}}),
    ],
)
def test_they_are_dropped_in_lists_unions_and_merged_schemas(server: Any, body: object, kept: object) -> None:
    assert _sent(server, body) == (200, [kept])


@pytest.mark.parametrize(
    ("names", "kept"),
    [
        ({"name": "a", "is_admin": "true", "balance": "-7"}, {"name": "a"}),
        ({"friends[0][is_admin]": "false", "friends[0][name]": "b"}, {"friends": [{"name": "b"}]}),
        ({"by_name[a][balance]": ""}, {"by_name": {"a": {}}}),
        ({"bare[bot]": "b", "bare[is_admin]": "true"}, {"bare": {"bot": "b"}}),
        ({"tagged[kind]": "cat", "tagged[is_admin]": "true"}, {"tagged": {"kind": "cat"}}),
        ({"is_admin": "maybe"}, None),
        ({"friends[0][balance]": "a lot"}, None),
        ({"tagged[kind]": "cat", "tagged[is_admin]": "1"}, None),
    ],
)
def test_they_are_checked_and_dropped_in_forms(server: Any, names: dict[str, str], kept: object) -> None:
    parts = {name: (None, value) for name, value in names.items()}
    expected = (200, [kept]) if kept is not None else (400, [])
    assert _posted(server, {"data": names}) == expected
    assert _posted(server, {"files": parts}) == expected


@pytest.mark.slow
@pytest.mark.parametrize("body", [{"balance": "a lot"}, {"is_admin": 1}, {"friends": [{"balance": []}]}])
def test_their_types_are_checked(server: Any, body: object) -> None:
    assert _sent(server, body) == (400, [])


@pytest.mark.slow
def test_they_can_be_refused(server: Any) -> None:
    assert _sent(server, {"is_admin": True}, read_only="refuse") == (400, [])
    assert _sent(server, {"name": "a"}, read_only="refuse") == (200, [{"name": "a"}])
