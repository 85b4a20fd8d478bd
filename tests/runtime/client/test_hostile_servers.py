"""Responses of hostile servers: errors of this package, bounded resources, no credentials for other hosts."""

from __future__ import annotations

import gzip
import time
import zlib
from dataclasses import replace
from typing import TYPE_CHECKING

import anyio
import httpx2
import pytest

from runtime.client import errors
from runtime.client._sync.token_auth import TokenAuth
from runtime.client.content import decode
from runtime.client.download import TextLines
from runtime.client.limits import DEFAULT_RESPONSE_SIZE, ResponseTooLargeError
from runtime.client.oauth import ClientCredentials
from runtime.client.paging import MAX_EMPTY
from runtime.client.retry import RetryPolicy
from runtime.client.sse import EventParser, LineSplitter
from runtime.client.tokens import TokenError
from runtime.client.urls import follow
from runtime.shared.operation import NextPage
from tests.runtime.client.api import LIST, AsyncClient, Client
from tests.runtime.client.test_sockets import GOOD, HEAD, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST = 1_000_000
JSON = {"content-type": "application/json"}
PATIENT = RetryPolicy(jitter=lambda: 0.0, sleep=lambda _: None)


def bomb(size: int) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    pieces = [packer.compress(b"0" * 1_000_000) for _ in range(size // 1_000_000)]
    return b"".join([*pieces, packer.flush()])


def answering(*responses: httpx2.Response, **options: object) -> Client:
    """Return a client of a server with these responses in turn, the last one repeatedly."""
    left = list(responses)

    def handle(_: httpx2.Request) -> httpx2.Response:
        return left.pop(0) if len(left) > 1 else left[0]

    return Client(api_key="k", transport=httpx2.MockTransport(handle), retry=PATIENT, **options)  # type: ignore[arg-type]


class Endless(httpx2.SyncByteStream):
    """An endless body; ``sent`` counts its bytes."""

    sent = 0

    def __iter__(self) -> Iterator[bytes]:
        while True:
            self.sent += 65_536
            yield b"[" * 65_536


@pytest.mark.parametrize("status", [200, 400, 500])
def test_endless_bodies(status: int) -> None:
    body = Endless()
    with (
        answering(httpx2.Response(status, headers=JSON, stream=body), max_reply_size=MOST, max_retries=0) as client,
        pytest.raises(errors.ResponseDecodeError, match="larger than 1000000 bytes") as caught,
    ):
        client.codes.retrieve("x")
    assert caught.value.status_code == status
    assert body.sent < 2 * MOST


@pytest.mark.slow
@pytest.mark.parametrize("status", [b"200 OK", b"503 No"])
def test_compressed_bombs(status: bytes) -> None:
    packed = bomb(300_000_000)
    head = HEAD.replace(b"200 OK", status) + b"Content-Encoding: gzip\r\nConnection: close\r\n"
    response = head + b"Content-Length: %d\r\n\r\n" % len(packed) + packed
    assert DEFAULT_RESPONSE_SIZE < 300_000_000
    with serving(response) as (url, seen), Client(api_key="k", base_url=url, max_reply_size=MOST) as client:
        with pytest.raises(errors.ResponseDecodeError, match="max_reply_size"):
            client.codes.retrieve("x")
        assert len(seen) == 1, "asked for again"


def test_asynchronous_clients_are_limited_too() -> None:
    async def run(url: str) -> None:
        async with AsyncClient(api_key="k", base_url=url, max_reply_size=11) as client:
            await client.codes.retrieve("x")

    with serving(GOOD) as (url, _), pytest.raises(errors.ResponseDecodeError, match="larger than 11 bytes"):
        anyio.run(run, url)


def test_the_limit_can_be_changed_and_disabled() -> None:
    body = gzip.compress(b'{"id": "%s"}' % (b"a" * 100))
    response = httpx2.Response(200, headers={**JSON, "content-encoding": "gzip"}, content=body)
    with answering(response, max_reply_size=None) as client:
        raw = client.codes.with_raw_response.retrieve("x")
        assert raw.http_response.json() == {"id": "a" * 100}
        assert raw.content == raw.http_response.content


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 1_000_000,
        b'{"id":' * 10_000 + b"1" + b"}" * 10_000,
        b"1" * 10_000,
        b"NaN,",
        b'{"id":',
    ],
)
def test_invalid_json(body: bytes) -> None:
    with (
        answering(httpx2.Response(200, headers=JSON, content=body)) as client,
        pytest.raises(errors.ResponseDecodeError),
    ):
        client.codes.retrieve("x")
    with (
        answering(httpx2.Response(400, headers=JSON, content=body)) as client,
        pytest.raises(errors.BadRequestError) as caught,
    ):
        client.codes.retrieve("x")
    assert isinstance(caught.value.body, str)


@pytest.mark.parametrize("charset", ["undefined", "idna", "punycode", "rot13", "utf-7", "zzz", "x" * 9_999, "", "é"])
def test_unknown_character_sets(charset: str) -> None:
    started = time.process_time()
    assert decode(f"text/plain; charset={charset}", b"a" * 200_000) == "a" * 200_000
    assert time.process_time() - started < 1
    assert decode('text/plain; charset="latin-1"', b"\xe9") == "é"


@pytest.mark.parametrize(
    "location",
    ["http://[::1", "http://h:99999999/", "http://h:abc/", "file:///etc/passwd", "http:///x", "//", "javascript:x"],
)
def test_invalid_redirects(location: str) -> None:
    with (
        answering(httpx2.Response(302, headers={"location": location})) as client,
        pytest.raises(errors.ApiError),
    ):
        client.codes.retrieve("x")


@pytest.mark.parametrize(
    "link",
    ["http://[::1", "//evil.example/", "file:///x", "/\ud800", "http://h:x/"],
)
def test_links_to_other_hosts(link: str) -> None:
    with pytest.raises(errors.InvalidArgumentError):
        follow("https://api.example.com/v1/codes", link, [])


@pytest.mark.parametrize("link", ["http://evil.example\\@api.example.com/x", "http://api.example.com:1/x", "x"])
def test_links_never_change_the_host(link: str) -> None:
    assert follow("https://api.example.com/v1/codes", link, ["key=k"]).startswith("https://api.example.com/")


@pytest.mark.parametrize(
    "value", ["1e308", "9" * 5_000, "nan", "Fri, 31 Dec 9999 23:59:59 GMT", "inf", "Mon, 01 Jan 99999 00:00:00 GMT"]
)
def test_delays_are_limited(value: str) -> None:
    slept: list[float] = []
    policy = RetryPolicy(jitter=lambda: 1.0, sleep=slept.append)
    response = httpx2.Response(429, headers={"retry-after": value}, content=b"{}")
    client = Client(api_key="k", transport=httpx2.MockTransport(lambda _: response), retry=policy)
    with client, pytest.raises(errors.RateLimitError):
        client.codes.retrieve("x")
    assert all(0 <= seconds <= policy.patience for seconds in slept)


def test_endless_lines() -> None:
    started = time.process_time()
    lines = LineSplitter(20_000_000)
    for _ in range(10_000):
        assert lines.feed("a" * 1_000) == []
    assert lines.feed("\r") == []
    assert lines.feed("\nb\rc") == ["a" * 10_000_000, "b"]
    assert lines.end() == ["c"]
    assert time.process_time() - started < 2, "each piece was copied with all that came before it"
    with pytest.raises(ResponseTooLargeError, match="a line is larger than 10 bytes"):
        LineSplitter(10).feed("a" * 11)


def test_endless_events() -> None:
    events = EventParser(10_000)
    for _ in range(100):
        events.line("data:")
    with pytest.raises(ResponseTooLargeError, match="an event is larger"):
        events.line("data:" + "a" * 10_000)
    assert events.line("retry: " + "9" * 5_000) is None
    assert events.retry is None


@pytest.mark.parametrize(
    "body",
    [
        b'{"access_token": "a\\r\\nX: y"}',
        b'{"access_token": "\\u00e9"}',
        b'{"access_token": "' + b"a" * 2_000_000 + b'"}',
        b"[" * 100_000,
        b"[]",
        b'{"access_token": "t", "expires_in": 1e400}',  # beyond the range of a float
    ],
)
def test_invalid_tokens(body: bytes) -> None:
    auth = TokenAuth(ClientCredentials("id", "secret").at("https://auth.example.com/token"))
    transport = httpx2.MockTransport(lambda _: httpx2.Response(200, headers=JSON, content=body))
    with httpx2.Client(transport=transport) as client, pytest.raises(TokenError):
        client.get("https://api.example.com/", auth=auth)


def test_any_expiry_of_tokens_is_accepted() -> None:
    for seconds in (b"1e300", b"9" * 4_000, b'"' + b"9" * 9_000 + b'"', b'"nan"', b"-1", b"null"):
        auth = TokenAuth(ClientCredentials("id", "secret").at("https://auth.example.com/token"))
        body = b'{"access_token": "t", "expires_in": ' + seconds + b"}"
        transport = httpx2.MockTransport(lambda _, body=body: httpx2.Response(200, headers=JSON, content=body))
        with httpx2.Client(transport=transport) as client:
            response = client.get("https://api.example.com/", auth=auth)
            assert response.request.headers["authorization"] == "Bearer t"


@pytest.mark.parametrize("host", ["a" * 70 + ".x", "\udcff.x", "x..y", "xn--\u00e9.x"])
def test_a_redirect_to_a_host_that_has_no_address_is_an_error_of_the_package(host: str) -> None:
    location = f"http://{host}/".encode(errors="surrogateescape")
    with serving(b"HTTP/1.1 302 Found\r\nLocation: " + location + b"\r\nContent-Length: 0\r\n\r\n") as (url, _):
        client = Client(api_key="k", base_url=url, max_retries=0)
        with pytest.raises(errors.ApiError):
            client.codes.retrieve("promo_1")


def test_surrogates_in_arguments_are_invalid_arguments() -> None:
    client = answering(httpx2.Response(200, json={}))
    with pytest.raises(errors.InvalidArgumentError):
        client.codes.retrieve("\ud800")
    with pytest.raises(errors.InvalidArgumentError):
        client.with_options(headers={"x-a": "\ud800"}).codes.retrieve("promo_1")
    with pytest.raises(errors.InvalidArgumentError):
        client.with_options(api_key="\ud800").codes.retrieve("promo_1")


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999", "-1e999", "1" + "0" * 400 + ".0"])
def test_numbers_that_json_does_not_have_are_unreadable(number: str) -> None:
    client = answering(httpx2.Response(200, content=f'{{"id":"a","x":{number}}}'.encode(), headers=JSON))
    with pytest.raises(errors.ResponseDecodeError):
        client.codes.retrieve("promo_1")


def test_lines_are_read_in_known_character_sets_and_bounded() -> None:
    splitter = TextLines("utf-8", 10)
    assert splitter.feed(b"a\r\n\xc3") == ["a"]
    assert splitter.feed(b"\xa9\n") == ["é"]
    assert splitter.end() == []
    with pytest.raises(ResponseTooLargeError):
        splitter.feed(b"x" * 11)


def test_copies_with_other_credentials_share_no_cookies() -> None:
    seen: list[str | None] = []

    def handle(request: httpx2.Request) -> httpx2.Response:
        seen.append(request.headers.get("cookie"))
        return httpx2.Response(200, json={"id": "a"}, headers={"set-cookie": "session=first"})

    client = Client(api_key="a", transport=httpx2.MockTransport(handle))
    client.codes.retrieve("x")
    client.with_options(api_key="b").codes.retrieve("x")
    assert seen == [None, None]


def test_credentials_in_the_address_do_not_replace_the_configured_ones() -> None:
    seen: list[str] = []

    def handle(request: httpx2.Request) -> httpx2.Response:
        seen.append(request.headers["authorization"])
        return httpx2.Response(200, json={"id": "a"})

    transport = httpx2.MockTransport(handle)
    options = {"headers": {"Authorization": "Bearer mine"}, "transport": transport}
    Client(api_key="k", base_url="https://u:p@api.example.com", **options).codes.retrieve("x")  # type: ignore[arg-type]
    assert seen == ["Bearer mine"]


def test_endless_empty_pages_are_an_error() -> None:
    asked: list[str] = []

    def handle(request: httpx2.Request) -> httpx2.Response:
        asked.append(str(request.url))
        return httpx2.Response(200, json={"data": [], "next": f"c{len(asked)}"})

    operation = replace(LIST, page=NextPage(items="data", kind="cursor", param="starting_after", next=("next",)))
    client = Client(api_key="k", transport=httpx2.MockTransport(handle))
    with pytest.raises(errors.ResponseDecodeError, match="pages are empty"):
        list(client.page(operation, lambda body: body.data, {}))
    assert len(asked) == MAX_EMPTY + 1
