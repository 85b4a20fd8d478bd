"""Spans of a generated client over a real socket, with the SDK of OpenTelemetry."""

from __future__ import annotations

import promotion_codes_clover as clover
import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from tests.e2e.test_faults import FAILED, GOOD, Waits
from tests.runtime.client.test_sockets import serving

pytestmark = pytest.mark.slow


def test_a_call_is_a_span_propagated_to_the_server_with_each_attempt(monkeypatch: pytest.MonkeyPatch) -> None:
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(trace, "get_tracer", provider.get_tracer)
    with serving(FAILED, GOOD) as (url, seen):
        client = clover.Client(api_key="k", base_url=url, retry=Waits().policy)
        assert client.promotion_codes.retrieve("promo_1").id == "promo_1"
    (span,) = exporter.get_finished_spans()
    attributes = span.attributes or {}
    assert span.name == "GET /v1/promotion_codes/{promotion_code}"
    assert attributes["url.full"] == f"{url}/v1/promotion_codes/promo_1"
    assert (attributes["http.response.status_code"], attributes["http.request.resend_count"]) == (200, 1)
    assert [event.name for event in span.events] == ["retry"]
    context = f"traceparent: 00-{span.context.trace_id:032x}-{span.context.span_id:016x}-".encode()
    assert [context in request for request in seen] == [True, True]
