"""HTTP server on the loopback interface, for tests of fetching documents."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from ssl import PROTOCOL_TLS_SERVER, SSLContext


@dataclass(frozen=True, slots=True)
class Reply:
    """The response of a path. ``stated`` is its Content-Length; ``stall`` sends nothing until the server stops."""

    content: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    stated: int | None = None
    stall: bool = False


@dataclass(slots=True)
class Server:
    """A running server: its port, its responses by path, the (Host header, path) and the headers of each request."""

    port: int
    replies: dict[str, Reply]
    asked: list[tuple[str, str]] = field(default_factory=list)
    sent: list[Mapping[str, str]] = field(default_factory=list)


@contextmanager
def serving(certificate: Path | None = None) -> Iterator[Server]:
    """Run a server; with a certificate (and its key in the same file) over TLS."""
    stopping = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            server.asked.append((self.headers["Host"], self.path))
            server.sent.append({name.lower(): value for name, value in self.headers.items()})
            reply = server.replies.get(self.path, Reply(status=404))
            if reply.stall:
                stopping.wait(10)
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(reply.content) if reply.stated is None else reply.stated))
            self.end_headers()
            self.wfile.write(reply.content)

        def log_message(self, *_: object) -> None:
            """Do not log."""

    class Quiet(ThreadingHTTPServer):
        def handle_error(self, *_: object) -> None:
            """Ignore errors of clients that disconnect, which the tests provoke."""

    http = Quiet(("127.0.0.1", 0), Handler)
    if certificate is not None:
        context = SSLContext(PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        http.socket = context.wrap_socket(http.socket, server_side=True)
    server = Server(port=http.server_address[1], replies={})
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        stopping.set()
        http.shutdown()
        thread.join()
        http.server_close()
