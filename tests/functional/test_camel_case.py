"""Parameters whose Python names differ from their wire names, from client to server."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx2
import pytest

from tests.support.packages import make_package

if TYPE_CHECKING:
    from pathlib import Path

SPEC = """\
openapi: 3.1.0
info: {title: Users, version: "1"}
paths:
  /users/{userId}/notes/{note-id}:
    get:
      parameters:
        - {name: userId, in: path, required: true, schema: {type: integer}}
        - {name: note-id, in: path, required: true, schema: {type: string}}
        - {name: pageSize, in: query, schema: {type: integer}}
        - {name: X-Trace, in: header, schema: {type: string}}
      responses: {"200": {description: The note, content: {application/json: {schema: {type: object}}}}}
"""


@pytest.mark.slow
def test_requests_use_wire_names(tmp_path: Path) -> None:
    seen: list[httpx2.Request] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        seen.append(request)
        return httpx2.Response(200, json={})

    with make_package(SPEC, tmp_path) as package:
        http = httpx2.Client(transport=httpx2.MockTransport(answer))
        client = package.Client(base_url="https://a.example", http_client=http)
        client.users.notes.retrieve(7, "a/b", page_size=5, x_trace="t")
        http.close()
    assert seen[0].url.raw_path == b"/users/7/notes/a%2Fb?pageSize=5"
    assert seen[0].headers["x-trace"] == "t"
