"""OpenTelemetry spans of operations, if opentelemetry-api is installed.

Names and attributes follow the semantic conventions for HTTP client spans. An operation is one span; its retries are
events.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from .hooks import template

if TYPE_CHECKING:
    from collections.abc import MutableMapping
    from types import ModuleType

    from .engine import Call

METHODS: Final = frozenset({"CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "QUERY", "TRACE"})
PORTS: Final = {"http": 80, "https": 443}


@cache
def _opentelemetry(module: str) -> ModuleType | None:
    try:
        return import_module(f"opentelemetry.{module}")
    except ImportError:
        return None


class Span:
    """The span of a call, current while the call runs."""

    def __init__(self, call: Call[Any], trace: Any) -> None:
        info = call.settings.info
        known = call.operation.method in METHODS
        path = template(call)
        self._status: Any = trace.StatusCode.ERROR
        self._scope: Any = trace.get_tracer(info.package, info.version).start_as_current_span(
            f"{call.operation.method if known else 'HTTP'} {path}",
            kind=trace.SpanKind.CLIENT,
            attributes={
                "http.request.method": call.operation.method if known else "_OTHER",
                **({} if known else {"http.request.method_original": call.operation.method}),
                "url.template": path,
                **_address(call),
            },
            record_exception=False,
            set_status_on_exception=False,
        )
        self._span: Any = self._scope.__enter__()

    def retry(self, retries: int, delay: float, reason: str) -> None:
        """Add an event for a retry."""
        self._span.add_event(
            "retry", {"http.request.resend_count": retries, "error.type": reason, "retry.delay": delay}
        )

    def inject(self, headers: MutableMapping[str, str]) -> None:
        """Add the headers of the trace context, unless the caller set them."""
        propagate = _opentelemetry("propagate")
        if propagate is not None and "traceparent" not in headers:
            propagate.inject(headers)

    def end(self, status: int | None, error: str, retries: int) -> None:
        """End the span. ``status`` is None without a response, ``error`` is empty for a success."""
        if status is not None:
            self._span.set_attribute("http.response.status_code", status)
        if retries:
            self._span.set_attribute("http.request.resend_count", retries)
        if error:
            self._span.set_attribute("error.type", error)
            self._span.set_status(self._status)
        self._scope.__exit__(None, None, None)


def _address(call: Call[Any]) -> dict[str, str | int]:
    url = call.sent().url
    try:
        parts = urlsplit(url)
        port = parts.port or PORTS.get(parts.scheme)
    except ValueError:  # refused when the request is built
        return {}
    found: dict[str, str | int] = {"url.full": url, "server.address": parts.hostname or ""}
    return {**found, "server.port": port} if port else found


def start_span(call: Call[Any]) -> Span | None:
    """Start the span of a call; None without OpenTelemetry."""
    trace = _opentelemetry("trace")
    return None if trace is None else Span(call, trace)
