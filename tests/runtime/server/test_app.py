from __future__ import annotations

import logging
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import anyio
import pytest
from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse

from runtime.server.app import build_app, build_router
from runtime.server.errors import ServiceError
from runtime.server.forms import Limits
from tests.runtime.server.promo import ROUTES, SETTINGS, PromotionCode, Service, send

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    import httpx2
    from starlette.requests import Request
    from starlette.responses import Response

    from runtime.server.context import RequestContext

CODES = "/v1/promotion_codes"


def call(app: FastAPI, method: str, url: str, **more: object) -> httpx2.Response:
    async def run() -> httpx2.Response:
        return await send(app, method, url, **more)  # type: ignore[arg-type]

    return anyio.run(run)


class Half:
    def create(self) -> None: ...


def test_missing_services_raise_at_start_up() -> None:
    with pytest.raises(TypeError, match=r"no service for promotion_codes; .*missing='501'"):
        build_app(ROUTES, {"promotion_codes": None}, SETTINGS)
    with pytest.raises(TypeError, match=r"promotion_codes\.list, promotion_codes\.retrieve, .*update, .*delete;"):
        build_app(ROUTES, {"promotion_codes": Half()}, SETTINGS)
    with pytest.raises(TypeError, match="an instance of Service is needed"):
        build_app(ROUTES, {"promotion_codes": Service}, SETTINGS, missing="501")


def test_missing_services_can_respond_501() -> None:
    response = call(build_app(ROUTES, {}, SETTINGS, missing="501"), "GET", CODES)
    assert response.status_code == 501
    assert response.json()["error"] == {
        "type": "api_error",
        "message": "This server does not implement promotion_codes.list.",
    }


def test_an_unexpected_exception_is_logged_but_not_disclosed(caplog: pytest.LogCaptureFixture) -> None:
    class Broken(Service):
        def list(self, *_: object) -> object:  # type: ignore[override]
            message = "secret"
            raise RuntimeError(message)

    with caplog.at_level(logging.ERROR):
        response = call(build_app(ROUTES, {"promotion_codes": Broken()}, SETTINGS), "GET", CODES)
    assert response.status_code == 500
    assert response.json() == {"error": {"type": "api_error", "message": "An internal error occurred."}}
    assert response.headers["request-id"] in caplog.text
    assert "secret" in caplog.text


def test_a_service_can_return_a_response_and_set_headers() -> None:
    class Own(Service):
        async def create(self, body: object, context: RequestContext) -> PromotionCode:
            context.response_headers["Idempotent-Replayed"] = "true"
            context.status_code = 201
            return self._code(body, context)

        def list(self, _params: object, context: RequestContext) -> Response:  # type: ignore[override]
            context.response_headers["x-own"] = "1"
            return PlainTextResponse("hello", 203)

        async def delete(self, *_: object) -> None:
            raise HTTPException(409, "Busy", {"Retry-After": "1"})

    app = build_app(ROUTES, {"promotion_codes": Own()}, SETTINGS)
    response = call(app, "POST", CODES, form="promotion[type]=coupon")
    assert (response.status_code, response.headers["idempotent-replayed"]) == (201, "true")
    response = call(app, "GET", CODES)
    assert (response.status_code, response.text, response.headers["x-own"]) == (203, "hello", "1")
    assert response.headers["request-id"]
    response = call(app, "DELETE", f"{CODES}/x")
    assert (response.status_code, response.headers["retry-after"]) == (409, "1")
    assert response.json()["error"]["message"] == "Busy"


@pytest.mark.parametrize("is_async", [True, False])
def test_operations_with_security_are_authenticated(is_async: bool) -> None:  # noqa: FBT001 - a parameter
    def decide(context: RequestContext) -> str:
        key = context.headers.get("authorization", "")
        if not key:
            raise ServiceError(401, "No key", headers={"WWW-Authenticate": "Bearer"})
        return key.removeprefix("Bearer ")

    async def decide_async(context: RequestContext) -> str:
        return decide(context)

    service = Service()
    settings = replace(SETTINGS, authenticate=decide_async if is_async else decide)
    app = build_app(ROUTES, {"promotion_codes": service}, settings)
    response = call(app, "POST", CODES, form="x=1")
    assert (response.status_code, response.headers["www-authenticate"]) == (401, "Bearer")
    assert call(app, "POST", CODES, form="promotion[type]=coupon", headers={"authorization": "Bearer me"}).is_success
    assert service.contexts[0].principal == "me"
    assert call(app, "GET", CODES).is_success


@pytest.mark.parametrize("prefix", ["", "/stripe"])
def test_the_router_works_inside_another_application(prefix: str) -> None:
    service = Service()
    app = FastAPI()
    app.include_router(build_router(ROUTES, {"promotion_codes": service}, SETTINGS), prefix=prefix)
    app.add_api_route(f"{prefix}/v1/own", lambda: {"own": True})
    assert call(app, "GET", f"{prefix}{CODES}/a%2Fb").is_success
    assert service.calls[0][0] == "a/b"
    assert call(app, "GET", f"{prefix}/v1/own").json() == {"own": True}
    assert "error" in call(app, "PUT", f"{prefix}{CODES}").json()
    assert "error" in call(app, "GET", f"{prefix}{CODES}?nope=1").json()
    response = call(app, "GET", f"{prefix}/nope")
    assert response.status_code == 404
    assert ("error" in response.json()) is bool(prefix)
    assert call(app, "GET", f"{prefix}{CODES}/").status_code == 404


def test_the_application_can_be_mounted() -> None:
    service = Service()
    outer = FastAPI()
    outer.mount("/api", build_app(ROUTES, {"promotion_codes": service}, SETTINGS))
    assert call(outer, "GET", f"/api{CODES}/a%2Fb").is_success
    assert service.calls[0][0] == "a/b"
    assert set(call(outer, "GET", "/api/nope").json()) == {"error"}


def test_errors_outside_of_the_operations_have_the_error_shape(caplog: pytest.LogCaptureFixture) -> None:
    app = build_app(ROUTES, {"promotion_codes": Service()}, SETTINGS)

    def extra(number: int) -> None:
        raise RuntimeError(str(number))

    app.add_api_route("/extra/{number}", extra)
    assert call(app, "GET", "/extra/x").status_code == 400
    assert set(call(app, "GET", "/extra/x").json()) == {"error"}
    assert set(call(app, "POST", "/extra/1").json()) == {"error"}
    with caplog.at_level(logging.CRITICAL):
        response = call(app, "GET", "/extra/1", raises=False)
    assert (response.status_code, set(response.json())) == (500, {"error"})


def test_middleware_gets_requests_and_responses() -> None:
    app = build_app(ROUTES, {"promotion_codes": Service()}, SETTINGS)

    @app.middleware("http")
    async def mark(request: Request, call_next: object) -> Response:
        response: Response = await call_next(request)  # type: ignore[operator]
        response.headers["x-seen"] = str(response.status_code)
        return response

    assert call(app, "GET", CODES).headers["x-seen"] == "200"
    assert call(app, "GET", "/nope").headers["x-seen"] == "404"


def test_the_document_is_served_unchanged() -> None:
    document = b'{"openapi": "3.0.3"}'
    services = {"promotion_codes": Service()}
    app = build_app(ROUTES, services, SETTINGS, document=document)
    assert call(app, "GET", "/openapi.json").content == document
    assert "openapi.json" in call(app, "GET", "/docs").text
    assert call(build_app(ROUTES, services, SETTINGS, document=document, docs=False), "GET", "/docs").status_code == 404
    assert call(build_app(ROUTES, services, SETTINGS), "GET", "/openapi.json").status_code == 404


def test_lifespan_runs() -> None:
    events: list[str] = []

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        events.append("up")
        yield
        events.append("down")

    app = build_app(ROUTES, {"promotion_codes": Service()}, SETTINGS, lifespan=lifespan)

    async def run() -> None:
        async with app.router.lifespan_context(app):
            assert events == ["up"]

    anyio.run(run)
    assert events == ["up", "down"]


def test_unknown_names_and_unset_fields_are_configurable() -> None:
    service = Service()
    app = build_app(ROUTES, {"promotion_codes": service}, replace(SETTINGS, unknown="ignore", unset="omit"))
    response = call(app, "POST", f"{CODES}?x=1", form="promotion[type]=coupon&x=1")
    assert response.json() == {"id": "promo_1", "code": "FALL20", "active": True}
    assert call(app, "POST", CODES, json={"promotion": {"type": "coupon"}, "x": 1}).is_success
    assert call(app, "GET", f"{CODES}?x=1").is_success
    assert [call[0].model_extra for call in service.calls] == [None, None, {}]  # type: ignore[attr-defined]


def test_a_body_above_the_limit_is_refused_early() -> None:
    app = build_app(ROUTES, {"promotion_codes": Service()}, replace(SETTINGS, limits=Limits(body=10)))
    response = call(app, "POST", CODES, form="promotion[type]=coupon")
    assert (response.status_code, set(response.json())) == (413, {"error"})
