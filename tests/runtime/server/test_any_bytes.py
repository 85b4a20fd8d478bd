"""Arbitrary bytes at every entrance of a server: refused in the API's own shape, never a 500."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import anyio
import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.server.app import build_app
from runtime.server.endpoint import Route
from runtime.server.settings import ServerSettings
from runtime.shared.model import Model
from runtime.shared.operation import Body, Media, Operation, Param, Response, SecurityScheme
from tests.runtime.server.promo import API

JSON = "application/json"


class Thing(Model):
    name: str | None = None
    count: int | None = None
    ratio: float | None = None
    tags: list[str] | None = None
    meta: dict[str, str] | None = None


class Query(Model):
    thing: Thing | None = None
    number: int | None = None
    x_tags: list[str] | None = None
    session: str | None = None


OPERATION: Operation[Any] = Operation(
    id="POST /things/{id}",
    name="things.create",
    method="POST",
    path=("/things/", "id"),
    params=(
        Param("id", "id", "path", "simple", explode=False, type=lambda: str),
        Param("thing", "thing", "query", "deepObject", explode=True),
        Param("number", "number", "query", "form", explode=True),
        Param("X-Tags", "x_tags", "header", "simple", explode=False),
        Param("session", "session", "cookie", "form", explode=True),
    ),
    query=lambda: Query,
    body=Body(
        media=(
            Media(JSON, lambda: Thing),
            Media("application/x-www-form-urlencoded", lambda: Thing),
            Media("multipart/form-data", lambda: Thing),
            Media("text/plain", lambda: str),
        )
    ),
    responses=(Response("200", (Media(JSON),)),),
)
SCHEMES = (
    SecurityScheme("basic", "http", scheme="basic"),
    SecurityScheme("bearer", "http", scheme="bearer"),
    SecurityScheme("cookieKey", "apiKey", key_name="key", key_in="cookie"),
    SecurityScheme("queryKey", "apiKey", key_name="key", key_in="query"),
)
SECURED = replace(OPERATION, security=tuple((scheme.name,) for scheme in SCHEMES))


class Service:
    async def create(self, *_: object) -> object:
        return {"done": True}


def _admit(*_: object) -> object:
    return "anyone"


OPEN = build_app([Route(OPERATION, "things", "create")], {"things": Service()}, ServerSettings(api=API))
CLOSED = build_app(
    [Route(SECURED, "things", "create")],
    {"things": Service()},
    ServerSettings(api=replace(API, security=SCHEMES), authenticate={scheme.name: _admit for scheme in SCHEMES}),
)


def check(app: Any, path: bytes, query: bytes, headers: list[tuple[bytes, bytes]], body: bytes = b"") -> int:
    """Send a POST to an ASGI application, check that its response is a success or a 4xx, and return the status."""
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": path.decode("utf-8", "replace"),
        "raw_path": path,
        "query_string": query,
        "root_path": "",
        "headers": [*headers, (b"content-length", b"%d" % len(body))],
        "server": ("test", 80),
        "client": ("test", 1),
    }
    anyio.run(app, scope, receive, send)
    status = sent[0]["status"]
    assert status == 200 or 400 <= status < 500
    if status != 200:
        assert json.loads(sent[1]["body"])["error"]["message"]
    return int(status)


ANY = st.binary(max_size=60)
HEX = st.binary(max_size=20).map(lambda data: b"".join(b"%%%02x" % byte for byte in data))


@given(st.one_of(ANY, HEX))
def test_path(data: bytes) -> None:
    check(OPEN, b"/things/" + data, b"", [])


@given(st.one_of(ANY, HEX), st.sampled_from([b"", b"number=", b"thing[name]=", b"thing[tags][]=", b"key="]))
def test_query(data: bytes, start: bytes) -> None:
    for app in (OPEN, CLOSED):
        check(app, b"/things/a", start + data, [])


@pytest.mark.slow
@pytest.mark.parametrize("name", [b"x-tags", b"cookie", b"accept", b"content-type", b"authorization", b"host"])
@given(data=ANY, start=st.sampled_from([b"", b"Basic ", b"Bearer ", b"session=", b"key=", b"multipart/form-data;"]))
def test_headers(name: bytes, data: bytes, start: bytes) -> None:
    for app in (OPEN, CLOSED):
        check(app, b"/things/a", b"", [(name, start + data)], b"x")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "start"),
    [
        (b"application/json", b""),
        (b"application/json", b'{"name":"'),
        (b"application/x-www-form-urlencoded", b"meta[a]="),
        (b"multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="name"'),
        (b"multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="name"\r\n\r\n'),
        (b"text/plain; charset=utf-7", b""),
        (b"text/plain", b""),
    ],
)
@given(data=ANY)
def test_bodies(kind: bytes, start: bytes, data: bytes) -> None:
    for end in (b"", b'"}', b"\r\n--x--\r\n"):
        check(OPEN, b"/things/a", b"", [(b"content-type", kind)], start + data + end)


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999", "-1E+999", "1" + "0" * 400 + ".5"])
def test_numbers_that_json_does_not_have(number: str) -> None:
    for name in ("ratio", "count", "other"):
        body = f'{{"{name}":{number}}}'.encode()
        assert check(OPEN, b"/things/a", b"", [(b"content-type", b"application/json")], body) == 400
