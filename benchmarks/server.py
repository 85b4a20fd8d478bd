# ruff: noqa: ANN401, ARG002 - messages of ASGI are dicts; the methods take what the stubs declare
"""Requests per second of the generated stubs against a hand-written FastAPI handler with the same models.

Both decode the same nested form (or query), make the same model, and answer with the same JSON. They are called in
process, so that no socket hides the difference. Usage: ``PYTHONPATH=generated python benchmarks/server.py [SECONDS]``
"""

from __future__ import annotations

import asyncio
import cProfile
import pstats
import re
import sys
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from fastapi import FastAPI, Request, Response
from promotion_codes_clover import models as m
from promotion_codes_clover.server import PromotionCodesBase, create_app

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from promotion_codes_clover.server import RequestContext

FORM = (
    b"promotion[type]=coupon&promotion[coupon]=SPRING&code=FALL20&active=true&max_redemptions=5&expires_at=1893456000"
    b"&metadata[campaign]=spring+26&metadata[k2]=v%26&restrictions[first_time_transaction]=true"
    b"&restrictions[currency_options][eur][minimum_amount]=900&expand[0]=promotion.coupon"
)
QUERY = b"active=true&limit=20&created[gte]=1700000000&expand[0]=data.customer"
ROUNDS = 12

CODE = m.PromotionCode.model_validate(
    {
        "id": "promo_1",
        "object": "promotion_code",
        "active": True,
        "code": "FALL20",
        "created": 1795255719,
        "customer": None,
        "customer_account": None,
        "expires_at": 1893456000,
        "livemode": False,
        "max_redemptions": 5,
        "metadata": {"campaign": "spring 26"},
        "promotion": {"type": "coupon", "coupon": "SPRING"},
        "restrictions": {"first_time_transaction": True, "minimum_amount": None, "minimum_amount_currency": None},
        "times_redeemed": 0,
    }
)
PAGE = m.PromotionCodeList(object="list", url="/v1/promotion_codes", has_more=False, data=[CODE] * 20)


class Service(PromotionCodesBase):
    """Answers at once."""

    async def create(self, body: m.PromotionCodeCreateParams, context: RequestContext) -> m.PromotionCode:
        """Give the code."""
        return CODE

    async def list(self, params: m.PromotionCodeListParams, context: RequestContext) -> m.PromotionCodeList:
        """Give the page."""
        return PAGE


_KEY = re.compile(r"[^\[\]]+")


def nested(text: str) -> dict[str, Any]:
    """Decode a form with brackets, as one writes it by hand."""
    root: dict[str, Any] = {}
    for name, value in parse_qsl(text, keep_blank_values=True, strict_parsing=True):
        *parents, last = _KEY.findall(name)
        node = root
        for parent in parents:
            node = node.setdefault(parent, {})
        node[last] = value
    if isinstance(root.get("expand"), dict):
        root["expand"] = list(root["expand"].values())
    return root


def by_hand() -> FastAPI:
    """Return the application that one would write without a generator."""
    app = FastAPI(openapi_url=None)

    @app.post("/v1/promotion_codes")
    async def create(request: Request) -> Response:
        m.PromotionCodeCreateParams.model_validate(nested((await request.body()).decode()))
        return Response(CODE.model_dump_json(), media_type="application/json")

    @app.get("/v1/promotion_codes")
    async def list_codes(request: Request) -> Response:
        m.PromotionCodeListParams.model_validate(nested(request.scope["query_string"].decode()))
        return Response(PAGE.model_dump_json(), media_type="application/json")

    return app


def caller(app: FastAPI, method: str, query: bytes, body: bytes) -> Callable[[], Awaitable[None]]:
    """Return a function that sends one request and checks the status."""
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "scheme": "http",
        "path": "/v1/promotion_codes", "raw_path": b"/v1/promotion_codes", "root_path": "", "query_string": query,
        "headers": [
            (b"host", b"test"), (b"content-type", b"application/x-www-form-urlencoded"),
            (b"content-length", str(len(body)).encode()), (b"authorization", b"Bearer sk_test_123"),
        ],
    }  # fmt: skip

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start" and message["status"] != 200:  # noqa: PLR2004 - success
            msg = f"status {message['status']}"
            raise RuntimeError(msg)

    async def call() -> None:
        await app(dict(scope), receive, send)

    return call


async def rate(call: Callable[[], Awaitable[None]], seconds: float) -> float:
    """Return requests per second of CPU time."""
    count, start = 0, time.process_time()
    while (spent := time.process_time() - start) < seconds:
        for _ in range(20):
            await call()
        count += 20
    return count / spent


async def main(seconds: float, *, profile: bool) -> None:
    """Print the rates of both, in turns, and the ratio of the medians."""
    stubs, hand = create_app(promotion_codes=Service()), by_hand()
    for name, method, query, body in (("create", "POST", b"", FORM), ("list", "GET", QUERY, b"")):
        ours, theirs = caller(stubs, method, query, body), caller(hand, method, query, body)
        rates: tuple[list[float], list[float]] = ([], [])
        for call in (ours, theirs):
            await rate(call, 0.2)
        for _ in range(ROUNDS):
            rates[0].append(await rate(ours, seconds / ROUNDS))
            rates[1].append(await rate(theirs, seconds / ROUNDS))
        mine, other = (sorted(found)[ROUNDS // 2] for found in rates)
        print(f"{name}: stubs {mine:,.0f}/s, by hand {other:,.0f}/s, ratio {mine / other:.2f}")
        if profile:
            profiler = cProfile.Profile()
            profiler.enable()
            await rate(ours, seconds / 2)
            profiler.disable()
            pstats.Stats(profiler).sort_stats("tottime").print_stats(22)


if __name__ == "__main__":
    numbers = [argument for argument in sys.argv[1:] if argument != "--profile"]
    asyncio.run(main(float(numbers[0]) if numbers else 5.0, profile="--profile" in sys.argv))
