"""The deadline of a call holds against servers that send slowly, in every phase, over real connections."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import anyio
import httpx2
import pytest

from runtime.client import errors
from runtime.client.oauth import ClientCredentials
from runtime.client.options import RequestOptions
from runtime.client.retry import RetryPolicy
from runtime.shared.operation import Media, Operation, Response, SecurityScheme
from tests.runtime.client.api import API, CREATE, RETRIEVE, AsyncClient, Client

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SECONDS = 0.15
GAP = 0.01
"""Seconds between the bytes of a slow peer."""
ENOUGH = 3.0
"""Far more than the deadline, and far less than any other limit of a call."""
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n"
EVENTS = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: 1000000\r\n\r\n"
EAGER = RetryPolicy(jitter=lambda: 0.01)


@contextmanager
def peer(first: bytes, drip: bytes = b"") -> Iterator[str]:
    """Serve connections at once: send ``first``, then ``drip`` byte by byte, again and again; nothing else is read."""
    stopped = threading.Event()
    threads: list[threading.Thread] = []

    def talk(connection: socket.socket) -> None:
        with connection, suppress(OSError):
            connection.recv(4096)
            connection.sendall(first)
            while not stopped.wait(GAP):
                for byte in drip:
                    connection.sendall(bytes([byte]))
                    if stopped.wait(GAP):
                        return

    with socket.create_server(("127.0.0.1", 0), backlog=64) as listener:

        def accept() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                threads.append(threading.Thread(target=talk, args=[connection]))
                threads[-1].start()

        accepting = threading.Thread(target=accept)
        accepting.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            stopped.set()
            listener.shutdown(socket.SHUT_RDWR)
            for thread in (accepting, *threads):
                thread.join()


PEERS: dict[str, tuple[bytes, bytes]] = {
    "silent": (b"", b""),
    "headers": (b"HTTP/1.1 200 OK\r\n", b"x: y\r\n"),
    "informational": (b"HTTP/1.1 103 Early Hints\r\n\r\n", b"HTTP/1.1 103 Early Hints\r\n\r\n"),
    "body": (HEAD + b"\r\n", b" "),
    "chunks": (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n"),
    "error body": (b"HTTP/1.1 400 Bad Request\r\nContent-Length: 100000\r\n\r\n", b" "),
    "redirect": (b"HTTP/1.1 302 Found\r\nLocation: /again\r\nContent-Length: 100000\r\n\r\n", b" "),
    "retried": (b"HTTP/1.1 503 Busy\r\nContent-Length: 100000\r\n\r\n", b" "),
}


def limited(call: Callable[[], object]) -> errors.APIDeadlineError:
    """Return the error of a call that must end at its deadline."""
    started = time.monotonic()
    with pytest.raises(errors.APIDeadlineError, match=r"deadline of 0\.15 seconds") as caught:
        call()
    assert SECONDS * 0.9 <= time.monotonic() - started < ENOUGH
    return caught.value


def awaited(call: Callable[[AsyncClient], Any], url: str, **options: Any) -> None:
    """Run a call of an asynchronous client."""

    async def run() -> None:
        async with AsyncClient(api_key="k", base_url=url, deadline=SECONDS, **options) as client:
            await call(client)

    anyio.run(run)


@pytest.mark.slow
@pytest.mark.parametrize("kind", PEERS)
def test_every_phase_ends(kind: str) -> None:
    with peer(*PEERS[kind]) as url:
        with Client(api_key="k", base_url=url, deadline=SECONDS, max_retries=50, retry=EAGER) as client:
            limited(lambda: client.codes.retrieve("x"))
        limited(lambda: awaited(lambda client: client.codes.retrieve("x"), url, max_retries=50, retry=EAGER))


@pytest.mark.slow
def test_it_is_an_option_of_the_client_a_copy_and_a_call() -> None:
    with peer(*PEERS["body"]) as url, Client(api_key="k", base_url=url) as client:
        short = RequestOptions(deadline=SECONDS)
        limited(lambda: client.codes.retrieve("x", request_options=short))
        limited(lambda: client.with_options(deadline=SECONDS).codes.retrieve("x"))
        longer = client.with_options(deadline=60)
        limited(lambda: longer.codes.retrieve("x", request_options=short))
        with pytest.raises(errors.APIDeadlineError, match=r"deadline of 0\.01 seconds"):
            client.with_options(deadline=SECONDS).codes.retrieve("x", request_options=RequestOptions(deadline=0.01))


@pytest.mark.slow
def test_clients_and_transports_of_the_caller() -> None:
    with peer(*PEERS["headers"]) as url:
        with httpx2.Client() as http:
            client = Client(api_key="k", base_url=url, http_client=http, deadline=SECONDS)
            limited(lambda: client.codes.retrieve("x"))
        with Client(api_key="k", base_url=url, transport=httpx2.HTTPTransport(), deadline=SECONDS) as client:
            limited(lambda: client.codes.retrieve("x"))


@pytest.mark.slow
def test_requests_that_are_not_read() -> None:
    with peer(*PEERS["silent"]) as url:
        metadata = {"a": "x" * 30_000_000}
        with Client(api_key="k", base_url=url, deadline=SECONDS) as client:
            limited(lambda: client.codes.create(promotion={}, metadata=metadata))
        body = {"promotion": {}, "metadata": metadata}
        limited(lambda: awaited(lambda client: client.call(CREATE, {}, body), url))


OAUTH: Operation[Any] = replace(RETRIEVE, security=(("oauth",),))


def secured(url: str) -> tuple[type[Client], type[AsyncClient], ClientCredentials]:
    """Return clients of an API with OAuth2, and credentials for its token endpoint."""
    info = replace(API, security=(SecurityScheme("oauth", "oauth2", token_url=url),))
    made = type("Secured", (Client,), {"api": info}), type("AsyncSecured", (AsyncClient,), {"api": info})
    return *made, ClientCredentials("id", "secret", token_url=url)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["silent", "headers", "body"])
def test_token_requests(kind: str) -> None:
    with peer(*PEERS[kind]) as url:
        secured_client, asynchronous, credentials = secured(url)
        secrets = {"oauth": credentials}
        with secured_client(credentials=secrets, base_url=url, deadline=SECONDS) as client:
            limited(lambda: client.call(OAUTH, {"id": "x"}))

        async def run() -> None:
            async with asynchronous(credentials=secrets, base_url=url, deadline=SECONDS) as client:
                await client.call(OAUTH, {"id": "x"})

        limited(lambda: anyio.run(run))


@pytest.mark.slow
def test_waiting_for_the_token_request_of_another_thread() -> None:
    secured_client, _, credentials = secured("https://auth.example")
    with (
        credentials.at("").lock({}),
        secured_client(credentials={"oauth": credentials}, deadline=SECONDS, max_retries=0) as client,
    ):
        limited(lambda: client.call(OAUTH, {"id": "x"}))


STREAM: Operation[Any] = Operation(
    id="GET /events",
    name="events.watch",
    method="GET",
    path=("/events",),
    responses=(Response("200", (Media("text/event-stream"),)),),
)


@pytest.mark.slow
def test_streams() -> None:
    with peer(EVENTS + b"id: 1\ndata: a\n\n", b"data: a\n\n") as url:
        with Client(api_key="k", base_url=url, deadline=SECONDS, max_retries=50, retry=EAGER) as client:
            seen: list[object] = []
            limited(lambda: seen.extend(client.stream(STREAM, {})))

        async def watch(client: AsyncClient) -> None:
            seen.extend([event async for event in await client.stream(STREAM, {})])

        limited(lambda: awaited(watch, url, max_retries=50, retry=EAGER))


@pytest.mark.slow
@pytest.mark.parametrize("method", ["read", "parse", "iter_bytes", "iter_lines"])
def test_streamed_responses(method: str) -> None:
    with peer(HEAD + b"\r\n", b" ") as url:
        with Client(api_key="k", base_url=url, deadline=SECONDS) as client:

            def read() -> None:
                with client.codes.with_streaming_response.retrieve("x") as response:
                    list(getattr(response, method)())

            limited(read)

        async def aread(client: AsyncClient) -> None:
            async with client.codes.with_streaming_response.retrieve("x") as response:
                found = getattr(response, method)()
                if method in ("read", "parse"):
                    await found
                else:
                    async for _ in found:
                        pass

        limited(lambda: awaited(aread, url))


def test_retries_beyond_the_deadline_are_not_awaited() -> None:
    busy = httpx2.Response(503, headers={"retry-after": "10"}, json={})
    slept: list[float] = []
    policy = RetryPolicy(sleep=slept.append)
    transport = httpx2.MockTransport(lambda _: busy)
    with Client(api_key="k", transport=transport, retry=policy, deadline=5) as client:
        with pytest.raises(errors.InternalServerError) as caught:
            client.codes.retrieve("x")
        assert (slept, caught.value.retries) == ([], 0)
        with pytest.raises(errors.InternalServerError):
            client.with_options(deadline=None).codes.retrieve("x")
        assert slept == [10, 10]


@pytest.mark.parametrize("seconds", [0, -1, float("nan")])
def test_invalid_deadlines(seconds: float) -> None:
    with pytest.raises(errors.InvalidArgumentError, match="positive"):
        Client(api_key="k", deadline=seconds)
    client = Client(api_key="k")
    with pytest.raises(errors.InvalidArgumentError, match="positive"):
        client.with_options(deadline=seconds)
    with pytest.raises(errors.InvalidArgumentError, match="positive"):
        client.codes.retrieve("x", request_options=RequestOptions(deadline=seconds))
