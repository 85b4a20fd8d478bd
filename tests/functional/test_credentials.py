"""Every security scheme: the credentials are sent, and never shown."""

from __future__ import annotations

import asyncio
import base64
import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx2
import pytest

from tests.runtime.client.test_sockets import serving
from tests.support.packages import Package, make_package

if TYPE_CHECKING:
    from collections.abc import Iterator

SPEC = """
openapi: 3.1.0
info: {title: Keys, version: "1"}
servers: [{url: https://api.example}]
paths:
  /basic: {get: {security: [{basic: []}], responses: {"200": {$ref: "#/components/responses/text"}}}}
  /bearer: {get: {security: [{bearer: []}], responses: {"200": {$ref: "#/components/responses/text"}}}}
  /header: {get: {security: [{headerKey: []}], responses: {"200": {$ref: "#/components/responses/text"}}}}
  /query:
    get:
      security: [{queryKey: []}]
      parameters: [{name: page_size, in: query, schema: {type: integer}}]
      responses: {"200": {$ref: "#/components/responses/text"}}
  /cookie: {get: {security: [{cookieKey: []}], responses: {"200": {$ref: "#/components/responses/text"}}}}
  /oauth: {get: {security: [{oauth: []}], responses: {"200": {$ref: "#/components/responses/text"}}}}
  /digest: {get: {security: [{hmac: []}], responses: {"200": {$ref: "#/components/responses/text"}}}}
  /both: {get: {security: [{headerKey: [], queryKey: []}], responses: {"200": {$ref: "#/components/responses/text"}}}}
  /public: {get: {security: [], responses: {"200": {$ref: "#/components/responses/text"}}}}
components:
  responses:
    text: {description: ok, content: {text/plain: {schema: {type: string}}}}
  securitySchemes:
    basic: {type: http, scheme: basic}
    bearer: {type: http, scheme: bearer}
    hmac: {type: http, scheme: HMAC}
    headerKey: {type: apiKey, in: header, name: X-Whatever}
    queryKey: {type: apiKey, in: query, name: pass}
    cookieKey: {type: apiKey, in: cookie, name: sid}
    oauth: {type: oauth2, flows: {clientCredentials: {tokenUrl: /token, scopes: {}}}}
"""
SECRET = "s3cr3t-v4lue"  # noqa: S105 - what the tests look for
BASIC = base64.b64encode(f"me:{SECRET}".encode()).decode()
SCHEMES: dict[str, tuple[dict[str, Any], bytes]] = {
    "basic": ({"basic": ("me", SECRET)}, f"authorization: Basic {BASIC}".encode()),
    "bearer": ({"bearer": SECRET}, f"authorization: Bearer {SECRET}".encode()),
    "header": ({"header_key": SECRET}, f"x-whatever: {SECRET}".encode()),
    "query": ({"query_key": SECRET}, f"/query?pass={SECRET} ".encode()),
    "cookie": ({"cookie_key": SECRET}, f"cookie: sid={SECRET}".encode()),
    "oauth": ({"oauth": SECRET}, f"authorization: Bearer {SECRET}".encode()),
    "digest": ({"hmac": SECRET}, f"authorization: hmac {SECRET}".encode()),
    "both": ({"header_key": SECRET, "query_key": SECRET}, f"x-whatever: {SECRET}".encode()),
}
FAILED = b"HTTP/1.1 403 No\r\nContent-Type: text/plain\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno"
GOOD = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Package]:
    with make_package(SPEC, tmp_path_factory.mktemp("keys"), emit=("models", "client")) as package:
        yield package


def lower(request: bytes) -> bytes:
    """Return a request with lower-case header names."""
    lines = request.split(b"\r\n")
    return b"\r\n".join(
        [lines[0], *(name.lower() + colon + rest for name, colon, rest in (x.partition(b":") for x in lines[1:]))]
    )


def everything_shown(error: Any) -> str:
    """Return all text of an error that may be logged: messages, reprs, requests, causes, locals of our frames."""
    texts: list[object] = []
    while error is not None:
        texts += [str(error), repr(error), error.args, getattr(error, "__dict__", {}), getattr(error, "request", "")]
        frame = error.__traceback__
        while frame is not None:
            if "_runtime" in Path(frame.tb_frame.f_code.co_filename).parts:
                texts += [repr(value) for value in frame.tb_frame.f_locals.values()]
            frame = frame.tb_next
        error = error.__cause__ or error.__context__
    return "\n".join(map(str, texts))


@pytest.mark.slow
@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("answer", [FAILED, b""], ids=["refused", "no response"])
def test_a_secret_is_sent_but_never_shown(
    keys: Package, caplog: pytest.LogCaptureFixture, scheme: str, answer: bytes
) -> None:
    options, expected = SCHEMES[scheme]
    with caplog.at_level(logging.DEBUG), serving(answer) as (url, seen):
        client = keys.Client(base_url=url, max_retries=0, **options)
        with client, pytest.raises(keys.errors.ApiError) as caught:
            getattr(client, scheme).retrieve()
    assert expected in lower(seen[0])
    shown = "\n".join(
        [caplog.text, everything_shown(caught.value), repr(client), repr(client.open), repr(vars(client))]
    )
    assert "http" in shown
    assert SECRET not in shown
    assert BASIC not in shown


def test_hooks_get_masked_urls_and_the_request_has_the_key(keys: Package) -> None:
    shown: list[str] = []
    hooks = {"request": [lambda request: shown.append(f"{request.url} {request!r} {request.url!r}")]}
    with serving(GOOD) as (url, seen), httpx2.Client(event_hooks=hooks) as http:
        client = keys.Client(base_url=url, query_key=SECRET, http_client=http)
        assert client.query.retrieve(page_size=3) == "ok"
    assert f"GET /query?page_size=3&pass={SECRET} ".encode() in seen[0]
    assert SECRET not in shown[0]
    assert "page_size=3&pass=***" in shown[0]


def test_operations_without_security_get_no_credentials(keys: Package) -> None:
    with serving(GOOD) as (url, seen), keys.Client(base_url=url, api_key=SECRET) as client:
        client.public.retrieve()
    assert SECRET.encode() not in seen[0]


def test_one_api_key_serves_every_scheme(keys: Package) -> None:
    with serving(GOOD) as (url, seen), keys.Client(base_url=url, api_key=SECRET) as client:
        for scheme in ("bearer", "header", "query", "cookie", "oauth", "digest"):
            getattr(client, scheme).retrieve()
            assert SCHEMES[scheme][1] in lower(seen[-1])


def test_a_callable_signs(keys: Package) -> None:
    def sign(request: httpx2.Request) -> httpx2.Request:
        request.headers["X-Signature"] = f"{request.method} {request.url.path}"
        return request

    async def sign_later(request: httpx2.Request) -> httpx2.Request:
        await asyncio.sleep(0)
        return sign(request)

    async def run(url: str, auth: Any) -> None:
        async with keys.AsyncClient(base_url=url, auth=auth) as client:
            await client.bearer.retrieve()

    with serving(GOOD) as (url, seen):
        with keys.Client(base_url=url, auth=sign) as client:
            client.bearer.retrieve()
        asyncio.run(run(url, sign))
        asyncio.run(run(url, sign_later))
    assert [b"x-signature: GET /bearer" in lower(request) for request in seen] == [True] * 3
    assert b"authorization" not in lower(b"".join(seen))


class Tokens:
    """Returns a new token per request, slowly, and rejects all but the newest."""

    def __init__(self, package: Package) -> None:
        self.asked = 0
        self.lock = threading.Lock()
        self.first = threading.Event()
        self.refused: set[str] = set()
        self.credentials = package.ClientCredentials("me", SECRET)

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        if request.url.path == "/token":
            with self.lock:
                self.asked += 1
            self.first.wait(0.05)
            return httpx2.Response(200, json={"access_token": f"t{self.asked}", "expires_in": 3600})
        token = request.headers["authorization"].removeprefix("Bearer ")
        return httpx2.Response(401 if token in self.refused else 200, text=token)

    async def later(self, request: httpx2.Request) -> httpx2.Response:
        await asyncio.sleep(0.01 if request.url.path == "/token" else 0)
        return self(request)


def test_threads_share_one_token(keys: Package) -> None:
    tokens = Tokens(keys)
    http = httpx2.Client(transport=httpx2.MockTransport(tokens))
    client = keys.Client(oauth=tokens.credentials, http_client=http)
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(lambda _: client.oauth.retrieve(), range(24))) == {"t1"}
        tokens.refused = {"t1"}
        assert set(pool.map(lambda _: client.oauth.retrieve(), range(24))) == {"t2"}
    assert tokens.asked == 2


def test_tasks_share_one_token_in_each_event_loop(keys: Package) -> None:
    tokens = Tokens(keys)

    async def run() -> set[str]:
        http = httpx2.AsyncClient(transport=httpx2.MockTransport(tokens.later))
        client = keys.AsyncClient(oauth=tokens.credentials, http_client=http)
        return set(await asyncio.gather(*(client.oauth.retrieve() for _ in range(24))))

    assert asyncio.run(run()) == {"t1"}
    tokens.refused = {"t1"}
    assert asyncio.run(run()) == {"t2"}
    assert tokens.asked == 2


@pytest.mark.parametrize(
    ("status", "requests", "works"), [(400, 1, False), (401, 1, False), (200, 1, False), (503, 2, True), (429, 2, True)]
)
def test_a_rejected_token_request_is_not_retried_but_a_busy_server_is(
    keys: Package, status: int, requests: int, *, works: bool
) -> None:
    asked: list[httpx2.Request] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        if request.url.path != "/token":
            return httpx2.Response(200, text="ok")
        asked.append(request)
        good = {"access_token": "t1"}
        return httpx2.Response(200, json=good) if len(asked) > 1 else httpx2.Response(status, json={"error": "no"})

    policy = keys.RetryPolicy(sleep=lambda _: None)
    credentials = keys.ClientCredentials("me", SECRET)
    client = keys.Client(oauth=credentials, retry=policy, transport=httpx2.MockTransport(answer))
    with client, nullcontext() if works else pytest.raises(keys.errors.APIConnectionError):
        client.oauth.retrieve()
    assert len(asked) == requests
