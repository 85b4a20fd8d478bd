"""Inline document → package → calls over real sockets with streamed responses."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.runtime.client.test_sockets import serving
from tests.support.packages import Package, make_package

if TYPE_CHECKING:
    from collections.abc import Iterator

SPEC = """
openapi: 3.1.0
info: {title: Chat, version: "1"}
paths:
  /chat:
    post:
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              required: [prompt]
              properties: {prompt: {type: string}, stream: {type: [boolean, "null"]}}
      responses:
        "200":
          description: ok
          content:
            application/json: {schema: {$ref: "#/components/schemas/Answer"}}
            text/event-stream: {schema: {$ref: "#/components/schemas/Chunk"}}
  /export:
    get:
      parameters: [{name: stream, in: query, schema: {type: boolean}}]
      responses:
        "200":
          description: ok
          content:
            application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Chunk"}}}
            application/x-ndjson: {schema: {$ref: "#/components/schemas/Chunk"}}
  /feed:
    get:
      responses:
        "200": {description: ok, content: {text/event-stream: {schema: {$ref: "#/components/schemas/Chunk"}}}}
  /feed/replay:
    post:
      responses:
        "200": {description: ok, content: {text/event-stream: {schema: {$ref: "#/components/schemas/Chunk"}}}}
  /items:
    get:
      parameters: [{name: cursor, in: query, schema: {type: string}}]
      responses:
        "200":
          description: ok
          content:
            application/json:
              schema:
                type: object
                properties:
                  items: {type: array, items: {$ref: "#/components/schemas/Chunk"}}
                  next_cursor: {type: string}
                  total: {type: integer}
components:
  schemas:
    Answer: {type: object, required: [text], properties: {text: {type: string}}}
    Chunk: {type: object, required: [n], properties: {n: {type: integer}}}
"""


@pytest.fixture(scope="module")
def chat(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Package]:
    with make_package(SPEC, tmp_path_factory.mktemp("chat"), emit=("models", "client")) as package:
        yield package


def response(kind: str, text: str, *, length: int | None = None) -> bytes:
    content = text.encode()
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {length or len(content)}\r\n"
    return f"{head}Connection: close\r\n\r\n".encode() + content


def events(*texts: str, cut: bool = False) -> bytes:
    return response("text/event-stream", "".join(texts), length=100_000 if cut else None)


def event(n: int, *, key: str = "", extra: str = "") -> str:
    return f"{extra}{f'id: {key}' + chr(10) if key else ''}data: {json.dumps({'n': n})}\n\n"


def head(request: bytes) -> dict[str, str]:
    lines = request.partition(b"\r\n\r\n")[0].decode().split("\r\n")[1:]
    return {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}


CHUNKS = events(event(1), event(2), "data: [DONE]\n\n")


@pytest.mark.slow
def test_the_caller_selects_one_value_or_a_stream(chat: Package) -> None:
    with (
        serving(response("application/json", '{"text": "hi"}'), CHUNKS) as (url, seen),
        chat.Client(base_url=url) as client,
    ):
        assert client.chat.create(prompt="x").text == "hi"
        with client.chat.as_stream.create(prompt="x") as stream:
            assert [item.data.n for item in stream] == [1, 2]
    plain, streamed = seen
    assert (head(plain)["accept"], head(streamed)["accept"]) == ("application/json", "text/event-stream")
    assert plain.endswith(b'{"prompt":"x"}')
    assert streamed.endswith(b'{"prompt":"x","stream":true}')


def test_the_asynchronous_client_and_a_stream_switch_in_the_query(chat: Package) -> None:
    async def run(url: str) -> list[int]:
        async with chat.AsyncClient(base_url=url) as client:
            found = [item.data.n async for item in await client.chat.as_stream.create(prompt="x", stream=None)]
            return found + [item.n async for item in await client.export.as_stream.list()]

    with serving(CHUNKS, response("application/x-ndjson", '{"n": 3}\n{"n": 4}\n')) as (url, seen):
        assert asyncio.run(run(url)) == [1, 2, 3, 4]
    assert seen[0].endswith(b'{"prompt":"x","stream":null}')
    assert seen[1].startswith(b"GET /export?stream=true ")


def test_a_server_that_returns_one_value_instead_of_a_stream(chat: Package) -> None:
    answer = response("application/json", json.dumps({"text": "hi"}, indent=1))
    with serving(answer) as (url, _), chat.Client(base_url=url) as client:
        assert list(client.chat.as_stream.create(prompt="x")) == [{"text": "hi"}]


class Waits:
    def __init__(self, package: Package) -> None:
        self.seconds: list[float] = []
        self.policy = package.RetryPolicy(jitter=lambda: 1.0, sleep=self.seconds.append, sleep_async=self._sleep)

    async def _sleep(self, seconds: float) -> None:
        self.seconds.append(seconds)


def test_interrupted_events_with_ids_are_resumed(chat: Package) -> None:
    waits = Waits(chat)
    answers = (
        events("retry: 1500\n", event(1, key="a"), event(2, key="b"), 'data: {"n": 99}', cut=True),
        events(event(3, key="c"), cut=True),
        events(event(4)),
    )
    with serving(*answers) as (url, seen), chat.Client(base_url=url, retry=waits.policy) as client:
        assert [(item.data.n, item.id) for item in client.feed.retrieve()] == [(1, "a"), (2, "b"), (3, "c"), (4, "c")]
    assert [head(request).get("last-event-id") for request in seen] == [None, "b", "c"]
    assert waits.seconds == [1.5, 1.5]

    async def run(url: str) -> list[int]:
        async with chat.AsyncClient(base_url=url, retry=waits.policy) as client:
            return [item.data.n async for item in await client.feed.retrieve()]

    with serving(*answers) as (url, seen):
        assert asyncio.run(run(url)) == [1, 2, 3, 4]
    assert [head(request).get("last-event-id") for request in seen] == [None, "b", "c"]


@pytest.mark.parametrize(
    ("method", "first", "options", "requests"),
    [
        ("retrieve", events(event(1), cut=True), {}, 1),  # no id to resume after
        ("replay", events(event(1, key="a"), cut=True), {}, 1),  # a POST is not repeated
        ("retrieve", events(event(1, key="a"), cut=True), {"max_retries": 0}, 1),
        ("retrieve", events(event(1, key="a"), cut=True), {}, 3),  # and no further data
    ],
)
def test_other_interrupted_streams_are_errors(
    chat: Package, method: str, first: bytes, options: dict[str, Any], requests: int
) -> None:
    waits = Waits(chat)
    with serving(first, events(cut=True)) as (url, seen):
        client = chat.Client(base_url=url, retry=waits.policy, **options)
        found: list[int] = []
        with client, pytest.raises(chat.errors.APIConnectionError):
            found.extend(item.data.n for item in getattr(client.feed, method)())
    assert (found, len(seen)) == ([1], requests)


def test_a_list_as_streamed_response(chat: Package) -> None:
    answer = response("application/json", '{"items": [{"n": 1}], "next_cursor": "c2", "total": 2}')
    last = response("application/json", '{"items": [{"n": 2}], "total": 2}')
    with serving(answer, last, answer) as (url, seen), chat.Client(base_url=url) as client:
        with client.items.with_streaming_response.list() as streamed:
            page = streamed.parse()
        assert (type(page.body).__name__, page.body.total, page.data[0].n) == ("ItemList", 2, 1)
        assert [item.n for item in page] == [1, 2]
        assert seen[1].startswith(b"GET /items?cursor=c2 ")
        with client.items.with_streaming_response.list() as streamed:
            assert list(streamed.iter_lines()) == ['{"items": [{"n": 1}], "next_cursor": "c2", "total": 2}']

    async def run(url: str) -> list[int]:
        async with (
            chat.AsyncClient(base_url=url) as client,
            client.items.with_streaming_response.list(cursor="x") as streamed,
        ):
            return [item.n async for item in await streamed.parse()]

    with serving(answer, last) as (url, seen):
        assert asyncio.run(run(url)) == [1, 2]


def test_streams_of_the_in_memory_fake(chat: Package) -> None:
    fake = chat.testing.Fake()
    fake.chat.create.returns({"text": "hi"}, [chat.models.Chunk(n=1), {"n": 2}])
    fake.export.list.returns([{"n": 3}])
    fake.feed.retrieve.returns([chat.ServerSentEvent({"n": 4}, "tick", "k", 5), chat.ServerSentEvent('{"n":\n5}')])
    client = fake.client()
    assert client.chat.create(prompt="x").text == "hi"
    assert [event.data.n for event in client.chat.as_stream.create(prompt="x")] == [1, 2]
    assert [chunk.n for chunk in client.export.list()] == [3]
    assert [chunk.n for chunk in client.export.as_stream.list()] == [3]
    found = [(event.data.n, event.event, event.id, event.retry) for event in client.feed.retrieve()]
    assert found == [(4, "tick", "k", 5), (5, "message", "k", 5)]
    assert fake.chat.create.calls[1].body == {"prompt": "x", "stream": True}
