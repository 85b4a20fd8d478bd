from __future__ import annotations

import logging
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import anyio
import pytest
from starlette.responses import JSONResponse, StreamingResponse

from runtime.server.accept import chosen
from runtime.server.app import build_app
from runtime.server.endpoint import Route
from runtime.server.errors import ServiceError
from runtime.shared.operation import Media, Response
from tests.runtime.server.promo import DELETE, SETTINGS, PromotionCode, send

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx2

    from runtime.server.context import RequestContext

PATH = "/v1/promotion_codes/p"
JSON, CSV = "application/json", "text/csv"
CODE: dict[str, Any] = {"id": "promo_1", "code": "FALL20", "active": True}
RESPONSES = (
    Response("200", (Media(JSON, lambda: PromotionCode), Media(CSV, lambda: str))),
    Response("202"),
    Response("4XX", (Media(JSON),)),
)


def call(
    answer: Callable[[Any], object], *responses: Response, accept: str | None = "*/*", validate: bool = False
) -> httpx2.Response:
    class Service:
        async def delete(self, _: str, context: RequestContext) -> object:
            return answer(context)

    route = Route(replace(DELETE, responses=responses or RESPONSES), "promotion_codes", "delete")
    app = build_app((route,), {"promotion_codes": Service()}, replace(SETTINGS, validate_replies=validate))
    headers = {"accept": accept} if accept is not None else {}
    return anyio.run(lambda: send(app, "DELETE", PATH, headers=headers))


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("*/*", "a/json"),
        ("", "a/json"),
        ("nonsense, ;q=1", "a/json"),
        ("b/csv", "b/csv"),
        ("A/JSON; charset=utf-8", "a/json"),
        ("b/*, a/json;q=0.5", "b/csv"),
        ("b/csv;q=0, */*", "a/json"),
        ("a/json;q=0, b/*;q=0.1", "b/csv"),
        ("*/*;q=0.1, b/csv;q=0.2", "b/csv"),
        ("text/html, */*;q=x", "a/json"),
        ("c/xml", None),
        ("*/*;q=0", None),
        ("a/json;q=0.0, c/*", None),
    ],
)
def test_selection_of_the_media_type(accept: str, expected: str | None) -> None:
    assert chosen(accept, ("a/json", "b/csv")) == expected


def test_a_response_in_the_media_type_that_the_client_prefers() -> None:
    for accept, kind in ((None, JSON), ("*/*", JSON), (CSV, CSV), ("text/*;q=0.9, application/json;q=0.1", CSV)):
        response = call(lambda _, kind=kind: "a,b" if kind == CSV else PromotionCode(**CODE), accept=accept)
        assert (response.status_code, response.headers["content-type"].partition(";")[0]) == (200, kind)
    # the result has no text form, so the next media type is used
    assert call(lambda _: PromotionCode(**CODE), accept=f"{CSV}, {JSON};q=0.1").headers["content-type"] == JSON
    assert call(lambda _: PromotionCode(**CODE), accept=CSV).status_code == 406
    assert call(lambda _: "a,b", accept="*/*").headers["content-type"].startswith(CSV)
    assert call(lambda _: "a,b", accept=JSON).status_code == 406


def test_a_request_that_accepts_no_declared_media_type_gets_406_before_the_service_is_called() -> None:
    called: list[object] = []
    response = call(called.append, accept="application/xml")
    message = "Not acceptable: application/xml. Available: application/json, text/csv"
    assert response.status_code == 406
    assert response.json()["error"] == {"type": "invalid_request_error", "message": message}
    assert not called
    assert call(lambda _: None, Response("204"), accept="application/xml").status_code == 204


def test_headers_and_status_of_the_context() -> None:
    def answer(context: RequestContext) -> object:
        context.declared_headers.update(
            {
                "X-Count": 5,
                "X-Last": True,
                "X-Ids": ["a", "b"],
                "X-Pairs": {"a": 1},
                "X-At": datetime(2026, 1, 2, tzinfo=UTC),
                "X-None": None,
            }
        )
        context.response_headers["X-Text"] = "é"
        context.response_headers.append("Set-Cookie", "a=1")
        context.response_headers.append("Set-Cookie", "b=2")
        context.status_code = 202
        return None

    response = call(answer, validate=True)
    names = ("x-count", "x-last", "x-ids", "x-pairs", "x-at", "x-none")
    assert response.status_code == 202
    assert [response.headers.get(name) for name in names] == ["5", "true", "a,b", "a,1", "2026-01-02T00:00:00Z", None]
    assert response.headers.get_list("set-cookie") == ["a=1", "b=2"]
    assert response.headers["x-text"] == "é"


def test_headers_are_sent_with_errors_but_not_with_line_breaks() -> None:
    def refuse(context: RequestContext) -> object:
        context.response_headers["X-Limit"] = "5"
        raise ServiceError(429, headers={"Retry-After": "3"})

    response = call(refuse)
    assert (response.status_code, response.headers["x-limit"], response.headers["retry-after"]) == (429, "5", "3")

    def split(context: RequestContext) -> object:
        context.declared_headers["X-A"] = "a\r\nX-B: b"
        return PromotionCode(**CODE)

    response = call(split)
    assert (response.status_code, "x-b" in response.headers) == (500, False)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (lambda _: {**CODE, "active": "yes"}, "active: Input should be a valid boolean"),
        (lambda _: {"id": "x"}, "code: Field required"),
        (lambda _: PromotionCode.model_construct(id="x"), "code: Field required"),
        (lambda _: JSONResponse({"id": 5}), "id: Input should be a valid string"),
        (lambda _: JSONResponse({}, 201), "the status 201 is not declared"),
        (lambda _: None, "the body: "),
    ],
)
def test_a_response_that_violates_its_schema_is_a_500_if_responses_are_validated(
    answer: Callable[[Any], object], said: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        response = call(answer, validate=True)
    assert (response.status_code, response.json()["error"]["message"]) == (500, "An internal error occurred.")
    assert said in caplog.text
    assert call(answer).status_code != 500


def test_valid_responses_pass_the_validation() -> None:
    for answer in (
        lambda _: PromotionCode(**CODE),
        lambda _: CODE,
        lambda _: JSONResponse(CODE),
        lambda _: JSONResponse({"any": "error"}, 418),
        lambda _: StreamingResponse(iter([b"a,b"]), media_type=CSV),
    ):
        assert call(answer, validate=True).status_code in {200, 418}
    assert call(lambda _: "a,b", accept=CSV, validate=True).text == "a,b"


def test_an_error_of_another_package_has_the_error_shape_of_this_api() -> None:
    class OtherError(Exception):
        is_service_error = True
        status, message, type, code, param = 404, "Gone.", "", "gone", "p"
        extra: dict[str, object] = {}  # noqa: RUF012 - as an instance has it
        headers: dict[str, str] = {}  # noqa: RUF012

    def answer(_: object) -> object:
        raise OtherError

    response = call(answer)
    expected = {"type": "invalid_request_error", "code": "gone", "message": "Gone.", "param": "p"}
    assert (response.status_code, response.json()) == (404, {"error": expected})
