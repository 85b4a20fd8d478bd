"""Tests for logs, OpenTelemetry spans and hooks of calls."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from typing import Any

import anyio.lowlevel
import httpx2
import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from runtime.client import errors, tracing
from runtime.client.hooks import Hooks, OperationCall
from runtime.client.options import RequestOptions
from runtime.client.raw import RawResponse
from tests.runtime.client.api import CREATE, EXTRAS, RETRIEVE, Server, failed, ok

EXPORTER = InMemorySpanExporter()


@pytest.fixture(scope="module")
def provider() -> TracerProvider:
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(EXPORTER))
    trace.set_tracer_provider(provider)
    return provider


@pytest.fixture
def exporter(provider: TracerProvider) -> InMemorySpanExporter:
    assert trace.get_tracer_provider() is provider
    EXPORTER.clear()
    return EXPORTER


@pytest.fixture
def logger(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    caplog.set_level(logging.DEBUG, logger="codes")
    yield caplog
    logging.getLogger("codes").setLevel(logging.NOTSET)


class Recorder:
    """Hooks that record their calls."""

    def __init__(self) -> None:
        self.events: list[Any] = []
        self.hooks = Hooks(before=self.before, after=self.after, on_error=self.on_error)

    def before(self, call: OperationCall) -> None:
        call.state["seen"] = True
        self.events.append(("before", call.name, dict(call.arguments), call.request.method))

    def after(self, call: OperationCall, response: RawResponse[Any]) -> None:
        self.events.append(("after", call.name, response.status_code, call.state, call.retries))

    def on_error(self, call: OperationCall, error: Exception) -> None:
        self.events.append(("on_error", call.name, type(error), call.retries))


def test_hooks_are_called_around_an_operation_once() -> None:
    recorder = Recorder()
    client = Server(failed(500), ok()).client(hooks=recorder.hooks)
    client.codes.create(promotion={"coupon": "c"}, active=True)
    assert recorder.events == [
        ("before", "codes.create", {"promotion": {"coupon": "c"}, "active": True}, "POST"),
        ("after", "codes.create", 200, {"seen": True}, 1),
    ]


def test_hooks_get_the_error_of_the_caller() -> None:
    recorder = Recorder()
    with pytest.raises(errors.NotFoundError):
        Server(failed(404)).client(hooks=recorder.hooks).codes.retrieve("x")
    assert recorder.events == [
        ("before", "codes.retrieve", {"id": "x"}, "GET"),
        ("on_error", "codes.retrieve", errors.NotFoundError, 0),
    ]


def test_hooks_of_asynchronous_clients_may_be_coroutine_functions() -> None:
    seen: list[str] = []

    async def before(call: OperationCall) -> None:
        await anyio.lowlevel.checkpoint()
        seen.append(f"before {call.path}")

    async def run() -> None:
        hooks = Hooks(before=before, after=lambda call, _: seen.append(f"after {call.name}"))
        async with Server(ok()).async_client(hooks=hooks) as client:
            await client.codes.retrieve("x")

    anyio.run(run)
    assert seen == ["before /v1/codes/{id}", "after codes.retrieve"]


def test_a_coroutine_function_of_a_synchronous_client_is_refused() -> None:
    async def before(_: OperationCall) -> None:
        """Do nothing."""

    server = Server(ok())
    with pytest.raises(TypeError, match="only AsyncClient accepts"):
        server.client(hooks=Hooks(before=before)).codes.retrieve("x")
    assert server.requests == []


def test_an_exception_of_a_hook_ends_the_call_and_closes_the_response(exporter: InMemorySpanExporter) -> None:
    def refuse(*_: object) -> None:
        msg = "refused"
        raise PermissionError(msg)

    server = Server(ok())
    with pytest.raises(PermissionError):
        server.client(hooks=Hooks(before=refuse)).codes.retrieve("x")
    assert server.requests == []
    response = httpx2.Response(200, stream=httpx2.ByteStream(b"{}"))
    with pytest.raises(PermissionError):
        Server(response).client(hooks=Hooks(after=refuse)).open(RETRIEVE, {"id": "x"})
    assert response.is_closed
    assert [dict(span.attributes or {})["error.type"] for span in exporter.get_finished_spans()] == [
        "PermissionError"
    ] * 2


def test_copies_have_the_hooks_unless_they_get_others() -> None:
    recorder = Recorder()
    client = Server(ok()).client(hooks=recorder.hooks)
    client.with_options(max_retries=1).codes.retrieve("x")
    client.with_options(hooks=None).codes.retrieve("x")
    assert len(recorder.events) == 2


def test_a_call_is_a_client_span_by_the_semantic_conventions(exporter: InMemorySpanExporter) -> None:
    server = Server(failed(500), httpx2.ReadError("reset"), ok())
    server.client().codes.retrieve("x")
    (span,) = exporter.get_finished_spans()
    assert (span.name, span.kind, span.status.is_ok) == ("GET /v1/codes/{id}", trace.SpanKind.CLIENT, True)
    assert dict(span.attributes or {}) == {
        "http.request.method": "GET",
        "url.template": "/v1/codes/{id}",
        "url.full": "https://api.example/base/v1/codes/x",
        "server.address": "api.example",
        "server.port": 443,
        "http.response.status_code": 200,
        "http.request.resend_count": 2,
    }
    assert [(event.name, dict(event.attributes or {})) for event in span.events] == [
        ("retry", {"http.request.resend_count": 1, "error.type": "500", "retry.delay": 0.5}),
        ("retry", {"http.request.resend_count": 2, "error.type": "ReadError", "retry.delay": 1.0}),
    ]
    assert format(span.context.trace_id, "032x") in server.last.headers["traceparent"]


def test_spans_of_failures_have_the_type_of_the_error(exporter: InMemorySpanExporter) -> None:
    for answer in (failed(404), httpx2.ReadError("reset"), httpx2.ReadTimeout("late"), ok({"active": True})):
        client = Server(answer).client(max_retries=0, strict=True)
        with pytest.raises(errors.ApiError):
            client.codes.retrieve("x")
    spans = exporter.get_finished_spans()
    assert [span.status.status_code for span in spans] == [trace.StatusCode.ERROR] * 4
    shown = [dict(span.attributes or {}) for span in spans]
    assert [(item["error.type"], item.get("http.response.status_code")) for item in shown] == [
        ("404", 404),
        ("APIConnectionError", None),
        ("APITimeoutError", None),
        ("ResponseValidationError", 200),
    ]


def test_spans_are_the_parents_of_those_of_hooks_and_hide_secrets(exporter: InMemorySpanExporter) -> None:
    seen: list[trace.Span] = []
    hooks = Hooks(before=lambda _: seen.append(trace.get_current_span()))

    async def run() -> None:
        server = Server(ok())
        async with server.async_client(api_key=None, credentials={"queryKey": "qk_hidden"}, hooks=hooks) as client:
            options = RequestOptions(headers={"traceparent": "mine"})
            await client.call(EXTRAS, {}, {}, options)
            assert server.last.headers["traceparent"] == "mine"

    anyio.run(run)
    (span,) = exporter.get_finished_spans()
    assert seen[0].get_span_context() == span.context
    assert "qk_hidden" not in span.to_json()


def test_there_is_no_span_without_opentelemetry(monkeypatch: pytest.MonkeyPatch) -> None:
    tracing._opentelemetry.cache_clear()
    monkeypatch.setitem(sys.modules, "opentelemetry.trace", None)
    server = Server(ok())
    server.client().codes.retrieve("x")
    assert "traceparent" not in server.last.headers
    tracing._opentelemetry.cache_clear()


def test_a_log_at_info_has_a_line_per_call_and_retry(logger: pytest.LogCaptureFixture) -> None:
    logger.set_level(logging.INFO, logger="codes")
    Server(failed(500), ok()).client().codes.retrieve("x")
    with pytest.raises(errors.NotFoundError):
        Server(failed(404)).client().codes.retrieve("y")
    lines = [line.partition(" (")[0] for line in logger.messages]
    assert lines == [
        "codes.retrieve: GET https://api.example/base/v1/codes/x 500: retry 1 in 0.50 s",
        "codes.retrieve: GET https://api.example/base/v1/codes/x 200",
        "codes.retrieve: GET https://api.example/base/v1/codes/y NotFoundError: 404 no",
    ]


def test_a_log_at_debug_has_headers_and_bodies_without_secrets(logger: pytest.LogCaptureFixture) -> None:
    answer = ok(
        {"id": "c1", "client_secret": "pi_hidden", "nested": [{"password": 12345}], "echo": "key sk_secret"},
        set_cookie="sid=cookie_hidden",
        location="https://x.example/?code=code_hidden",
    )
    client = Server(answer).client(credentials={"cookieKey": "ck hidden"}, headers={"X-Auth-Token": "xt_hidden"})
    client.codes.create(promotion={"coupon": "c"}, metadata={"api_key": "mk_hidden", "note": "sk_secret"})
    client.call(EXTRAS, {}, {"trace": "ck hidden"}, RequestOptions(body={"card": {"cvc": "987"}}))
    text = "\n".join(logger.messages)
    assert "promotion%5Bcoupon%5D=c" in text or "promotion[coupon]=c" in text
    assert '"id": "c1"' in text
    for secret in ("hidden", "sk_secret", "12345", "987", "c2tfc2VjcmV0"):
        assert secret not in text, secret


def test_text_of_a_server_cannot_forge_a_log_line(logger: pytest.LogCaptureFixture) -> None:
    answer = failed(400, {"error": {"message": "no\n2026 INFO codes: forged\x1b[2J \u00e9"}})
    with pytest.raises(errors.BadRequestError):
        Server(answer).client().codes.retrieve("x")
    assert all(line.isascii() and line.isprintable() for line in logger.messages)


def test_bodies_of_files_and_streams_are_logged_as_their_size(logger: pytest.LogCaptureFixture) -> None:
    response = httpx2.Response(200, content=b"\x00\x01", headers={"content-type": "application/octet-stream"})
    Server(response).client().call(EXTRAS, {})
    assert logger.messages[-1].endswith("body=<2 bytes of application/octet-stream>")
    streamed = httpx2.Response(200, stream=httpx2.ByteStream(b"{}"), headers={"content-type": "application/json"})
    Server(streamed).client().open(CREATE, {}, {"promotion": {"coupon": "c"}})
    assert logger.messages[-1].endswith("body=<a stream of application/json>")


@pytest.fixture
def unset() -> Iterator[logging.Logger]:
    logger = logging.getLogger("codes")
    yield logger
    logger.setLevel(logging.NOTSET)
    logger.handlers.clear()


@pytest.mark.parametrize(("value", "level"), [("debug", logging.DEBUG), ("INFO", logging.INFO), ("", logging.NOTSET)])
def test_an_environment_variable_sets_the_level(
    value: str, level: int, monkeypatch: pytest.MonkeyPatch, unset: logging.Logger
) -> None:
    monkeypatch.setenv("CODES_LOG", value)
    Server(ok()).client()
    Server(ok()).client()
    assert unset.level == level
    assert len(unset.handlers) <= 1


def test_an_unknown_level_is_a_warning(monkeypatch: pytest.MonkeyPatch, unset: logging.Logger) -> None:
    monkeypatch.setenv("CODES_LOG", "verbose")
    with pytest.warns(UserWarning, match="CODES_LOG='verbose' is ignored"):
        Server(ok()).client()
    assert unset.level == logging.NOTSET
