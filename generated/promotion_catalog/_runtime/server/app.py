"""Serves the operations of an API as one ASGI route, as an application or within another one."""

from __future__ import annotations

import logging
from functools import cache
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias, cast

from fastapi import APIRouter, FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Match, Mount

from .calls import awaited
from .context import RequestContext, new_request_id
from .docs import page as docs_page
from .endpoint import Endpoint, Route, unserved
from .errors import ServiceError, error_content, invalid_request, invalid_status
from .multipart import close_files
from .responses import InvalidResponseError, add_headers
from .routing import MethodNotAllowed, RouteMatch, RouteTable, raw_path
from .security import check_names
from .violations import Violation

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from contextlib import AbstractAsyncContextManager

    from starlette.types import Message, Receive, Scope, Send

    from ..shared.operation import ApiInfo
    from .calls import Handler
    from .settings import ServerSettings

_FOUND: Final = "codegen.found"
_LOG: Final = logging.getLogger(__name__)

Missing: TypeAlias = Literal["error", "501"]
Lifespan: TypeAlias = "Callable[[FastAPI], AbstractAsyncContextManager[None]]"


class ApiRoutes(Mount):
    """All operations of an API as one Starlette route.

    It is a ``Mount``, because FastAPI moves mounts below the prefix of ``include_router``. Unknown paths are left to
    other routes; if no other route matches and the API has its own prefix, the response is a 404 in the API's error
    shape.
    """

    def __init__(self, routes: Sequence[Route], handlers: Sequence[Handler], settings: ServerSettings) -> None:
        """Register the operations with their handlers."""
        super().__init__("/", app=self.serve, name=settings.api.package)
        # FastAPI refuses to include an empty path; below a prefix, it copies the route with the prefixed path.
        self.path = "/"
        self.settings = settings
        if settings.authenticate is not None and not callable(settings.authenticate):
            check_names(settings.api, settings.authenticate)
        self.table: RouteTable[Endpoint] = RouteTable()
        for route, handler in zip(routes, handlers, strict=True):
            operation = route.operation
            self.table.add(operation.method, operation.path, Endpoint(route, handler, settings), operation.selectors)

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Match the raw path. A wrong method, or an unknown path below an own prefix, is a partial match."""
        if scope["type"] != "http":
            return Match.NONE, {}
        prefix = self.path.rstrip("/")
        path = raw_path(scope, prefix)
        if path is None:
            return Match.NONE, {}
        found = self.table.find(scope["method"], path, scope)
        if found is None and not prefix:
            return Match.NONE, {}
        return Match.FULL if isinstance(found, RouteMatch) else Match.PARTIAL, {_FOUND: found}

    async def serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        found: RouteMatch[Endpoint] | MethodNotAllowed | None = scope.get(_FOUND)
        request = Request(scope, receive, send)
        api = self.settings.api
        try:
            if isinstance(found, RouteMatch):
                context = RequestContext(request, found.target.operation, api)
                response = await self._respond(found, context)
            else:
                response = error_response(api, no_route(request, found))
        except ClientDisconnect:
            return
        try:
            await response(scope, receive, _headless(send) if scope["method"] == "HEAD" else send)
        finally:
            await close_files(scope)

    async def _respond(self, found: RouteMatch[Endpoint], context: RequestContext) -> Response:
        try:
            response = await found.target.respond(found.values, context)
            add_headers(response, context)
        except ClientDisconnect:
            raise
        except Exception as error:  # noqa: BLE001 - every exception of a service becomes a response and is logged
            shaped = (
                invalid_request(error, invalid_status(context.operation))
                if isinstance(error, Violation)
                else as_service_error(error, context.operation.id, context.request_id)
            )
            response = error_response(self.settings.api, shaped, context.request_id)
            if not isinstance(error, InvalidResponseError):
                add_headers(response, context)
        return response


def as_service_error(error: Exception, what: str, request_id: str) -> ServiceError:
    """Convert an exception to an error response; unexpected ones are logged, and the client gets no details."""
    if isinstance(error, ServiceError):
        return error
    if getattr(error, "is_service_error", False):  # ServiceError of another generated package in the same application
        return cast("ServiceError", error)
    if isinstance(error, Violation):
        return invalid_request(error)
    if isinstance(error, HTTPException):
        return ServiceError(error.status_code, error.detail, headers=error.headers)
    # the name may contain line breaks from the document or the client
    _LOG.error("%s failed, request %s", what.encode("unicode_escape").decode(), request_id, exc_info=error)
    return ServiceError(500, "An internal error occurred.")


def no_route(request: Request, found: MethodNotAllowed | None) -> ServiceError:
    """Return the 405 or 404 for a request that matches no operation."""
    what = f"{request.method}: {request.url.path}"
    if found is None:
        return ServiceError(404, f"Unrecognized request URL ({what}).")
    allow = ", ".join(found.allow)
    return ServiceError(405, f"Method not allowed ({what}). Allowed: {allow}", headers={"Allow": allow})


def error_response(api: ApiInfo, error: ServiceError, request_id: str = "") -> Response:
    """Return an error response in the API's error shape."""
    headers = {"request-id": request_id or new_request_id(), **error.headers}
    return Response(error_content(api.errors, error), error.status, headers, api.errors.media)


def _headless(send: Send) -> Send:
    """Drop the body of a response to ``HEAD``, but keep its headers (RFC 9110, section 9.3.2)."""

    async def send_headers(message: Message) -> None:
        if message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await send(message)

    return send_headers


def bind(routes: Sequence[Route], services: Mapping[str, object], missing: Missing) -> list[Handler]:
    """Return a handler per route.

    Raises ``TypeError`` with all missing services and methods, unless ``missing`` is ``"501"``.
    """
    handlers: list[Handler] = []
    absent: dict[str, None] = {}
    for route in routes:
        service = services.get(route.service)
        if isinstance(service, type):
            msg = f"{route.service}: an instance of {service.__name__} is needed, not the class"
            raise TypeError(msg)
        method = None if service is None else getattr(service, route.method, None)
        if callable(method):
            handlers.append(awaited(method))
            continue
        absent[route.service if service is None else f"{route.service}.{route.method}"] = None
        handlers.append(unserved(route))
    if absent and missing == "error":
        msg = f"no service for {', '.join(absent)}; pass them, or missing='501' to respond with 501"
        raise TypeError(msg)
    return handlers


def build_router(
    routes: Sequence[Route], services: Mapping[str, object], settings: ServerSettings, *, missing: Missing = "error"
) -> APIRouter:
    """Return the API as a router for ``include_router``, with or without a prefix.

    Raises ``TypeError`` as `bind` does.
    """
    return APIRouter(routes=[ApiRoutes(routes, bind(routes, services, missing), settings)])


def build_app(
    routes: Sequence[Route],
    services: Mapping[str, object],
    settings: ServerSettings,
    *,
    missing: Missing = "error",
    document: bytes | None = None,
    docs: bool = True,
    lifespan: Lifespan | None = None,
) -> FastAPI:
    """Return the API as an application.

    ``document`` is served unchanged at ``/openapi.json``, and as a page at ``/docs`` unless ``docs`` is false.
    Raises ``TypeError`` as `bind` does.
    """
    api = settings.api
    app = FastAPI(title=api.title, version=api.version, openapi_url=None, redirect_slashes=False, lifespan=lifespan)
    app.router.routes.append(ApiRoutes(routes, bind(routes, services, missing), settings))
    if document is not None:
        content = document
        app.router.add_route("/openapi.json", _page(lambda: content, "application/json"), include_in_schema=False)
        if docs:
            app.router.add_route(
                "/docs", _page(cache(lambda: docs_page(content)), "text/html"), include_in_schema=False
            )
    _shape_errors(app, api)
    return app


def _page(content: Callable[[], bytes], media_type: str) -> Any:
    async def page(_: Request) -> Response:
        return Response(content(), headers={"request-id": new_request_id()}, media_type=media_type)

    return page


def _shape_errors(app: FastAPI, api: ApiInfo) -> None:
    """Use the API's error shape for errors outside its operations too: 404, middleware, routes added later."""

    async def handler(request: Request, error: Exception) -> Response:
        request_id = new_request_id()
        if isinstance(error, RequestValidationError):
            shaped = ServiceError(400, "The request is invalid.")
        elif isinstance(error, HTTPException) and error.status_code == 404:  # noqa: PLR2004 - not found
            shaped = no_route(request, None)
        else:
            shaped = as_service_error(error, f"{request.method} {request.url.path}", request_id)
        return error_response(api, shaped, request_id)

    for kind in (HTTPException, RequestValidationError, ServiceError, Exception):
        app.add_exception_handler(kind, handler)
