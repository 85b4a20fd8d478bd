"""Inline document → package → calls over real sockets with streamed responses."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import httpx2
import pytest

from tests.runtime.client.test_sockets import serving
from tests.support.packages import Package, make_package, make_tree, write_tree

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

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


FLAGS = """
openapi: 3.1.0
info: {title: Flags, version: "1"}
paths:
  /off:
    post:
      requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/Ask"}}}}
      responses: {"200": {$ref: "#/components/responses/Said"}}
  /on:
    post:
      requestBody:
        required: true
        content:
          application/json: {schema: {type: object, properties: {stream: {type: boolean, default: true}}}}
      responses: {"200": {$ref: "#/components/responses/Lines"}}
  /query:
    get:
      parameters: [{name: stream, in: query, required: true, schema: {type: boolean}}]
      responses: {"200": {$ref: "#/components/responses/Lines"}}
  /only/value:
    post:
      requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/Ask"}}}}
      responses: {"200": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/Bit"}}}}}
components:
  schemas:
    Ask: {type: object, required: [q], properties: {q: {type: string}, stream: {enum: [true, false, null]}}}
    Bit: {type: object, required: [n], properties: {n: {type: integer}}}
  responses:
    Said:
      description: ok
      content:
        application/json: {schema: {$ref: "#/components/schemas/Bit"}}
        text/event-stream: {schema: {$ref: "#/components/schemas/Bit"}}
    Lines:
      description: ok
      content:
        application/json: {schema: {$ref: "#/components/schemas/Bit"}}
        application/x-ndjson: {schema: {$ref: "#/components/schemas/Bit"}}
"""
FLAGS_USE = """
from typing import assert_type
from PACKAGE import AsyncClient, Client, models as m
from PACKAGE._runtime.client._async.streams import AsyncStream
from PACKAGE._runtime.client._sync.streams import Stream
from PACKAGE._runtime.client.sse import ServerSentEvent

def calls(client: Client, flag: bool) -> None:
    assert_type(client.off.create(q="x"), m.Bit)
    assert_type(client.off.create(q="x", stream=None), m.Bit)
    assert_type(client.off.create(q="x", stream=True), Stream[ServerSentEvent[m.Bit]])
    assert_type(client.off.create(q="x", stream=flag), m.Bit | Stream[ServerSentEvent[m.Bit]])
    assert_type(client.on.create(), Stream[m.Bit])
    assert_type(client.on.create(stream=False), m.Bit)
    assert_type(client.query.retrieve(stream=False), m.Bit)
    assert_type(client.query.retrieve(stream=True), Stream[m.Bit])
    assert_type(client.off.with_raw_response.create(q="x").parsed, m.Bit)
    assert_type(client.off.as_stream.create(q="x"), Stream[ServerSentEvent[m.Bit]])

async def acalls(client: AsyncClient) -> None:
    assert_type(await client.off.create(q="x"), m.Bit)
    assert_type(await client.off.create(q="x", stream=True), AsyncStream[ServerSentEvent[m.Bit]])
    assert_type(await client.on.create(), AsyncStream[m.Bit])
"""


@pytest.fixture(scope="module")
def flags(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Package]:
    with make_package(FLAGS, tmp_path_factory.mktemp("flags"), emit=("models", "client")) as package:
        yield package


class Server:
    """Streams if the request says so, and records the ``Accept`` header and the body of each request."""

    def __init__(self, *, streams_by_default: bool = False) -> None:
        self.seen: list[tuple[str, Any]] = []
        self.default = streams_by_default

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        body = json.loads(request.content or b"{}")
        accept = request.headers["accept"]
        self.seen.append((accept, body))
        streams = body.get("stream", self.default) or request.url.params.get("stream") == "true"
        if not streams:
            return httpx2.Response(200, json={"n": 0})
        kind = accept.partition(",")[0]
        text = "".join(event(n) if kind == "text/event-stream" else f'{{"n": {n}}}\n' for n in (1, 2))
        return httpx2.Response(200, headers={"content-type": kind}, text=text)


def test_an_argument_requests_a_stream(flags: Package) -> None:
    server = Server()
    with flags.Client(base_url="http://t", transport=httpx2.MockTransport(server)) as client:
        assert client.off.create(q="x").n == 0
        assert client.off.create(q="x", stream=False).n == 0
        assert [item.data.n for item in client.off.create(q="x", stream=True)] == [1, 2]
        assert [item.n for item in client.query.retrieve(stream=True)] == [1, 2]
        assert client.query.retrieve(stream=False).n == 0
        raw = client.off.with_raw_response.create(q="x", stream=True)
        assert [item.data.n for item in raw.parsed] == [1, 2]
        assert client.off.with_raw_response.create(q="x").parsed.n == 0
        with client.off.with_streaming_response.create(q="x", stream=True) as response:
            assert response.read().startswith(b"data: ")
        assert [item.data.n for item in client.off.as_stream.create(q="x", stream=True)] == [1, 2]
    assert server.seen[0] == ("application/json", {"q": "x"})
    assert server.seen[2] == ("text/event-stream", {"q": "x", "stream": True})


def test_the_asynchronous_client_streams_by_argument(flags: Package) -> None:
    async def run() -> list[int]:
        async with flags.AsyncClient(base_url="http://t", transport=httpx2.MockTransport(Server())) as client:
            found = [item.data.n async for item in await client.off.create(q="x", stream=True)]
            raw = await client.off.with_raw_response.create(q="x", stream=True)
            return [*found, *[item.data.n async for item in raw.parsed], (await client.off.create(q="x")).n]

    assert asyncio.run(run()) == [1, 2, 1, 2, 0]


def test_streams_by_default(flags: Package) -> None:
    server = Server(streams_by_default=True)
    with flags.Client(base_url="http://t", transport=httpx2.MockTransport(server)) as client:
        assert [item.n for item in client.on.create()] == [1, 2]
        assert client.on.create(stream=False).n == 0


def test_a_single_value_has_no_overloads(flags: Package) -> None:
    server = Server()
    with flags.Client(base_url="http://t", transport=httpx2.MockTransport(server)) as client:
        assert client.only.value(q="x", stream=None).n == 0


@pytest.mark.slow
def test_the_types_of_the_overloads(tmp_path: Path) -> None:
    tree, _ = make_tree(FLAGS, tmp_path, package="flags_api", emit=("models", "client"))
    write_tree(tree, tmp_path / "flags_api")
    (tmp_path / "use.py").write_text(FLAGS_USE.replace("PACKAGE", "flags_api"))
    command = [sys.executable, "-m", "mypy", "--strict", "use.py"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
