"""The tracing example of docs/client.md, run unchanged over a real socket."""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import promotion_codes_clover as clover
from opentelemetry import trace

from tests.e2e.test_faults import FAILED, GOOD, Waits
from tests.runtime.client.test_sockets import serving
from tests.support.packages import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pytest

EXAMPLE = re.compile(r"^```python\n((?:(?!^```).)*?class Traced\b.*?)^client = (.*?)$", re.MULTILINE | re.DOTALL)
TRACE = 0x0123456789ABCDEF0123456789ABCDEF


class Span(trace.NonRecordingSpan):
    def __init__(self, number: int, attributes: dict[str, Any]) -> None:
        super().__init__(trace.SpanContext(TRACE, number, is_remote=False, trace_flags=trace.TraceFlags(1)))
        self.attributes = attributes

    def set_attribute(self, key: str, value: Any) -> None:
        self.attributes[key] = value


class Tracer(trace.NoOpTracer):
    def __init__(self) -> None:
        self.spans: list[Span] = []

    @contextmanager
    def start_as_current_span(self, name: str, *_: Any, attributes: Any = None, **__: Any) -> Iterator[Span]:
        self.spans.append(Span(len(self.spans) + 1, {"name": name, **attributes}))
        with trace.use_span(self.spans[-1]):
            yield self.spans[-1]


def test_each_attempt_is_a_span_propagated_to_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    tracer = Tracer()
    monkeypatch.setattr(trace, "get_tracer", lambda _: tracer)
    found = EXAMPLE.search((ROOT / "docs" / "client.md").read_text(encoding="utf-8"))
    assert found
    names: dict[str, Any] = {"__name__": "example"}
    exec(found[1], names)  # noqa: S102 - the page's own example
    names["Client"] = lambda transport: clover.Client(
        api_key="k", base_url=url, retry=Waits().policy, transport=transport
    )
    with serving(FAILED, GOOD) as (url, seen), eval(found[2], names) as client:  # noqa: S307 - likewise
        assert client.promotion_codes.retrieve("promo_1").id == "promo_1"
    assert [span.attributes["http.response.status_code"] for span in tracer.spans] == [500, 200]
    assert {span.attributes["url.full"] for span in tracer.spans} == {f"{url}/v1/promotion_codes/promo_1"}
    assert [f"traceparent: 00-{TRACE:032x}-{n:016x}-01".encode() in seen[n - 1] for n in (1, 2)] == [True, True]
