"""Remote documents: only from allowed origins, at the address that was resolved first, within limits."""

from __future__ import annotations

import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from codegen.core.origin import parse_origin
from codegen.openapi.document.fetch import AllowedOrigins, Bounds, Fetcher
from codegen.openapi.document.reach_error import ReachError
from tests.support.loopback import Reply, Server, serving


@pytest.fixture(scope="module")
def running() -> Iterator[Server]:
    with serving() as server:
        yield server


@pytest.fixture
def server(running: Server) -> Server:
    running.replies.clear()
    running.asked.clear()
    running.replies["/a.yaml"] = Reply(b"a: 1")
    return running


def fetcher(server: Server, *more: str, host: str = "127.0.0.1", **bounds: float) -> Fetcher:
    origins = [parse_origin(text) for text in (f"http://{host}:{server.port}", *more)]
    return Fetcher(AllowedOrigins(origins), Bounds(**bounds))  # type: ignore[arg-type]


def pinned(origin: str) -> Fetcher:
    """Return a fetcher for an origin at the loopback address."""
    return Fetcher(AllowedOrigins([parse_origin(f"{origin}=127.0.0.1")]))


def answer(made: Fetcher, url: str) -> tuple[bytes | None, str]:
    response = made.fetch(url)
    return response.content, response.url


def refusal(made: Fetcher, url: str) -> ReachError:
    with pytest.raises(ReachError) as caught:
        made.fetch(url)
    return caught.value


def address(server: Server, path: str = "/a.yaml", host: str = "127.0.0.1") -> str:
    return f"http://{host}:{server.port}{path}"


def test_a_document(server: Server) -> None:
    assert answer(fetcher(server), address(server)) == (b"a: 1", address(server))
    assert server.asked == [(f"127.0.0.1:{server.port}", "/a.yaml")]


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:1/a.yaml",
        "https://127.0.0.1:{port}/a.yaml",
        "http://localhost:{port}/a.yaml",
        "http://127.1:{port}/a.yaml",
        "http://2130706433:{port}/a.yaml",
        "http://127.0.0.1.:{port}/a.yaml",
        "http://[::ffff:127.0.0.1]:{port}/a.yaml",
        "http://user@127.0.0.1:{port}/a.yaml",
        "http://127.0.0.1:{port}@example.com/a.yaml",
        "http://127.0.0.1:99999/a.yaml",
        "http:///a.yaml",
    ],
)
def test_other_origins_are_rejected(server: Server, url: str) -> None:
    assert refusal(fetcher(server), url.format(port=server.port)).code == "ref-outside-folder"
    assert not server.asked


def test_redirects_to_allowed_origins(server: Server) -> None:
    server.replies["/old.yaml"] = Reply(status=302, headers={"Location": "a.yaml#/x"})
    assert answer(fetcher(server), address(server, "/old.yaml")) == (b"a: 1", address(server))


@pytest.mark.parametrize(
    "target", ["http://169.254.169.254/latest/meta-data", "https://example.com/", "file:///etc/passwd", "//example.com"]
)
def test_redirects_to_other_origins_are_rejected(server: Server, target: str) -> None:
    server.replies["/old.yaml"] = Reply(status=307, headers={"Location": target})
    assert refusal(fetcher(server), address(server, "/old.yaml")).code == "ref-outside-folder"


def test_cyclic_redirects(server: Server) -> None:
    server.replies["/loop"] = Reply(status=308, headers={"Location": "/loop"})
    assert "more than 5 redirects" in refusal(fetcher(server), address(server, "/loop")).message
    assert len(server.asked) == 6


@pytest.mark.parametrize(
    ("reply", "message"),
    [
        (Reply(status=404), "status 404 for"),
        (Reply(status=302), "status 302 for"),
        (Reply(b"\x1f\x8b", headers={"Content-Encoding": "gzip"}), "compressed response"),
        (Reply(b"a: 1", stated=400), "incomplete response"),
        (Reply(headers={"X": "y" * 70_000}), "cannot be read"),
    ],
)
def test_responses_that_are_not_a_document(server: Server, reply: Reply, message: str) -> None:
    server.replies["/b"] = reply
    error = refusal(fetcher(server), address(server, "/b"))
    assert (error.code, message in error.message) == ("ref-unreachable", True), error.message


def test_a_refused_connection() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    made = Fetcher(AllowedOrigins([parse_origin(f"http://127.0.0.1:{port}")]))
    assert "cannot be read" in refusal(made, f"http://127.0.0.1:{port}/").message


def test_the_limits_apply_to_all_documents_together(server: Server) -> None:
    server.replies["/big"] = Reply(b"x" * 600)
    made = fetcher(server, bytes=1_000)
    made.fetch(address(server, "/big"))
    assert "exceed 1000 bytes" in refusal(made, address(server, "/big")).message
    made = fetcher(server, documents=1)
    made.fetch(address(server))
    assert "more than 1 remote documents" in refusal(made, address(server)).message


def test_time_is_bounded(server: Server) -> None:
    server.replies["/slow"] = Reply(stall=True)
    made = fetcher(server, seconds=0.2)
    assert "exceeded 0.2 s" in refusal(made, address(server, "/slow")).message
    assert "exceeded 0.2 s" in refusal(made, address(server)).message, "the time is used up"


def resolving(monkeypatch: pytest.MonkeyPatch, *answers: str) -> list[str]:
    """Let names resolve to one address after the other; return the resolved names."""
    asked: list[str] = []
    given = list(answers)

    def getaddrinfo(host: str, port: int, *_: object, **__: object) -> list[object]:
        if host[0].isdigit():
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (host, port))]
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (given.pop(0), port))]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return asked


@pytest.mark.parametrize(
    "found",
    [
        "127.0.0.1",
        "10.0.0.1",
        "169.254.169.254",
        "192.168.1.1",
        "100.64.0.1",
        "0.0.0.0",  # noqa: S104 - a result of name resolution
        "224.0.0.1",
        "::1",
        "fd00::1",
        "fe80::1%eth0",
        "::ffff:127.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
    ],
)
def test_names_of_private_addresses_are_rejected(server: Server, monkeypatch: pytest.MonkeyPatch, found: str) -> None:
    resolving(monkeypatch, found)
    error = refusal(fetcher(server, host="docs.example.com"), address(server, host="docs.example.com"))
    assert error.code == "ref-outside-folder"
    assert "not public" in error.message
    assert error.hint == f"--allow-refs http://docs.example.com:{server.port}={found} allows it"
    assert not server.asked


def test_an_address_that_the_user_allows(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    names = resolving(monkeypatch)
    made = Fetcher(AllowedOrigins([parse_origin(f"http://docs.example.com:{server.port}=127.0.0.1")]))
    assert answer(made, address(server, host="docs.example.com"))[0] == b"a: 1"
    assert server.asked == [(f"docs.example.com:{server.port}", "/a.yaml")]
    assert not names


def test_a_name_is_resolved_once(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("codegen.openapi.document.fetch.is_public", lambda address: str(address) == "127.0.0.1")
    names = resolving(monkeypatch, "127.0.0.1", "10.0.0.1")
    made = fetcher(server, host="docs.example.com")
    for _ in range(3):
        made.fetch(address(server, host="docs.example.com"))
    assert names == ["docs.example.com"]
    assert len(server.asked) == 3


def test_localhost_is_loopback(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    resolving(monkeypatch, "127.0.0.1", "93.184.215.14")
    assert answer(fetcher(server, host="localhost"), address(server, host="localhost"))[0] == b"a: 1"
    assert "not public" in refusal(fetcher(server, host="localhost"), address(server, host="localhost")).message


def test_proxies_of_the_environment_are_not_used(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    assert answer(fetcher(server), address(server))[0] == b"a: 1"


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("openssl") is None, reason="makes a certificate with openssl")
def test_certificates_are_checked_against_the_host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = tmp_path / "made.pem"
    subject = ["-subj", "/CN=docs.example.com", "-addext", "subjectAltName=DNS:docs.example.com"]
    into = ["-keyout", str(made), "-out", str(tmp_path / "cert.pem")]
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *subject, *into]
    subprocess.run(command, check=True, capture_output=True)
    made.write_bytes(made.read_bytes() + (tmp_path / "cert.pem").read_bytes())
    with serving(made) as server:
        server.replies["/a.yaml"] = Reply(b"a: 1")
        good, other = (f"https://{host}.example.com:{server.port}" for host in ("docs", "other"))
        assert "certificate" in refusal(pinned(good), f"{good}/a.yaml").message
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "cert.pem"))
        assert answer(pinned(good), f"{good}/a.yaml")[0] == b"a: 1"
        assert "certificate" in refusal(pinned(other), f"{other}/a.yaml").message


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("https://Example.com", "https://example.com"),
        ("https://example.com:443/", "https://example.com"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("http://[::1]:8080", "http://[::1]:8080"),
        ("https://bücher.example", "https://xn--bcher-kva.example"),
        ("https://docs.corp=10.0.0.7", "https://docs.corp"),
    ],
)
def test_origins(text: str, shown: str) -> None:
    assert str(parse_origin(text)) == shown


@pytest.mark.parametrize(
    "text",
    [
        "ftp://example.com",
        "https://example.com/path",
        "https://user@example.com",
        "https://",
        "https://example.com=docs",
        "https://exa mple.com",
        "https://1.2.3",
        "https://example.com?x",
        "https://*.example.com",
    ],
)
def test_invalid_origins(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_origin(text)
