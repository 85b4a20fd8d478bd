"""The application: ``uvicorn promotion_service.app:app``."""

from __future__ import annotations

import os
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from anyio.to_thread import run_sync
from promotion_catalog.server import create_router
from promotion_codes_clover.server import create_app

from .access import authentication
from .coupons import Coupons
from .customers import Customers
from .database import Database
from .idempotency import EchoKey, Once
from .promotion_codes import PromotionCodes
from .settings import Settings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from fastapi import FastAPI


def make_app(settings: Settings) -> FastAPI:
    """Return the service; the database is brought up to date when it starts."""
    database = Database(settings.database_url)
    once = Once(database, settings.idempotency_lease)
    authenticate = authentication(settings.api_keys)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await run_sync(database.upgrade)
        yield
        await run_sync(database.close)

    app = create_app(
        promotion_codes=PromotionCodes(database, once),
        authenticate=authenticate,
        validate_replies=settings.validate_replies,
        lifespan=lifespan,
    )
    catalog = create_router(
        coupons=Coupons(database, once),
        customers=Customers(database, once),
        authenticate=authenticate,
        validate_replies=settings.validate_replies,
    )
    app.include_router(catalog)
    app.add_middleware(EchoKey)
    return app


app = make_app(Settings.from_environment(os.environ))
