"""Writers that wait for the database do not keep readers waiting; U+0000 is refused on each database."""

from __future__ import annotations

import json
import sqlite3
from contextlib import asynccontextmanager, closing, contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import anyio
import httpx2
import pytest
from promotion_service.app import make_app
from promotion_service.settings import Settings

from tests.e2e.service import KEY

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator
    from pathlib import Path

pytestmark = pytest.mark.slow
FORM = "application/x-www-form-urlencoded"
WRITERS = 60
"""More than the threads that a server uses by default."""


def settings(address: str) -> Settings:
    return Settings.from_environment({"DATABASE_URL": address, "API_KEY": KEY, "VALIDATE_REPLIES": "1"})


@asynccontextmanager
async def client(address: str) -> AsyncIterator[httpx2.AsyncClient]:
    """Start the service, and yield a client of it."""
    app = make_app(settings(address))
    transport = httpx2.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx2.AsyncClient(transport=transport, base_url="http://test", auth=(KEY, ""), timeout=60) as http,
    ):
        yield http


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "codes.db"


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Lock a database for writers."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield


def test_readers_do_not_wait_for_writers(path: Path) -> None:
    async def run() -> None:
        statuses: list[int] = []
        async with client(f"sqlite:///{path}") as http, anyio.create_task_group() as writers:

            async def write() -> None:
                response = await http.post("/v1/coupons", content="percent_off=5", headers={"content-type": FORM})
                statuses.append(response.status_code)

            with locked(path):
                for _ in range(WRITERS):
                    writers.start_soon(write)
                with anyio.fail_after(20):
                    for _ in range(WRITERS):  # by the last of them, all writers have begun to wait
                        assert (await http.get("/v1/promotion_codes")).status_code == 200
                assert not statuses
        assert statuses == [200] * WRITERS

    anyio.run(run)


def test_sqlite_that_stays_locked(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("promotion_service.database.PATIENCE", 0.05)

    async def run() -> httpx2.Response:
        async with client(f"sqlite:///{path}") as http:
            with locked(path):
                return await http.post("/v1/coupons", content="percent_off=5", headers={"content-type": FORM})

    response = anyio.run(run)
    assert (response.status_code, response.headers["retry-after"]) == (503, "1")
    assert response.json()["error"]["message"] == "The database is busy."


NUL = "a\0b"
PROMOTION = "promotion[type]=coupon&promotion[coupon]"
REQUESTS: list[tuple[str, str, str]] = [
    ("GET", "/v1/promotion_codes/{}", ""),
    ("GET", "/v1/coupons/{}", ""),
    ("GET", "/v1/customers/{}", ""),
    ("POST", "/v1/promotion_codes/{}", "active=true"),
    *(
        ("GET", f"/v1/promotion_codes?{name}={{}}", "")
        for name in ("starting_after", "ending_before", "code", "coupon", "customer", "customer_account")
    ),
    ("POST", "/v1/promotion_codes", f"{PROMOTION}={{}}"),
    ("POST", "/v1/promotion_codes", f"{PROMOTION}=FREE&code={{}}"),
    ("POST", "/v1/promotion_codes", f"{PROMOTION}=FREE&customer={{}}"),
    ("POST", "/v1/promotion_codes", f"{PROMOTION}=FREE&customer_account={{}}"),
    ("POST", "/v1/promotion_codes", f"{PROMOTION}=FREE&metadata[a]={{}}"),
    ("POST", "/v1/promotion_codes", f"{PROMOTION}=FREE&metadata[{{}}]=a"),
    *(("POST", "/v1/coupons", f"percent_off=5&{name}={{}}") for name in ("id", "name", "metadata[a]")),
    ("POST", "/v1/coupons", "percent_off=5&applies_to[products][]={}"),
    *(("POST", "/v1/customers", f"{name}={{}}") for name in ("name", "description", "email", "phone", "metadata[a]")),
]


def test_nul_is_refused(new_address: Callable[[], str]) -> None:
    async def run() -> dict[Any, Any]:
        async with client(new_address()) as http:
            found: dict[Any, Any] = {}
            form = {"content-type": FORM}
            made = await http.post("/v1/coupons", content="percent_off=5&id=FREE", headers=form)
            assert made.status_code == 200
            for method, path, body in REQUESTS:
                value = quote(NUL)
                response = await http.request(method, path.format(value), content=body.format(value), headers=form)
                found[method, path, body] = response.status_code, "error" in response.json()
            for name in ("name", "description"):
                response = await http.post("/v1/customers", json={name: NUL})
                found["json", name] = response.status_code, "error" in json.loads(response.content)
            keyed = await http.post("/v1/customers", content="name=a", headers={**form, "Idempotency-Key": NUL})
            found["key"] = keyed.status_code, "error" in keyed.json()
            return found

    found = anyio.run(run)
    assert {key: value for key, value in found.items() if value not in {(400, True), (404, True)}} == {}
