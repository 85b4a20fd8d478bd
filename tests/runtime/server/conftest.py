from __future__ import annotations

from typing import TYPE_CHECKING

import anyio
import pytest

from runtime.server.app import build_app
from tests.runtime.server.promo import ROUTES, SETTINGS, Service, send

if TYPE_CHECKING:
    import httpx2

    from tests.runtime.server.promo import Call


@pytest.fixture
def service() -> Service:
    return Service()


@pytest.fixture
def call(service: Service) -> Call:
    app = build_app(ROUTES, {"promotion_codes": service}, SETTINGS)

    def request(method: str, url: str, *, form: str | None = None, **more: object) -> httpx2.Response:
        async def run() -> httpx2.Response:
            return await send(app, method, url, form=form, **more)

        return anyio.run(run)

    return request
