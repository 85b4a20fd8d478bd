"""A small API for the tests of the client, as the generator would emit it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from typing import Any, ClassVar, Literal

import httpx2
from pydantic import Field

from runtime.client import client as runtime
from runtime.client._sync.pages import SyncPage
from runtime.client.options import RequestOptions
from runtime.client.pager import AsyncPager
from runtime.client.resource import AsyncResource, Resource
from runtime.client.retry import RetryPolicy
from runtime.shared.files import BinaryFile
from runtime.shared.formats import UnixTime
from runtime.shared.model import Model
from runtime.shared.omit import Omit, omit
from runtime.shared.operation import (
    ApiInfo,
    Body,
    CursorPage,
    Encoding,
    ErrorShape,
    Media,
    Operation,
    Param,
    Response,
    SecurityScheme,
)

FORM = "application/x-www-form-urlencoded"
DEEP = Encoding("deepObject", explode=True)


class Code(Model):
    id: str
    active: bool | None = None
    created: UnixTime | None = None
    customer: str | None = None


class CodeList(Model):
    data: list[Code]
    has_more: bool


class ErrorBody(Model):
    type: str
    message: str | None = None


class Error(Model):
    error: ErrorBody


class Restrictions(Model):
    minimum_amount: int | None = None
    currency_options: dict[str, dict[str, int]] | None = None


class CodeCreate(Model):
    promotion: dict[str, str]
    active: bool | None = None
    expires_at: UnixTime | None = None
    percent: float | None = None
    metadata: dict[str, str] | Literal[""] | None = None
    restrictions: Restrictions | None = None
    expand: list[str] | None = None


class CodeQuery(Model):
    limit: int | None = None
    starting_after: str | None = None
    ending_before: str | None = None
    created: UnixTime | dict[str, UnixTime] | None = None
    expand: list[str] | None = None


class Extras(Model):
    trace: str | None = None

    __nullable__: ClassVar[frozenset[str]] = frozenset({"trace", "X-Trace"})

    session: str | None = None
    tags: list[str] | None = None


class UploadBody(Model):
    name: str | None = Field(default=None, alias="display-name")
    file: BinaryFile
    meta: dict[str, Any] | None = None


ERRORS = (Response("default", (Media("application/json", lambda: Error),)),)
ONE = (Response("200", (Media("application/json", lambda: Code),)), *ERRORS)
SECURITY = (("basicAuth",), ("bearerAuth",))
ID = Param("id", "id", "path", "simple", explode=False, required=True, type=lambda: str)

ENCODINGS = {"promotion": DEEP, "metadata": DEEP, "restrictions": DEEP, "expand": DEEP}
CREATE: Operation[Code] = Operation(
    id="POST /v1/codes", name="codes.create", method="POST", path=("/v1/codes",), security=SECURITY, responses=ONE,
    body=Body(required=True, media=(Media(FORM, lambda: CodeCreate, encodings=ENCODINGS),)),
)  # fmt: skip
UPDATE: Operation[Code] = Operation(
    id="POST /v1/codes/{id}", name="codes.update", method="POST", path=("/v1/codes/", "id"), security=SECURITY,
    params=(ID,), body=Body(media=(Media(FORM, lambda: Extras),)), responses=ONE,
)  # fmt: skip
RETRIEVE: Operation[Code] = Operation(
    id="GET /v1/codes/{id}", name="codes.retrieve", method="GET", path=("/v1/codes/", "id"), security=SECURITY,
    params=(ID,), body=Body(media=(Media(FORM, lambda: Model),)), responses=ONE,
)  # fmt: skip
LIST: Operation[CodeList] = Operation(
    id="GET /v1/codes", name="codes.list", method="GET", path=("/v1/codes",), security=SECURITY,
    params=(
        Param("limit", "limit", "query", "form", explode=True),
        Param("starting_after", "starting_after", "query", "form", explode=True),
        Param("ending_before", "ending_before", "query", "form", explode=True),
        Param("created", "created", "query", "deepObject", explode=True),
        Param("expand", "expand", "query", "deepObject", explode=True),
    ),
    query=lambda: CodeQuery, page=CursorPage("data", "starting_after", "ending_before", "has_more"),
    responses=(Response("200", (Media("application/json", lambda: CodeList),)), *ERRORS),
)  # fmt: skip
EXTRAS: Operation[Any] = Operation(
    id="PUT /v1/extras", name="extras", method="PUT", path=("/v1/extras",), query=lambda: Extras,
    params=(
        Param("X-Trace", "trace", "header", "simple", explode=False),
        Param("session", "session", "cookie", "form", explode=True),
        Param("tags", "tags", "query", "form", explode=False),
    ),
    body=Body(media=(Media("application/json", lambda: Extras),)),
    responses=(Response("2XX", (Media("text/plain"), Media("application/octet-stream"))),),
    security=(("key",), ("queryKey",), ("cookieKey",)),
)  # fmt: skip
UPLOAD: Operation[None] = Operation(
    id="POST /v1/files", name="files.create", method="POST", path=("/v1/files",),
    body=Body(required=True, media=(Media("multipart/form-data", lambda: UploadBody),)), responses=(Response("204"),),
)  # fmt: skip
RAW: Operation[None] = Operation(
    id="PUT /v1/raw", name="raw.put", method="PUT", path=("/v1/raw",), responses=(Response("204"),),
    body=Body(required=True, media=(Media("application/pdf"),)),
)  # fmt: skip

API = ApiInfo(
    title="Codes", version="1.2", package="codes", base_url="https://api.example/base",
    security=(
        SecurityScheme("basicAuth", "http", "basic"),
        SecurityScheme("bearerAuth", "http", "bearer"),
        SecurityScheme("key", "apiKey", key_name="X-Key", key_in="header"),
        SecurityScheme("queryKey", "apiKey", key_name="key", key_in="query"),
        SecurityScheme("cookieKey", "apiKey", key_name="key", key_in="cookie"),
    ),
    errors=ErrorShape(("error", "message"), ("error", "type"), ("error", "code"), ("error", "param")),
    headers={"Api-Version": "2025"}, env_prefix="CODES", idempotency_header="Idempotency-Key",
)  # fmt: skip


class Codes(Resource):
    def create(
        self, *, promotion: dict[str, str], active: bool | Omit = omit, expires_at: datetime | int | Omit = omit,
        percent: float | Omit = omit, metadata: dict[str, str] | Literal[""] | Omit = omit,
        restrictions: Restrictions | dict[str, Any] | Omit = omit, request_options: RequestOptions | None = None,
    ) -> Code:  # fmt: skip
        body = {
            "promotion": promotion, "active": active, "expires_at": expires_at, "percent": percent,
            "metadata": metadata, "restrictions": restrictions,
        }  # fmt: skip
        return self._client.call(CREATE, {}, body, request_options)

    def retrieve(self, id: str, *, request_options: RequestOptions | None = None) -> Code:  # noqa: A002
        return self._client.call(RETRIEVE, {"id": id}, omit, request_options)

    def list(
        self, *, limit: int | Omit = omit, starting_after: str | Omit = omit, ending_before: str | Omit = omit,
        created: datetime | int | dict[str, Any] | Omit = omit, request_options: RequestOptions | None = None,
    ) -> SyncPage[Code, CodeList]:  # fmt: skip
        params = {
            "limit": limit, "starting_after": starting_after, "ending_before": ending_before, "created": created,
        }  # fmt: skip
        return self._client.page(LIST, lambda response: response.data, params, request_options)


class AsyncCodes(AsyncResource):
    async def retrieve(self, id: str, *, request_options: RequestOptions | None = None) -> Code:  # noqa: A002
        return await self._client.call(RETRIEVE, {"id": id}, omit, request_options)

    def list(
        self, *, limit: int | Omit = omit, ending_before: str | Omit = omit,
        request_options: RequestOptions | None = None,
    ) -> AsyncPager[Code, CodeList]:  # fmt: skip
        params = {"limit": limit, "ending_before": ending_before}
        return self._client.page(LIST, lambda response: response.data, params, request_options)


class Client(runtime.ClientBase):
    api = API

    @cached_property
    def codes(self) -> Codes:
        return Codes(self)


class AsyncClient(runtime.AsyncClientBase):
    api = API

    @cached_property
    def codes(self) -> AsyncCodes:
        return AsyncCodes(self)


class Server:
    """Records requests, and returns the given responses in turn, the last one repeatedly."""

    def __init__(self, *answers: httpx2.Response | Exception | Callable[[httpx2.Request], httpx2.Response]) -> None:
        self.answers = list(answers)
        self.requests: list[httpx2.Request] = []
        self.slept: list[float] = []
        self.policy = RetryPolicy(
            jitter=lambda: 1.0, now=lambda: 1_000_000_000.0, sleep=self.slept.append, sleep_async=self._sleep
        )

    async def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        self.requests.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer if isinstance(answer, httpx2.Response) else answer(request)

    def client(self, **options: Any) -> Client:
        http = httpx2.Client(transport=httpx2.MockTransport(self))
        return Client(**{"api_key": "sk_secret", "http_client": http, "retry": self.policy, **options})

    def async_client(self, **options: Any) -> AsyncClient:
        http = httpx2.AsyncClient(transport=httpx2.MockTransport(self))
        return AsyncClient(**{"api_key": "sk_secret", "http_client": http, "retry": self.policy, **options})

    @property
    def last(self) -> httpx2.Request:
        return self.requests[-1]


def ok(value: object | None = None, **headers: str) -> httpx2.Response:
    return httpx2.Response(200, json={"id": "c1"} if value is None else value, headers=headers)


def failed(status: int, body: object = None, **headers: str) -> httpx2.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx2.Response(status, json=body or {"error": {"type": "t", "message": "no"}}, headers=named)
