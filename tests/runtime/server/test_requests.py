from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.runtime.server.promo import Call, Service


WIRE = (
    "promotion[type]=coupon&promotion[coupon]=co1&active=false&metadata[k1]=v+1%26%3D%C3%A9&metadata[k[2]]=x"
    "&restrictions[first_time_transaction]=true&restrictions[currency_options][eur][minimum_amount]=900"
    "&expires_at=1700000000&expand[0]=promotion.coupon"
)


def test_the_form_of_the_official_sdks_is_parsed_to_a_model(call: Call, service: Service) -> None:
    response = call("POST", "/v1/promotion_codes", form=WIRE)
    assert response.status_code == 200, response.text
    (body,) = service.calls[0]
    assert body.model_dump() == {
        "promotion": {"type": "coupon", "coupon": "co1"},
        "active": False,
        "metadata": {"k1": "v 1&=é", "k[2]": "x"},
        "restrictions": {"first_time_transaction": True, "currency_options": {"eur": {"minimum_amount": 900}}},
        "expires_at": 1700000000,
        "expand": ["promotion.coupon"],
    }
    assert body.expires_at == datetime.fromtimestamp(1700000000, UTC)


def test_unset_nullable_fields_are_written_as_null_and_others_omitted(call: Call) -> None:
    response = call("POST", "/v1/promotion_codes", form=WIRE)
    assert response.json() == {"id": "promo_1", "code": "FALL20", "active": True, "customer": None, "expires_at": None}
    assert response.headers["content-type"] == "application/json"
    assert response.headers["request-id"].startswith("req_")


def test_json_bodies_are_parsed_strictly(call: Call, service: Service) -> None:
    json = {"promotion": {"type": "coupon"}, "max_redemptions": 5, "expires_at": 1700000000}
    assert call("POST", "/v1/promotion_codes", json=json).status_code == 200
    assert service.calls[0][0].max_redemptions == 5
    response = call("POST", "/v1/promotion_codes", json={**json, "max_redemptions": "5"})
    assert (response.status_code, response.json()["error"]["param"]) == (400, "max_redemptions")


def test_an_empty_string_clears_metadata(call: Call, service: Service) -> None:
    assert call("POST", "/v1/promotion_codes/promo_1", form="metadata=").status_code == 200
    assert service.calls[0][1].metadata == ""
    assert call("POST", "/v1/promotion_codes/promo_1", form="metadata[a]=").status_code == 200
    assert service.calls[1][1].metadata == {"a": ""}


@pytest.mark.parametrize(
    "headers", [{}, {"content-type": "application/x-www-form-urlencoded"}, {"content-type": "a/b"}]
)
def test_an_empty_optional_body_is_an_empty_model(call: Call, service: Service, headers: dict[str, str]) -> None:
    assert call("POST", "/v1/promotion_codes/promo_1", headers=headers).status_code == 200
    assert service.calls[0][0] == "promo_1"
    assert service.calls[0][1].model_fields_set == set()


@pytest.mark.parametrize(
    ("query", "sent"),
    [
        ("created=5", {"created": 5}),
        ("created[gte]=5", {"created": {"gte": 5}}),
        ("created%5Bgte%5D=5&created%5Bgt%5D=4", {"created": {"gt": 4, "gte": 5}}),
        ("expand[]=a&expand[]=b", {"expand": ["a", "b"]}),
        ("expand%5B0%5D=a&expand%5B1%5D=b", {"expand": ["a", "b"]}),
        ("active=true&limit=3", {"active": True, "limit": 3}),
        ("", {}),
    ],
)
def test_queries_are_parsed_to_a_model(call: Call, service: Service, query: str, sent: dict[str, object]) -> None:
    assert call("GET", f"/v1/promotion_codes?{query}").status_code == 200
    assert service.calls[0][0].model_dump() == sent


def test_header_parameters(call: Call, service: Service) -> None:
    call("GET", "/v1/promotion_codes", headers={"x-trace": "abc%20d"})
    assert service.calls[0][0].trace == "abc%20d"


@pytest.mark.parametrize(
    ("raw", "value"), [("a%2Fb", "a/b"), ("%2E%2E", ".."), ("a%20b%C3%A9", "a bé"), ("a+b", "a+b")]
)
def test_a_path_parameter_is_one_segment(call: Call, service: Service, raw: str, value: str) -> None:
    assert call("GET", f"/v1/promotion_codes/{raw}").status_code == 200
    assert service.calls[0][0] == value


def test_the_context_describes_the_request(call: Call, service: Service) -> None:
    headers = {"idempotency-key": "k1", "stripe-version": "2025-08-27.basil"}
    response = call("POST", "/v1/promotion_codes?", form=WIRE, headers=headers)
    context = service.contexts[0]
    assert (context.method, context.path, context.query_string) == ("POST", "/v1/promotion_codes", "")
    assert (context.idempotency_key, context.api_version) == ("k1", "2025-08-27.basil")
    assert response.headers["request-id"] == context.request_id


def test_no_content(call: Call) -> None:
    response = call("DELETE", "/v1/promotion_codes/promo_1")
    assert (response.status_code, response.content) == (204, b"")
    assert response.headers["request-id"]


def test_head_is_get_without_a_body(call: Call, service: Service) -> None:
    response = call("HEAD", "/v1/promotion_codes/promo_1")
    assert (response.status_code, response.content) == (200, b"")
    assert int(response.headers["content-length"]) > 10
    assert service.calls
