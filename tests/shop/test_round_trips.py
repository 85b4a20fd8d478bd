"""Tests every operation with the generated client and server, and compares sent and received values."""

from __future__ import annotations

import asyncio
import importlib
import itertools
from random import Random
from typing import TYPE_CHECKING

import httpx2
import pytest

from tests.support.round_trip import BASE_URL, Parties, draw, leaves, plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.shop.conftest import Package

pytestmark = pytest.mark.slow
SEED = 20_300_115


@pytest.fixture
def parties(package: Package) -> Iterator[Parties]:
    with asyncio.Runner() as runner:
        yield Parties(package.name, package.names, runner)


def test_every_operation(package: Package, parties: Parties, record_property: Callable[[str, object], None]) -> None:
    wrong: list[str] = []
    values = {"arguments": 0, "replies": 0}
    for operation, is_async in itertools.product(package.api.operations, (False, True)):
        descriptor = parties.operations[operation.id]
        rng = Random(f"{SEED}:{is_async}:{operation.id}")  # noqa: S311 - to repeat it is what the seed is for
        drawn = draw(package.api, package.names, operation, descriptor, rng)
        difference = parties.difference(operation, drawn, is_async=is_async)
        if difference:
            wrong.append(f"{operation.id}: {difference}")
        values["arguments"] += leaves([plain(value) for value in drawn.expected])
        values["replies"] += leaves(plain(drawn.reply))
    total = 2 * len(package.api.operations)
    record_property(
        "counts",
        f"{package.name}: {total - len(wrong)} of {total} calls, two per operation, arrive and come back equal"
        f" (seed {SEED}, {values['arguments']} argument values, {values['replies']} response values)",
    )
    assert wrong == [], f"seed {SEED}"
    assert min(values.values()) > total / 2


def test_unusual_operations_are_included(shop_package: Package) -> None:
    """Check the types of operations that other generators do not support."""
    m = importlib.import_module(f"{shop_package.name}.models")
    with asyncio.Runner() as runner:
        operations = Parties(shop_package.name, shop_package.names, runner).operations
    assert operations["POST /v1/files"].body.media[0].content_type == "multipart/form-data"
    assert operations["GET /v1/orders/{order}/pdf"].responses[0].media[0].content_type == "application/pdf"
    assert "next_page" in operations["GET /v1/customers/search"].responses[0].media[0].type().model_fields
    union = operations["GET /v1/customers/{customer}"].responses[0].media[0].type()
    assert set(getattr(union, "__args__", ())) == {m.Customer, m.DeletedCustomer}
    assert operations["GET /v1/customers/{customer}/sources"].page is not None


@pytest.mark.parametrize("base_url", [None, BASE_URL])
def test_uploads_use_the_server_of_the_operation(shop_package: Package, base_url: str | None) -> None:
    module = importlib.import_module(shop_package.name)
    seen: list[httpx2.Request] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        request.read()
        seen.append(request)
        return httpx2.Response(200, json={})

    http = httpx2.Client(transport=httpx2.MockTransport(answer))
    client = module.Client(api_key="sk", http_client=http, base_url=base_url)
    client.files.create(file=("scan.png", b"\x89PNG", "image/png"), purpose="evidence")
    client.files.list()
    upload, listing = seen
    assert str(upload.url) == f"{base_url or 'https://files.shop.example'}/v1/files"
    assert str(listing.url) == f"{base_url or 'https://api.shop.example'}/v1/files"
    assert b'name="file"; filename="scan.png"\r\nContent-Type: image/png\r\n\r\n\x89PNG\r\n' in upload.content
    assert b'name="purpose"\r\n\r\nevidence\r\n' in upload.content
