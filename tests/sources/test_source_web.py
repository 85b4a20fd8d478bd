"""Documents at URLs: redirects, limits, credentials, answers that are no documents."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

import pytest

from codegen.config import WebAddress
from codegen.core.origin import parse_origin
from codegen.openapi.document.fetch import Bounds
from codegen.openapi.document.reach_error import ReachError
from codegen.sources import web
from codegen.sources.fetch import fetch
from codegen.sources.model import Fetched, SourceError
from codegen.sources.web import SourceAccess
from tests.support.loopback import Reply, Server, serving

SPEC = b"openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: {}\n"
NOTHING: Mapping[str, str] = {}


@pytest.fixture(scope="module")
def running() -> Iterator[Server]:
    with serving() as server:
        yield server


@pytest.fixture
def server(running: Server) -> Server:
    running.replies.clear()
    running.asked.clear()
    running.sent.clear()
    running.replies["/o.yaml"] = Reply(SPEC, headers={"ETag": '"1"', "Last-Modified": "Mon, 05 Jan 2026 10:00:00 GMT"})
    return running


def read(
    server: Server,
    path: str = "/o.yaml",
    environ: Mapping[str, str] = NOTHING,
    headers: Mapping[str, str] = NOTHING,
    seconds: float = 10,
    etag: str = "",
) -> Fetched:
    address = WebAddress(text=f"http://127.0.0.1:{server.port}{path}")
    known = {"HOME": "/nonexistent", **environ}
    return fetch(address, Path(), known, headers=headers, seconds=seconds, etag=etag)


def problem(server: Server, path: str = "/o.yaml", **more: object) -> str:
    with pytest.raises(SourceError) as caught:
        read(server, path, **more)  # type: ignore[arg-type]
    assert "\n" not in str(caught.value)
    return str(caught.value).replace(f"http://127.0.0.1:{server.port}", "HOST")


def test_a_document_and_what_identifies_it(server: Server) -> None:
    fetched = read(server)
    assert fetched.files == {"o.yaml": SPEC}
    assert fetched.facts == {"etag": '"1"', "time": "2026-01-05T10:00:00Z"}


def test_a_conditional_request(server: Server) -> None:
    server.replies["/o.yaml"] = Reply(status=304)
    assert read(server, etag='"1"').files == {}
    assert server.sent[0]["if-none-match"] == '"1"'
    assert problem(server) == "status 304 for 'HOST/o.yaml'"


def test_files_that_the_document_refers_to(server: Server) -> None:
    schemas = "S: {$ref: 'sub/more.yaml#/T'}\nU: {$ref: '../out.yaml'}\nV: {$ref: 'https://example.com/x.yaml'}\n"
    server.replies["/api/o.yaml"] = Reply(SPEC + b"components: {schemas: {S: {$ref: 'schemas.yaml#/S'}}}\n")
    server.replies["/api/schemas.yaml"] = Reply(schemas.encode())
    server.replies["/api/sub/more.yaml"] = Reply(b"T: {$ref: '../o.yaml#/x'}\nW: {$ref: missing.yaml}\n")
    assert list(read(server, "/api/o.yaml").files) == ["o.yaml", "schemas.yaml", "sub/more.yaml"]
    assert [path for _, path in server.asked][3:] == ["/api/sub/missing.yaml"]
    server.replies["/api/sub/missing.yaml"] = Reply(status=503)
    assert problem(server, "/api/o.yaml") == "HOST/api/o.yaml: status 503 for 'HOST/api/sub/missing.yaml'"


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        (Reply(status=404), "status 404 for 'HOST/o.yaml'"),
        (Reply(status=500), "status 500 for 'HOST/o.yaml'"),
        (
            Reply(status=401),
            "status 401 for 'HOST/o.yaml': set CODEGEN_TOKEN_127_0_0_1, source_headers",
        ),
        (Reply(b"<!DOCTYPE html><html></html>"), "the content is not a document: this is an HTML page"),
        (Reply(b"hello"), "the content is not a document of a supported format: OpenAPI 3, Swagger 2.0"),
        (Reply(b"a: [\n"), "the content is not a document: "),
        (Reply(b""), "the document is empty"),
        (Reply(b"\x00\xff\x1f"), "the content is not a document"),
        (Reply(b'{"data": 1}'), "supported format"),
        (Reply(SPEC, headers={"Content-Encoding": "gzip"}), "compressed response"),
        (Reply(SPEC, stated=1000), "incomplete"),
        (Reply(status=302, headers={"Location": "file:///etc/passwd"}), "not a plain http or https URL"),
        (Reply(status=302, headers={"Location": "/o.yaml"}), "more than 5 redirects"),
        (Reply(status=302, headers={"Location": "http://me:pw@127.0.0.1/"}), "not a plain http or https URL"),
    ],
)
def test_answers_that_are_refused(server: Server, reply: Reply, expected: str) -> None:
    server.replies["/o.yaml"] = reply
    assert expected in problem(server)


def test_large_answers(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web, "Bounds", partial(Bounds, bytes=10))
    assert "exceed 10 bytes" in problem(server)


def test_slow_answers(server: Server) -> None:
    server.replies["/o.yaml"] = Reply(stall=True)
    assert "exceeded 0.05 s" in problem(server, seconds=0.05)


def test_a_server_that_is_down() -> None:
    with serving() as server:
        pass
    assert "Connection refused" in problem(server) or "cannot be read" in problem(server)


def test_credentials(server: Server, tmp_path: Path) -> None:
    read(server, environ={"CODEGEN_TOKEN_127_0_0_1": "s3cret"})
    read(server, environ={"KEY": "s3cret"}, headers={"X-Key": "k ${KEY}"})
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login me password s3cret\n", encoding="utf-8")
    read(server, environ={"NETRC": str(tmp_path / "netrc")})
    basic = base64.b64encode(b"me:s3cret").decode()
    sent = [(item.get("authorization"), item.get("x-key")) for item in server.sent]
    assert sent == [("Bearer s3cret", None), (None, "k s3cret"), (f"Basic {basic}", None)]


def test_headers_without_credentials(server: Server) -> None:
    read(server, headers={"accept": "application/vnd.github.raw"})
    assert server.sent[0]["accept"] == "application/vnd.github.raw"
    server.replies["/o.yaml"] = Reply(status=403)
    assert "set CODEGEN_TOKEN_127_0_0_1" in problem(server, headers={"Accept": "text/yaml"})


def test_credentials_that_cannot_be_used(server: Server, tmp_path: Path) -> None:
    assert "the environment variable KEY is not set" in problem(server, headers={"X-Key": "${KEY}"})
    assert "characters" in problem(server, environ={"CODEGEN_TOKEN_127_0_0_1": "s3cret\r\nX: y"})
    (tmp_path / "netrc").write_text("machine s3cret oops\n", encoding="utf-8")
    text = problem(server, environ={"NETRC": str(tmp_path / "netrc")})
    assert "NETRC cannot be read" in text
    assert "s3cret" not in text
    server.replies["/o.yaml"] = Reply(status=401)
    text = problem(server, environ={"CODEGEN_TOKEN_127_0_0_1": "s3cret"})
    assert text.endswith("the credentials for 127.0.0.1 are not accepted, or have expired")


def test_credentials_are_not_sent_to_other_origins(server: Server) -> None:
    server.replies["/old"] = Reply(status=302, headers={"Location": f"http://localhost:{server.port}/o.yaml"})
    read(server, "/old", environ={"CODEGEN_TOKEN_127_0_0_1": "s3cret", "CODEGEN_TOKEN_LOCALHOST": "s3cret"})
    assert [("authorization" in item) for item in server.sent] == [True, False]


@pytest.mark.parametrize("reply", [Reply(SPEC + b"x-echo: s3cret\n"), Reply(SPEC, headers={"ETag": '"s3cret"'})])
def test_a_response_with_the_credentials_is_refused(server: Server, reply: Reply) -> None:
    server.replies["/o.yaml"] = reply
    text = problem(server, environ={"CODEGEN_TOKEN_127_0_0_1": "s3cret"})
    assert text == "HOST/o.yaml: the response contains the credentials that were sent; it is not stored"


def access(monkeypatch: pytest.MonkeyPatch, stated: str, addresses: Mapping[str, str], **sent: str) -> SourceAccess:
    monkeypatch.setattr(web, "resolve_host", lambda origin: [addresses[origin.host]])
    return SourceAccess(stated=parse_origin(stated), stated_headers=sent, secret=bool(sent))


PUBLIC, PRIVATE, LOOPBACK, METADATA = "93.184.216.34", "10.0.0.7", "127.0.0.1", "169.254.169.254"


@pytest.mark.parametrize(
    ("start", "end", "allowed"),
    [
        (PUBLIC, PUBLIC, True),
        (PRIVATE, PUBLIC, True),
        (LOOPBACK, PUBLIC, True),
        (PRIVATE, PRIVATE, True),
        (LOOPBACK, LOOPBACK, True),
        (PUBLIC, PRIVATE, False),
        (PUBLIC, LOOPBACK, False),
        (PUBLIC, METADATA, False),
        (PRIVATE, LOOPBACK, False),
        (PRIVATE, METADATA, False),
        (LOOPBACK, PRIVATE, False),
        (PUBLIC, "::ffff:10.0.0.7", False),
    ],
)
def test_redirects_to_other_addresses(monkeypatch: pytest.MonkeyPatch, start: str, end: str, *, allowed: bool) -> None:
    made = access(monkeypatch, "http://a.example", {"a.example": start, "b.example": end})
    assert made.admit("http://a.example/x")[1] == start
    if allowed:
        assert made.admit("http://b.example/y")[1] == end
    else:
        with pytest.raises(ReachError, match="not public"):
            made.admit("http://b.example/y")


def test_redirects_from_https_to_http(monkeypatch: pytest.MonkeyPatch) -> None:
    made = access(monkeypatch, "https://a.example", {"a.example": PUBLIC})
    with pytest.raises(ReachError, match="from https to http"):
        made.admit("http://a.example/")


def test_credentials_need_https(monkeypatch: pytest.MonkeyPatch) -> None:
    made = access(monkeypatch, "http://a.example", {"a.example": PUBLIC}, Authorization="Bearer x")
    origin, _ = made.admit("http://a.example/")
    with pytest.raises(ReachError, match="over https only"):
        made.headers(origin)
