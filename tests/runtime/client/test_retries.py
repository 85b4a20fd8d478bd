from __future__ import annotations

from dataclasses import replace
from typing import Any

import anyio
import httpx2
import pytest

from runtime.client import errors
from runtime.client.options import RequestOptions
from runtime.client.retry import RetryPolicy
from runtime.shared.model import Model
from runtime.shared.operation import Param
from tests.runtime.client.api import API, EXTRAS, UPDATE, Server, failed, ok

RESET = httpx2.ReadError("reset")


class Keyed(Model):
    key: str | None = None


def keys(server: Server) -> set[str | None]:
    return {request.headers.get("idempotency-key") for request in server.requests}


@pytest.mark.parametrize("first", [failed(500), failed(503), failed(409), failed(429), failed(408), RESET])
def test_repeatable_requests_are_retried(first: Any) -> None:
    server = Server(first, first, ok())
    assert server.client().codes.retrieve("x").id == "c1"
    assert server.slept == [0.5, 1.0]
    server = Server(first, ok())
    server.client().call(UPDATE, {"id": "x"})
    assert len(server.requests) == 2
    assert len(keys(server)) == 1
    assert None not in keys(server)


def test_asynchronous_clients_retry_equally() -> None:
    server = Server(failed(500), RESET, ok())

    async def run() -> str:
        async with server.async_client() as client:
            return (await client.codes.retrieve("x")).id

    assert anyio.run(run) == "c1"
    assert server.slept == [0.5, 1.0]


@pytest.mark.parametrize("status", [400, 401, 404, 422, 501])
def test_final_responses_are_not_retried(status: int) -> None:
    server = Server(failed(status))
    with pytest.raises(errors.APIStatusError):
        server.client().codes.retrieve("x")
    assert len(server.requests) == 1


@pytest.mark.parametrize("name", ["Idempotency-Key", "X-Idempotency-Token", "idempotencyKey"])
def test_an_operation_that_declares_an_idempotency_key_gets_one(name: str) -> None:
    key = Param(name, "key", "header", "simple", explode=False)
    operation = replace(EXTRAS, method="POST", body=None, params=(key,), query=lambda: Keyed)
    server = Server(failed(500), ok())
    client = server.client()
    client._settings = replace(client._settings, info=replace(API, idempotency_header=""))
    client.call(operation, {})
    assert len({request.headers[name] for request in server.requests}) == 1
    client.call(operation, {"key": "mine"})
    assert [request.headers[name] == "mine" for request in server.requests] == [False, False, True]


def test_the_number_of_attempts_is_limited() -> None:
    server = Server(failed(500))
    with pytest.raises(errors.InternalServerError) as caught:
        server.client(max_retries=5).codes.retrieve("x")
    assert caught.value.retries == 5
    assert server.slept == [0.5, 1.0, 2.0, 4.0, 8.0]
    server = Server(RESET)
    with pytest.raises(errors.APIConnectionError, match=r"from https?://[a-z.:0-9]+: ReadError: reset") as lost:
        server.client(max_retries=0).codes.retrieve("x")
    assert lost.value.retries == 0
    assert lost.value.__cause__ is RESET
    assert not isinstance(lost.value, errors.APITimeoutError)
    server = Server(httpx2.ReadTimeout("slow"))
    with pytest.raises(errors.APITimeoutError):
        server.client().codes.retrieve("x", request_options=RequestOptions(max_retries=1))
    assert len(server.requests) == 2


def test_a_post_without_key_is_not_retried() -> None:
    server = Server(failed(500), ok())
    with pytest.raises(errors.InternalServerError):
        server.client().call(UPDATE, {"id": "x"}, options=RequestOptions(headers={"Idempotency-Key": None}))
    assert keys(server) == {None}


@pytest.mark.parametrize(
    ("headers", "slept"),
    [
        ({"Retry_After": "3"}, [3.0]),
        ({"Retry_After": "0"}, [0.0]),
        ({"Retry_After": "Sun, 09 Sep 2001 01:46:50 GMT"}, [10.0]),
        ({"Retry_After": "Sun, 09 Sep 2001 01:46:30 GMT"}, [0.0]),
        ({"Retry_After": "soon"}, [0.5]),
        ({"Retry_After": "nan"}, [0.5]),
        ({"Retry_After": "3600"}, []),
        ({"Stripe_Should_Retry": "false"}, []),
        ({"X_Should_Retry": "False"}, []),
    ],
)
def test_retry_after_sets_the_delay(headers: dict[str, str], slept: list[float]) -> None:
    server = Server(failed(429, None, **headers), ok())
    if slept:
        server.client().codes.retrieve("x")
    else:
        with pytest.raises(errors.RateLimitError):
            server.client().codes.retrieve("x")
    assert server.slept == slept


def test_servers_can_request_a_retry() -> None:
    server = Server(failed(400, None, Stripe_Should_Retry="true"), ok())
    assert server.client().codes.retrieve("x").id == "c1"


def test_jitter_is_full_and_bounded() -> None:
    assert RetryPolicy(jitter=lambda: 0.0).backoff(0) == 0
    assert RetryPolicy(jitter=lambda: 0.5).backoff(1000) == 4.0
    assert all(0 <= RetryPolicy().backoff(attempt) <= 8 for attempt in range(100))


def redirect(to: str, status: int = 302) -> httpx2.Response:
    return httpx2.Response(status, headers={"location": to})


def test_redirects_of_the_same_origin_are_followed() -> None:
    server = Server(redirect("/base/v2?a=1#x"), redirect("https://api.example/y"), ok())
    assert server.client().codes.retrieve("x").id == "c1"
    assert [str(request.url) for request in server.requests[1:]] == [
        "https://api.example/base/v2?a=1",
        "https://api.example/y",
    ]


@pytest.mark.parametrize("to", ["https://other.example/y?a=1", "//api.example:8443/y"])
@pytest.mark.parametrize("key_in", ["header", "query", "cookie"])
def test_redirects_to_other_origins_carry_no_secrets(to: str, key_in: str) -> None:
    server = Server(redirect(to), ok())
    secrets = {"key": "s3cret"} if key_in == "header" else {f"{key_in}Key": "s3cret"}
    client = server.client(api_key=None, credentials=secrets, headers={"X-Mine": "s3cret"})
    client.call(replace(EXTRAS, method="GET", body=None), {"session": "s3cret", "trace": "s3cret"})
    first, second = server.requests
    assert "x-mine" in first.headers
    assert (second.url.path, set(second.headers)) == ("/y", {"accept", "user-agent", "host"})
    assert b"s3cret" not in second.url.raw_path


@pytest.mark.parametrize("to", ["http://api.example/", "ftp://api.example/", "mailto:a@b", ""])
def test_redirects_from_https_to_http_are_not_followed(to: str) -> None:
    server = Server(redirect(to), ok())
    with pytest.raises(errors.APIStatusError) as caught:
        server.client().codes.retrieve("x")
    assert (caught.value.status_code, len(server.requests)) == (302, 1)


def test_redirects_of_other_methods_and_redirect_cycles_end() -> None:
    server = Server(redirect("/y", 308), ok())
    with pytest.raises(errors.APIStatusError):
        server.client().call(EXTRAS, {})
    server = Server(redirect("/x"))
    with pytest.raises(errors.APIStatusError):
        server.client().codes.retrieve("x")
    assert len(server.requests) == 6
