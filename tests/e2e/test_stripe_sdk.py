"""Stripe's own SDK and the generated client send equal requests, apart from the order of arguments."""

from __future__ import annotations

import asyncio
import json
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl, urlsplit

import promotion_codes_clover as clover
import pytest
import stripe

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = pytest.mark.slow

IDS = [f"promo_{number}" for number in range(7)]
KEY: Final = "sk_test_123"
Pairs = list[tuple[str, str]]

SDK_ONLY: Final = {"x-stripe-client-user-agent", "connection"}
"""Headers that only the SDK sends: a description of the machine, and keep-alive."""
OTHER_VALUES: Final = {"user-agent", "accept", "accept-encoding", "idempotency-key", "stripe-version", "host"}
"""Headers that differ: user agent, API version, random values."""


@dataclass
class Sent:
    method: str
    path: str
    query: Pairs
    body: Pairs
    headers: dict[str, str] = field(repr=False)

    def wire(self) -> tuple[str, str, Pairs, Pairs]:
        """Return the request with its arguments sorted by name; the order within a value is kept."""
        return self.method, self.path, _by_argument(self.query), _by_argument(self.body)


def _by_argument(pairs: Pairs) -> Pairs:
    return sorted(pairs, key=lambda pair: pair[0].partition("[")[0])


def _code(key: str) -> dict[str, object]:
    return {
        "id": key, "object": "promotion_code", "active": True, "code": key, "created": 1, "livemode": False,
        "times_redeemed": 0, "promotion": {"type": "coupon", "coupon": "co1"},
        "restrictions": {"first_time_transaction": False},
    }  # fmt: skip


def _page(query: dict[str, str]) -> dict[str, object]:
    limit = int(query.get("limit", "3"))
    if before := query.get("ending_before"):
        end = IDS.index(before)
        keys, more = IDS[max(0, end - limit) : end], end > limit
    else:
        start = IDS.index(query["starting_after"]) + 1 if query.get("starting_after") in IDS else 0
        keys, more = IDS[start : start + limit], start + limit < len(IDS)
    return {"object": "list", "url": "/v1/promotion_codes", "has_more": more, "data": [_code(key) for key in keys]}


class Recorder(BaseHTTPRequestHandler):
    """Responds like the API, and records requests."""

    sent: list[Sent]
    protocol_version = "HTTP/1.1"

    def answer(self) -> None:
        url = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("content-length") or 0)).decode()
        query, form = (parse_qsl(text, keep_blank_values=True) for text in (url.query, body))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.sent.append(Sent(self.command, url.path, query, form, headers))
        is_list = self.command == "GET" and url.path == "/v1/promotion_codes"
        response = json.dumps(_page(dict(query)) if is_list else _code("promo_0")).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(response)))
        self.end_headers()
        self.wfile.write(response)

    do_GET = do_POST = do_DELETE = answer  # noqa: N815 - the names that http.server looks for

    def log_message(self, *_: object) -> None:
        """Suppress the log."""


@contextmanager
def recording() -> Iterator[tuple[str, list[Sent]]]:
    sent: list[Sent] = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (Recorder,), {"sent": sent}))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", sent
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def sdk(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Any]:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path_factory.mktemp("config")))
    monkeypatch.setattr(stripe, "enable_telemetry", False)

    def make(url: str) -> Any:
        return stripe.StripeClient(KEY, base_addresses={"api": url}).v1.promotion_codes

    return make


Call = tuple[str, tuple[str, ...], dict[str, Any]]
MOMENT = datetime(2030, 1, 2, 3, 4, 5, tzinfo=UTC)
COUPON = {"type": "coupon", "coupon": "co1"}
CALLS: list[Call] = [
    ("create", (), {"promotion": COUPON}),
    ("create", (), {"promotion": COUPON, "code": "SPRING-26", "active": False, "max_redemptions": 5}),
    ("create", (), {"promotion": COUPON, "expires_at": MOMENT, "customer": "cus_1"}),
    ("create", (), {"promotion": COUPON, "metadata": {"k1": "v 1&=é+%", "k[2]": "x", "z": ""}}),
    (
        "create",
        (),
        {
            "promotion": COUPON,
            "restrictions": {
                "currency_options": {"eur": {"minimum_amount": 900}, "usd": {"minimum_amount": 1000}},
                "first_time_transaction": True,
                "minimum_amount": 5,
                "minimum_amount_currency": "eur",
            },
            "expand": ["promotion.coupon", "customer"],
        },
    ),
    ("create", (), {"promotion": COUPON, "customer_account": "acct_1", "code": ""}),
    ("create", (), {"promotion": COUPON, "metadata": {}, "expand": []}),
    ("update", ("promo_1",), {}),
    ("update", ("promo_1",), {"active": True, "metadata": {"a": "", "b": "2"}}),
    ("update", ("promo_1",), {"metadata": ""}),
    ("update", ("promo_1",), {"restrictions": {"currency_options": {"eur": {"minimum_amount": 1}}}}),
    ("retrieve", ("promo_1",), {}),
    ("retrieve", ("a/bü?#%",), {"expand": ["customer", "promotion.coupon"]}),
    ("list", (), {}),
    (
        "list",
        (),
        {
            "active": True,
            "code": "A B&C",
            "coupon": "co1",
            "created": {"gt": 1, "gte": 2, "lt": 3, "lte": MOMENT},
            "customer": "cus_1",
            "customer_account": "acct_1",
            "expand": ["data.customer", "data.promotion.coupon"],
            "limit": 3,
        },
    ),
    ("list", (), {"created": 1700000000, "active": False}),
    ("list", (), {"limit": 3, "created": {"lt": 9, "gt": 1}, "expand": ["data.customer"], "active": True}),
    ("create", (), {"metadata": {"b": "1", "a": "2"}, "code": "X", "promotion": {"coupon": "co1", "type": "coupon"}}),
    ("update", ("promo_1",), {"metadata": {"b": "", "a": "2"}, "active": False}),
    ("list", (), {"starting_after": "promo_2"}),
    ("list", (), {"ending_before": "promo_5", "limit": 100}),
]


@pytest.mark.slow
@pytest.mark.parametrize("call", CALLS, ids=lambda call: f"{call[0]}-{'-'.join(call[2])}")
def test_the_same_calls_send_the_same_requests(sdk: Callable[[str], Any], call: Call) -> None:
    method, path, arguments = call
    with recording() as (url, sent), clover.Client(api_key=KEY, base_url=url) as client:
        getattr(sdk(url), method)(*path, params=arguments)
        getattr(client.promotion_codes, method)(*path, **arguments)
    theirs, ours = sent
    assert ours.wire() == theirs.wire()
    assert theirs.headers.keys() - ours.headers.keys() <= SDK_ONLY
    assert ours.headers.keys() - theirs.headers.keys() <= SDK_ONLY
    for name in ours.headers.keys() & theirs.headers.keys() - OTHER_VALUES - SDK_ONLY:
        assert ours.headers[name] == theirs.headers[name], name
    assert ours.headers["stripe-version"] == "2025-12-15.clover"
    assert ("idempotency-key" in ours.headers) == (ours.method == "POST")


@pytest.mark.slow
@pytest.mark.parametrize("arguments", [{"limit": 3}, {"limit": 2, "ending_before": "promo_6", "active": True}])
def test_auto_paging_sends_the_same_requests(sdk: Callable[[str], Any], arguments: dict[str, Any]) -> None:
    async def collect(url: str) -> list[str]:
        async with clover.AsyncClient(api_key=KEY, base_url=url) as client:
            return [code.id async for code in client.promotion_codes.list(**arguments)]

    with recording() as (url, sent), clover.Client(api_key=KEY, base_url=url) as client:
        theirs = [code.id for code in sdk(url).list(params=arguments).auto_paging_iter()]
        first = list(sent)
        assert [code.id for code in client.promotion_codes.list(**arguments)] == theirs
        second = sent[len(first) :]
        assert asyncio.run(collect(url)) == theirs
        third = sent[len(first) + len(second) :]
    assert len(first) > 1
    for mine in (second, third):
        assert [one.wire() for one in mine] == [one.wire() for one in first]
