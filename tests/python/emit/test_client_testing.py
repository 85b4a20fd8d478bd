"""Tests for ``testing.py``, the in-memory fake of an API."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import promotion_codes_clover as clover
import pytest
from promotion_codes_clover.testing import Fake, UnexpectedCallError, build

from tests.support.packages import ROOT, make_package

COUPON: Any = {"type": "coupon", "coupon": "co1"}


@pytest.fixture
def fake() -> Fake:
    return Fake()


def test_models_are_built_with_required_fields() -> None:
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


def test_responses_and_recorded_calls(fake: Fake) -> None:
    code = build(clover.models.PromotionCode)
    fake.promotion_codes.create.returns(code)
    with fake.client() as client:
        assert client.promotion_codes.create(promotion=COUPON, metadata={"a b": "1"}) == code
    [call] = fake.promotion_codes.create.calls
    assert call.body == {"promotion[type]": "coupon", "promotion[coupon]": "co1", "metadata[a b]": "1"}
    assert call.headers["stripe-version"] == "2025-12-15.clover"


def test_responses_are_returned_in_order(fake: Fake) -> None:
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
    codes = [build(clover.models.PromotionCode, id=f"promo_{number}") for number in range(3)]
    fake.promotion_codes.list.returns(codes)
    assert list(fake.client().promotion_codes.list()) == codes


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


USER_TESTS = """
from promotion_codes_clover import Client
from promotion_codes_clover.models import PromotionCode
from promotion_codes_clover.testing import Fake, build


def grant(client: Client, name: str) -> str:
    return client.promotion_codes.create(promotion={"type": "coupon", "coupon": "co1"}, code=name).id


def test_one(fake: Fake) -> None:
    fake.promotion_codes.create.returns(build(PromotionCode, id="promo_1"))
    assert grant(fake.client(), "A") == "promo_1"
    [call] = fake.promotion_codes.create.calls
    assert call.body["code"] == "A"


def test_another(fake: Fake) -> None:
    assert fake.promotion_codes.create.calls == []  # each test has its own
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    "conftest",
    ['pytest_plugins = ["promotion_codes_clover.testing"]', "from promotion_codes_clover.testing import fake as fake"],
)
def test_the_pytest_fixture(tmp_path: Path, conftest: str) -> None:
    (tmp_path / "conftest.py").write_text(conftest)
    (tmp_path / "test_mine.py").write_text(USER_TESTS)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-W", "error", "-p", "no:cacheprovider", str(tmp_path)],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT / "generated")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "2 passed" in done.stdout, done.stdout + done.stderr


@pytest.mark.slow
def test_without_pytest_it_is_a_function() -> None:
    code = "import sys, promotion_codes_clover.testing as t; print('pytest' in sys.modules, type(t.fake()).__name__)"
    done = subprocess.run(
        [sys.executable, "-c", code], env={"PYTHONPATH": str(ROOT / "generated")}, capture_output=True, check=True
    )
    assert done.stdout.split() == [b"False", b"Fake"]


@pytest.mark.slow
def test_repeated_values_are_lists_and_files_bytes(tmp_path: Path) -> None:
    spec = """
openapi: 3.1.0
info: {title: Many, version: "1"}
paths:
  /things:
    get:
      parameters: [{name: ids, in: query, schema: {type: array, items: {type: integer}}}]
      responses: {"204": {description: ok}}
  /files:
    get:
      responses: {"200": {description: ok, content: {application/json: {schema: {type: array, items: {}}}}}}
    post:
      requestBody:
        required: true
        content:
          multipart/form-data:
            schema:
              type: object
              properties:
                file: {type: string, format: binary}
                title: {type: string}
                tags: {type: array, items: {type: string}}
      responses: {"204": {description: ok}}
"""
    with make_package(spec, tmp_path, emit=("models", "client")) as package:
        fake = package.testing.Fake()
        fake.things.retrieve.returns(None)
        fake.client().things.retrieve(ids=[1, 2])
        fake.client().things.retrieve(ids=[3])
        assert [call.query for call in fake.things.retrieve.calls] == [{"ids": ["1", "2"]}, {"ids": "3"}]
        fake.files.create.returns(None)
        fake.client().files.create(file=b"\r\n--x\r\n", title="é\r\n", tags=["a", "b"])
        assert fake.files.create.calls[0].body == {"file": b"\r\n--x\r\n", "title": "é\r\n", "tags": ["a", "b"]}
        assert repr(fake.things.retrieve) == "FakeMethod(things.retrieve, 2 calls)"
