"""Arbitrary bytes at every entrance of a client: it returns, or raises its own errors."""

from __future__ import annotations

import ssl
from contextlib import suppress
from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING, Any

import httpcore2
import httpx2
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from runtime.client import errors, events, webhooks
from runtime.client.oauth import ClientCredentials
from runtime.shared.model import Model
from runtime.shared.operation import Media, NextPage, Operation, Response, SecurityScheme
from tests.runtime.client.api import API, LIST, RETRIEVE, Client

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.slow
CONTEXT = ssl.create_default_context()
URL = "http://api.example"
ANY = st.binary(max_size=60)
TEXT = st.text(st.characters())
EXPECTED = (errors.ApiError, errors.InvalidArgumentError)
"""A link of a response is passed on like an argument, so it may raise ``InvalidArgumentError``."""


class Event(Model):
    id: str | None = None
    data: dict[str, int] | None = None


def stream_of(kind: str, **media: Any) -> Operation[Any]:
    """Return an operation that returns a stream."""
    responses = (Response("200", (Media(kind, **media),)),)
    return Operation(id="GET /s", name="s.get", method="GET", path=("/s",), responses=responses)


EVENTS = stream_of("text/event-stream", item=lambda: Event)
TYPED = stream_of("text/event-stream", type=lambda: Event)
LINES = stream_of("application/jsonl", item=lambda: Event)
LINKED: Operation[Any] = replace(LIST, page=NextPage("data", "link"))
OAUTH: Operation[Any] = replace(RETRIEVE, security=(("oauth",),))


class Secured(Client):
    api = replace(API, security=(SecurityScheme("oauth", "oauth2", token_url=URL),))


class Scripted(httpx2.HTTPTransport):
    """The transport of the HTTP library over connections that receive some bytes and end."""

    def __init__(self, data: bytes) -> None:
        self._pool = httpcore2.ConnectionPool(ssl_context=CONTEXT, network_backend=httpcore2.MockBackend([data]))


def received(data: bytes, call: Callable[[Client], object], client: type[Client] = Client, **options: Any) -> None:
    """Run a call whose connections receive these bytes and then end."""
    with (
        client(base_url=URL, transport=Scripted(data), max_retries=0, deadline=60, **options) as made,
        suppress(*EXPECTED),
    ):
        call(made)


def reply(*headers: bytes, body: bytes = b"", status: bytes = b"200 OK") -> bytes:
    lines = [b"HTTP/1.1 " + status, b"Content-Length: %d" % len(body), *headers]
    return b"\r\n".join([*lines, b"", body])


def retrieve(client: Client) -> object:
    return client.codes.retrieve("x")


def test_the_scripted_transport_is_read() -> None:
    seen: list[object] = []
    received(reply(b"Content-Type: application/json", body=b'{"id":"a"}'), lambda client: seen.append(retrieve(client)))
    assert [vars(code)["id"] for code in seen] == ["a"]


@given(ANY, st.sampled_from([b"", b"HTTP/1.1 ", b"HTTP/1.1 200 ", b"HTTP/1.1 302 Found\r\n", b"HTTP/1.1 101 "]))
def test_status_lines(data: bytes, start: bytes) -> None:
    for end in (b"", b"\r\n\r\n"):
        received(start + data + end, retrieve)


NAMES = (b"Content-Type", b"Content-Encoding", b"Content-Length", b"Transfer-Encoding", b"Retry-After", b"Set-Cookie")


@given(ANY, st.sampled_from([b"", *(name + b": " for name in NAMES), b"Content-Type: text/plain; charset="]))
def test_headers(data: bytes, start: bytes) -> None:
    for status in (b"200 OK", b"429 No"):
        received(b"HTTP/1.1 " + status + b"\r\n" + start + data + b"\r\n\r\n{}", retrieve)


@example(b" @", b"//")
@given(ANY, st.sampled_from([b"", b"http://", b"//", b"/", b"http://api.example:", b"https://[", b"http://a.b/?"]))
def test_redirects_and_links(data: bytes, start: bytes) -> None:
    target = start + data.replace(b"\r", b"").replace(b"\n", b"")
    received(reply(b"Location: " + target, status=b"302 Found"), retrieve)
    link = b"Link: <" + target + b'>; rel="next"'
    body = b'{"data":[{"id":"a"}],"has_more":true}'
    for header in (link, b"Link: " + target):
        response = reply(b"Content-Type: application/json", header, body=body)
        received(response, lambda client: list(client.page(LINKED, lambda found: found.data, {})))


KINDS = (b"application/json", b"text/plain; charset=utf-7", b"text/event-stream", b"image/png", b"")


@given(ANY, st.sampled_from([b"", b'{"id":', b'{"id":"', b'{"error":{"message":']), st.sampled_from(KINDS))
def test_bodies(data: bytes, start: bytes, kind: bytes) -> None:
    for end, status in product((b"", b'"}', b"}}"), (b"200 OK", b"400 Bad")):
        response = reply(b"Content-Type: " + kind, body=start + data + end, status=status)
        received(response, retrieve)
        received(response, lambda client: client.codes.list().data)


@pytest.mark.parametrize("coding", [b"gzip", b"deflate", b"br", b"zstd", b"gzip, gzip"])
@given(data=ANY)
def test_compressed_bodies(coding: bytes, data: bytes) -> None:
    for start in (b"", b"\x1f\x8b\x08\x00"):
        received(reply(b"Content-Encoding: " + coding, body=start + data), retrieve)


@pytest.mark.parametrize(
    ("operation", "kind"),
    [(EVENTS, b"text/event-stream"), (TYPED, b"text/event-stream"), (LINES, b"application/jsonl"), (LINES, b"")],
)
@given(data=ANY, start=st.sampled_from([b"", b"data:", b"id: 1\nretry:", b'data:{"data":', b'{"data":', b"\xef\xbb"]))
def test_streams(operation: Operation[Any], kind: bytes, data: bytes, start: bytes) -> None:
    response = reply(b"Content-Type: " + kind, body=start + data + b"\n\n")
    received(response, lambda client: list(client.stream(operation, {})))


@given(ANY, ANY)
def test_lines(charset: bytes, data: bytes) -> None:
    kind = b"Content-Type: text/plain; charset=" + charset.replace(b"\r", b"").replace(b"\n", b"")

    def read(client: Client) -> None:
        with client.codes.with_streaming_response.retrieve("x") as response:
            list(response.iter_lines())

    received(reply(kind, body=data), read)


@given(ANY, st.sampled_from([b"", b'{"access_token":"', b'{"access_token":"a","expires_in":']))
def test_token_responses(data: bytes, start: bytes) -> None:
    credentials = ClientCredentials("id", "secret", token_url=URL)
    for end in (b"", b'"}', b"}"):
        received(
            reply(body=start + data + end),
            lambda client: client.call(OAUTH, {"id": "x"}),
            Secured,
            credentials={"oauth": credentials},
        )


@given(st.one_of(ANY, TEXT), st.one_of(TEXT, st.from_regex(r"\At=.*,v1=.*\Z")), st.text(min_size=1))
def test_webhooks(body: bytes | str, header: str, secret: str) -> None:
    with suppress(events.SignatureError):
        webhooks.verify(body, header, secret)
    with suppress(ValueError):
        events.read_event(body, Event, "1", strict=True)
