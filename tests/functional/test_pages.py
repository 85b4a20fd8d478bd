"""Iterating over a list of 250 promotion codes, forwards and backwards, sync and async."""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import parse_qsl

import httpx2
import promotion_codes_clover as clover
import pytest

IDS = [f"promo_{number}" for number in range(250)]


class Shop:
    """Returns lists as the API does: newest first, cursors exclusive, ``has_more`` in the direction of the cursor."""

    def __init__(self) -> None:
        self.queries: list[dict[str, str]] = []

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        query = dict(parse_qsl(request.url.query.decode()))
        self.queries.append(query)
        limit = int(query.get("limit", 10))
        if before := query.get("ending_before"):
            end = IDS.index(before)
            ids, more = IDS[max(0, end - limit) : end], end > limit
        else:
            start = IDS.index(query["starting_after"]) + 1 if "starting_after" in query else 0
            ids, more = IDS[start : start + limit], start + limit < len(IDS)
        response = {
            "object": "list",
            "url": "/v1/promotion_codes",
            "has_more": more,
            "data": [_code(one) for one in ids],
        }
        return httpx2.Response(200, json=response)

    def client(self) -> clover.Client:
        return clover.Client(api_key="k", http_client=httpx2.Client(transport=httpx2.MockTransport(self)))

    def async_client(self) -> clover.AsyncClient:
        http = httpx2.AsyncClient(transport=httpx2.MockTransport(self))
        return clover.AsyncClient(api_key="k", http_client=http)


def _code(one: str) -> dict[str, object]:
    return {
        "id": one, "object": "promotion_code", "active": True, "code": one, "created": 1, "livemode": False,
        "times_redeemed": 0,
        "promotion": {"type": "coupon", "coupon": "co1"}, "restrictions": {"first_time_transaction": False},
    }  # fmt: skip


@pytest.fixture
def shop() -> Shop:
    return Shop()


def test_all_items_forwards(shop: Shop) -> None:
    codes = list(shop.client().promotion_codes.list(active=True, limit=100, created={"gte": 1}))
    assert [code.id for code in codes] == IDS
    assert all(isinstance(code, clover.models.PromotionCode) for code in codes)
    assert [query.get("starting_after") for query in shop.queries] == [None, "promo_99", "promo_199"]
    assert all(
        query["active"] == "true" and query["limit"] == "100" and query["created[gte]"] == "1" for query in shop.queries
    )


def test_all_items_backwards(shop: Shop) -> None:
    codes = list(shop.client().promotion_codes.list(ending_before=IDS[-1], limit=100))
    assert [code.id for code in codes] == IDS[-2::-1]
    assert [query.get("ending_before") for query in shop.queries] == ["promo_249", "promo_149", "promo_49"]
    assert not any("starting_after" in query for query in shop.queries)


def test_pages_one_by_one_and_back(shop: Shop) -> None:
    first = shop.client().promotion_codes.list(limit=100)
    second = first.next_page()
    assert second is not None
    third = second.next_page()
    assert third is not None
    assert [len(page.data) for page in (first, second, third)] == [100, 100, 50]
    assert (first.has_more, second.has_more, third.has_more) == (True, True, False)
    assert third.next_page() is None
    back = third.previous_page()
    assert back is not None
    assert [code.id for code in back.data] == IDS[100:200]


def test_stopping_early_requests_no_further_pages(shop: Shop) -> None:
    for code in shop.client().promotion_codes.list(limit=50):
        if code.id == "promo_60":
            break
    assert len(shop.queries) == 2


def test_items_and_pages_async(shop: Shop) -> None:
    async def walk() -> tuple[list[str], list[str], list[int]]:
        client: Any = shop.async_client()
        forwards = [code.id async for code in client.promotion_codes.list(limit=100)]
        backwards = [code.id async for code in client.promotion_codes.list(limit=100, ending_before=IDS[-1])]
        pages = [len(page.data) async for page in client.promotion_codes.list(limit=200).iter_pages()]
        await client.close()
        return forwards, backwards, pages

    assert asyncio.run(walk()) == (IDS, IDS[-2::-1], [200, 50])
