"""Records requests on the loopback interface, and answers each with the same JSON."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit


@dataclass
class Request:
    """A request: its path as sent, the pairs of its query, and its body: JSON, the pairs of a form, or its length."""

    method: str
    path: str
    query: list[tuple[str, str]]
    body: Any
    kind: str
    headers: dict[str, str]


@dataclass
class Recorder:
    """The requests since the last ``clear``, and all of them; ``answer`` is the body of responses."""

    requests: list[Request] = field(default_factory=list)
    every: list[Request] = field(default_factory=list)
    answer: Any = field(default_factory=lambda: {"id": "m1", "name": "x"})
    address: str = ""


@contextmanager
def recording() -> Iterator[Recorder]:
    """Serve until the block ends."""
    recorder = Recorder()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def respond(self) -> None:
            parts = urlsplit(self.path)
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            media = headers.get("content-type", "")
            query = parse_qsl(parts.query, keep_blank_values=True)
            sent, kind = parsed(body, media)
            request = Request(self.command, parts.path, query, sent, kind, headers)
            recorder.requests.append(request)
            recorder.every.append(request)
            content = json.dumps(recorder.answer).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = respond  # noqa: N815 - names of http.server

        def log_message(self, *_: object) -> None:
            """Do not log."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    recorder.address = f"http://127.0.0.1:{server.server_port}"
    try:
        yield recorder
    finally:
        server.shutdown()
        server.server_close()


def parsed(body: bytes, media: str) -> tuple[Any, str]:
    """Return a body as JSON or as the sorted pairs of a form, and its kind."""
    if not body:
        return None, ""
    if "json" in media:
        return json.loads(body), "json"
    if "urlencoded" in media:
        return dict(sorted(parse_qsl(body.decode(), keep_blank_values=True))), "form"
    if media.startswith("multipart/"):
        message = message_from_bytes(b"Content-Type: " + media.encode() + b"\r\n\r\n" + body)
        parts = message.get_payload() if message.is_multipart() else []
        names = (part.get_param("name", header="content-disposition") for part in parts)
        return dict(sorted(zip(map(str, names), (str(part.get_payload()) for part in parts), strict=True))), "multipart"
    return len(body), media.partition(";")[0]
