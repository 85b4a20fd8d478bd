"""Inline document → package → calls: decimal numbers keep every digit on the wire; times, durations and addresses."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import time, timedelta
from decimal import Decimal
from ipaddress import IPv4Address, IPv6Address
from typing import Any
from urllib.parse import unquote

import anyio
import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from tests.support.packages import Package, make_package

EXACT = Decimal("12345678901234567.89")
SPEC = """
openapi: 3.1.0
info: {title: Offers, version: "1"}
servers: [{url: https://api.example}]
paths:
  /offers/{price}/copies:
    post:
      operationId: createOffer
      parameters:
        - {name: price, in: path, required: true, schema: {type: number, format: decimal}}
        - {name: least, in: query, schema: {type: number, format: decimal}}
        - {name: steps, in: query, schema: {type: array, items: {type: number, format: decimal}}}
        - {name: text, in: query, schema: {type: string, format: decimal}}
        - name: range
          in: query
          content: {application/json: {schema: {type: array, items: {type: number, format: decimal}}}}
        - {name: X-Fee, in: header, schema: {type: number, format: decimal}}
        - {name: wait, in: query, schema: {type: string, format: duration}}
        - {name: source, in: query, schema: {type: string, format: ipv4}}
      requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/Offer"}}}}
      responses: {"200": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/Offer"}}}}}
  /forms:
    post:
      operationId: createForm
      requestBody:
        required: true
        content: {application/x-www-form-urlencoded: {schema: {$ref: "#/components/schemas/Offer"}}}
      responses: {"200": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/Offer"}}}}}
  /parts:
    post:
      operationId: createPart
      requestBody: {required: true, content: {multipart/form-data: {schema: {$ref: "#/components/schemas/Offer"}}}}
      responses: {"200": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/Offer"}}}}}
  /rates:
    get:
      operationId: listRates
      responses:
        "200":
          description: ok
          content: {application/json: {schema: {type: array, items: {type: number, format: decimal}}}}
components:
  schemas:
    Moments:
      type: object
      required: [total, fee, wait, at, host, six]
      properties:
        total: {type: string, format: decimal}
        fee: {type: number, format: decimal, maximum: 2}
        wait: {type: string, format: duration}
        at: {type: string, format: time}
        host: {type: string, format: ipv4}
        six: {type: string, format: ipv6}
    Offer:
      type: object
      required: [amount]
      properties:
        amount: {type: number, format: decimal, minimum: 0}
        total: {type: string, format: decimal, default: "1.50"}
        fee: {type: number, format: decimal, default: 0.25}
        amounts: {type: array, items: {type: number, format: decimal}}
        pair: {type: array, prefixItems: [{type: number, format: decimal}, {type: string}], minItems: 2, maxItems: 2}
        either: {oneOf: [{type: number, format: decimal}, {type: boolean}]}
        lasts: {type: string, format: duration}
        clock: {type: string, format: time, default: "10:00:00Z"}
        host: {type: string, format: ipv4}
        six: {type: string, format: ipv6}
        mail: {type: string, format: email}
        ratio: {type: number}
        inner: {type: object, additionalProperties: {type: number, format: decimal}}
"""


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Package]:
    with make_package(SPEC, tmp_path_factory.mktemp("decimals")) as package:
        yield package


class Calls:
    """A client whose last request is recorded and answered with one JSON text."""

    def __init__(self, package: Package, answer: str = '{"amount": 1}', **options: Any) -> None:
        self.answer = answer
        self.client = package.Client(transport=httpx2.MockTransport(self), **options)

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        self.request = request
        self.content = request.read()
        return httpx2.Response(200, content=self.answer, headers={"content-type": "application/json"})


def test_decimals_go_out_as_they_stand(api: Package) -> None:
    calls = Calls(api)
    calls.client.offers.copies.create(
        EXACT,
        least=EXACT,
        steps=[EXACT, Decimal("0.10")],
        text=EXACT,
        range=[EXACT],
        x_fee=EXACT,
        amount=EXACT,
        total=EXACT,
        amounts=(EXACT, 3),
        pair=(EXACT, "x"),
        either=EXACT,
        inner={"a": EXACT},
        ratio=0.1,
    )
    url = unquote(str(calls.request.url))
    assert url.startswith("https://api.example/offers/12345678901234567.89/copies?")
    query = "least=12345678901234567.89&steps=12345678901234567.89&steps=0.10&text=12345678901234567.89"
    assert query in url
    assert "range=[12345678901234567.89]" in url
    assert calls.request.headers["x-fee"] == "12345678901234567.89"
    assert calls.content == (
        b'{"amount":12345678901234567.89,"total":"12345678901234567.89","amounts":[12345678901234567.89,3],'
        b'"pair":[12345678901234567.89,"x"],"either":12345678901234567.89,"ratio":0.1,"inner":{"a":12345678901234567.89}}'
    )


@pytest.mark.slow
@given(
    st.decimals(allow_nan=False, allow_infinity=False, min_value=0)
    | st.decimals(min_value=0, max_value=10**30, places=9)
    | st.integers(0, 10**40).map(Decimal)
)
def test_the_digits_of_a_decimal_survive_every_way(api: Package, price: Decimal) -> None:
    calls = Calls(api)
    client, m = calls.client, api.models

    def exact(text: str) -> bool:
        return Decimal(text) == price

    client.forms.create(amount=price, total=price)
    form = dict(pair.split("=") for pair in calls.content.decode().split("&"))
    assert exact(unquote(form["amount"]))
    assert exact(unquote(form["total"]))
    client.parts.create(amount=price)
    assert exact(calls.content.split(b"\r\n")[3].decode())
    client.offers.copies.create(price, least=price, amount=price, total=price, inner={"a": price})
    assert exact(unquote(str(calls.request.url).split("/offers/")[1].split("/")[0]))
    assert exact(unquote(str(calls.request.url).split("least=")[1]))
    sent = json.loads(calls.content, parse_float=str, parse_int=str)
    assert all(exact(text) for text in (sent["amount"], sent["total"], sent["inner"]["a"]))
    dumped = m.Offer(amount=price, inner={"a": price}).model_dump_json()
    assert exact(json.loads(dumped, parse_float=str, parse_int=str)["inner"]["a"])


@pytest.mark.parametrize("strict", [False, True])
def test_responses_are_read_with_every_digit(api: Package, strict: bool) -> None:  # noqa: FBT001
    answer = (
        '{"amount": 12345678901234567.890, "total": "12345678901234567.89", "amounts": [0.10, 7], "ratio": 0.5,'
        '"pair": [1.10, "x"], "either": 2.50, "inner": {"a": 0.30000000000000000000001}, "other": 1.50}'
    )
    calls = Calls(api, answer, strict=strict)
    offer = calls.client.offers.copies.create(1, amount=1)
    assert str(offer.amount) == "12345678901234567.890"
    assert offer.total == EXACT
    assert str(offer.amounts) == "[Decimal('0.10'), Decimal('7')]"
    assert (str(offer.pair[0]), str(offer.either), offer.ratio) == ("1.10", "2.50", 0.5)
    assert str(offer.inner["a"]) == "0.30000000000000000000001"
    assert json.loads(offer.model_dump_json(), parse_float=str)["amount"] == "12345678901234567.890"


def test_lenient_responses_keep_the_digits_beside_values_that_do_not_fit(api: Package) -> None:
    calls = Calls(api, '{"amount": 12345678901234567.89, "fee": "free", "mail": 3}')
    offer = calls.client.offers.copies.create(1, amount=1)
    assert (offer.amount, offer.fee, offer.mail) == (EXACT, "free", 3)
    assert offer.model_dump_json() == '{"amount":12345678901234567.89,"fee":"free","mail":3}'


def test_invalid_decimals_are_refused(api: Package) -> None:
    client = Calls(api).client
    for wrong in (Decimal("NaN"), Decimal("Infinity"), "1_000", "x", float("inf"), True, Decimal(-1)):
        with pytest.raises(api.errors.InvalidArgumentError, match="amount"):
            client.offers.copies.create(1, amount=wrong)


def serve(package: Package, method: str, url: str, **options: Any) -> tuple[httpx2.Response, list[Any]]:
    """Send a request to the generated server, whose services return what they get."""
    seen: list[Any] = []

    class Offers(package.server.OffersCopiesBase):  # type: ignore[misc,name-defined]
        def create(self, price: Any, params: Any, body: Any, context: Any) -> Any:  # noqa: ARG002
            seen[:] = [price, body, params]
            return body

    class Forms(package.server.FormsBase):  # type: ignore[misc,name-defined]
        def create(self, body: Any, context: Any) -> Any:  # noqa: ARG002
            seen[:] = [body]
            return body

    class Rates(package.server.RatesBase):  # type: ignore[misc,name-defined]
        def list(self, context: Any) -> Any:  # noqa: ARG002
            return [EXACT, Decimal("0.10")]

    app = package.server.create_app(offers_copies=Offers(), forms=Forms(), rates=Rates(), unset="omit", missing="501")

    async def send() -> httpx2.Response:
        transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
        async with httpx2.AsyncClient(transport=transport, base_url="http://test") as client:
            return await client.request(method, url, **options)

    return anyio.run(send), seen


def test_servers_read_and_write_every_digit(api: Package) -> None:
    body = '{"amount":12345678901234567.890,"total":"0.10","amounts":[1.10],"inner":{"a":0.30000000000000000000001}}'
    url = "/offers/12345678901234567.89/copies?least=0.10&steps=1.10&steps=2.20&range=[12345678901234567.89]"
    response, (price, offer, params) = serve(
        api, "POST", url, content=body, headers={"content-type": "application/json"}
    )
    assert response.text == body
    assert (price, str(params.least), str(params.range[0])) == (EXACT, "0.10", "12345678901234567.89")
    assert str(params.steps) == "[Decimal('1.10'), Decimal('2.20')]"
    assert str(offer.amount) == "12345678901234567.890"
    response, (offer,) = serve(
        api,
        "POST",
        "/forms",
        content="amount=12345678901234567.890",
        headers={"content-type": "application/x-www-form-urlencoded"},
    )
    assert (response.text, str(offer.amount)) == ('{"amount":12345678901234567.890}', "12345678901234567.890")
    json_type = {"content-type": "application/json"}
    for wrong in ('{"amount":"1.5"}', '{"amount":true}', '{"amount":1,"total":1}', '{"amount":-0.1}', '{"amount":NaN}'):
        response, _ = serve(api, "POST", "/offers/1/copies", content=wrong, headers=json_type)
        assert response.status_code == 400, wrong


def test_values_that_are_no_models_keep_every_digit(api: Package) -> None:
    text = "[12345678901234567.89,0.10]"
    assert serve(api, "GET", "/rates")[0].text == text
    assert Calls(api, text).client.rates.list() == [EXACT, Decimal("0.10")]
    offer = api.models.Offer.model_validate_json('{"amount":12345678901234567.890}')
    assert offer.model_dump_json() == '{"amount":12345678901234567.890}'


def test_times_durations_and_addresses_have_python_types(api: Package) -> None:
    m, calls = api.models, Calls(api)
    calls.client.offers.copies.create(
        1,
        amount=1,
        wait=timedelta(minutes=90),
        source=IPv4Address("192.0.2.1"),
        lasts="P1Y2M",
        clock=time(9, 30),
        six="2001:DB8::1",
    )
    assert str(calls.request.url).endswith("?wait=PT1H30M&source=192.0.2.1")
    assert json.loads(calls.content) == {"amount": 1, "lasts": "P1Y2M", "clock": "09:30:00", "six": "2001:db8::1"}
    read = m.Offer.model_validate_json(
        '{"amount": 1, "lasts": "P3W", "clock": "12:30:00.5+02:00", "host": "192.0.2.7"}'
    )
    assert (read.lasts, read.host) == (timedelta(weeks=3), IPv4Address("192.0.2.7"))
    assert read.clock.isoformat() == "12:30:00.500000+02:00"
    assert json.loads(read.model_dump_json())["lasts"] == "P3W"
    assert json.loads(read.model_dump_json())["clock"] == "12:30:00.5+02:00"
    assert m.Offer(amount=1).clock == time.fromisoformat("10:00:00+00:00")
    assert m.Offer(amount=1, six="::1").six == IPv6Address("::1")
    for name, value in [
        ("lasts", "P"),
        ("lasts", "PT"),
        ("lasts", "1h"),
        ("clock", "25:00:00Z"),
        ("clock", "3600"),
        ("host", "1.2.3"),
    ]:
        with pytest.raises(ValidationError, match=name):
            m.Offer(amount=1, **{name: value})


def test_builders_make_values_of_these_types(api: Package) -> None:
    assert isinstance(api.testing.build(api.models.Offer).amount, Decimal)
    made = api.testing.build(api.models.Moments)
    kinds = {name: type(value) for name, value in vars(made).items()}
    assert kinds == {
        "total": Decimal,
        "fee": Decimal,
        "wait": timedelta,
        "at": time,
        "host": IPv4Address,
        "six": IPv6Address,
    }
