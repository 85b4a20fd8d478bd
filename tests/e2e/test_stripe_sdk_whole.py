"""Stripe's own SDK and the client of billing.yaml: equal calls of many resources send equal requests."""

from __future__ import annotations

import importlib
import sys
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import stripe

from tests.e2e.test_stripe_sdk import KEY, recording
from tests.shop.conftest import generate

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.slow
PRICE = {"currency": "eur", "unit_amount": 500, "product_data": {"name": "Böx & Co", "metadata": {"z": "1", "a": ""}}}
ITEMS = [{"price": "price_2", "quantity": 2, "tax_rates": ["txr_2", "txr_1"]}, {"quantity": 1, "price": "price_1"}]
CALLS: list[tuple[str, tuple[str, ...], dict[str, Any]]] = [
    (
        "customers.create",
        (),
        {
            "preferred_locales": ["fr", "de"],
            "name": "Zoé",
            "address": {"line1": "1 rue & co", "city": "Lyon", "country": "FR"},
            "invoice_settings": {"custom_fields": [{"value": "v", "name": "n"}, {"name": "m", "value": ""}]},
            "metadata": {"b[1]": "x=y", "a": "é"},
            "expand": ["default_source"],
        },
    ),
    ("customers.update", ("cus_1",), {"metadata": "", "description": "", "shipping": ""}),
    ("customers.list", (), {"limit": 2, "email": "a+b@x.test", "created": {"lte": 9, "gte": 1}}),
    ("subscriptions.create", (), {"items": ITEMS, "customer": "cus_1", "automatic_tax": {"enabled": True}}),
    ("payment_intents.create", (), {"currency": "eur", "amount": 5, "payment_method_types": ["card", "ideal"]}),
    ("payment_intents.capture", ("pi/1",), {"amount_to_capture": 3}),
    (
        "checkout.sessions.create",
        (),
        {
            "success_url": "https://x.test/?a=1&b={CHECKOUT_SESSION_ID}",
            "mode": "payment",
            "line_items": [{"price_data": PRICE, "quantity": 1, "adjustable_quantity": {"enabled": False}}],
        },
    ),
    ("customers.delete", ("cus_1",), {}),
    ("balance.retrieve", (), {}),
]


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    folder = tmp_path_factory.mktemp("billing")
    sys.path.append(str(folder))
    generate("sdk_billing", Path(__file__).with_name("billing.yaml"), folder)
    yield importlib.import_module("sdk_billing")
    sys.path.remove(str(folder))


@pytest.mark.parametrize("call", CALLS, ids=lambda call: call[0])
def test_the_same_calls_send_the_same_requests(
    package: Any, call: tuple[str, tuple[str, ...], dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stripe, "enable_telemetry", False)
    name, path, arguments = call
    with recording() as (url, sent), package.Client(api_key=KEY, base_url=url) as client:
        theirs = stripe.StripeClient(KEY, base_addresses={"api": url}).v1
        attrgetter(name)(theirs)(*path, **({"params": arguments} if arguments else {}))
        attrgetter(name)(client)(*path, **arguments)
    assert sent[1].wire() == sent[0].wire()
