"""Guarantees of the database: one winner of a race, and no acknowledged code is lost."""

from __future__ import annotations

import json
import os
import signal
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.client import HTTPConnection, HTTPException
from typing import TYPE_CHECKING, Any

import httpx2
import pytest

from tests.e2e.service import KEY, Service, service

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.slow

CREATES = 2_500
"""PROMOTION_SERVICE_CREATES sets another number."""
CLIENTS = 8
KILLS = 3
HEADERS = {"Authorization": f"Bearer {KEY}", "Content-Type": "application/x-www-form-urlencoded"}
GRANT = "promotion[type]=coupon&promotion[coupon]=RACE"


def http(url: str) -> httpx2.Client:
    return httpx2.Client(base_url=url, headers=HEADERS, timeout=60)


def add_coupon(url: str) -> None:
    with http(url) as client:
        assert client.post("/v1/coupons", content=b"percent_off=10&id=RACE").is_success


def test_of_32_clients_exactly_one_gets_the_code(new_address: Callable[[], str]) -> None:
    barrier = threading.Barrier(32)

    def create(url: str, number: int) -> httpx2.Response:
        code = "Race" if number % 2 else "rACE"
        with http(url) as client:
            barrier.wait(timeout=60)
            return client.post("/v1/promotion_codes", content=f"{GRANT}&code={code}".encode())

    with service(new_address(), workers=2) as served, ThreadPoolExecutor(32) as pool:
        add_coupon(served.url)
        responses = list(pool.map(lambda number: create(served.url, number), range(32)))
    lost = [response.json()["error"] for response in responses if response.status_code == 400]
    assert [response.status_code for response in responses].count(200) == 1
    assert len(lost) == 31
    assert {error["message"] for error in lost} <= {
        f"An active promotion code with `code: {code}` already exists." for code in ("Race", "rACE")
    }


def test_a_key_sent_concurrently_takes_effect_once(new_address: Callable[[], str]) -> None:
    barrier = threading.Barrier(16)

    def create(url: str) -> httpx2.Response:
        with http(url) as client:
            barrier.wait(timeout=60)
            sent = GRANT.encode()
            return client.post("/v1/promotion_codes", content=sent, headers={"Idempotency-Key": "once"})

    with service(new_address(), workers=2) as served, ThreadPoolExecutor(16) as pool:
        add_coupon(served.url)
        responses = list(pool.map(lambda _: create(served.url), range(16)))
        with http(served.url) as client:
            assert len(client.get("/v1/promotion_codes").json()["data"]) == 1
    assert {response.status_code for response in responses} <= {200, 409}
    assert len({response.json()["id"] for response in responses if response.is_success}) == 1


class Writers:
    """Clients that create codes until there are enough, or until the service has stopped."""

    def __init__(self) -> None:
        self.acknowledged: dict[str, str] = {}
        self.reached = threading.Condition()

    def run(self, url: str, number: int, turn: int, enough: int) -> None:
        # http.client has the least overhead, so that most of the time is spent in the service
        with closing(HTTPConnection(url.partition("//")[2], timeout=60)) as client:
            for count in range(enough):
                if len(self.acknowledged) >= enough:
                    return
                code = f"KILL-{turn}-{number}-{count}"
                headers = HEADERS if number else {**HEADERS, "Idempotency-Key": code}
                try:
                    client.request("POST", "/v1/promotion_codes", f"{GRANT}&code={code}", headers)
                    response = client.getresponse()
                    body = json.loads(response.read())
                except (OSError, HTTPException, ValueError):
                    return
                assert response.status == 200, body
                with self.reached:
                    self.acknowledged[body["id"]] = code
                    self.reached.notify_all()


@pytest.mark.long
def test_every_acknowledged_code_survives_kill_9(
    new_address: Callable[[], str], record_property: Callable[[str, object], None]
) -> None:
    address, writers = new_address(), Writers()
    kind = address.partition(":")[0]
    creates = int(os.environ.get("PROMOTION_SERVICE_CREATES", CREATES))
    with service(address) as served:
        add_coupon(served.url)
    for turn in range(1, KILLS + 1):
        running = Service(address)
        goal = creates * turn // (KILLS + 1)
        with ThreadPoolExecutor(CLIENTS) as pool:
            tasks = [pool.submit(writers.run, running.url, number, turn, creates) for number in range(CLIENTS)]
            with writers.reached:
                assert writers.reached.wait_for(lambda goal=goal: len(writers.acknowledged) >= goal, timeout=600)
            running.end(signal.SIGKILL)
            for task in tasks:
                task.result()
    with service(address) as served:
        with ThreadPoolExecutor(CLIENTS) as pool:
            for task in [pool.submit(writers.run, served.url, number, 0, creates) for number in range(CLIENTS)]:
                task.result()
        found = every_code(served.url)
    assert len(writers.acknowledged) >= creates
    assert writers.acknowledged.items() <= found.items()
    # an interrupted request may have taken effect: at most one per client and kill
    assert len(found) <= len(writers.acknowledged) + CLIENTS * KILLS
    counts = f"{len(writers.acknowledged)} acknowledged, {KILLS} kills, {len(found)} found"
    record_property("counts", f"kill -9 on {kind}: {counts}")


def every_code(url: str) -> dict[str, str]:
    """Return all codes by id."""
    found: dict[str, str] = {}
    params: dict[str, Any] = {"limit": 100}
    with http(url) as client:
        while True:
            page = client.get("/v1/promotion_codes", params=params).json()
            found.update({code["id"]: code["code"] for code in page["data"]})
            if not page["has_more"]:
                return found
            params["starting_after"] = page["data"][-1]["id"]
