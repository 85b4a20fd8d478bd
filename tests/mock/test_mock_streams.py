from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import anyio
import httpx2
import pytest

from codegen.config import target_from_flags
from codegen.core.location import Location
from codegen.ir.api import Media
from codegen.ir.types import AnyValue
from codegen.mock.service import mock_app
from codegen.mock.streams import framed

if TYPE_CHECKING:
    from codegen.core.json import Json

CHAT = """
openapi: 3.1.0
info: {title: Chat, version: "1"}
paths:
  /answers:
    post:
      requestBody:
        content: {application/json: {schema: {type: object, properties: {stream: {type: boolean}}}}}
      responses:
        "200":
          description: an answer, whole or in pieces
          content:
            application/json: {schema: {type: object, required: [whole], properties: {whole: {const: true}}}}
            text/event-stream: {schema: {type: object, required: [piece], properties: {piece: {const: 1}}}}
  /lines:
    get:
      responses:
        "200":
          description: lines
          content:
            application/x-ndjson: {schema: {type: object, required: [a], properties: {a: {const: 1}}}}
"""


def test_callers_select_streams(tmp_path: Path) -> None:
    (tmp_path / "chat.yaml").write_text(CHAT)
    target = target_from_flags(
        "chat.yaml",
        cwd=tmp_path,
        tables=(),
        output=None,
        package="mocked_chat",
        emit=("models", "server"),
        formatter="none",
    )

    async def run() -> list[str]:
        with mock_app(target, 0) as app:
            async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://mock") as client:
                responses = [
                    await client.post("/answers", json={}),
                    await client.post("/answers", json={}, headers={"Accept": "text/event-stream"}),
                    await client.post("/answers", json={"stream": True}),
                    await client.get("/lines"),
                ]
                return [response.text for response in responses]

    event = 'data: {"piece": 1}\n\n'
    assert anyio.run(run) == ['{"whole": true}', event, event, '{"a": 1}\n']


@pytest.mark.parametrize(
    ("content_type", "described_by", "value", "expected"),
    [
        ("text/event-stream", "schema", "data: x\n\n", "data: x\n\n"),
        ("text/event-stream", "schema", "a\nb", "data: a\ndata: b\n\n"),
        ("text/event-stream", "itemSchema", {"data": {"a": 1}, "id": "7"}, 'id: 7\ndata: {"a": 1}\n\n'),
        ("application/json-seq", "schema", [1, 2], "\x1e1\n\x1e2\n"),
        ("application/jsonl", "itemSchema", [1, 2], "[1, 2]\n"),
    ],
)
def test_frames(content_type: str, described_by: str, value: Json, expected: str) -> None:
    node = AnyValue()
    schema, item = (node, None) if described_by == "schema" else (None, node)
    media = Media(content_type=content_type, type=schema, location=Location("a.yaml"), item=item)
    assert framed(media, value) == expected
