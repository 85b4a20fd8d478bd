"""The client of billing.yaml, a part of Stripe's API, against localstripe, an independent stateful server."""

from __future__ import annotations

import asyncio
import importlib
import socket
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx2
import pytest

from tests.shop.conftest import generate

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(find_spec("localstripe") is None, reason="localstripe is not installed"),
]
KEY = "sk_test_123"


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    launcher = Path(__file__).with_name("localstripe_on_loopback.py")
    with subprocess.Popen([sys.executable, launcher, str(port)]) as process:
        try:
            _wait(process, port)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    """Wait until the server takes connections."""
    end = time.monotonic() + 30
    while process.poll() is None and time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)  # the process has no other readiness signal
        else:
            return
    pytest.fail("localstripe does not start")


@pytest.fixture(scope="module")
def stripe(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    folder = tmp_path_factory.mktemp("billing")
    sys.path.append(str(folder))
    generate("local_billing", Path(__file__).with_name("billing.yaml"), folder)
    yield importlib.import_module("local_billing")
    sys.path.remove(str(folder))


@pytest.fixture
def client(stripe: Any, url: str) -> Iterator[Any]:
    httpx2.delete(f"{url}/_config/data").raise_for_status()
    with stripe.Client(api_key=KEY, base_url=url) as client:
        yield client


def test_a_coupon_a_customer_and_a_subscription_with_the_coupon(stripe: Any, client: Any) -> None:
    coupon = client.coupons.create(id="SPRING", percent_off=25.5, duration="forever", metadata={"a b": "1&2"})
    assert isinstance(coupon, stripe.models.Coupon)
    assert (coupon.id, coupon.percent_off, coupon.duration, coupon.valid) == ("SPRING", 25.5, "forever", True)
    assert coupon.metadata == {"a b": "1&2"}
    product = client.products.create(
        name="Box",
        request_options=stripe.RequestOptions(body={"type": "service"}),  # of an older version of the API
    )
    plan = client.plans.create(amount=1000, currency="eur", interval="month", product=product.id)
    method = client.payment_methods.create(
        type="card", card={"number": "4242424242424242", "exp_month": 12, "exp_year": 2040, "cvc": "123"}
    )
    customer = client.customers.create(email="a@example.com", description="Été")
    client.payment_methods.attach(method.id, customer=customer.id)
    client.customers.update(customer.id, invoice_settings={"default_payment_method": method.id})
    items = [{"plan": plan.id, "quantity": 2}]
    subscription = client.subscriptions.create(
        customer=customer.id, items=items, coupon=coupon.id, metadata={"a b": "1&2"}
    )
    assert isinstance(subscription, stripe.models.Subscription)
    assert (subscription.customer.id, subscription.status) == (customer.id, "active")
    discount = client.subscriptions.retrieve(subscription.id).discount
    assert isinstance(discount, stripe.models.Discount)
    assert isinstance(discount.coupon, stripe.models.Coupon)
    assert (discount.coupon.id, discount.coupon.percent_off, discount.customer.id) == ("SPRING", 25.5, customer.id)
    with pytest.raises(stripe.errors.NotFoundError):
        client.subscriptions.create(customer=customer.id, items=items, coupon="none")
    [listed] = client.subscriptions.list(customer=customer.id)
    assert (listed.id, listed.items.data[0].quantity, listed.metadata) == (subscription.id, 2, {"a b": "1&2"})
    preview = client.invoices.upcoming(customer=customer.id, subscription=subscription.id, coupon=coupon.id)
    assert (preview.customer.id, preview.total) == (customer.id, 2000)  # which localstripe does not reduce
    assert client.customers.retrieve(customer.id).description == "Été"


def test_120_customers_page_by_page(stripe: Any, client: Any, url: str) -> None:
    made = {client.customers.create(email=f"c{number}@example.com").id for number in range(120)}
    page = client.customers.list(limit=50)
    assert (len(page.data), page.has_more) == (50, True)
    found = [customer.id for customer in page]
    assert (len(found), set(found)) == (120, made)
    assert [len(one.data) for one in page.iter_pages()] == [50, 50, 20]

    async def collect() -> list[str]:
        async with stripe.AsyncClient(api_key=KEY, base_url=url) as other:
            return [customer.id async for customer in other.customers.list(limit=100)]

    assert asyncio.run(collect()) == found


def test_errors_are_typed(stripe: Any, client: Any) -> None:
    with pytest.raises(stripe.errors.NotFoundError) as caught:
        client.customers.retrieve("cus_none")
    assert caught.value.type == "invalid_request_error"
    assert isinstance(caught.value.error, stripe.models.Error)
    assert caught.value.status_code == 404
    with pytest.raises(stripe.errors.AuthenticationError):
        client.with_options(api_key="nonsense").customers.list()
