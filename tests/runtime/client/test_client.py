from __future__ import annotations

import io
import pickle
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

import anyio
import httpx2
import pytest

from runtime.client import errors
from runtime.client.options import RequestOptions
from runtime.shared.drift import Drift
from runtime.shared.omit import omit
from tests.runtime.client.api import (
    API,
    CREATE,
    EXTRAS,
    RAW,
    RETRIEVE,
    UPDATE,
    UPLOAD,
    Client,
    Error,
    Restrictions,
    Server,
    failed,
    ok,
)

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path


def test_a_form_is_encoded_in_the_callers_order() -> None:
    server = Server(ok())
    code = server.client().codes.create(
        promotion={"type": "coupon", "coupon": "co1"},
        active=False,
        expires_at=datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC),
        percent=25,
        metadata={"z": "v 1", "a": "é"},
        restrictions={"currency_options": {"eur": {"minimum_amount": 900}}, "minimum_amount": omit},
    )
    assert code.id == "c1"
    assert server.last.method == "POST"
    assert str(server.last.url) == "https://api.example/base/v1/codes"
    assert server.last.content == (
        b"promotion[type]=coupon&promotion[coupon]=co1&active=false&expires_at=1700000000&percent=25"
        b"&metadata[z]=v+1&metadata[a]=%C3%A9&restrictions[currency_options][eur][minimum_amount]=900"
    )
    headers = server.last.headers
    assert headers["content-type"] == "application/x-www-form-urlencoded"
    assert headers["authorization"] == "Bearer sk_secret"
    assert headers["accept"] == "application/json"
    assert headers["api-version"] == "2025"
    assert headers["user-agent"].startswith("codes/1.2 ")
    assert len(headers["idempotency-key"]) == 36


def test_models_and_the_empty_string_as_arguments() -> None:
    server = Server(ok())
    server.client().codes.create(promotion={"type": "x"}, metadata="", restrictions=Restrictions(minimum_amount=5))
    assert server.last.content == b"promotion[type]=x&metadata=&restrictions[minimum_amount]=5"


def test_queries() -> None:
    server = Server(ok({"data": [], "has_more": False}))
    server.client().codes.list(limit=3, created={"gte": 5, "lt": datetime(1970, 1, 1, 0, 0, 9, tzinfo=UTC)})
    assert parse_qsl(server.last.url.query.decode()) == [("limit", "3"), ("created[gte]", "5"), ("created[lt]", "9")]
    assert "idempotency-key" not in server.last.headers


def test_an_empty_form() -> None:
    server = Server(ok())
    client = server.client()
    for body in (omit, {}, {"trace": omit}):
        client.call(UPDATE, {"id": "a/b c"}, body)
        assert server.last.url.raw_path == b"/base/v1/codes/a%2Fb%20c"
        assert server.last.content == b""
        assert server.last.headers["content-length"] == "0"
        assert server.last.headers["content-type"] == "application/x-www-form-urlencoded"
    client.codes.retrieve("x")
    assert "content-type" not in server.last.headers
    assert "content-length" not in server.last.headers


@pytest.mark.parametrize("argument", ["", ".", ".."])
def test_path_arguments_that_change_the_path_are_refused(argument: str) -> None:
    server = Server(ok())
    with pytest.raises(ValueError, match="id: must not"):
        server.client().codes.retrieve(argument)
    assert server.requests == []


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ({}, "promotion: Field required"),
        ({"promotion": {"a": 1}}, "promotion.a: Input should be a valid string"),
        ({"promotion": {}, "expires_at": datetime(2020, 1, 1)}, "expires_at: .*time zone"),  # noqa: DTZ001
        ({"promotion": {}, "percent": float("nan")}, "percent: must be a finite number"),
        (omit, "body: is required"),
    ],
)
def test_arguments_are_validated_before_the_request_is_sent(body: object, place: str) -> None:
    server = Server(ok())
    with pytest.raises(errors.InvalidArgumentError, match=place):
        server.client().call(CREATE, {}, body)
    assert server.requests == []


def test_headers_cookies_json_and_text() -> None:
    server = Server(httpx2.Response(201, text="héllo"), httpx2.Response(200, content=b"\x00"))
    client = server.client()
    value = client.call(EXTRAS, {"trace": "t", "session": "a b", "tags": ["x", "y,z"]}, {"tags": ["é"], "trace": None})
    assert value == "héllo"
    assert server.last.headers["x-trace"] == "t"
    assert server.last.headers["cookie"] == "session=a%20b"
    assert server.last.headers["x-key"] == "sk_secret"
    assert server.last.headers["accept"] == "text/plain, application/octet-stream"
    assert server.last.url.query == b"tags=x,y%2Cz"
    assert server.last.content == '{"tags":["é"],"trace":null}'.encode()
    assert client.call(EXTRAS, {}, omit) == b"\x00"
    assert server.last.headers.get("content-type") is None


def test_each_kind_of_api_key() -> None:
    server = Server(httpx2.Response(200, content=b"{}"))
    for scheme, where in (("queryKey", "query"), ("cookieKey", "cookie")):
        client = server.client(api_key=None, credentials={scheme: "s&1"})
        client.call(EXTRAS, {})
        found = server.last.url.query if where == "query" else server.last.headers["cookie"].encode()
        assert found == b"key=s%261"
    server.client(api_key=None, credentials={"basicAuth": ("u", "p")}).call(UPDATE, {"id": "x"})
    assert server.last.headers["authorization"] == "Basic dTpw"
    server.client(api_key=None).call(UPDATE, {"id": "x"})
    assert "authorization" not in server.last.headers


def test_secrets_are_not_shown() -> None:
    server = Server(failed(400))
    client = server.client(
        api_key=None,
        credentials={"queryKey": "hush"},
        base_url="https://u:hush@api.example",
        headers={"X-Token": "hush"},
    )
    with pytest.raises(errors.BadRequestError) as caught:
        client.call(EXTRAS, {"tags": ["a b"]}, options=RequestOptions(headers={"X-Other": "seen"}))
    assert caught.value.request.url == "https://api.example/v1/extras?tags=a%20b&key=***"
    assert caught.value.request.headers["x-token"] == "***"
    assert caught.value.request.headers["x-other"] == "seen"
    shown = [repr(client), repr(client._settings), repr(caught.value), str(caught.value), repr(vars(caught.value))]
    assert "hush" not in "".join(shown)
    with pytest.raises(errors.InvalidArgumentError) as refused:
        server.client(api_key="hush\n").codes.retrieve("x")
    assert "hush" not in str(refused.value)


def test_the_key_is_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CODES_API_KEY", "from_env")
    server = Server(ok())
    server.client(api_key=None).codes.retrieve("x")
    assert server.last.headers["authorization"] == "Bearer from_env"
    server.client(api_key=None, auth=httpx2.BasicAuth("u", "p")).codes.retrieve("x")
    assert server.last.headers["authorization"] == "Basic dTpw"


def test_options_of_a_call_and_of_a_copy() -> None:
    server = Server(ok())
    client = server.client(headers={"X-Client": "1", "X-Gone": "1"})
    options = RequestOptions(
        headers={"X-Gone": None, "X-Call": "2"}, query={"a": {"b": [1]}}, body={"new": {"k": True}}, timeout=3,
        idempotency_key="mine",
    )  # fmt: skip
    client.codes.create(promotion={"a": "b"}, request_options=options)
    sent = server.last.headers
    assert (sent["x-client"], sent["x-call"], sent["idempotency-key"]) == ("1", "2", "mine")
    assert "x-gone" not in sent
    assert parse_qsl(server.last.url.query.decode()) == [("a[b][0]", "1")]
    assert server.last.content == b"promotion[a]=b&new[k]=true"
    assert server.last.extensions["timeout"]["read"] == 3
    copy = client.with_options(api_key="other", headers={"X-More": "3"}, timeout=None, base_url="http://b.example")
    copy.codes.retrieve("x")
    sent = server.last.headers
    assert (sent["x-client"], sent["x-more"], sent["authorization"]) == ("1", "3", "Bearer other")
    assert server.last.url == "http://b.example/v1/codes/x"
    assert server.last.extensions["timeout"]["read"] is None
    client.codes.retrieve("x")
    assert server.last.headers["authorization"] == "Bearer sk_secret"
    assert copy.codes is not client.codes
    heard: list[object] = []
    other = client.with_options(credentials={"key": "k9"}, on_drift=heard.append)
    other.call(EXTRAS, {})
    assert server.last.headers["x-key"] == "k9"
    other.with_options(credentials={"key": None}).call(EXTRAS, {})
    assert server.last.headers["x-key"] == "sk_secret"
    assert not heard
    server.answers = [httpx2.Response(200, json={"id": 5})]
    other.codes.retrieve("x")
    assert [str(drift) for drift in heard] == ["/id: expected string, got int"]


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, errors.BadRequestError),
        (401, errors.AuthenticationError),
        (403, errors.PermissionDeniedError),
        (404, errors.NotFoundError),
        (409, errors.ConflictError),
        (418, errors.APIStatusError),
        (422, errors.UnprocessableEntityError),
        (429, errors.RateLimitError),
        (503, errors.InternalServerError),
        (302, errors.APIStatusError),
    ],
)
def test_errors_of_the_api(status: int, kind: type[errors.APIStatusError]) -> None:
    body = {"error": {"type": "t", "code": "c", "param": "p[q]", "message": "no such thing"}}
    server = Server(failed(status, body, Request_Id="req_1"))
    with pytest.raises(kind) as caught:
        server.client(max_retries=0).codes.retrieve("x")
    error = caught.value
    assert type(error) is kind
    assert (error.status_code, error.type, error.code, error.param) == (status, "t", "c", "p[q]")
    assert (error.message, error.request_id, error.body) == ("no such thing", "req_1", body)
    assert str(error) == f"{status} c no such thing (request req_1)"
    assert isinstance(error.error, Error)
    assert error.error.error.type == "t"
    assert error.headers["request-id"] == "req_1"
    assert (error.request.method, error.request.url) == ("GET", "https://api.example/base/v1/codes/x")
    assert error.request.headers["authorization"] == "***"
    again = pickle.loads(pickle.dumps(error))  # noqa: S301
    assert (type(again), str(again), again.body, again.request) == (kind, str(error), body, error.request)
    assert "sk_secret" not in repr(vars(error)) + repr(error) + str(error)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b'{"message": "m"}', "m"),
        (b'{"error": "e"}', "e"),
        (b'{"detail": "d"}', "d"),
        (b'{"title": "t"}', "t"),
        (b'{"errors": [{"message": "x"}]}', "x"),
        (b'{"detail": [{"loc": ["body", "a"], "msg": "Field required"}]}', "body.a: Field required"),
        (b'{"title": "Invalid", "errors": [{"pointer": "/a", "detail": "is short"}]}', "Invalid: a: is short"),
        (b'{"errors": []}', "HTTP status 400"),
        (b'{"error": {"message": {"a": 1}}}', "HTTP status 400"),
        (b"[1]", "HTTP status 400"),
        (b"<html>\xff", "HTTP status 400"),
        (b"", "HTTP status 400"),
        (b'"text"', "HTTP status 400"),
    ],
)
def test_messages_of_other_error_structures(content: bytes, message: str) -> None:
    server = Server(httpx2.Response(400, content=content))
    with pytest.raises(errors.BadRequestError) as caught:
        server.client().codes.retrieve("x")
    assert caught.value.message == message


def test_differing_responses_are_parsed_and_reported() -> None:
    seen: list[Drift] = []
    server = Server(ok({"id": 5, "created": "x", "new": 1}))
    code = server.client(on_drift=seen.append).codes.retrieve("x")
    assert code.id == 5  # type: ignore[comparison-overlap] # a lenient response may hold any value
    assert [(drift.pointer, drift.got, drift.operation) for drift in seen] == [
        ("/id", 5, "codes.retrieve"),
        ("/created", "x", "codes.retrieve"),
    ]
    with pytest.raises(errors.ResponseValidationError, match="/id: expected string, got int") as caught:
        server.client(strict=True).codes.retrieve("x")
    assert list(caught.value.drifts) == seen
    assert pickle.loads(pickle.dumps(caught.value)).drifts == caught.value.drifts  # noqa: S301


@pytest.mark.parametrize("content", [b"{", b"<html>"])
def test_broken_responses(content: bytes) -> None:
    server = Server(httpx2.Response(200, content=content, headers={"content-type": "application/json"}))
    with pytest.raises(errors.ResponseDecodeError):
        server.client().codes.retrieve("x")


def test_an_empty_response_is_none() -> None:
    assert Server(httpx2.Response(204)).client().codes.retrieve("x") is None
    with pytest.raises(errors.ResponseValidationError):
        Server(httpx2.Response(200)).client(strict=True).codes.retrieve("x")


def multipart(request: httpx2.Request) -> list[tuple[dict[str, str], bytes]]:
    boundary = request.headers["content-type"].partition("boundary=")[2].encode()
    pieces = request.content.split(b"--" + boundary)
    assert pieces[0] == b""
    assert pieces[-1] == b"--\r\n"
    parts: list[tuple[dict[str, str], bytes]] = []
    for piece in pieces[1:-1]:
        head, _, content = piece.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        lines = dict(line.decode().split(": ", 1) for line in head.split(b"\r\n"))
        parts.append((lines, content.removesuffix(b"\r\n")))
    return parts


def test_multipart(tmp_path: Path) -> None:
    path = tmp_path / 'we"ird.bin'
    path.write_bytes(b"from path")
    server = Server(httpx2.Response(204))
    client = server.client()
    opened = io.BytesIO(b"xxfrom file")
    opened.seek(2)
    cases: list[tuple[Any, bytes, str]] = [
        (b"bytes", b"bytes", 'filename="file"'),
        (path, b"from path", 'filename="we%22ird.bin"'),
        (opened, b"from file", 'filename="file"'),
        (("n.txt", b"named", "text/plain"), b"named", 'filename="n.txt"'),
        (iter([b"a", b"b"]), b"ab", 'filename="file"'),
    ]
    for file, content, name in cases:
        assert client.call(UPLOAD, {}, {"display-name": "é", "file": file, "meta": {"a": 1}}) is None
        (_, text), (head, sent), (json_head, json) = multipart(server.last)
        assert (text, sent, json) == ("é".encode(), content, b'{"a":1}')
        assert name in head["Content-Disposition"]
        assert head["Content-Type"] == ("text/plain" if isinstance(file, tuple) else "application/octet-stream")
        assert json_head["Content-Type"] == "application/json"
        known = not hasattr(file, "__next__") or hasattr(file, "read")
        assert ("content-length" in server.last.headers) is known
        if known:
            assert server.last.headers["content-length"] == str(len(server.last.content))


def test_files_are_sent_completely_in_a_retry(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"0123456789")
    server = Server(failed(500), httpx2.Response(204))
    with path.open("rb") as file:
        file.seek(3)
        server.client().call(RAW, {}, file)
    assert [request.content for request in server.requests] == [b"3456789"] * 2
    assert {request.headers["content-length"] for request in server.requests} == {"7"}
    assert server.last.headers["content-type"] == "application/pdf"
    server = Server(failed(500), httpx2.Response(204))
    with pytest.raises(errors.InternalServerError):
        server.client().call(RAW, {}, iter([b"once"]))
    assert len(server.requests) == 1


def test_asynchronous_sources() -> None:
    async def chunks() -> AsyncIterator[bytes]:
        yield b"a"
        yield b"b"

    async def run() -> None:
        server = Server(httpx2.Response(204))
        async with server.async_client() as client:
            await client.call(RAW, {}, chunks())
            assert server.last.content == b"ab"
            await client.call(UPLOAD, {}, {"file": b"x"})
            assert multipart(server.last)[0][1] == b"x"

    anyio.run(run)


def test_closing() -> None:
    server = Server(ok())
    with server.client() as client:
        client.codes.retrieve("x")
    with pytest.raises(RuntimeError, match="closed"):
        client.codes.retrieve("x")
    with Client(api_key="k") as own:
        http = own._connection.get()
        assert own.with_options(timeout=1)._connection.get() is http
    assert http.is_closed
    assert "k" not in repr(own).replace("Client(base_url='https://api.example/base')", "")


def test_invalid_urls() -> None:
    with pytest.raises(errors.InvalidArgumentError, match="base_url"):
        Client(api_key="k", base_url="api.example").codes.retrieve("x")
    with pytest.raises(errors.InvalidArgumentError, match="URL"):
        Server(ok()).client().codes.retrieve("x" * 70_000)


@pytest.fixture(autouse=True)
def no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CODES_API_KEY", raising=False)


def versioned(server: Server, **options: Any) -> Client:
    client = server.client(**options)
    info = replace(API, headers={"Api-Version": "2025"}, version_header="Api-Version")
    client._settings = replace(client._settings, info=info)
    return client


def test_a_response_of_another_api_version_is_reported() -> None:
    found: list[Drift] = []
    server = Server(ok(**{"Api-Version": "2025"}), ok(), ok(**{"Api-Version": "2026"}))
    client = versioned(server, on_drift=found.append)
    for _ in range(3):
        client.codes.retrieve("x")
    assert [str(drift) for drift in found] == ["Api-Version: expected API version 2025, got '2026'"]
    assert found[0].operation == "codes.retrieve"
    strict = versioned(server, strict=True)
    with pytest.raises(errors.ResponseValidationError, match="Api-Version: expected API version 2025"):
        strict.codes.retrieve("x")
    streamed = httpx2.Response(200, stream=httpx2.ByteStream(b"{}"), headers={"Api-Version": "2026"})
    with pytest.raises(errors.ResponseValidationError):
        versioned(Server(streamed), strict=True).open(RETRIEVE, {"id": "x"})
    assert streamed.is_closed
