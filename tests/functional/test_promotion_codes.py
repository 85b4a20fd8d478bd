"""The two packages of this repository: objects, and the bytes of requests."""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import httpx2
import promotion_codes_basil as basil
import promotion_codes_clover as clover
import pytest

from tests.support.documents import PAGES
from tests.support.packages import Package

ROOT = Path(__file__).parents[2]
FORM = "application/x-www-form-urlencoded"

CODE: dict[str, object] = {
    "id": "promo_1",
    "object": "promotion_code",
    "active": True,
    "code": "SPRING",
    "created": 1760000000,
    "customer": None,
    "customer_account": "acct_1",
    "expires_at": 1770000000,
    "livemode": False,
    "max_redemptions": None,
    "metadata": {"k": "v"},
    "promotion": {"type": "coupon", "coupon": "co1"},
    "restrictions": {
        "currency_options": {"eur": {"minimum_amount": 900}},
        "first_time_transaction": True,
        "minimum_amount": None,
        "minimum_amount_currency": None,
    },
    "times_redeemed": 3,
}


class Api:
    """Returns one response for every call and records the request."""

    def __init__(self, package: Package = clover, response: object = CODE, status: int = 200) -> None:
        self.requests: list[httpx2.Request] = []
        self._answer = (status, response)
        http = httpx2.Client(transport=httpx2.MockTransport(self))
        self.client = package.Client(api_key="sk_test_1", http_client=http, max_retries=0)

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        self.requests.append(request)
        status, response = self._answer
        return httpx2.Response(status, json=response, headers={"Request-Id": "req_1"})

    @property
    def last(self) -> httpx2.Request:
        return self.requests[-1]

    @property
    def query(self) -> list[tuple[str, str]]:
        return parse_qsl(self.last.url.query.decode(), keep_blank_values=True)


def test_the_example_of_the_reference_parses_and_dumps_back() -> None:
    text = (PAGES / "endpoint.txt").read_text(encoding="utf-8")
    example = json.loads(text[text.index("{\n") :])
    page = basil.models.PromotionCodeList.model_validate(example)
    assert page.data[0].coupon.percent_off == 12.5
    assert page.model_dump(mode="json") == example


def test_an_object_of_each_version_dumps_back() -> None:
    assert clover.models.PromotionCode.model_validate(CODE).model_dump(mode="json") == CODE
    coupon = {
        "id": "co1",
        "object": "coupon",
        "created": 1,
        "duration": "once",
        "livemode": False,
        "times_redeemed": 0,
        "valid": True,
    }
    older = {key: value for key, value in CODE.items() if key not in {"promotion", "customer_account"}} | {
        "coupon": coupon
    }
    assert basil.models.PromotionCode.model_validate(older).model_dump(mode="json") == older


def test_an_expanded_coupon_dumps_back() -> None:
    coupon = {
        "id": "co1", "object": "coupon", "created": 1, "duration": "new kind", "livemode": False, "times_redeemed": 0,
        "valid": True, "amount_off": None, "applies_to": {"products": ["p"]}, "percent_off": 25.5, "new": [{"x": None}],
    }  # fmt: skip
    value = CODE | {"promotion": {"type": "coupon", "coupon": coupon}}
    code = clover.models.PromotionCode.model_validate(value)
    assert isinstance(code.promotion.coupon, clover.models.Coupon)
    assert code.promotion.coupon.applies_to == clover.models.CouponAppliesTo(products=["p"])
    assert code.model_dump(mode="json") == value


def test_create_is_sent_as_the_api_requires() -> None:
    api = Api()
    code = api.client.promotion_codes.create(
        promotion={"type": "coupon", "coupon": "co1"},
        active=False,
        metadata={"k1": "v 1&=é", "k[2]": "x"},
        restrictions={"currency_options": {"eur": {"minimum_amount": 900}}, "first_time_transaction": True},
        expand=["promotion.coupon", "customer"],
        expires_at=datetime(2025, 10, 9, 8, 53, 20, tzinfo=UTC),
    )
    assert isinstance(code, clover.models.PromotionCode)
    assert api.last.method == "POST"
    assert str(api.last.url) == "https://api.stripe.com/v1/promotion_codes"
    assert sorted(api.last.content.split(b"&")) == sorted(
        b"promotion[type]=coupon&promotion[coupon]=co1&active=false&metadata[k1]=v+1%26%3D%C3%A9&metadata[k[2]]=x"
        b"&restrictions[currency_options][eur][minimum_amount]=900&restrictions[first_time_transaction]=true"
        b"&expand[0]=promotion.coupon&expand[1]=customer&expires_at=1760000000".split(b"&")
    )
    headers = api.last.headers
    assert headers["content-type"] == FORM
    assert headers["authorization"] == "Bearer sk_test_1"
    assert headers["stripe-version"] == "2025-12-15.clover"
    assert headers["idempotency-key"]


def test_arguments_are_sent_in_signature_order_and_nested_values_in_that_of_the_caller() -> None:
    api = Api()
    api.client.promotion_codes.create(
        metadata={"b": "1", "a": "2"}, code="X", promotion={"coupon": "co1", "type": "coupon"}
    )
    assert api.last.content == (b"promotion[coupon]=co1&promotion[type]=coupon&code=X&metadata[b]=1&metadata[a]=2")
    api = Api(response=LIST)
    api.client.promotion_codes.list(limit=3, created={"lt": 9, "gt": 1}, active=True)
    assert api.query == [("active", "true"), ("created[lt]", "9"), ("created[gt]", "1"), ("limit", "3")]


def test_create_of_the_older_version() -> None:
    restrictions = {"first_time_transaction": False, "minimum_amount": 5, "minimum_amount_currency": "eur"}
    coupon = {
        "id": "co1",
        "object": "coupon",
        "created": 1,
        "duration": "once",
        "livemode": False,
        "times_redeemed": 0,
        "valid": True,
    }
    api = Api(basil, CODE | {"coupon": coupon, "restrictions": restrictions})
    api.client.promotion_codes.create(coupon="co1", code="", restrictions=restrictions)
    assert sorted(api.last.content.split(b"&")) == [
        b"code=",
        b"coupon=co1",
        b"restrictions[first_time_transaction]=false",
        b"restrictions[minimum_amount]=5",
        b"restrictions[minimum_amount_currency]=eur",
    ]
    assert api.last.headers["stripe-version"] == "2025-08-27.basil"


def test_models_as_arguments() -> None:
    api = Api()
    m = clover.models
    option = m.PromotionCodeCreateParamsRestrictionsCurrencyOption(minimum_amount=7)
    api.client.promotion_codes.create(
        promotion=m.PromotionCodeCreateParamsPromotion(type="coupon", coupon="co1"),
        restrictions=m.PromotionCodeCreateParamsRestrictions(currency_options={"usd": option}),
    )
    assert sorted(api.last.content.split(b"&")) == [
        b"promotion[coupon]=co1",
        b"promotion[type]=coupon",
        b"restrictions[currency_options][usd][minimum_amount]=7",
    ]


LIST = {"object": "list", "url": "/v1/promotion_codes", "has_more": False, "data": [CODE]}


def test_the_query_of_a_list() -> None:
    api = Api(response=LIST)
    page = api.client.promotion_codes.list(
        active=True,
        code="",
        created={"gte": 5, "lt": datetime(1970, 1, 1, 0, 0, 9, tzinfo=UTC)},
        limit=3,
        expand=["data.customer"],
    )
    assert [code.id for code in page.data] == ["promo_1"]
    assert not page.has_more
    assert api.last.method == "GET"
    assert sorted(api.query) == [
        ("active", "true"), ("code", ""), ("created[gte]", "5"), ("created[lt]", "9"), ("expand[0]", "data.customer"),
        ("limit", "3"),
    ]  # fmt: skip
    assert "idempotency-key" not in api.last.headers
    assert api.last.content == b""


def test_a_single_time_as_filter() -> None:
    api = Api(response=LIST)
    api.client.promotion_codes.list(created=datetime(1970, 1, 1, 0, 0, 9, tzinfo=UTC))
    assert api.query == [("created", "9")]


@pytest.mark.parametrize(
    ("arguments", "body"),
    [
        ({"metadata": ""}, b"metadata="),
        ({"metadata": {"k": ""}}, b"metadata[k]="),
        ({"metadata": {}}, b""),
        ({"active": False}, b"active=false"),
        (
            {"restrictions": {"currency_options": {"eur": {"minimum_amount": 1}}}},
            b"restrictions[currency_options][eur][minimum_amount]=1",
        ),
        ({}, b""),
    ],
    ids=str,
)
def test_updates(arguments: dict[str, Any], body: bytes) -> None:
    api = Api()
    api.client.promotion_codes.update("promo_1", **arguments)
    assert str(api.last.url) == "https://api.stripe.com/v1/promotion_codes/promo_1"
    assert api.last.content == body
    assert api.last.headers["content-type"] == FORM
    assert api.last.headers["content-length"] == str(len(body))


@pytest.mark.parametrize(("given", "sent"), [("a/b", "a%2Fb"), ("é?x#", "%C3%A9%3Fx%23"), ("a b%2F", "a%20b%252F")])
def test_ids_are_one_segment(given: str, sent: str) -> None:
    api = Api()
    api.client.promotion_codes.retrieve(given)
    assert api.last.url.raw_path == f"/v1/promotion_codes/{sent}".encode()


@pytest.mark.parametrize("given", ["", ".", ".."])
def test_ids_that_are_dot_segments_are_refused(given: str) -> None:
    api = Api()
    calls: list[Callable[[str], object]] = [api.client.promotion_codes.retrieve, api.client.promotion_codes.update]
    for call in calls:
        try:
            call(given)
        except clover.errors.InvalidArgumentError:
            continue
        assert given
        assert b"/v1/promotion_codes/" in api.last.url.raw_path.replace(b"%2E", b".")
        assert not api.last.url.raw_path.endswith((b"/.", b"/.."))
    assert given or not api.requests


@pytest.mark.parametrize(
    "arguments",
    [
        {"code": "x" * 501},
        {"actve": True},
        {"promotion": {"type": "gift"}},
        {"promotion": {"type": "coupon", "coupon": 5}},
        {"max_redemptions": "many"},
    ],
    ids=["too long", "unknown", "enum", "number for text", "text for number"],
)
def test_invalid_arguments_are_not_sent(arguments: dict[str, Any]) -> None:
    api = Api()
    with pytest.raises((clover.errors.InvalidArgumentError, TypeError)):
        api.client.promotion_codes.create(**{"promotion": {"type": "coupon", "coupon": "co1"}, **arguments})
    assert not api.requests


@pytest.mark.parametrize(
    ("status", "name"),
    [
        (400, "BadRequestError"),
        (401, "AuthenticationError"),
        (404, "NotFoundError"),
        (409, "ConflictError"),
        (429, "RateLimitError"),
        (503, "InternalServerError"),
        (418, "APIStatusError"),
    ],
)
def test_errors_are_typed(status: int, name: str) -> None:
    body = {
        "error": {
            "type": "invalid_request_error",
            "code": "resource_missing",
            "param": "id",
            "message": "No such code",
            "new": 1,
        }
    }
    api = Api(response=body, status=status)
    with pytest.raises(getattr(clover.errors, name)) as caught:
        api.client.promotion_codes.retrieve("promo_1")
    error: Any = caught.value
    assert (error.status_code, error.type, error.code, error.param) == (
        status,
        "invalid_request_error",
        "resource_missing",
        "id",
    )
    assert error.message == "No such code"
    assert error.request_id == "req_1"
    assert isinstance(error.error, clover.models.Error)
    assert error.error.error.model_dump() == body["error"]


def test_the_packages_do_not_import_each_other() -> None:
    names = {importlib.import_module(f"{package.__name__}.models").PromotionCode for package in (basil, clover)}
    assert len(names) == 2
