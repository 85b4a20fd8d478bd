"""The official Python SDK drives the example service over a real socket, on each database."""

from __future__ import annotations

import re
import socket
import time
from typing import TYPE_CHECKING, Any

import httpx2
import pytest
from promotion_service.database import Database
from promotion_service.settings import Settings
from promotion_service.tables import Coupon, PromotionCode, StoredReply

from tests.e2e.service import KEY, Service, service

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import stripe

pytestmark = pytest.mark.slow


class Running:
    """A running service and its database."""

    def __init__(self, served: Service, database: Database) -> None:
        self.url = served.url
        self.database = database

    def send(self, method: str, path: str, content: str = "", **headers: str) -> httpx2.Response:
        form = {"content-type": "application/x-www-form-urlencoded", "authorization": f"Bearer {KEY}"}
        sent = form | {name.replace("_", "-"): value for name, value in headers.items()}
        with httpx2.Client() as http:
            return http.request(method, f"{self.url}{path}", content=content.encode(), headers=sent)


@pytest.fixture(scope="module")
def running(new_address: Callable[[], str]) -> Iterator[Running]:
    address = new_address()
    with service(address, workers=2) as served:
        database = Database(Settings.from_environment({"DATABASE_URL": address}).database_url)
        try:
            yield Running(served, database)
        finally:
            database.close()


@pytest.fixture
def sdk(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Return stripe-python, without telemetry."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path_factory.mktemp("stripe")))
    module = pytest.importorskip("stripe")
    monkeypatch.setattr(module, "enable_telemetry", False)
    return module


@pytest.fixture
def client(sdk: Any, running: Running) -> stripe.StripeClient:
    made: stripe.StripeClient = sdk.StripeClient(KEY, base_addresses={"api": running.url}, max_network_retries=0)
    return made


@pytest.fixture
def coupon(client: stripe.StripeClient) -> str:
    return client.v1.coupons.create({"percent_off": 25.5, "duration": "once"}).id


def promotion(coupon: str) -> Any:
    return {"type": "coupon", "coupon": coupon}


def test_the_older_style_of_the_sdk(sdk: Any, running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sdk, "api_key", KEY)
    monkeypatch.setattr(sdk, "api_base", running.url)
    monkeypatch.setattr(sdk, "max_network_retries", 0)
    coupon = sdk.Coupon.create(amount_off=500, currency="EUR", duration="repeating", duration_in_months=3)
    assert (coupon.amount_off, coupon.currency, coupon.valid) == (500, "eur", True)
    made = sdk.PromotionCode.create(promotion=promotion(coupon.id), metadata={"k 1": "v+1&=é"}, max_redemptions=3)
    assert len(made.code) == 8
    assert made.code == made.code.upper()
    assert made.id.startswith("promo_")
    changed = sdk.PromotionCode.modify(made.id, active=False, metadata={"k 1": "", "b": "2"})
    assert (changed.active, changed.metadata.to_dict()) == (False, {"b": "2"})
    assert sdk.PromotionCode.modify(made.id, metadata="").metadata.to_dict() == {}
    assert sdk.PromotionCode.retrieve(made.id).max_redemptions == 3
    assert [code.id for code in sdk.PromotionCode.list(coupon=coupon.id).data] == [made.id]


def test_create_keeps_everything(client: stripe.StripeClient, coupon: str) -> None:
    customer = client.v1.customers.create({"name": "Ada", "metadata": {"a": "b"}})
    assert client.v1.customers.retrieve(customer.id).name == "Ada"
    later = int(time.time()) + 1000
    made = client.v1.promotion_codes.create(
        {
            "promotion": promotion(coupon),
            "code": "Spring-26",
            "customer": customer.id,
            "expires_at": later,
            "max_redemptions": 5,
            "restrictions": {
                "first_time_transaction": True,
                "minimum_amount": 900,
                "minimum_amount_currency": "EUR",
                "currency_options": {"usd": {"minimum_amount": 1000}},
            },
            "expand": ["customer", "promotion.coupon", "restrictions.currency_options"],
        }
    )
    assert (made.code, made.expires_at, made.times_redeemed, made.active) == ("Spring-26", later, 0, True)
    assert made.customer.name == "Ada"  # type: ignore[union-attr]
    assert made.promotion.coupon.percent_off == 25.5  # type: ignore[union-attr]
    assert made.last_response.data["restrictions"] == {
        "first_time_transaction": True,
        "minimum_amount": 900,
        "minimum_amount_currency": "eur",
        "currency_options": {"usd": {"minimum_amount": 1000}},
    }
    changed = client.v1.promotion_codes.update(
        made.id,
        {
            "restrictions": {"currency_options": {"gbp": {"minimum_amount": 800}}},
            "expand": ["restrictions.currency_options"],
        },
    )
    assert set(changed.last_response.data["restrictions"]["currency_options"]) == {"usd", "gbp"}
    assert client.v1.promotion_codes.update(made.id).code == "Spring-26"


def test_nulls_are_written(running: Running, coupon: str) -> None:
    body = running.send("POST", "/v1/promotion_codes", f"promotion[type]=coupon&promotion[coupon]={coupon}").json()
    nulls = {"customer", "customer_account", "expires_at", "max_redemptions"}
    assert {name for name, value in body.items() if value is None} == nulls
    assert body["restrictions"] == {
        "first_time_transaction": False,
        "minimum_amount": None,
        "minimum_amount_currency": None,
    }


def test_a_code_is_unique_among_active_ones(sdk: Any, client: stripe.StripeClient, coupon: str) -> None:
    customer = client.v1.customers.create({}).id
    first = client.v1.promotion_codes.create({"promotion": promotion(coupon), "code": "Unique"})
    with pytest.raises(sdk.InvalidRequestError) as caught:
        client.v1.promotion_codes.create({"promotion": promotion(coupon), "code": "uNIQUE"})
    assert caught.value.http_status == 400
    assert caught.value.user_message == "An active promotion code with `code: uNIQUE` already exists."
    client.v1.promotion_codes.create({"promotion": promotion(coupon), "code": "Unique", "customer": customer})
    client.v1.promotion_codes.create({"promotion": promotion(coupon), "code": "Unique", "active": False})
    client.v1.promotion_codes.update(first.id, {"active": False})
    client.v1.promotion_codes.create({"promotion": promotion(coupon), "code": "UNIQUE"})
    with pytest.raises(sdk.InvalidRequestError, match="already exists"):
        client.v1.promotion_codes.update(first.id, {"active": True})


def test_unusable_codes_are_not_active(sdk: Any, client: stripe.StripeClient, running: Running, coupon: str) -> None:
    codes = client.v1.promotion_codes
    spent = codes.create({"promotion": promotion(coupon), "code": "SPENT", "max_redemptions": 2})
    with running.database.write() as session:
        session.query(PromotionCode).filter_by(id=spent.id).update({"times_redeemed": 2})
    assert codes.retrieve(spent.id).active is False
    assert codes.list({"code": "spent", "active": False}).data[0].id == spent.id
    assert not codes.list({"code": "spent", "active": True}).data
    with pytest.raises(sdk.InvalidRequestError, match="cannot be activated"):
        codes.update(spent.id, {"active": True})
    assert codes.create({"promotion": promotion(coupon), "code": "Spent"}).active
    expired = codes.create({"promotion": promotion(coupon), "expires_at": int(time.time()) + 100})
    with running.database.write() as session:
        session.query(PromotionCode).filter_by(id=expired.id).update({"expires_at": int(time.time()) - 5})
    assert codes.retrieve(expired.id).active is False
    with running.database.write() as session:
        session.query(Coupon).filter_by(id=coupon).update({"redeem_by": 1})
    assert not codes.list({"coupon": coupon, "active": True}).data
    assert client.v1.coupons.retrieve(coupon).valid is False


def test_limits_of_the_coupon_are_enforced(sdk: Any, client: stripe.StripeClient) -> None:
    soon = int(time.time()) + 100
    coupon = client.v1.coupons.create({"percent_off": 5, "redeem_by": soon, "max_redemptions": 3}).id
    for name, value in (("expires_at", soon + 1), ("max_redemptions", 4)):
        with pytest.raises(sdk.InvalidRequestError) as caught:
            client.v1.promotion_codes.create({"promotion": promotion(coupon), name: value})  # type: ignore[misc]
        assert caught.value.param == name
    client.v1.promotion_codes.create({"promotion": promotion(coupon), "expires_at": soon, "max_redemptions": 3})


def test_every_filter(client: stripe.StripeClient, running: Running, coupon: str) -> None:
    codes, customer = client.v1.promotion_codes, client.v1.customers.create({}).id
    made = [
        codes.create({"promotion": promotion(coupon), "code": "Filter1", "customer": customer}).id,
        codes.create({"promotion": promotion(coupon), "active": False}).id,
        codes.create({"promotion": promotion(coupon), "customer_account": "acct_1"}).id,
    ]
    with running.database.write() as session:
        for index, key in enumerate(made):
            session.query(PromotionCode).filter_by(id=key).update({"created": 1000 + index})

    def found(**params: Any) -> list[int]:
        return [made.index(code.id) for code in codes.list({"coupon": coupon, **params}).data]  # type: ignore[typeddict-item]

    assert found() == [2, 1, 0]
    assert found(active=True) == [2, 0]
    assert found(active=False) == [1]
    assert found(code="fILTER1") == [0]
    assert found(customer=customer) == [0]
    assert found(customer_account="acct_1") == [2]
    assert found(created=1001) == [1]
    assert found(created={"gt": 1000, "lt": 1002}) == [1]
    assert found(created={"gte": 1001, "lte": 1002}) == [2, 1]
    assert found(limit=1) == [2]
    assert found(starting_after=made[2]) == [1, 0]
    assert found(ending_before=made[0], limit=1) == [1]
    assert not codes.list({"coupon": "none"}).data


def test_auto_paging_over_250_codes_in_both_directions(client: stripe.StripeClient, coupon: str) -> None:
    made = [client.v1.promotion_codes.create({"promotion": promotion(coupon)}).id for _ in range(250)]
    first = client.v1.promotion_codes.list({"coupon": coupon, "limit": 100})
    assert len(first.data) == 100
    assert first.has_more
    assert [code.id for code in first.auto_paging_iter()] == made[::-1]
    back = client.v1.promotion_codes.list({"coupon": coupon, "limit": 60, "ending_before": made[0]})
    assert [code.id for code in back.auto_paging_iter()] == made[1:]


def test_expand(sdk: Any, client: stripe.StripeClient) -> None:
    sent: Any = {"amount_off": 1, "currency": "eur", "currency_options": {"usd": {"amount_off": 2}}}
    coupon = client.v1.coupons.create({**sent, "applies_to": {"products": ["prod_1"]}, "expand": ["applies_to"]})
    assert coupon.applies_to.products == ["prod_1"]  # type: ignore[union-attr]
    assert "currency_options" not in coupon
    made = client.v1.promotion_codes.create({"promotion": promotion(coupon.id)})
    assert made.promotion.coupon == coupon.id
    deep = {"limit": 1, "expand": ["data.promotion.coupon.applies_to", "data.promotion.coupon.currency_options"]}
    shown = client.v1.promotion_codes.list(deep).data[0].promotion.coupon  # type: ignore[arg-type]
    assert shown.applies_to.products == ["prod_1"]  # type: ignore[union-attr]
    assert shown.currency_options["usd"].amount_off == 2  # type: ignore[union-attr]
    for call, path in (
        (lambda path: client.v1.promotion_codes.retrieve(made.id, {"expand": [path]}), "promotion"),
        (lambda path: client.v1.promotion_codes.list({"expand": [path]}), "customer"),
        (lambda path: client.v1.coupons.retrieve(coupon.id, {"expand": [path]}), "nope"),
    ):
        with pytest.raises(sdk.InvalidRequestError) as caught:
            call(path)
        assert caught.value.user_message == f"This property cannot be expanded ({path})."
    with pytest.raises(sdk.InvalidRequestError, match="more than 4 levels"):
        client.v1.promotion_codes.list({"expand": ["data.promotion.coupon.applies_to.products"]})


def test_errors_map_to_the_classes_of_the_sdk(sdk: Any, client: stripe.StripeClient, coupon: str) -> None:
    codes = client.v1.promotion_codes
    granted: Any = {"promotion": promotion(coupon)}
    other: Any = {"promotion": promotion("none")}
    unsaid: Any = {"promotion": {"type": "coupon"}}
    cases: tuple[tuple[Callable[[], object], int, str | None, str, str], ...] = (
        (lambda: codes.create({}), 400, "parameter_missing", "promotion", "Missing required param: promotion."),  # type: ignore[typeddict-item]
        (lambda: codes.create(unsaid), 400, "parameter_missing", "promotion.coupon",
         "Missing required param: promotion.coupon."),
        (lambda: codes.create(other), 400, "resource_missing", "promotion[coupon]", "No such coupon: 'none'"),
        (lambda: codes.create({**granted, "customer": "c"}), 400, "resource_missing", "customer",
         "No such customer: 'c'"),
        (lambda: codes.create({**granted, "colour": "x"}), 400, "parameter_unknown", "colour",
         "Received unknown parameter: colour"),
        (lambda: codes.create({**granted, "max_redemptions": "abc"}), 400, "parameter_invalid_integer",
         "max_redemptions", "Invalid integer: abc"),
        (lambda: codes.retrieve("a/b"), 404, "resource_missing", "promotion_code", "No such promotion code: 'a/b'"),
        (lambda: codes.update("promo_0"), 404, "resource_missing", "promotion_code",
         "No such promotion code: 'promo_0'"),
        (lambda: codes.list({"starting_after": "x"}), 400, "resource_missing", "starting_after",
         "No such promotion code: 'x'"),
    )  # fmt: skip
    for call, status, code, param, message in cases:
        with pytest.raises(sdk.InvalidRequestError) as caught:
            call()
        error = caught.value
        assert (error.http_status, error.code, error.param, error.user_message) == (status, code, param, message)
        assert error.request_id
    with pytest.raises(sdk.InvalidRequestError):
        codes.list({"starting_after": "a", "ending_before": "b"})
    with pytest.raises(sdk.InvalidRequestError, match="can only contain"):
        codes.create({**granted, "code": "ä b"})


def test_nested_parameters_and_past_moments_are_refused(sdk: Any, client: stripe.StripeClient, coupon: str) -> None:
    codes = client.v1.promotion_codes
    made = codes.create({"promotion": promotion(coupon)})
    granted: Any = {"promotion": promotion(coupon)}
    past = int(time.time()) - 5
    cases: tuple[tuple[Callable[[], object], str | None, str], ...] = (
        (lambda: codes.create({**granted, "promotion": {**promotion(coupon), "colour": "x"}}), "parameter_unknown",
         "promotion[colour]"),
        (lambda: codes.create({**granted, "restrictions": {"currency_options": {"eur": {"x": 1}}}}),
         "parameter_unknown", "restrictions[currency_options][eur][x]"),
        (lambda: codes.update(made.id, {"restrictions": {"minimum_amount": 5}}), "parameter_unknown",  # type: ignore[typeddict-unknown-key]
         "restrictions[minimum_amount]"),
        (lambda: codes.list({"created": {"bogus": 1}}), "parameter_unknown", "created[bogus]"),  # type: ignore[typeddict-unknown-key]
        (lambda: client.v1.coupons.create({"percent_off": 5, "applies_to": {"colour": "x"}}), "parameter_unknown",  # type: ignore[typeddict-unknown-key]
         "applies_to[colour]"),
        (lambda: codes.create({**granted, "expires_at": past}), None, "expires_at"),
        (lambda: client.v1.coupons.create({"percent_off": 5, "redeem_by": past}), None, "redeem_by"),
    )  # fmt: skip
    for call, code, param in cases:
        with pytest.raises(sdk.InvalidRequestError) as caught:
            call()
        assert (caught.value.http_status, caught.value.code, caught.value.param) == (400, code, param)


def test_a_deleted_coupon_makes_its_codes_inactive(
    sdk: Any, client: stripe.StripeClient, running: Running, coupon: str
) -> None:
    codes, coupons = client.v1.promotion_codes, client.v1.coupons
    made = codes.create({"promotion": promotion(coupon)})
    deleted = running.send("DELETE", f"/v1/coupons/{coupon}")
    assert deleted.json() == {"id": coupon, "object": "coupon", "deleted": True}
    assert codes.retrieve(made.id).active is False
    assert not codes.list({"coupon": coupon, "active": True}).data
    with pytest.raises(sdk.InvalidRequestError, match="cannot be activated"):
        codes.update(made.id, {"active": True})
    with pytest.raises(sdk.InvalidRequestError, match="No such coupon"):
        codes.create({"promotion": promotion(coupon)})
    for call in (lambda: coupons.retrieve(coupon), lambda: coupons.delete(coupon)):
        with pytest.raises(sdk.InvalidRequestError) as caught:
            call()
        assert (caught.value.http_status, caught.value.code) == (404, "resource_missing")
    assert coupons.create({"id": coupon, "percent_off": 5}).valid
    assert codes.retrieve(made.id).active is False
    assert codes.create({"promotion": promotion(coupon)}).active


def test_keys(sdk: Any, running: Running) -> None:
    for key, shown in (("sk_test_00001234", "sk_test_****1234"), ("xyz", "****")):
        other = sdk.StripeClient(key, base_addresses={"api": running.url}, max_network_retries=0)
        with pytest.raises(sdk.AuthenticationError) as caught:
            other.v1.promotion_codes.list()
        assert caught.value.user_message == f"Invalid API Key provided: {shown}"
        assert caught.value.error.type == "invalid_request_error"
    with httpx2.Client() as http:
        assert http.get(f"{running.url}/v1/promotion_codes").status_code == 401
        assert http.get(f"{running.url}/v1/coupons/x", auth=(KEY, "")).status_code == 404
        assert http.get(f"{running.url}/v1/promotion_codes", auth=(KEY, "")).is_success


def test_json_bodies_of_coupons_and_customers(running: Running) -> None:
    sent = '{"percent_off": 10, "duration": "forever", "metadata": {"a": "b"}, "id": "JSON"}'
    response = running.send("POST", "/v1/coupons", sent, content_type="application/json")
    assert (response.status_code, response.json()["metadata"]) == (200, {"a": "b"})
    again = running.send("POST", "/v1/coupons", sent, content_type="application/json")
    assert (again.status_code, again.json()["error"]["code"]) == (400, "resource_already_exists")
    response = running.send("POST", "/v1/customers", '{"email": "a@example.com"}', content_type="application/json")
    assert response.json()["email"] == "a@example.com"
    assert running.send("POST", "/v1/customers").json()["object"] == "customer"


def test_idempotency_keys(sdk: Any, client: stripe.StripeClient, running: Running, coupon: str) -> None:
    codes = client.v1.promotion_codes
    sent: Any = {"promotion": promotion(coupon), "metadata": {"a": "b"}}
    key: Any = {"idempotency_key": f"replay-{coupon}"}
    first, again = codes.create(sent, key), codes.create(sent, key)
    assert first.last_response.body == again.last_response.body
    assert "idempotent-replayed" not in first.last_response.headers
    assert first.last_response.headers["idempotency-key"] == f"replay-{coupon}"
    assert again.last_response.headers["idempotent-replayed"] == "true"
    with pytest.raises(sdk.IdempotencyError) as caught:
        codes.create({**sent, "metadata": {}}, key)
    assert caught.value.http_status == 400
    assert caught.value.headers["idempotency-key"] == f"replay-{coupon}"
    assert len(codes.list({"coupon": coupon}).data) == 1
    wrong: Any = {"promotion": promotion(coupon), "max_redemptions": 0}
    with pytest.raises(sdk.InvalidRequestError):
        codes.create(wrong, {"idempotency_key": f"failed-{coupon}"})
    codes.create(sent, {"idempotency_key": f"failed-{coupon}"})
    _under_way(running, f"replay-{coupon}", int(time.time()))
    with pytest.raises(sdk.StripeError) as busy:
        codes.create(sent, key)
    assert (busy.value.http_status, busy.value.error.code) == (409, "idempotency_key_in_use")
    _under_way(running, f"replay-{coupon}", int(time.time()) - 31)
    assert codes.create(sent, key).id != first.id


def _under_way(running: Running, key: str, started: int) -> None:
    """Mark the request with a key as unfinished."""
    with running.database.write() as session:
        session.query(StoredReply).filter_by(key=key).update({"reply": None, "started": started})


def test_metadata_has_limits(sdk: Any, client: stripe.StripeClient, coupon: str) -> None:
    for metadata in ({"k" * 41: "v"}, {"k": "v" * 501}, {f"k{number}": "v" for number in range(51)}):
        with pytest.raises(sdk.InvalidRequestError):
            client.v1.promotion_codes.create({"promotion": promotion(coupon), "metadata": metadata})
    allowed = {**{f"k{number}": "v" for number in range(49)}, "k[2]": "x"}
    made = client.v1.promotion_codes.create({"promotion": promotion(coupon), "metadata": allowed})
    assert made.last_response.data["metadata"] == allowed


def test_the_service_describes_itself(running: Running) -> None:
    assert running.send("GET", "/openapi.json").json()["info"]["version"] == "2025-12-15.clover"
    assert running.send("GET", "/docs").is_success
    response = running.send("DELETE", "/v1/promotion_codes")
    assert (response.status_code, response.headers["allow"]) == (405, "GET, HEAD, POST")
    for path in ("/v1/nope", "/v1/promotion_codes/../x"):
        response = running.send("GET", path)
        assert (response.status_code, list(response.json())) == (404, ["error"])
        assert response.headers["request-id"]
    assert running.send("POST", "/v1/promotion_codes", "<x/>", content_type="text/xml").status_code == 415


def raw(running: Running, head: str, body: bytes) -> tuple[int, bytes]:
    """Send raw bytes, and return the status and the whole response."""
    host, port = running.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=30) as connection:
        connection.sendall(f"{head}\r\nHost: {host}\r\nAuthorization: Bearer {KEY}\r\n".encode() + body)
        response = b"".join(iter(lambda: connection.recv(65536), b""))
    return int(response.split(b" ", 2)[1]), response


def test_clients_of_every_kind(running: Running, coupon: str) -> None:
    form = f"promotion[type]=coupon&promotion%5Bcoupon%5D={coupon}&metadata[a]=b+c%20d".encode()
    kind = b"Content-Type: application/x-www-form-urlencoded; charset=UTF-8\r\n"
    status, response = raw(
        running, "POST /v1/promotion_codes HTTP/1.0", kind + f"Content-Length: {len(form)}\r\n\r\n".encode() + form
    )
    assert (status, b'"a":"b c d"' in response) == (200, True)
    chunks = b"".join(f"{len(part):x}\r\n".encode() + part + b"\r\n" for part in (form[:9], form[9:])) + b"0\r\n\r\n"
    more = b"Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
    assert raw(running, "POST /v1/promotion_codes HTTP/1.1", kind + more + chunks)[0] == 200
    ident = running.send("GET", "/v1/promotion_codes").json()["data"][0]["id"]
    for headers in ({}, {"content_type": "text/plain"}, {"content_type": "application/json"}):
        assert running.send("POST", f"/v1/promotion_codes/{ident}", **headers).json()["id"] == ident
    head = running.send("HEAD", f"/v1/promotion_codes/{ident}")
    assert (head.status_code, head.content, int(head.headers["content-length"]) > 100) == (200, b"", True)
    assert running.send("GET", "/v1/promotion_codes", stripe_version="2020-03-02").is_success
    assert running.send("GET", "/v1/promotion_codes?limit=1&expand[]=data.customer").is_success
    for method, path, accept, status in (
        ("GET", "/v1/promotion_codes/", "*/*", 404),
        ("GET", "/v1/promotion_codes", "text/html", 406),
        ("GET", "/v1/promotion_codes", "text/html, */*;q=0.1", 200),
        ("OPTIONS", "/v1/promotion_codes", "*/*", 405),
    ):
        assert running.send(method, path, accept=accept).status_code == status
    response = running.send("POST", "/v1/promotion_codes", "promotion[type]=%ff")
    assert (response.status_code, response.json()["error"]["param"]) == (400, "promotion[type]")


def test_blank_codes_and_limits_out_of_range(sdk: Any, client: stripe.StripeClient, coupon: str) -> None:
    codes = client.v1.promotion_codes
    made = [codes.create({"promotion": promotion(coupon), "code": ""}).code for _ in range(12)]
    assert all(re.fullmatch("[A-Z0-9]{8}", code) for code in made)
    assert len(set(made)) == 12
    for limit, count in ((0, 1), (-5, 1), (1000, 12), (12, 12)):
        assert len(codes.list({"coupon": coupon, "limit": limit}).data) == count
    page = codes.list({"coupon": coupon})
    assert (len(page.data), page.has_more, page.url) == (10, True, "/v1/promotion_codes")
    with pytest.raises(sdk.InvalidRequestError) as caught:
        codes.list({"limit": "abc"})  # type: ignore[typeddict-item]
    assert (caught.value.code, caught.value.param) == ("parameter_invalid_integer", "limit")
    with pytest.raises(sdk.InvalidRequestError) as late:
        codes.create({"promotion": promotion(coupon), "restrictions": {"minimum_amount": 5}})
    assert late.value.param == "restrictions[minimum_amount_currency]"
