"""The generated client against failing servers, over real sockets."""

from __future__ import annotations

import asyncio
import gzip
import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import httpx2
import promotion_codes_clover as clover
import pytest
from promotion_codes_clover import RetryPolicy

from tests.runtime.client.test_sockets import serving
from tests.support.packages import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.slow

COUPON: Any = {"type": "coupon", "coupon": "co1"}
CODE = {
    "id": "promo_1", "object": "promotion_code", "active": True, "code": "X", "created": 1, "livemode": False,
    "times_redeemed": 0, "promotion": COUPON, "restrictions": {"first_time_transaction": False},
}  # fmt: skip


def response(status: int, body: object, *headers: str) -> bytes:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    lines = [f"HTTP/1.1 {status} X", "Content-Type: application/json", f"Content-Length: {len(content)}", *headers]
    return "\r\n".join([*lines, "Connection: close", "", ""]).encode() + content


GOOD = response(200, CODE)
ERROR = {"error": {"type": "api_error", "message": "no"}}
FAILED = response(500, ERROR)
LIMITED = response(429, ERROR, "Retry-After: 7")
RESET = GOOD[:-20]
TRUNCATED = response(200, json.dumps(CODE).encode()[:-20])
ZIPPED = response(200, gzip.compress(json.dumps(CODE).encode()), "Content-Encoding: gzip")


class Waits:
    """A policy that records delays instead of waiting."""

    def __init__(self) -> None:
        self.seconds: list[float] = []
        self.policy = RetryPolicy(jitter=lambda: 0.0, sleep=self.seconds.append, sleep_async=self._sleep)

    async def _sleep(self, seconds: float) -> None:
        self.seconds.append(seconds)


def create(client: clover.Client) -> str:
    return client.promotion_codes.create(promotion=COUPON).id


def retrieve(client: clover.Client) -> str:
    return client.promotion_codes.retrieve("promo_1").id


def keys(requests: list[bytes]) -> list[bytes]:
    lines = [line for request in requests for line in request.split(b"\r\n")]
    return [line for line in lines if line.lower().startswith(b"idempotency-key:")]


@pytest.mark.slow
@pytest.mark.parametrize("first", [FAILED, LIMITED, RESET, b""], ids=["500", "429", "reset", "nothing"])
@pytest.mark.parametrize("call", [create, retrieve])
def test_the_second_attempt_is_the_same_request(first: bytes, call: Callable[[clover.Client], str]) -> None:
    waits = Waits()
    with serving(first, GOOD) as (url, seen), clover.Client(api_key="k", base_url=url, retry=waits.policy) as client:
        assert call(client) == "promo_1"
    assert seen[0] == seen[1]
    assert len(seen) == 2
    assert waits.seconds == [7.0 if first is LIMITED else 0.0]
    assert len(set(keys(seen))) == (call is create)


@pytest.mark.slow
def test_asynchronous_clients_retry_too() -> None:
    waits = Waits()

    async def run(url: str) -> str:
        async with clover.AsyncClient(api_key="k", base_url=url, retry=waits.policy) as client:
            return (await client.promotion_codes.create(promotion=COUPON)).id

    with serving(LIMITED, RESET, ZIPPED) as (url, seen):
        assert asyncio.run(run(url)) == "promo_1"
    assert (len(seen), len(set(keys(seen))), waits.seconds) == (3, 1, [7.0, 0.0])


@pytest.mark.slow
@pytest.mark.parametrize("status", [400, 401, 402, 403, 404, 422])
def test_4xx_responses_are_final(status: int) -> None:
    with serving(response(status, ERROR), GOOD) as (url, seen), clover.Client(api_key="k", base_url=url) as client:
        with pytest.raises(clover.errors.APIStatusError) as caught:
            create(client)
        assert (caught.value.status_code, caught.value.type, len(seen)) == (status, "api_error", 1)


def test_a_post_without_key_is_sent_once() -> None:
    options = clover.RequestOptions(headers={"Idempotency-Key": None})
    with serving(FAILED, GOOD) as (url, seen), clover.Client(api_key="k", base_url=url) as client:
        with pytest.raises(clover.errors.InternalServerError):
            client.promotion_codes.create(promotion=COUPON, request_options=options)
        assert len(seen) == 1


def test_truncated_json_is_an_error_and_not_retried() -> None:
    with serving(TRUNCATED, GOOD) as (url, seen), clover.Client(api_key="k", base_url=url) as client:
        with pytest.raises(clover.errors.ResponseDecodeError):
            create(client)
        assert len(seen) == 1


def test_a_slow_server() -> None:
    with serving(None) as (url, seen), clover.Client(api_key="k", base_url=url, timeout=0.05, max_retries=0) as client:
        with pytest.raises(clover.errors.APITimeoutError):
            retrieve(client)
        assert len(seen) == 1


def test_safe_redirects_are_followed() -> None:
    moved = response(307, b"", "Location: /elsewhere?a=1")
    with serving(moved, ZIPPED) as (url, seen), clover.Client(api_key="k", base_url=url) as client:
        assert retrieve(client) == "promo_1"
    assert seen[1].startswith(b"GET /elsewhere?a=1 HTTP/1.1\r\n")
    with serving(moved, GOOD) as (url, seen), clover.Client(api_key="k", base_url=url) as client:
        with pytest.raises(clover.errors.APIStatusError):
            create(client)
        assert len(seen) == 1


def test_a_server_that_always_sends_the_same_page() -> None:
    page = response(200, {"object": "list", "url": "/", "has_more": True, "data": [CODE]})
    with serving(page) as (url, seen), clover.Client(api_key="k", base_url=url) as client:
        assert [code.id for code in client.promotion_codes.list()] == ["promo_1"]
    assert len(seen) == 2


def test_an_interrupted_download() -> None:
    with serving(RESET) as (url, _), clover.Client(api_key="k", base_url=url, max_retries=0) as client:
        method = client.promotion_codes.with_streaming_response.retrieve
        with method("promo_1") as answer, pytest.raises(clover.errors.APIConnectionError):
            answer.read()


@pytest.mark.parametrize(("after", "waited"), [("Thu, 01 Jan 2026 00:00:07 GMT", 7.0), ("0.25", 0.25), ("soon", 0.0)])
def test_retry_after_is_a_date_a_number_or_ignored(after: str, waited: float) -> None:
    waits = Waits()
    policy = replace(waits.policy, now=lambda: 1_767_225_600.0)
    limited = response(429, ERROR, f"Retry-After: {after}")
    with serving(limited, GOOD) as (url, _), clover.Client(api_key="k", base_url=url, retry=policy) as client:
        assert create(client) == "promo_1"
    assert waits.seconds == [waited]


@pytest.mark.parametrize(
    ("answer", "requests"),
    [
        (response(500, ERROR, "Stripe-Should-Retry: false"), 1),
        (response(402, ERROR, "Stripe-Should-Retry: true"), 2),
        (response(429, ERROR, "Retry-After: 3600"), 1),  # above RetryPolicy.patience
        (response(501, ERROR), 1),
        (response(303, b"", "Location: /elsewhere"), 1),
    ],
    ids=["no retry requested", "retry requested", "too long", "not implemented", "see other"],
)
def test_the_api_decides_on_retries(answer: bytes, requests: int) -> None:
    with serving(answer, GOOD) as (url, seen):
        client = clover.Client(api_key="k", base_url=url, retry=Waits().policy)
        with client, nullcontext() if requests > 1 else pytest.raises(clover.errors.APIStatusError):
            create(client)
    assert (len(seen), len(set(keys(seen)))) == (requests, 1)


def test_a_redirect_to_another_host_gets_no_secret() -> None:
    with serving(GOOD) as (other, seen_there):
        moved = response(302, b"", f"Location: {other}/file?signed=1", "Set-Cookie: sid=s3cret")
        with serving(moved) as (url, _):
            client = clover.Client(api_key="s3cret", base_url=url, headers={"X-Tenant": "s3cret"})
            with client:
                assert retrieve(client) == "promo_1"
    [request] = seen_there
    assert request.startswith(b"GET /file?signed=1 HTTP/1.1\r\n")
    names = {line.partition(b":")[0].lower() for line in request.split(b"\r\n")[1:] if line}
    assert names <= {b"host", b"accept", b"user-agent", b"accept-encoding", b"connection"}
    assert b"s3cret" not in request


@pytest.mark.slow
def test_a_server_that_is_slow_within_a_body() -> None:
    with serving(GOOD[:-20], stay=True) as (url, seen):
        client = clover.Client(api_key="k", base_url=url, timeout=0.1, retry=Waits().policy)
        with client, pytest.raises(clover.errors.APITimeoutError) as caught:
            retrieve(client)
    assert (len(seen), caught.value.retries) == (3, 2)


def test_a_response_with_invalid_gzip() -> None:
    broken = response(200, CODE, "Content-Encoding: gzip")
    with serving(broken, ZIPPED) as (url, seen):
        client = clover.Client(api_key="k", base_url=url, retry=Waits().policy)
        with client:
            assert retrieve(client) == "promo_1"
    assert len(seen) == 2


def test_iteration_of_repeating_pages_ends() -> None:
    def page(*numbers: int) -> bytes:
        data = [{**CODE, "id": f"promo_{number}"} for number in numbers]
        return response(200, {"object": "list", "url": "/", "has_more": True, "data": data})

    pages = page(1, 2), page(3, 4), page(1, 2)
    with serving(*pages) as (url, seen), clover.Client(api_key="k", base_url=url) as client:
        assert [code.id for code in client.promotion_codes.list()] == [f"promo_{n}" for n in (1, 2, 3, 4, 1, 2)]
    assert len(seen) == 3


def test_a_proxy_gets_the_request() -> None:
    base = "http://api.test/base"
    with serving(GOOD) as (proxy, seen), clover.Client(api_key="k", base_url=base, proxy=proxy) as client:
        assert retrieve(client) == "promo_1"
    assert seen[0].startswith(b"GET http://api.test/base/v1/promotion_codes/promo_1 HTTP/1.1\r\n")


@pytest.mark.parametrize("name", ["Client", "AsyncClient"])
def test_settings_reach_the_http_client(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    made: list[dict[str, object]] = []

    class Http(getattr(httpx2, name)):  # type: ignore[misc]
        def __init__(self, **settings: object) -> None:
            made.append(settings)
            super().__init__()

    monkeypatch.setattr(httpx2, name, Http)
    transport = object()
    kind = getattr(clover, name)
    client = kind(api_key="k", http2=True, proxy="http://proxy.test", transport=transport)
    client._connection.get()
    (settings,) = made
    assert settings.pop("cookies") is not None  # a jar that stores nothing, see test_hostile_servers
    assert settings == {"http2": True, "proxy": "http://proxy.test", "transport": transport}
    with pytest.raises(ValueError, match="must be set on the http_client"):
        kind(http_client=client._connection.get(), http2=True)


def test_a_custom_transport() -> None:
    def answer(request: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(200, json={**CODE, "id": request.url.path.rpartition("/")[2]})

    with clover.Client(api_key="k", transport=httpx2.MockTransport(answer)) as client:
        assert client.promotion_codes.retrieve("promo_7").id == "promo_7"


@pytest.mark.slow
def test_threads_share_one_client_and_its_copies() -> None:
    def answer(request: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(200, json={**CODE, "id": request.headers["x-n"]})

    def call(number: int) -> bool:
        copy = client.with_options(headers={"X-N": str(number)}, max_retries=0)
        return copy.promotion_codes.retrieve("x").id == str(number)

    client = clover.Client(api_key="k", transport=httpx2.MockTransport(answer))
    with client, ThreadPoolExecutor(16) as pool:
        assert all(pool.map(call, range(200)))


@pytest.mark.slow
def test_a_closed_client_emits_no_warning() -> None:
    code = """
import asyncio, gc, sys
import promotion_codes_clover as clover

def calls(url):
    with clover.Client(api_key="k", base_url=url) as client:
        client.promotion_codes.retrieve("x")
        client.promotion_codes.with_raw_response.retrieve("x")
        with client.promotion_codes.with_streaming_response.retrieve("x") as response:
            next(response.iter_bytes())
    forgotten = clover.Client(api_key="k", base_url=url)
    forgotten.promotion_codes.retrieve("x")

async def later(url):
    async with clover.AsyncClient(api_key="k", base_url=url) as client:
        await client.promotion_codes.retrieve("x")
        async with client.promotion_codes.with_streaming_response.retrieve("x"):
            pass

calls(sys.argv[1])
asyncio.run(later(sys.argv[1]))
gc.collect()
"""
    kept = GOOD.replace(b"Connection: close\r\n", b"")
    with serving(kept) as (url, _):
        done = subprocess.run(
            [sys.executable, "-W", "error", "-c", code, url],
            env={"PYTHONPATH": str(ROOT / "generated")}, capture_output=True, text=True, check=False,
        )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
