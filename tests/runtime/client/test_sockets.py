from __future__ import annotations

import gc
import gzip
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING

import anyio
import pytest

from runtime.client import errors
from runtime.client.retry import RetryPolicy
from tests.runtime.client.api import AsyncClient, Client

if TYPE_CHECKING:
    from collections.abc import Iterator

BODY = b'{"id": "c1"}'
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
GOOD = HEAD + b"Content-Length: 12\r\nConnection: close\r\n\r\n" + BODY
ZIPPED = gzip.compress(BODY)
GZIP = HEAD + b"Content-Encoding: gzip\r\nContent-Length: %d\r\nConnection: close\r\n\r\n" % len(ZIPPED) + ZIPPED
CUT = HEAD + b"Content-Length: 12\r\n\r\n" + BODY[:5]
BAD_GZIP = HEAD + b"Content-Encoding: gzip\r\nContent-Length: 12\r\nConnection: close\r\n\r\n" + BODY
QUICK = RetryPolicy(jitter=lambda: 0.0)


def receive(connection: socket.socket) -> bytes:
    """Read a request: its headers, and a body of the announced length."""
    found = b""
    while True:
        head, end, body = found.partition(b"\r\n\r\n")
        lengths = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
        if end and len(body) >= (int(lengths[0].partition(b":")[2]) if lengths else 0):
            return found
        more = connection.recv(65536)
        if not more:
            return found
        found += more


@contextmanager
def serving(*answers: bytes | None, stay: bool = False) -> Iterator[tuple[str, list[bytes]]]:
    """Serve raw responses to one connection after the other, the last one repeatedly; None never responds.

    With ``stay``, connections stay open after the response while the next ones are served.
    """
    seen: list[bytes] = []
    held: list[socket.socket] = []
    waiting = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def run() -> None:
            number = 0
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                with ExitStack() as closing:
                    closing.enter_context(connection)
                    seen.append(receive(connection))
                    answer = answers[min(number, len(answers) - 1)]
                    number += 1
                    if answer is None:
                        waiting.wait(5)
                        continue
                    with suppress(ConnectionError):  # the client has closed the connection
                        connection.sendall(answer)
                    if stay:
                        held.append(connection)
                        closing.pop_all()

        thread = threading.Thread(target=run)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}", seen
        finally:
            waiting.set()
            listener.shutdown(socket.SHUT_RDWR)
            thread.join()
            for connection in held:
                connection.close()


@pytest.mark.parametrize("first", [CUT, b"", BAD_GZIP])
def test_requests_with_broken_responses_are_retried(first: bytes) -> None:
    with serving(first, GZIP) as (url, seen), Client(api_key="k", base_url=url, retry=QUICK) as client:
        assert client.codes.retrieve("a/b").id == "c1"
    assert len(seen) == 2
    assert seen[1].startswith(b"GET /v1/codes/a%2Fb HTTP/1.1\r\n")


def test_a_form_over_the_wire() -> None:
    with serving(CUT, GOOD) as (url, seen), Client(api_key="k", base_url=url, retry=QUICK) as client:
        client.codes.create(promotion={"type": "coupon"}, metadata="")
    assert all(request.endswith(b"\r\n\r\npromotion[type]=coupon&metadata=") for request in seen)
    keys = {line for request in seen for line in request.split(b"\r\n") if line.lower().startswith(b"idempotency-key")}
    assert len(keys) == 1


def test_slow_and_unreachable_servers() -> None:
    with (
        serving(None) as (url, _),
        Client(api_key="k", base_url=url, timeout=0.05, max_retries=0) as client,
        pytest.raises(errors.APITimeoutError),
    ):
        client.codes.retrieve("x")
    with Client(api_key="k", base_url=url, max_retries=0) as client, pytest.raises(errors.APIConnectionError):
        client.codes.retrieve("x")


def test_asynchronous_clients() -> None:
    async def run(url: str) -> str:
        async with AsyncClient(api_key="k", base_url=url, retry=QUICK) as client:
            return (await client.codes.retrieve("x")).id

    with serving(CUT, GOOD) as (url, _):
        assert anyio.run(run, url) == "c1"


def test_threads_share_a_client() -> None:
    with serving(GOOD) as (url, seen), Client(api_key="k", base_url=url) as client, ThreadPoolExecutor(8) as pool:
        assert {code.id for code in pool.map(client.codes.retrieve, map(str, range(40)))} == {"c1"}
    assert len(seen) == 40


@pytest.mark.slow
def test_an_unclosed_client_closes_its_connections() -> None:
    kept_open = HEAD + b"Content-Length: 12\r\n\r\n" + BODY
    with serving(kept_open) as (url, _):
        client = Client(api_key="k", base_url=url)
        client.codes.retrieve("x")
        http = client._connection.get()
        del client
        gc.collect()
        assert http.is_closed
