"""``P.testing``: the API in memory."""

from __future__ import annotations

import asyncio
from typing import Any

import promotion_codes_clover as clover
import pytest
from promotion_codes_clover.testing import Fake, UnexpectedCallError, build

COUPON: Any = {"type": "coupon", "coupon": "co1"}


@pytest.fixture
def fake() -> Fake:
    return Fake()


def test_models_are_built_with_what_must_be_there() -> None:
    code = build(clover.models.PromotionCode, code="SPRING", later="kept")
    assert (code.code, code.object, code.id, code.model_extra) == (
        "SPRING",
        "promotion_code",
        "id_1",
        {"later": "kept"},
    )
    assert isinstance(code.restrictions, clover.models.PromotionCodesResourceRestrictions)
    assert "customer" not in code.model_fields_set
    assert clover.models.PromotionCode.model_validate_json(code.model_dump_json()) == code
    assert build(clover.models.PromotionCodeList, data=[code]).data == [code]
    with pytest.raises(ValueError, match="code"):
        build(clover.models.PromotionCode, code=5)


def test_answers_and_recorded_calls(fake: Fake) -> None:
    code = build(clover.models.PromotionCode)
    fake.promotion_codes.create.returns(code)
    with fake.client() as client:
        assert client.promotion_codes.create(promotion=COUPON, metadata={"a b": "1"}) == code
    [call] = fake.promotion_codes.create.calls
    assert call.body == {"promotion[type]": "coupon", "promotion[coupon]": "co1", "metadata[a b]": "1"}
    assert call.headers["stripe-version"] == "2025-12-15.clover"


def test_answers_come_in_turn(fake: Fake) -> None:
    first, second = (build(clover.models.PromotionCode, id=key) for key in ("promo_1", "promo_2"))
    fake.promotion_codes.retrieve.returns(first, second)
    client = fake.client()
    assert [client.promotion_codes.retrieve(key).id for key in ("a/b", "c", "d")] == ["promo_1", "promo_2", "promo_2"]
    assert fake.promotion_codes.retrieve.calls[0].path == {"promotion_code": "a/b"}


def test_lists_and_dicts(fake: Fake) -> None:
    page = {"object": "list", "url": "/", "has_more": False, "data": [{"id": "promo_1"}]}
    fake.promotion_codes.list.returns(page)
    assert [code.id for code in fake.client().promotion_codes.list(limit=3, active=True)] == ["promo_1"]
    assert fake.promotion_codes.list.calls[0].query == {"limit": "3", "active": "true"}


def test_failures(fake: Fake) -> None:
    fake.promotion_codes.update.fails(404, {"error": {"type": "invalid_request_error", "message": "No such code"}})
    with pytest.raises(clover.errors.NotFoundError, match="No such code"):
        fake.client().promotion_codes.update("x", active=False)
    with pytest.raises(UnexpectedCallError, match="GET /v1/promotion_codes/x"):
        fake.client().promotion_codes.retrieve("x")
    with pytest.raises(AttributeError, match="promotions"):
        fake.promotions  # noqa: B018 - asking is the point


def test_asynchronous_clients(fake: Fake) -> None:
    fake.promotion_codes.retrieve.returns(build(clover.models.PromotionCode, id="promo_9"))

    async def run() -> str:
        async with fake.async_client() as client:
            return (await client.promotion_codes.retrieve("x")).id

    assert asyncio.run(run()) == "promo_9"
