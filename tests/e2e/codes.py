"""In-memory promotion codes on the generated stubs of either version, and a server for them."""

from __future__ import annotations

import copy
import importlib
import socket
import threading
from contextlib import contextmanager
from itertools import count
from typing import TYPE_CHECKING, Any

import uvicorn

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fastapi import FastAPI

CREATED = 1_700_000_000
COUPON = {
    "id": "SPRING", "object": "coupon", "created": CREATED, "duration": "once", "livemode": False, "percent_off": 25.5,
    "times_redeemed": 0, "valid": True,
}  # fmt: skip
CUSTOMER = {"id": "cus_1", "object": "customer", "created": CREATED, "livemode": False, "email": "a@example.com"}


class Shop:
    """Codes as JSON objects, oldest first; ``version`` is ``clover`` or ``basil``."""

    def __init__(self, version: str) -> None:
        self.package = f"promotion_codes_{version}"
        self.models: Any = importlib.import_module(f"{self.package}.models")
        self.server: Any = importlib.import_module(f"{self.package}.server")
        self.clover = version == "clover"
        self.codes: dict[str, dict[str, Any]] = {}
        self.contexts: list[Any] = []
        self._numbers = count(1)

    def fail(self, status: int, message: str, **more: str) -> Exception:
        error: Exception = self.server.ServiceError(status, message, **more)
        return error

    def add(self, coupon: str = "SPRING", **fields: Any) -> dict[str, Any]:
        """Store and return a code."""
        number = next(self._numbers)
        code = {
            "id": f"promo_{number}", "object": "promotion_code", "active": True, "code": f"CODE{number}",
            "created": CREATED + number, "customer": None, "expires_at": None, "livemode": False,
            "max_redemptions": None, "metadata": {}, "restrictions": {"first_time_transaction": False},
            "times_redeemed": 0, **fields,
        }  # fmt: skip
        code |= {"promotion": {"type": "coupon", "coupon": coupon}} if self.clover else {"coupon": COUPON}
        self.codes[code["id"]] = code
        return code

    def find(self, key: str) -> dict[str, Any]:
        if key not in self.codes:
            message = f"No such promotion code: '{key}'"
            raise self.fail(404, message, code="resource_missing", param="promotion_code")
        return self.codes[key]

    def show(self, code: dict[str, Any], expand: list[str] | None, prefix: str = "") -> Any:
        """Return a code as its model, with expanded objects."""
        shown = copy.deepcopy(code)
        wanted = {path.removeprefix(prefix) for path in expand or [] if path.startswith(prefix)}
        known = {"customer", "restrictions.currency_options", *(["promotion.coupon"] if self.clover else [])}
        for path in sorted(wanted - known):
            raise self.fail(400, f"This property cannot be expanded ({prefix}{path}).")
        if "promotion.coupon" in wanted:
            shown["promotion"]["coupon"] = COUPON
        if "customer" in wanted and shown["customer"]:
            shown["customer"] = CUSTOMER
        if "restrictions.currency_options" not in wanted:
            shown["restrictions"].pop("currency_options", None)
        return self.models.PromotionCode.model_validate(shown)

    def create(self, body: Any) -> Any:
        if self.clover and not body.promotion.coupon:
            raise self.fail(400, "Missing required param: promotion.coupon.", code="parameter_missing")
        coupon = body.promotion.coupon if self.clover else body.coupon
        if coupon != COUPON["id"]:
            param = "promotion[coupon]" if self.clover else "coupon"
            raise self.fail(400, f"No such coupon: '{coupon}'", code="resource_missing", param=param)
        if any(code["active"] and code["code"].lower() == (body.code or "").lower() for code in self.codes.values()):
            raise self.fail(400, f"An active promotion code with `code: {body.code}` already exists.")
        sent = body.model_dump(mode="json", exclude_none=True)
        expand = sent.pop("expand", None)
        sent["restrictions"] = {"first_time_transaction": False, **sent.get("restrictions", {})}
        for name in ("promotion", "coupon"):
            sent.pop(name, None)
        return self.show(self.add(**sent), expand)

    def update(self, key: str, body: Any) -> Any:
        code = self.find(key)
        if body.active is not None:
            code["active"] = body.active
        if body.metadata == "":
            code["metadata"] = {}
        elif body.metadata is not None:
            merged = code["metadata"] | body.metadata
            code["metadata"] = {name: value for name, value in merged.items() if value != ""}
        if body.restrictions is not None:
            code["restrictions"] |= body.restrictions.model_dump(mode="json")
        return self.show(code, body.expand)

    def list(self, params: Any) -> Any:
        newest = [code for code in reversed(self.codes.values()) if params.code in (None, code["code"])]
        ids = [code["id"] for code in newest]
        limit = params.limit or 10
        for name in ("starting_after", "ending_before"):
            if getattr(params, name) not in (None, *ids):
                raise self.fail(400, "No such promotion code", code="resource_missing", param=name)
        if params.ending_before:
            stop = ids.index(params.ending_before)
            page, more = newest[max(0, stop - limit) : stop], stop > limit
        else:
            start = ids.index(params.starting_after) + 1 if params.starting_after else 0
            page, more = newest[start : start + limit], start + limit < len(newest)
        data = [self.show(code, params.expand, "data.") for code in page]
        return self.models.PromotionCodeList(object="list", url="/v1/promotion_codes", has_more=more, data=data)

    def app(self) -> FastAPI:
        """Return the application; two of its methods are ``async def``."""
        shop = self

        class PromotionCodes(shop.server.PromotionCodesService):  # type: ignore[name-defined,misc]
            def create(self, body: Any, context: Any) -> Any:
                shop.contexts.append(context)
                return shop.create(body)

            async def retrieve(self, promotion_code: str, params: Any, context: Any) -> Any:
                shop.contexts.append(context)
                return shop.show(shop.find(promotion_code), params.expand)

            async def update(self, promotion_code: str, body: Any, context: Any) -> Any:
                shop.contexts.append(context)
                return shop.update(promotion_code, body)

            def list(self, params: Any, context: Any) -> Any:
                shop.contexts.append(context)
                return shop.list(params)

        def authenticate(context: Any) -> str:
            given = context.headers.get("authorization", "")
            if given != "Bearer sk_test_123":
                raise shop.fail(401, "Invalid API Key provided: sk_test_****1234")
            return str(given)

        app: FastAPI = shop.server.create_app(promotion_codes=PromotionCodes(), authenticate=authenticate)
        return app


class _Server(uvicorn.Server):
    """Signals when it accepts connections."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()


@contextmanager
def serving(app: FastAPI) -> Iterator[str]:
    """Serve an application on a free local port, and yield its URL."""
    with socket.socket(proto=socket.IPPROTO_TCP) as listener:  # asyncio sets TCP_NODELAY only on these
        listener.bind(("127.0.0.1", 0))
        config = uvicorn.Config(app, log_config=None, ws="none", lifespan="off", timeout_graceful_shutdown=1)
        server = _Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        assert server.ready.wait(timeout=20)
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(timeout=20)
            assert not thread.is_alive()
