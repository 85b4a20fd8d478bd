"""Correct callers pass type checkers, incorrect ones do not."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.packages import ROOT

pytestmark = pytest.mark.slow

RIGHT = """
from datetime import datetime, timezone
from typing import assert_type

import promotion_codes_clover as api
from promotion_codes_clover import models as m
from promotion_codes_clover.models import Coupon, Customer, DeletedCustomer, PromotionCode


def sync(client: api.Client) -> None:
    codes = client.promotion_codes
    code = codes.create(
        promotion={"type": "coupon", "coupon": "co1"},
        active=True,
        metadata={"k": "v"},
        restrictions={"currency_options": {"eur": {"minimum_amount": 5}}},
        expires_at=datetime.now(timezone.utc),
        expand=["customer"],
    )
    assert_type(code, PromotionCode)
    codes.create(promotion=m.PromotionCodeCreateParamsPromotion(type="coupon", coupon="co1"), expires_at=5)
    codes.update(code.id, metadata="", restrictions=m.PromotionCodeUpdateParamsRestrictions())
    customer = code.customer
    assert_type(customer, api.Ref | Customer | DeletedCustomer | None)
    if customer is not None:
        assert_type(customer.id, str)
    if isinstance(code.promotion.coupon, Coupon):
        assert_type(code.promotion.coupon.percent_off, float | None)
    if code.expires_at is not None:
        assert_type(code.expires_at, datetime)
    for one in codes.list(limit=3, created={"gte": 5}):
        assert_type(one, PromotionCode)
    try:
        codes.retrieve("x")
    except api.errors.NotFoundError as error:
        assert_type(error.code, str | None)


async def asynchronous(client: api.AsyncClient) -> None:
    assert_type(await client.promotion_codes.retrieve("x", expand=("customer",)), PromotionCode)
    assert_type((await client.promotion_codes.list(active=True)).data, list[PromotionCode])
    async for one in client.promotion_codes.list():
        assert_type(one, PromotionCode)
"""
WRONG = """
import promotion_codes_clover as api

codes = api.Client(api_key="k").promotion_codes
codes.create()
codes.create(promotion={"type": "gift"})
codes.create(promotion={"type": "coupon", "cupon": "co1"})
codes.create(promotion={"type": "coupon"}, active="yes")
codes.create(promotion={"type": "coupon"}, active=None)
codes.list(limt=3)
codes.list(created={"after": 3})
codes.list(expand="customer")
codes.retrieve(5)
codes.update("x", metadata="no")
codes.retrieve("x").colour.upper
"""


def _check(code: str, folder: Path) -> list[str]:
    (folder / "caller.py").write_text(code, encoding="utf-8")
    options = ["--strict", "--python-version=3.11", "--config-file=", "--no-error-summary"]
    done = subprocess.run(
        [sys.executable, "-m", "mypy", *options, "caller.py"],
        cwd=folder,
        env={**os.environ, "MYPYPATH": str(ROOT / "generated"), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert not done.stderr, done.stderr
    return [line for line in done.stdout.splitlines() if ": error: " in line]


def test_correct_calls_pass(tmp_path: Path) -> None:
    assert _check(RIGHT, tmp_path) == []


def test_every_incorrect_call_is_an_error(tmp_path: Path) -> None:
    found = {int(match[1]) for line in _check(WRONG, tmp_path) if (match := re.match(r"caller\.py:(\d+):", line))}
    first = WRONG.splitlines().index("codes.create()") + 1
    last = len(WRONG.splitlines())
    # models keep unknown fields, but type checkers know only declared ones
    assert found == set(range(first, last + 1))
