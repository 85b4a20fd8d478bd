"""Bodies without a schema: the annotation of the generated service matches the value that it receives."""

from __future__ import annotations

import importlib
from inspect import get_annotations
from typing import TYPE_CHECKING, Any

import anyio
import httpx2
import pytest

from tests.support.packages import make_package

if TYPE_CHECKING:
    from pathlib import Path

SPEC = """
openapi: 3.1.0
info: {title: Notes, version: "1"}
paths:
  /notes:
    post:
      operationId: createNote
      requestBody: {required: true, content: {"MEDIA": {}}}
      responses: {"200": {description: ok, content: {"MEDIA": {}}}}
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("media", "annotation", "value"),
    [
        ("text/json", "object", {"a": [1, None]}),
        ("Text/JSON; charset=utf-8", "object", [1.5]),
        ("application/json", "object", {"a": "b"}),
        ("application/vnd.notes+json", "object", {"a": True}),
        ("text/plain", "str", "a"),
        ("application/octet-stream", "bytes", b"a"),
    ],
)
def test_a_body_without_a_schema(media: str, annotation: str, value: object, tmp_path: Path) -> None:
    received: list[object] = []
    with make_package(SPEC.replace("MEDIA", media), tmp_path) as package:
        server: Any = importlib.import_module(f"{package.__name__}.server")
        assert get_annotations(server.NotesService.create)["body"] == annotation

        class Notes(server.NotesService):  # type: ignore[misc,name-defined]
            async def create(self, body: object, _: object) -> object:
                received.append(body)
                return body

        app = server.create_app(notes=Notes())

        async def call() -> object:
            http = httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app))
            async with package.AsyncClient(base_url="http://test", http_client=http) as client:
                return await client.notes.create(body=value)

        assert anyio.run(call) == value
    assert received == [value]
