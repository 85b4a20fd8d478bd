"""A small hand-written API like promotion codes: models, descriptions and a service."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar, Literal, Protocol

import httpx2
from pydantic import ConfigDict, Field

from runtime.server.endpoint import Route
from runtime.server.settings import ServerSettings
from runtime.shared.formats import UnixTime
from runtime.shared.model import Model
from runtime.shared.operation import ApiInfo, Body, Encoding, ErrorShape, Media, Operation, Param, Response

if TYPE_CHECKING:
    from fastapi import FastAPI

    from runtime.server.context import RequestContext


class Restrictions(Model):
    __nullable__: ClassVar[frozenset[str]] = frozenset({"minimum_amount"})

    first_time_transaction: bool
    minimum_amount: int | None = None
    currency_options: dict[str, CurrencyOption] | None = None


class CurrencyOption(Model):
    minimum_amount: int | None = None


class PromotionCode(Model):
    __nullable__: ClassVar[frozenset[str]] = frozenset({"customer", "expires_at"})

    id: str
    code: str
    active: bool
    customer: str | None = None
    expires_at: UnixTime | None = None
    metadata: dict[str, str] | None = None
    restrictions: Restrictions | None = None


class PromotionCodeList(Model):
    object: Literal["list"]
    data: list[PromotionCode]
    has_more: bool


class Promotion(Model):
    type: Literal["coupon"]
    coupon: str | None = None


class CreateParams(Model):
    model_config = ConfigDict(extra="forbid")

    promotion: Promotion
    code: Annotated[str, Field(max_length=500)] | None = None
    active: bool | None = None
    expires_at: UnixTime | None = None
    max_redemptions: int | None = None
    metadata: dict[str, str] | Literal[""] | None = None
    restrictions: Restrictions | None = None
    expand: list[str] | None = None


class UpdateParams(Model):
    model_config = ConfigDict(extra="forbid")

    active: bool | None = None
    metadata: dict[str, str] | Literal[""] | None = None


class CreatedRange(Model):
    gt: int | None = None
    gte: int | None = None


class ListParams(Model):
    active: bool | None = None
    created: CreatedRange | int | None = None
    limit: int | None = None
    expand: list[str] | None = None
    trace: str | None = None


class RetrieveParams(Model):
    expand: list[str] | None = None


STRIPE = ErrorShape(
    message=("error", "message"),
    type=("error", "type"),
    code=("error", "code"),
    param=("error", "param"),
    types=("invalid_request_error", "api_error"),
)
API = ApiInfo(
    title="Promo",
    version="2025-12-15.clover",
    package="promo",
    base_url="https://api.example.com",
    errors=STRIPE,
    headers={"Stripe-Version": "2025-12-15.clover"},
)
SETTINGS = ServerSettings(api=API)

DEEP = Encoding(style="deepObject", explode=True)
EXPAND = Param("expand", "expand", "query", "deepObject", explode=True)
ID = Param("promotion_code", "promotion_code", "path", "simple", explode=False, required=True, type=lambda: str)
FORM = "application/x-www-form-urlencoded"
OK = (Response("200", (Media("application/json", lambda: PromotionCode),)),)

CREATE: Operation[PromotionCode] = Operation(
    id="POST /v1/promotion_codes",
    name="promotion_codes.create",
    method="POST",
    path=("/v1/promotion_codes",),
    body=Body(
        required=True,
        media=(
            Media(
                FORM,
                lambda: CreateParams,
                encodings={"promotion": DEEP, "metadata": DEEP, "restrictions": DEEP, "expand": DEEP},
            ),
            Media("application/json", lambda: CreateParams),
        ),
    ),
    responses=OK,
    security=(("bearerAuth",),),
)
LIST: Operation[PromotionCodeList] = Operation(
    id="GET /v1/promotion_codes",
    name="promotion_codes.list",
    method="GET",
    path=("/v1/promotion_codes",),
    params=(
        Param("active", "active", "query", "form", explode=True),
        Param("created", "created", "query", "deepObject", explode=True),
        EXPAND,
        Param("limit", "limit", "query", "form", explode=True),
        Param("X-Trace", "trace", "header", "simple", explode=False),
    ),
    query=lambda: ListParams,
    responses=(Response("200", (Media("application/json", lambda: PromotionCodeList),)),),
)
RETRIEVE: Operation[PromotionCode] = Operation(
    id="GET /v1/promotion_codes/{promotion_code}",
    name="promotion_codes.retrieve",
    method="GET",
    path=("/v1/promotion_codes/", "promotion_code"),
    params=(ID, EXPAND),
    query=lambda: RetrieveParams,
    responses=OK,
)
UPDATE: Operation[PromotionCode] = Operation(
    id="POST /v1/promotion_codes/{promotion_code}",
    name="promotion_codes.update",
    method="POST",
    path=("/v1/promotion_codes/", "promotion_code"),
    params=(ID,),
    body=Body(media=(Media(FORM, lambda: UpdateParams, encodings={"metadata": DEEP}),)),
    responses=OK,
)
DELETE: Operation[None] = Operation(
    id="DELETE /v1/promotion_codes/{promotion_code}",
    name="promotion_codes.delete",
    method="DELETE",
    path=("/v1/promotion_codes/", "promotion_code"),
    params=(ID,),
    responses=(Response("204"),),
)
ROUTES = tuple(
    Route(operation, "promotion_codes", operation.name.rpartition(".")[2])
    for operation in (CREATE, LIST, RETRIEVE, UPDATE, DELETE)
)


class Service:
    """Records its calls; some methods are async."""

    def __init__(self) -> None:
        self.calls: list[tuple[object, ...]] = []
        self.contexts: list[RequestContext] = []

    def _code(self, *call: object) -> PromotionCode:
        *arguments, context = call
        self.calls.append(tuple(arguments))
        self.contexts.append(context)  # type: ignore[arg-type]
        return PromotionCode(id="promo_1", code="FALL20", active=True)

    async def create(self, body: CreateParams, context: RequestContext) -> PromotionCode:
        return self._code(body, context)

    def list(self, params: ListParams, context: RequestContext) -> PromotionCodeList:
        return PromotionCodeList(object="list", data=[self._code(params, context)], has_more=False)

    async def retrieve(self, promotion_code: str, params: RetrieveParams, context: RequestContext) -> PromotionCode:
        return self._code(promotion_code, params, context)

    def update(self, promotion_code: str, body: UpdateParams, context: RequestContext) -> PromotionCode:
        return self._code(promotion_code, body, context)

    async def delete(self, promotion_code: str, context: RequestContext) -> None:
        self._code(promotion_code, context)


class Call(Protocol):
    def __call__(self, method: str, url: str, *, form: str | None = None, **more: object) -> httpx2.Response: ...


async def send(
    app: FastAPI, method: str, url: str, *, form: str | None = None, raises: bool = True, **more: object
) -> httpx2.Response:
    """Send a request to the application, in process."""
    if form is not None:
        headers = {"content-type": FORM, **dict(more.pop("headers", {}))}  # type: ignore[call-overload]
        more = {**more, "content": form, "headers": headers}
    transport = httpx2.ASGITransport(app=app, raise_app_exceptions=raises)
    async with httpx2.AsyncClient(transport=transport, base_url="http://test") as client:
        return await client.request(method, url, **more)  # type: ignore[arg-type]
