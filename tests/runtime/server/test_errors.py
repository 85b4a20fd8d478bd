from __future__ import annotations

import json
from typing import TYPE_CHECKING

import anyio
import pytest

from runtime.server.app import build_app
from runtime.server.errors import ServiceError, error_content
from runtime.shared.operation import ErrorShape
from tests.runtime.server.promo import ROUTES, SETTINGS, Service, send

if TYPE_CHECKING:
    from tests.runtime.server.promo import Call, PromotionCode


CREATE = "/v1/promotion_codes"
GOOD = "promotion[type]=coupon"


@pytest.mark.parametrize(
    ("form", "message", "code", "param"),
    [
        ("active=true", "Missing required param: promotion.", "parameter_missing", "promotion"),
        ("promotion[coupon]=x", "Missing required param: promotion[type].", "parameter_missing", "promotion[type]"),
        (f"{GOOD}&x=1", "Received unknown parameter: x", "parameter_unknown", "x"),
        (f"{GOOD}&x=1&y[z]=2", "Received unknown parameters: x, y", "parameter_unknown", "x"),
        (f"{GOOD}&max_redemptions=abc", "Invalid integer: abc", "parameter_invalid_integer", "max_redemptions"),
        (f"{GOOD}&expires_at=abc", "Invalid integer: abc", "parameter_invalid_integer", "expires_at"),
        (f"{GOOD}&active=1", "Invalid boolean: 1", "parameter_invalid_boolean", "active"),
        (f"{GOOD}&active=", "Invalid boolean: ", "parameter_invalid_boolean", "active"),
        (
            f"{GOOD}&restrictions[first_time_transaction]=true&restrictions[minimum_amount]=1.5",
            "Invalid integer: 1.5",
            "parameter_invalid_integer",
            "restrictions[minimum_amount]",
        ),
        (
            f"{GOOD}&restrictions[currency_options][eur]=5",
            "Invalid object: restrictions[currency_options][eur]",
            "parameter_invalid_object",
            "restrictions[currency_options][eur]",
        ),
        (f"{GOOD}&expand=a", "Invalid array: expand", "parameter_invalid_array", "expand"),
        (
            f"{GOOD}&expand[1000000000]=a",
            "Invalid array: expand; indexes must count from 0 without gaps",
            "parameter_invalid_array",
            "expand",
        ),
        (
            f"{GOOD}&promotion=1",
            "Invalid object: promotion; both a value and nested values were sent",
            "parameter_invalid_object",
            "promotion",
        ),
        (
            f"{GOOD}&code={'x' * 501}",
            f"Invalid string: {'x' * 100}…; must be at most 500 characters",
            "parameter_invalid_string",
            "code",
        ),
        (f"{GOOD}&code=a&code=b", "Parameter sent more than once: code", "parameter_invalid_repeated", "code"),
        (
            "promotion[type]=other",
            "Invalid promotion[type]: must be one of coupon",
            "parameter_invalid_choice",
            "promotion[type]",
        ),
        (f"{GOOD}&code=%FF", "Invalid UTF-8", "parameter_invalid_encoding", "code"),
    ],
)
def test_validation_errors_have_the_error_shape_of_the_api(
    call: Call, form: str, message: str, code: str, param: str
) -> None:
    response = call("POST", CREATE, form=form)
    assert response.status_code == 400
    assert response.json() == {
        "error": {"type": "invalid_request_error", "code": code, "message": message, "param": param}
    }
    assert response.headers["request-id"]


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("limit=abc", "Invalid integer: abc"),
        ("created=abc", "Invalid integer: abc"),
        ("nope=1", "Received unknown parameter: nope"),
        ("created[gt]=x", "Invalid integer: x"),
    ],
)
def test_queries_are_validated(call: Call, query: str, message: str) -> None:
    response = call("GET", f"{CREATE}?{query}")
    assert (response.status_code, response.json()["error"]["message"]) == (400, message)


@pytest.mark.parametrize(
    ("method", "url", "more", "status"),
    [
        ("GET", "/nope", {}, 404),
        ("GET", CREATE + "/", {}, 404),
        ("GET", CREATE + "/a/b", {}, 404),
        ("PUT", CREATE, {}, 405),
        ("POST", CREATE, {"content": b"<a/>", "headers": {"content-type": "text/xml"}}, 415),
        ("POST", CREATE, {"content": b"a"}, 415),
        ("POST", CREATE, {"content": b"{", "headers": {"content-type": "application/json"}}, 400),
        ("POST", CREATE, {"headers": {"content-type": "application/json"}}, 400),
        ("POST", CREATE, {"content": b"[1]", "headers": {"content-type": "application/json"}}, 400),
    ],
)
def test_every_error_has_the_error_shape_of_the_api(
    call: Call, service: Service, method: str, url: str, more: dict[str, object], status: int
) -> None:
    response = call(method, url, **more)
    assert response.status_code == status, response.text
    assert set(response.json()) == {"error"}
    assert response.json()["error"]["type"] == "invalid_request_error"
    assert response.json()["error"]["message"]
    assert response.headers["request-id"]
    assert service.calls == []


def test_405_lists_the_allowed_methods(call: Call) -> None:
    assert call("PUT", CREATE).headers["allow"] == "GET, HEAD, POST"


def test_a_service_raises_errors_of_the_api() -> None:
    class Failing(Service):
        async def retrieve(self, *_: object) -> PromotionCode:
            message = "No such promotion code: 'x'"
            raise ServiceError(404, message, code="resource_missing", param="promotion_code", headers={"X-A": "1"})

    app = build_app(ROUTES, {"promotion_codes": Failing()}, SETTINGS)
    response = anyio.run(lambda: send(app, "GET", f"{CREATE}/x"))
    assert (response.status_code, response.headers["x-a"]) == (404, "1")
    assert response.json()["error"] == {
        "type": "invalid_request_error",
        "code": "resource_missing",
        "message": "No such promotion code: 'x'",
        "param": "promotion_code",
    }


def test_error_bodies_omit_empty_values() -> None:
    shape = ErrorShape(message=("message",), status=("status",), code=("details", "code"))
    error = ServiceError(404, code="gone", param="x", extra={"doc_url": "u"})
    assert json.loads(error_content(shape, error)) == {
        "message": "Not Found",
        "status": 404,
        "details": {"code": "gone"},
        "doc_url": "u",
    }
    assert json.loads(error_content(ErrorShape(), ServiceError(500, "Oops"))) == {"error": {"message": "Oops"}}


def test_errors_in_a_list_and_problems() -> None:
    listed = ErrorShape(message=("errors", 0, "message"), param=("errors", 0, "field"))
    error = ServiceError(404, "gone", param="x", extra={"more": 1})
    assert json.loads(error_content(listed, error)) == {"errors": [{"message": "gone", "field": "x", "more": 1}]}
    problem = ErrorShape(message=("detail",), title=("title",), status=("status",))
    assert json.loads(error_content(problem, error)) == {
        "detail": "gone",
        "title": "Not Found",
        "status": 404,
        "more": 1,
    }


def test_a_numeric_code_is_the_status() -> None:
    shape = ErrorShape(message=("message",), code=("code",), status=("code",))
    error = ServiceError(400, "no", code="parameter_unknown")
    assert json.loads(error_content(shape, error)) == {"message": "no", "code": 400}
    assert json.loads(error_content(shape, ServiceError(400, "no", extra={"code": 7})))["code"] == 7
