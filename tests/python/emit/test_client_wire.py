"""Tests for generated clients: pages, streams, downloads, raw responses, credentials."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import httpx2
import pytest

from tests.support.packages import Package, make_package

Json = dict[str, Any]
ITEM = {"$ref": "#/components/schemas/Item"}
ITEMS = {"type": "array", "items": ITEM}
TEXT = {"type": "string"}
NUMBER = {"type": "integer"}
ALL = list(range(25))
ELSEWHERE = "https://id.example/token"
Handler = Callable[[httpx2.Request], httpx2.Response]


def get(media: Json, *params: Json, headers: Json | None = None) -> Json:
    reply = {"description": "", "content": media, "headers": headers or {}}
    return {"get": {"parameters": list(params), "responses": {"200": reply}}}


def page(schema: Json, *params: Json, headers: Json | None = None) -> Json:
    return get({"application/json": {"schema": schema}}, *params, headers=headers)


def fields(**properties: Json) -> Json:
    return {"type": "object", "properties": properties}


def query(name: str, schema: Json) -> Json:
    return {"name": name, "in": "query", "schema": schema}


SPEC: Json = {
    "openapi": "3.2.0",
    "info": {"title": "Paged", "version": "1"},
    "servers": [{"url": "https://api.example/v1"}],
    "components": {
        "securitySchemes": {
            "oauth": {"type": "oauth2", "flows": {"clientCredentials": {"tokenUrl": "/token", "scopes": {}}}},
            "headerKey": {"type": "apiKey", "in": "header", "name": "X-Key"},
            "queryKey": {"type": "apiKey", "in": "query", "name": "key"},
            "auth": {"type": "http", "scheme": "basic"},
        },
        "schemas": {
            "Item": fields(n=NUMBER),
            "Event": {**fields(event=TEXT, data=ITEM), "required": ["data"]},
        },
    },
    "security": [{"oauth": []}, {"headerKey": []}, {"queryKey": []}, {"auth": []}],
    "paths": {
        "/cursors": page(fields(items=ITEMS, meta=fields(next_cursor=TEXT)), query("cursor", TEXT)),
        "/numbers": page(ITEMS, query("page", {**NUMBER, "minimum": 1})),
        "/offsets": page(fields(results=ITEMS, total=NUMBER), query("offset", NUMBER), query("limit", NUMBER)),
        "/links": page(ITEMS, query("page", NUMBER), headers={"Link": {"schema": TEXT}}),
        "/addresses": page(fields(results=ITEMS, next={"type": ["string", "null"], "format": "uri"})),
        "/events": get({"text/event-stream": {"itemSchema": {"$ref": "#/components/schemas/Event"}}}),
        "/chunks": get({"text/event-stream": {"schema": ITEM}}),
        "/lines": get({"application/jsonl": {"itemSchema": ITEM}}),
        "/file": get({"application/pdf": {}}),
    },
}


@pytest.fixture(scope="module")
def paged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Package]:
    with make_package(json.dumps(SPEC), tmp_path_factory.mktemp("paged"), emit=("models", "client")) as package:
        yield package


class Api:
    """Returns the numbers from 0 to 24 in pages of ten, in each style of pagination."""

    def __init__(self) -> None:
        self.seen: list[httpx2.Request] = []

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        self.seen.append(request)
        name = request.url.path.rsplit("/", 1)[1]
        body, headers = getattr(self, name)(dict(parse_qsl(request.url.query.decode())))
        return httpx2.Response(200, json=body, headers=headers)

    def at(self, start: int) -> tuple[list[dict[str, int]], int | None]:
        return [{"n": n} for n in ALL[start : start + 10]], start + 10 if start + 10 < len(ALL) else None

    def cursors(self, given: dict[str, str]) -> tuple[object, dict[str, str]]:
        found, following = self.at(int(given.get("cursor", "c0")[1:]))
        return {"items": found, "meta": {} if following is None else {"next_cursor": f"c{following}"}}, {}

    def numbers(self, given: dict[str, str]) -> tuple[object, dict[str, str]]:
        return self.at((int(given.get("page", "1")) - 1) * 10)[0], {}

    def offsets(self, given: dict[str, str]) -> tuple[object, dict[str, str]]:
        return {"results": self.at(int(given.get("offset", "0")))[0], "total": len(ALL)}, {}

    def links(self, given: dict[str, str]) -> tuple[object, dict[str, str]]:
        found, following = self.at(int(given.get("at", "0")))
        link = {"Link": f'<http://api.example/v1/links?at={following}>; rel="next"'}  # http, as behind a proxy
        return found, link if following else {}

    def addresses(self, given: dict[str, str]) -> tuple[object, dict[str, str]]:
        found, following = self.at(int(given.get("at", "0")))
        return {"results": found, "next": f"/v1/addresses?at={following}" if following else None}, {}


def sync(package: Package, handler: Handler, **options: Any) -> Any:
    http = httpx2.Client(transport=httpx2.MockTransport(handler))
    return package.Client(**{"header_key": "k", "max_retries": 0, "http_client": http, **options})


def asynchronous(package: Package, handler: Handler, **options: Any) -> Any:
    http = httpx2.AsyncClient(transport=httpx2.MockTransport(handler))
    return package.AsyncClient(**{"header_key": "k", "max_retries": 0, "http_client": http, **options})


LISTS = [("cursors", 3), ("numbers", 4), ("offsets", 3), ("links", 3), ("addresses", 3)]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "requests"), LISTS)
def test_all_items_of_every_kind_of_list(paged: Package, name: str, requests: int) -> None:
    api = Api()
    assert [item.n for item in getattr(sync(paged, api), name).list()] == ALL
    assert len(api.seen) == requests
    assert {request.headers["x-key"] for request in api.seen} == {"k"}

    async def run() -> list[int]:
        async with asynchronous(paged, api) as client:
            return [item.n async for item in getattr(client, name).list()]

    assert asyncio.run(run()) == ALL


def test_previous_and_next_pages(paged: Package) -> None:
    client = sync(paged, Api())
    second = client.offsets.list(limit=10).next_page()
    assert [item.n for item in second.data] == ALL[10:20]
    assert [item.n for item in second.previous_page().data] == ALL[:10]
    assert client.numbers.list(page=1).previous_page() is None
    assert [item.n for item in client.numbers.list(page=3).previous_page().data] == ALL[10:20]


def test_pagination_stops_at_a_repeated_page(paged: Package) -> None:
    again = [{"n": 1}]
    assert len(list(sync(paged, lambda _: httpx2.Response(200, json=again)).numbers.list())) == 1
    body = {"items": again, "meta": {"next_cursor": "same"}}
    assert len(list(sync(paged, lambda _: httpx2.Response(200, json=body)).cursors.list())) == 1


def test_secrets_do_not_follow_a_link_to_another_host(paged: Package) -> None:
    seen: list[httpx2.Request] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        seen.append(request)
        return httpx2.Response(200, json={"results": [{"n": 1}], "next": "https://evil.example/"})

    first = sync(paged, answer).addresses.list()
    with pytest.raises(paged.errors.InvalidArgumentError, match=r"evil\.example"):
        first.next_page()
    assert len(seen) == 1


def test_a_key_in_the_query_is_added_to_the_link(paged: Package) -> None:
    api = Api()
    assert len(list(sync(paged, api, header_key=None, query_key="s&s").addresses.list())) == 25
    assert [request.url.params.get("key") for request in api.seen] == ["s&s"] * 3


STREAMS = {
    "events": ("text/event-stream", 'event: a\r\ndata: {"n":1}\r\n\r\n:\n\ndata: {"n":\ndata: 2}\n\ndata: lost'),
    "chunks": ("text/event-stream", 'data: {"n": 1}\nid: 7\n\ndata: {"n": 2}\n\ndata: [DONE]\n\ndata: {"n": 3}\n\n'),
    "lines": ("application/jsonl", '{"n": 1}\n\n{"n": 2}'),
}


def streaming(request: httpx2.Request) -> httpx2.Response:
    """Respond one byte at a time."""
    kind, text = STREAMS[request.url.path.rsplit("/", 1)[1]]
    assert request.headers["accept"] == kind
    return httpx2.Response(200, headers={"Content-Type": kind}, content=(bytes([byte]) for byte in text.encode()))


def test_events_and_lines(paged: Package) -> None:
    client = sync(paged, streaming)
    with client.events.retrieve() as events:
        found = list(events)
    assert [(item.event, item.data.n) for item in found] == [("a", 1), ("message", 2)]
    assert all(isinstance(item, paged.models.Event) for item in found)
    assert [(item.id, item.data.n) for item in client.chunks.retrieve()] == [("7", 1), ("7", 2)]
    assert [item.n for item in client.lines.retrieve()] == [1, 2]
    raw = client.lines.with_raw_response.retrieve()
    assert (raw.status_code, [item.n for item in raw.parsed]) == (200, [1, 2])


def test_streams_report_drift_and_broken_lines(paged: Package) -> None:
    answer = httpx2.Response(200, headers={"Content-Type": "application/jsonl"}, content=b'{"n": 1}\n{"n": "x"}\n{')
    drifts: list[Any] = []
    stream = sync(paged, lambda _: answer, on_drift=drifts.append).lines.retrieve()
    assert [next(stream).n, next(stream).n] == [1, "x"]
    assert [(drift.pointer, drift.operation) for drift in drifts] == [("/1/n", "lines.retrieve")]
    with pytest.raises(paged.errors.ResponseDecodeError):
        next(stream)
    failed = httpx2.Response(404, json={"message": "gone"})
    with pytest.raises(paged.errors.NotFoundError, match="gone"):
        sync(paged, lambda _: failed).lines.retrieve()


def test_asynchronous_streams(paged: Package) -> None:
    def answer(_: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(200, headers={"Content-Type": "application/jsonl"}, content=b'{"n": 1}\n{"n": 2}\n')

    async def run() -> None:
        async with asynchronous(paged, answer) as client:
            async with await client.lines.retrieve() as stream:
                assert [item.n async for item in stream] == [1, 2]
            raw = await client.lines.with_raw_response.retrieve()
            assert [item.n async for item in raw.parsed] == [1, 2]

    asyncio.run(run())


def test_a_download_is_read_in_chunks(paged: Package, tmp_path: Path) -> None:
    taken: list[int] = []

    def pieces() -> Iterator[bytes]:
        for number in range(5):
            taken.append(number)
            yield b"x" * 10

    def answer(_: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(200, headers={"Content-Type": "application/pdf"}, content=pieces())

    client = sync(paged, answer)
    with client.file.with_streaming_response.retrieve() as reply:
        assert (reply.status_code, reply.headers["content-type"], taken) == (200, "application/pdf", [])
        assert next(reply.iter_bytes()) == b"x" * 10
        assert taken == [0]
    with client.file.with_streaming_response.retrieve() as reply:
        assert reply.write_to(tmp_path / "a.pdf") == 50
    assert (tmp_path / "a.pdf").read_bytes() == b"x" * 50
    with client.file.with_streaming_response.retrieve() as reply:
        assert reply.parse() == b"x" * 50 == client.file.retrieve()
    failing = sync(paged, lambda _: httpx2.Response(500, content=b"oh"))
    with pytest.raises(paged.errors.InternalServerError), failing.file.with_streaming_response.retrieve():
        pass


def test_an_asynchronous_download(paged: Package, tmp_path: Path) -> None:
    async def run() -> None:
        async with asynchronous(paged, lambda _: httpx2.Response(200, content=b"x" * 50)) as client:
            async with client.file.with_streaming_response.retrieve() as reply:
                assert await reply.write_to(tmp_path / "a.pdf") == 50
            async with client.file.with_streaming_response.retrieve() as reply:
                assert await reply.parse() == b"x" * 50

    asyncio.run(run())
    assert (tmp_path / "a.pdf").read_bytes() == b"x" * 50


class TokenServer:
    """Issues tokens t1, t2…; the API accepts those that it has not rejected."""

    def __init__(self, lasting: int = 3600) -> None:
        self.lasting = lasting
        self.asked: list[httpx2.Request] = []
        self.used: list[str] = []
        self.refused: set[str] = set()

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        if request.url.path == "/token":
            self.asked.append(request)
            return httpx2.Response(200, json={"access_token": f"t{len(self.asked)}", "expires_in": self.lasting})
        token = request.headers["authorization"].removeprefix("Bearer ")
        self.used.append(token)
        return httpx2.Response(401 if token in self.refused else 200, json=[])


def basic(user: str, password: str) -> str:
    request = next(httpx2.BasicAuth(user, password).auth_flow(httpx2.Request("GET", "https://api.example")))
    return request.headers["authorization"]


def test_client_credentials(paged: Package) -> None:
    server = TokenServer()
    credentials = paged.ClientCredentials("me:1", "s3cret", scopes=["read", "write"])
    client = sync(paged, server, header_key=None, oauth=credentials)
    for _ in range(3):
        client.numbers.list()
    assert (len(server.asked), server.used) == (1, ["t1"] * 3)
    asked = server.asked[0]
    assert str(asked.url) == "https://api.example/token"
    assert asked.headers["authorization"] == basic("me%3A1", "s3cret")
    assert dict(parse_qsl(asked.content.decode())) == {"grant_type": "client_credentials", "scope": "read write"}
    assert "timeout" in asked.extensions
    server.refused = {"t1"}
    client.numbers.list()
    assert server.used[3:] == ["t1", "t2"]
    assert "s3cret" not in repr(credentials) + repr(client._settings)


def test_expired_tokens_are_replaced_and_rejections_are_errors(paged: Package) -> None:
    now = [0.0]
    server = TokenServer(lasting=100)
    credentials = paged.ClientCredentials("me", "s3cret", in_body=True, now=lambda: now[0], token_url=ELSEWHERE)
    client = sync(paged, server, header_key=None, oauth=credentials)
    client.numbers.list()
    now[0] = 89
    client.numbers.list()
    now[0] = 91
    client.numbers.list()
    assert server.used == ["t1", "t1", "t2"]
    assert str(server.asked[0].url) == ELSEWHERE
    assert b"client_secret=s3cret" in server.asked[0].content
    refusal = httpx2.Response(400, json={"error": "invalid_client"})
    lost = sync(paged, lambda _: refusal, header_key=None, oauth=paged.ClientCredentials("a", "s3cret"))
    with pytest.raises(paged.errors.APIConnectionError, match="invalid_client") as caught:
        lost.numbers.list()
    assert "s3cret" not in str(caught.value)


def test_client_credentials_async(paged: Package) -> None:
    server = TokenServer()

    async def run() -> None:
        credentials = paged.ClientCredentials("a", "b")
        async with asynchronous(paged, server, header_key=None, oauth=credentials) as client:
            await client.numbers.list()
            server.refused = {"t1"}
            await client.numbers.list()

    asyncio.run(run())
    assert server.used == ["t1", "t1", "t2"]


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({"API_KEY": "k1"}, "Bearer k1"),
        ({"HEADER_KEY": "k2"}, "k2"),
        ({"OAUTH": "t"}, "Bearer t"),
        ({"AUTH_": "u:p"}, basic("u", "p")),
        ({"OAUTH_CLIENT_ID": "i", "OAUTH_CLIENT_SECRET": "s"}, "Bearer t1"),
    ],
)
def test_secrets_of_the_environment(
    paged: Package, monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], expected: str
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(f"{paged.__name__.upper()}_{name}", value)
    seen: list[httpx2.Request] = []
    tokens = TokenServer()

    def answer(request: httpx2.Request) -> httpx2.Response:
        if request.url.path == "/token":
            return tokens(request)
        seen.append(request)
        return httpx2.Response(200, json=[])

    sync(paged, answer, header_key=None).numbers.list()
    assert expected in (seen[0].headers.get("authorization"), seen[0].headers.get("x-key"))


def test_raw_responses(paged: Package) -> None:
    def answer(_: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(200, json=[{"n": 1}], headers={"Request-Id": "req_1"})

    raw = sync(paged, answer).numbers.with_raw_response.list(page=2)
    assert [item.n for item in raw.parsed.data] == [1]
    assert (raw.status_code, raw.request_id, json.loads(raw.content), raw.retries) == (200, "req_1", [{"n": 1}], 0)
    assert raw.headers["REQUEST-ID"] == "req_1"
    assert (raw.request.method, raw.request.url) == ("GET", "https://api.example/v1/numbers?page=2")
    assert raw.request.headers["x-key"] == "***"

    async def run() -> Any:
        async with asynchronous(paged, answer) as client:
            return await client.numbers.with_raw_response.list()

    assert asyncio.run(run()).parsed.data[0].n == 1
