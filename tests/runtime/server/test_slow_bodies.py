"""Bodies that arrive slowly end with a 408 in the API's error shape, over real connections."""

from __future__ import annotations

import json
import socket
import threading
import time
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import uvicorn

from runtime.server.app import build_app
from runtime.server.endpoint import Route
from runtime.server.forms import Limits
from runtime.server.settings import ServerSettings
from runtime.shared.model import Model
from runtime.shared.operation import Body, Media, Operation
from tests.runtime.server.promo import API

if TYPE_CHECKING:
    from collections.abc import Iterator

QUICK = Limits(body_seconds=0.1, upload_seconds=0.1)
ENOUGH = 5.0
"""Far more seconds than the limits, and far less than their defaults."""


class Thing(Model):
    name: str | None = None


OPERATION: Operation[object] = Operation(
    id="POST /things",
    name="things.create",
    method="POST",
    path=("/things",),
    body=Body(
        media=tuple(
            Media(kind, lambda: Thing)
            for kind in ("application/json", "application/x-www-form-urlencoded", "multipart/form-data", "text/plain")
        )
    ),
)


class Service:
    async def create(self, *_: object) -> None:
        """Accept everything."""


@contextmanager
def serving(limits: Limits) -> Iterator[socket.socket]:
    """Run the API in a thread, and yield a connection to it."""
    app = build_app(
        [Route(OPERATION, "things", "create")], {"things": Service()}, ServerSettings(api=API, limits=limits)
    )
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = uvicorn.Server(uvicorn.Config(app, log_level="critical"))
        thread = threading.Thread(target=server.run, args=[[listener]])
        thread.start()
        try:
            with socket.create_connection(listener.getsockname(), timeout=2 * ENOUGH) as connection:
                yield connection
        finally:
            server.should_exit = True
            thread.join()


@pytest.mark.slow
@pytest.mark.parametrize("coding", ["Content-Length: 1000", "Transfer-Encoding: chunked"])
@pytest.mark.parametrize(
    ("kind", "start"),
    [
        ("application/json", b'{"name":'),
        ("application/x-www-form-urlencoded", b"name="),
        ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="name"\r\n\r\n'),
        ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\n'),
        ("text/plain", b"a"),
        ("image/png", b"a"),
    ],
)
def test_they_end_with_408(coding: str, kind: str, start: bytes) -> None:
    head = f"POST /things HTTP/1.1\r\nHost: a\r\nContent-Type: {kind}\r\n{coding}\r\n\r\n".encode()
    begin = start if coding.startswith("Content") else b"%x\r\n%s\r\n" % (len(start), start)
    with serving(QUICK) as connection:
        connection.sendall(head + begin)
        started = time.monotonic()
        received = b"".join(iter(lambda: connection.recv(65536), b""))  # until the server closes the connection
        assert time.monotonic() - started < ENOUGH
    response, _, body = received.partition(b"\r\n\r\n")
    assert response.startswith(b"HTTP/1.1 408 ")
    assert json.loads(body)["error"]["message"] == "The request body was not received within 0.1 seconds."


@pytest.mark.slow
def test_the_limit_is_on_by_default_and_can_be_disabled() -> None:
    defaults = Limits()
    assert defaults.body_seconds is not None
    assert defaults.upload_seconds is not None
    with serving(replace(defaults, body_seconds=None)) as connection:
        connection.sendall(
            b"POST /things HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\n{"
        )
        connection.sendall(b"}")
        assert connection.recv(65536).startswith(b"HTTP/1.1 2")
