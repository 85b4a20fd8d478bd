"""The generated client against servers that fail in every way, over real sockets."""

from __future__ import annotations

import asyncio
import gzip
import json
from typing import TYPE_CHECKING, Any

import promotion_codes_clover as clover
import pytest
from promotion_codes_clover._runtime.retry import RetryPolicy

from tests.runtime.test_sockets import serving

if TYPE_CHECKING:
    from collections.abc import Callable

COUPON: Any = {"type": "coupon", "coupon": "co1"}
CODE = {
    "id": "promo_1", "object": "promotion_code", "active": True, "code": "X", "created": 1, "livemode": False,
    "times_redeemed": 0, "promotion": COUPON, "restrictions": {"first_time_transaction": False},
}  # fmt: skip


def reply(status: int, body: object, *headers: str) -> bytes:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    lines = [f"HTTP/1.1 {status} X", "Content-Type: application/json", f"Content-Length: {len(content)}", *headers]
    return "\r\n".join([*lines, "Connection: close", "", ""]).encode() + content


GOOD = reply(200, CODE)
ERROR = {"error": {"type": "api_error", "message": "no"}}
FAILED = reply(500, ERROR)
LIMITED = reply(429, ERROR, "Retry-After: 7")
RESET = GOOD[:-20]
TRUNCATED = reply(200, json.dumps(CODE).encode()[:-20])
ZIPPED = reply(200, gzip.compress(json.dumps(CODE).encode()), "Content-Encoding: gzip")


class Waits:
    """A policy that waits for nothing, and remembers how long it should have."""

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


def test_asynchronous_clients_too() -> None:
    waits = Waits()

    async def run(url: str) -> str:
        async with clover.AsyncClient(api_key="k", base_url=url, retry=waits.policy) as client:
            return (await client.promotion_codes.create(promotion=COUPON)).id

    with serving(LIMITED, RESET, ZIPPED) as (url, seen):
        assert asyncio.run(run(url)) == "promo_1"
    assert (len(seen), len(set(keys(seen))), waits.seconds) == (3, 1, [7.0, 0.0])


@pytest.mark.parametrize("status", [400, 401, 402, 403, 404, 422])
def test_refusals_are_final(status: int) -> None:
    with serving(reply(status, ERROR), GOOD) as (url, seen), clover.Client(api_key="k", base_url=url) as client:
        with pytest.raises(clover.errors.APIStatusError) as caught:
            create(client)
        assert (caught.value.status_code, caught.value.type, len(seen)) == (status, "api_error", 1)


def test_a_post_without_key_is_sent_once() -> None:
    options = clover.RequestOptions(headers={"Idempotency-Key": None})
    with serving(FAILED, GOOD) as (url, seen), clover.Client(api_key="k", base_url=url) as client:
        with pytest.raises(clover.errors.InternalServerError):
            client.promotion_codes.create(promotion=COUPON, request_options=options)
        assert len(seen) == 1


def test_truncated_json_is_an_error_and_not_asked_for_again() -> None:
    with serving(TRUNCATED, GOOD) as (url, seen), clover.Client(api_key="k", base_url=url) as client:
        with pytest.raises(clover.errors.ResponseDecodeError):
            create(client)
        assert len(seen) == 1


def test_a_slow_server() -> None:
    with serving(None) as (url, seen), clover.Client(api_key="k", base_url=url, timeout=0.05, max_retries=0) as client:
        with pytest.raises(clover.errors.APITimeoutError):
            retrieve(client)
        assert len(seen) == 1


def test_redirects_are_followed_where_nothing_can_be_lost() -> None:
    moved = reply(307, b"", "Location: /elsewhere?a=1")
    with serving(moved, ZIPPED) as (url, seen), clover.Client(api_key="k", base_url=url) as client:
        assert retrieve(client) == "promo_1"
    assert seen[1].startswith(b"GET /elsewhere?a=1 HTTP/1.1\r\n")
    with serving(moved, GOOD) as (url, seen), clover.Client(api_key="k", base_url=url) as client:
        with pytest.raises(clover.errors.APIStatusError):
            create(client)
        assert len(seen) == 1


def test_a_server_that_sends_one_page_for_ever() -> None:
    page = reply(200, {"object": "list", "url": "/", "has_more": True, "data": [CODE]})
    with serving(page) as (url, seen), clover.Client(api_key="k", base_url=url) as client:
        assert [code.id for code in client.promotion_codes.list()] == ["promo_1"]
    assert len(seen) == 2


def test_a_download_that_breaks_off() -> None:
    with serving(RESET) as (url, _), clover.Client(api_key="k", base_url=url, max_retries=0) as client:
        method = client.promotion_codes.with_streaming_response.retrieve
        with method("promo_1") as answer, pytest.raises(clover.errors.APIConnectionError):
            answer.read()
